"""Sources: who published the articles, and how each text was obtained: word for word, edited, or without a capture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from builder.config import Config
from builder.model import Article, Page, Source
from builder.pages.dates import DateView, moment_words, optional_date
from builder.pages.index import Index
from builder.pages.pagination import Pager, list_pages
from builder.pages.summaries import Head, Link, menu

TOP = Link("Sources", "/sources/")
DESCRIPTION = "Where each text came from and whether it is unchanged."


class State(NamedTuple):
    """How a text stands to its capture."""

    name: Link
    verbatim: bool | None


STATES = (
    State(Link("Identical to the capture", "/sources/word-for-word/"), verbatim=True),
    State(Link("Edited after capture", "/sources/edited/"), verbatim=False),
    State(Link("No original capture", "/sources/without-capture/"), verbatim=None),
)
"""In the order in which the page has them."""


@dataclass(frozen=True)
class Publisher:
    """A publisher and how many articles are theirs."""

    name: str
    count: int


@dataclass(frozen=True)
class SourceRow:
    """An article and how its text was obtained."""

    article: Link
    date: DateView | None
    publisher: str
    source: Source
    verbatim: bool | None
    """None when there is no capture to compare with."""
    edited: str


@dataclass(frozen=True)
class SourceGroup:
    """The articles of one state."""

    name: Link
    """The address is that of the list of them all; empty when all are here."""
    count: int
    """Of them all; 0 on older pages of their list, which would change with each addition."""
    rows: tuple[SourceRow, ...]


@dataclass(frozen=True)
class SourcesView:
    """What a page of sources shows."""

    head: Head
    publishers: tuple[Publisher, ...]
    """Only on the first page."""
    groups: tuple[SourceGroup, ...]
    pager: Pager


def source_pages(index: Index, config: Config) -> Iterator[Page]:
    """The newest sources of each state, and a list of its own for a state that has more of them."""
    states = [(state.name, [one for one in index.newest if one.verbatim == state.verbatim]) for state in STATES]
    groups = []
    for name, members in states:
        more = name.address if len(members) > config.per_page else ""
        if members:
            groups.append(_group(Link(name.label, more), len(members), members[: config.per_page]))
        if more:
            yield from _state_pages(index, config, name, members)
    head = Head(TOP.label, TOP.address, DESCRIPTION, menu(index.site.pages))
    yield Page(TOP.address, "sources.html", SourcesView(head, _publishers(index), tuple(groups), Pager()))


def _publishers(index: Index) -> tuple[Publisher, ...]:
    counts = Counter(one.publisher for one in index.newest if one.publisher)
    return tuple(Publisher(name, count) for name, count in sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _state_pages(index: Index, config: Config, name: Link, members: Sequence[Article]) -> Iterator[Page]:
    for page in list_pages(members, name.address, size=config.per_page):
        title = f"Sources: {name.label.lower()}" + (f", page {page.number}" if page.number else "")
        head = Head(title, page.address, page.of(f"{title}."), menu(index.site.pages), (TOP,))
        group = _group(Link(name.label, ""), page.pager.total, page.items)
        yield Page(page.address, "sources.html", SourcesView(head, (), (group,), page.pager))


def _group(name: Link, count: int, articles: Sequence[Article]) -> SourceGroup:
    return SourceGroup(name, count, tuple(_row(one) for one in articles))


def _row(article: Article) -> SourceRow:
    return SourceRow(
        Link(article.title, article.address),
        optional_date(article.day),
        article.publisher,
        replace(article.source, captured=moment_words(article.source.captured)),
        article.verbatim,
        article.edited,
    )
