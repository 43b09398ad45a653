"""Near: what pages show of other things, and what decides whether they stay as they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from builder.cache import fingerprint
from builder.model import Article, Entity
from builder.pages.dates import full_years
from builder.pages.index import Index
from builder.pages.note_views import article_parts
from builder.pages.related import Related, closest, company_of, related_articles

RELATED, TOGETHER = 4, 10
"""The most of each that a page shows: articles that share names, and entities that are named together."""


class Near(Protocol):
    """What decides about the pages of a family beside its own: asked only when the archive has changed."""

    def shape(self) -> str:
        """A name of it."""

    def slugs(self) -> list[str]:
        """The articles of which the pages show what these show of themselves."""


@dataclass(frozen=True, slots=True)
class NearArticle:
    """The articles that another leads to: those that share its names, and its neighbours in its topics."""

    index: Index
    article: Article

    def shape(self) -> str:
        """All that decides which they are, and why."""
        pairs = [[one and one.slug for one in pair] for pair in self._neighbours()]
        return fingerprint(company_of(self.index, self.article), pairs)

    def slugs(self) -> list[str]:
        """Theirs."""
        neighbours = [one.slug for pair in self._neighbours() for one in pair if one]
        return [one.article.slug for one in related_to(self.index, self.article)] + neighbours

    def _neighbours(self) -> list[tuple[Article | None, Article | None]]:
        return [self.index.neighbours[topic, self.article.slug] for topic in self.article.topics]


@dataclass(frozen=True, slots=True)
class NearEntity:
    """The entities that are named with another more often than all the archive would have it."""

    index: Index
    entity: Entity

    def shape(self) -> str:
        """Which they are."""
        return fingerprint(closest(self.index, self.entity, TOGETHER))

    def slugs(self) -> list[str]:
        """None: all it shows are articles that name it."""
        return []


def related_to(index: Index, article: Article) -> tuple[Related, ...]:
    """The related articles, worked out once where they are asked for twice in a row."""
    known: tuple[str, tuple[Related, ...]] | None = index.kept.get("related")
    if known is None or known[0] != article.slug:
        known = index.kept["related"] = article.slug, related_articles(index, article, RELATED)
    return known[1]


def own_print(index: Index, article: Article, alike: str) -> str:
    """A name of what the pages of an article show, but for what is near it; `alike` names what all of them show."""
    site, slug = index.site, article.slug
    entities = dict.fromkeys((*index.named_in[slug], *article.entities.about))
    own = alike, index.print_of(article), age_of(index, article), [index.faces.get(one) for one in entities]
    if slug in site.anchors or slug in site.changes or article.place in site.links or article.place in site.titles:
        return fingerprint(own, article_parts(index, article), site.changes.get(slug))
    return fingerprint(own)


def age_of(index: Index, article: Article) -> int:
    """Full years until the last day on which the archive is known to have been worked on.

    A build may not ask the clock, for the same content must give the same bytes. Of the articles only those change with
    this day whose anniversary has passed since the note before.
    """
    return max(0, full_years(article.day, index.newest_note)) if article.day else 0
