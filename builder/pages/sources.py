"""Sources: where each text came from, and whether it is unchanged."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from builder.model import Article, Page, Source
from builder.pages.dates import DateView, moment_words, optional_date
from builder.pages.head import SOURCES, Head, Link, menu, numbered
from builder.pages.index import Index
from builder.pages.pagination import Pager, list_pages

DESCRIPTION = "Where each text came from and whether it is unchanged."


class State(NamedTuple):
    """How a text compares with its capture."""

    name: Link
    verbatim: bool | None


STATES = (
    State(Link("Identical to the capture", "/sources/word-for-word/"), verbatim=True),
    State(Link("Edited after capture", "/sources/edited/"), verbatim=False),
    State(Link("No original capture", "/sources/without-capture/"), verbatim=None),
)
"""In the order of the page."""


@dataclass(frozen=True)
class Publisher:
    """A publisher, and its number of articles."""

    name: str
    count: int


@dataclass(frozen=True)
class SourceRow:
    """An article, and where its text came from."""

    article: Link
    date: DateView | None
    publisher: str
    source: Source
    verbatim: bool | None
    """None if there is no capture to compare with."""
    edited: str


@dataclass(frozen=True)
class SourceGroup:
    """The articles of one state."""

    name: Link
    """With the address of the complete list; empty if all are here."""
    count: int
    """Number of articles in the complete list; 0 on its older pages, which would change with each addition."""
    rows: tuple[SourceRow, ...]


@dataclass(frozen=True)
class SourcesView:
    """What a page of sources shows."""

    head: Head
    publishers: tuple[Publisher, ...]
    """Only on the first page."""
    groups: tuple[SourceGroup, ...]
    pager: Pager


def source_pages(index: Index) -> Iterator[Page]:
    """The newest articles of each state, and a list of its own for a state with more."""
    groups = []
    for name, verbatim in STATES:
        members = [one for one in index.newest if one.verbatim == verbatim]
        more = name.address if len(members) > index.config.per_page else ""
        if members:
            groups.append(_group(Link(name.label, more), len(members), members[: index.config.per_page]))
        if more:
            yield from _state_pages(index, name, members)
    head = Head(SOURCES.label, SOURCES.address, DESCRIPTION, menu(index))
    yield Page(SOURCES.address, "sources.html", SourcesView(head, _publishers(index), tuple(groups), Pager()))


def _publishers(index: Index) -> tuple[Publisher, ...]:
    counts = Counter(one.publisher for one in index.newest if one.publisher)
    return tuple(Publisher(name, count) for name, count in sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _state_pages(index: Index, name: Link, members: Sequence[Article]) -> Iterator[Page]:
    for page in list_pages(members, name.address, size=index.config.per_page):
        title = numbered(f"Sources: {name.label.lower()}", page.number)
        head = Head(title, page.address, page.describe(f"{title}."), menu(index), (SOURCES,))
        group = _group(Link(name.label, ""), page.pager.total, page.items)
        yield Page(page.address, "sources.html", SourcesView(head, (), (group,), page.pager))


def _group(name: Link, count: int, articles: Sequence[Article]) -> SourceGroup:
    return SourceGroup(name, count, tuple(_row(one) for one in articles))


def _row(article: Article) -> SourceRow:
    link = Link(article.title, article.address)
    source = replace(article.source, captured=moment_words(article.source.captured))
    return SourceRow(link, optional_date(article.day), article.publisher, source, article.verbatim, article.edited)
