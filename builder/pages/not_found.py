"""The page for addresses that do not exist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from builder.model import Page
from builder.pages.head import Head, menu
from builder.pages.index import Index


@dataclass(frozen=True)
class NotFoundView:
    """What the page for unknown addresses shows."""

    head: Head


def not_found_pages(index: Index) -> Iterator[Page]:
    """The page that GitHub Pages serves, at any depth, for an address that does not exist."""
    head = Head("Page not found", "/404.html", "There is no page at this address.", menu(index), indexed=False)
    yield Page("/404.html", "404.html", NotFoundView(head))
