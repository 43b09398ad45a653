"""Sources: who published the articles, how each text was obtained, and whether it is word for word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from builder.config import Config
from builder.model import Article, Page, Source
from builder.plan.cards import Head, Link, menu
from builder.plan.dates import When, when
from builder.plan.index import Index
from builder.plan.lists import Pager, list_pages


@dataclass(frozen=True)
class Publisher:
    """A publisher and how many articles are theirs."""

    name: str
    count: int


@dataclass(frozen=True)
class SourceRow:
    """An article and how its text was obtained."""

    article: Link
    date: When | None
    publisher: str
    source: Source
    verbatim: bool | None
    edited: str


@dataclass(frozen=True)
class SourcesView:
    """What a page of sources shows."""

    head: Head
    publishers: tuple[Publisher, ...]
    """Only on the first page."""
    verbatim: int
    edited: int
    written: int
    """Written for the archive: there is no capture to compare with."""
    number: int
    rows: tuple[SourceRow, ...]
    pager: Pager


def source_pages(index: Index, config: Config) -> Iterator[Page]:
    """The list of sources."""
    counts = Counter(one.publisher for one in index.newest if one.publisher)
    publishers = tuple(
        Publisher(name, count) for name, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    )
    states = Counter(one.verbatim for one in index.newest)
    description = "Who published the articles, how each text was obtained, and whether it is word for word."
    for page in list_pages(index.newest, "/sources/", size=config.per_page):
        first = not page.number
        view = SourcesView(
            head=Head(
                "Sources" if first else f"Sources, page {page.number}",
                page.address,
                page.of(description),
                menu(index.site.pages),
            ),
            publishers=publishers if first else (),
            verbatim=states[True] if first else 0,
            edited=states[False] if first else 0,
            written=states[None] if first else 0,
            number=page.number,
            rows=tuple(_row(one) for one in page.items),
            pager=page.pager,
        )
        yield Page(page.address, "sources.html", view)


def _row(article: Article) -> SourceRow:
    return SourceRow(
        Link(article.title, article.address),
        when(article.day),
        article.publisher,
        article.source,
        article.verbatim,
        article.edited,
    )
