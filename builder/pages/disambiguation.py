"""Called: a page for each name that several entities have, so that a reader finds the one that is meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from builder.config import Config
from builder.model import Page
from builder.pages.ambiguous_names import SharedName
from builder.pages.index import Index
from builder.pages.summaries import ArticleCard, EntityCard, Head, Link, article_card, called_address, menu, name_card

LEFT = 50
"""Articles that are given of those which leave the name without a link."""


@dataclass(frozen=True)
class CalledView:
    """What the page of a shared name shows."""

    head: Head
    name: str
    entities: tuple[EntityCard, ...]
    left: tuple[ArticleCard, ...]
    """The newest articles in which the name may mean several of them."""
    more: int
    """How many more there are."""


def called_pages(index: Index, config: Config) -> Iterator[Page]:  # noqa: ARG001 - every kind has the same two
    """One page for each shared name."""
    for shared in index.shared_names.values():
        yield Page(called_address(shared.slug), "called.html", _view(index, shared))


def _view(index: Index, shared: SharedName) -> CalledView:
    return CalledView(
        head=Head(
            title=f"Who or what is called {shared.words} ({shared.slug})",
            address=called_address(shared.slug),
            description=f"What the name {shared.words} may mean in this archive.",
            menu=menu(index.site.pages),
            crumbs=(Link("Names", "/entities/"),),
        ),
        name=shared.words,
        entities=tuple(name_card(index, index.site.entities[one]) for one in shared.holders),
        left=tuple(article_card(index, one) for one in shared.articles[:LEFT]),
        more=max(0, len(shared.articles) - LEFT),
    )
