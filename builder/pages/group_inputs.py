"""Near: what pages show of other things, and what decides whether they stay as they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from builder.cache import fingerprint
from builder.model import Article, Entity
from builder.pages.dates import full_years
from builder.pages.index import Index
from builder.pages.note_views import article_inputs
from builder.pages.related import Related, most_related, related_articles, related_key

RELATED, TOGETHER = 4, 10
"""The most of each that a page shows: articles that share names, and entities that are named together."""


class GroupInputs(Protocol):
    """What decides about the pages of a family beside its own: asked only when the archive has changed."""

    def key(self) -> str:
        """A name of it."""

    def slugs(self) -> list[str]:
        """The articles of which the pages show what these show of themselves."""


@dataclass(frozen=True, slots=True)
class ArticleInputs:
    """The articles that another leads to: those that share its names, and its neighbours in its topics."""

    index: Index
    article: Article

    def key(self) -> str:
        """All that decides which they are, and why."""
        pairs = [[one and one.slug for one in pair] for pair in self._neighbours()]
        return fingerprint(related_key(self.index, self.article), pairs)

    def slugs(self) -> list[str]:
        """Theirs."""
        neighbours = [one.slug for pair in self._neighbours() for one in pair if one]
        return [one.article.slug for one in related_to(self.index, self.article)] + neighbours

    def _neighbours(self) -> list[tuple[Article | None, Article | None]]:
        return [self.index.neighbours[topic, self.article.slug] for topic in self.article.topics]


@dataclass(frozen=True, slots=True)
class EntityInputs:
    """The entities that are named with another more often than all the archive would have it."""

    index: Index
    entity: Entity

    def key(self) -> str:
        """Which they are."""
        return fingerprint(most_related(self.index, self.entity, TOGETHER))

    def slugs(self) -> list[str]:
        """None: all it shows are articles that name it."""
        return []


def related_to(index: Index, article: Article) -> tuple[Related, ...]:
    """The related articles, worked out once where they are asked for twice in a row."""
    known: tuple[str, tuple[Related, ...]] | None = index.memo.get("related")
    if known is None or known[0] != article.slug:
        known = index.memo["related"] = article.slug, related_articles(index, article, RELATED)
    return known[1]


def own_key(index: Index, article: Article, alike: str) -> str:
    """A name of what the pages of an article show, but for what is near it; `alike` names what all of them show."""
    site, slug = index.site, article.slug
    entities = dict.fromkeys((*index.named_in[slug], *article.entities.about))
    own = (
        alike,
        index.digest_of(article),
        age_in_years(index, article),
        [index.entity_card_digests.get(one) for one in entities],
    )
    if slug in site.anchors or slug in site.changes or article.place in site.links or article.place in site.titles:
        return fingerprint(own, article_inputs(index, article), site.changes.get(slug))
    return fingerprint(own)


def age_in_years(index: Index, article: Article) -> int:
    """Full years until the last day on which the archive is known to have been worked on.

    A build may not ask the clock, for the same content must give the same bytes. Of the articles only those change with
    this day whose anniversary has passed since the note before.
    """
    return max(0, full_years(article.day, index.newest_annotation_date)) if article.day else 0
