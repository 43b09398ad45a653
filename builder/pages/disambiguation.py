"""Disambiguation: a page for each name that several entities share."""

from collections.abc import Iterator
from dataclasses import dataclass

from builder.addresses import disambiguation_address
from builder.model import Page
from builder.pages.ambiguous_names import AmbiguousName
from builder.pages.head import NAMES, Head, menu
from builder.pages.index import Index
from builder.pages.summaries import ArticleCard, EntityCard, article_card, name_card

UNLINKED = 50
"""The most articles listed in which the name is ambiguous."""


@dataclass(frozen=True)
class DisambiguationView:
    """What the page of an ambiguous name shows."""

    head: Head
    name: str
    entities: tuple[EntityCard, ...]
    unlinked: tuple[ArticleCard, ...]
    """The newest articles in which the name is ambiguous."""
    remaining: int
    """How many more there are."""


def disambiguation_pages(index: Index) -> Iterator[Page]:
    """One page for each ambiguous name."""
    for shared in index.ambiguous_names.values():
        yield Page(disambiguation_address(shared.slug), "disambiguation.html", _view(index, shared))


def _view(index: Index, shared: AmbiguousName) -> DisambiguationView:
    title, address = f"{shared.name} (disambiguation: {shared.slug})", disambiguation_address(shared.slug)
    return DisambiguationView(
        head=Head(title, address, f"The name {shared.name} can refer to:", menu(index), (NAMES,)),
        name=shared.name,
        entities=tuple(name_card(index, index.site.entities[one]) for one in shared.candidates),
        unlinked=tuple(article_card(index, one) for one in shared.articles[:UNLINKED]),
        remaining=max(0, len(shared.articles) - UNLINKED),
    )
