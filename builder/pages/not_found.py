"""The page for addresses that do not exist."""

from collections.abc import Iterator
from dataclasses import dataclass

from builder.config import Config
from builder.model import Page
from builder.pages.head import Head, menu
from builder.pages.index import Index


@dataclass(frozen=True)
class NotFoundView:
    """What the page for unknown addresses shows."""

    head: Head


def not_found_pages(index: Index, config: Config) -> Iterator[Page]:  # noqa: ARG001 - shared signature
    """The page that GitHub Pages serves, at any depth, for an address that does not exist."""
    head = Head("Page not found", "/404.html", "There is no page at this address.", menu(index), indexed=False)
    yield Page("/404.html", "404.html", NotFoundView(head))
