"""Near: the articles that another leads to, and what decides whether its pages stay as they are."""

from __future__ import annotations

from typing import NamedTuple

from builder.cache import fingerprint
from builder.model import Article
from builder.plan.company import Related, related_articles
from builder.plan.dates import full_years
from builder.plan.index import Index
from builder.plan.notes import article_parts

RELATED = 4
"""Articles that share names, at most."""


class Near(NamedTuple):
    """The articles that the page of an article leads to."""

    slug: str
    related: tuple[Related, ...]
    shape: str
    """A name of which they are, and why."""
    slugs: list[str]


def near_of(index: Index, article: Article) -> Near:
    """Worked out once where it is asked for twice in a row."""
    known: Near | None = index.kept.get("near")
    if known is None or known.slug != article.slug:
        related = related_articles(index, article, RELATED)
        pairs = [index.neighbours[topic, article.slug] for topic in article.topics]
        shape = (
            [(one.article.slug, one.shared) for one in related],
            [[one and one.slug for one in pair] for pair in pairs],
        )
        slugs = [one.article.slug for one in related] + [one.slug for pair in pairs for one in pair if one]
        known = index.kept["near"] = Near(article.slug, related, fingerprint(shape), slugs)
    return known


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
