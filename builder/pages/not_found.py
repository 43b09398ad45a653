"""Not found: the page shown where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from builder.config import Config
from builder.model import Page
from builder.pages.index import Index
from builder.pages.summaries import Head, menu


@dataclass(frozen=True)
class NotFoundView:
    """What the page for wrong addresses shows."""

    head: Head


def notfound_pages(index: Index, config: Config) -> Iterator[Page]:  # noqa: ARG001 - every kind has the same two
    """The page that GitHub Pages serves, at any depth, for an address that leads nowhere."""
    head = Head(
        "Page not found", "/404.html", "There is no page at this address.", menu(index.site.pages), indexed=False
    )
    yield Page("/404.html", "404.html", NotFoundView(head))
