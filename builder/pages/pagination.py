"""Lists: long ones in pages whose numbers never change, and charts of how many stand in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

Item = TypeVar("Item")
BAR, GAP, HEIGHT = 12, 4, 64
"""Of a chart, in units of its own drawing."""
FEWEST = 5
"""Articles that a chart needs to tell more than their list does."""


@dataclass(frozen=True)
class Pager:
    """Ways from one page of a list to the others, empty where there is none; and where in the list it is."""

    newest: str = ""
    later: str = ""
    earlier: str = ""
    oldest: str = ""
    number: int = 1
    """Of this page, the oldest being 1."""
    count: int = 0
    """Items on this page; only on the newest page."""
    pages: int = 0
    """Pages of the whole list; only on the newest page, as the older ones would change with each addition."""
    total: int = 0
    """Items of the whole list; only on the newest page."""


@dataclass(frozen=True)
class ListPage(Generic[Item]):
    """One page of a list."""

    address: str
    number: int
    """0 for the page with the newest items, else counted from 1, the oldest."""
    items: tuple[Item, ...]
    pager: Pager

    def of(self, words: str) -> str:
        """The words, told apart from those of the list's other pages."""
        return f"{words} Page {self.number}." if self.number else words


@dataclass(frozen=True)
class Bar:
    """One period of a chart and how many articles it has."""

    label: str
    address: str
    count: int
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Chart:
    """Articles over time, ready to draw."""

    unit: str
    """year or month"""
    bars: tuple[Bar, ...]
    most: int
    """Articles of the highest bar."""
    width: int
    height: int = HEIGHT
    bar_width: int = BAR


def list_pages(newest_first: Sequence[Item], address: str, *, size: int, mark: str = "") -> Iterator[ListPage[Item]]:
    """The pages of a list, newest first.

    They are filled and numbered from the oldest, so that an addition touches the first page alone and an address
    cited today shows the same items in ten years. The first has from `size` to twice as many, so that it is never
    left with one item; when it is full, its oldest items become a page of their own.
    """
    total = len(newest_first)
    older = max(0, total // size - 1)
    first = total - older * size
    for number in range(older + 1, 0, -1):
        start = 0 if number > older else first + (older - number) * size
        end = first if number > older else start + size
        yield ListPage(
            address=_page_address(address, number, older, mark),
            number=0 if number > older else number,
            items=tuple(newest_first[start:end]),
            pager=Pager(
                newest=address if number <= older else "",
                later=_page_address(address, number + 1, older, mark) if number <= older else "",
                earlier=_page_address(address, number - 1, older, mark) if number > 1 else "",
                oldest=_page_address(address, 1, older, mark) if number > 2 else "",
                number=number,
                count=end if number > older else 0,
                pages=older + 1 if number > older else 0,
                total=total if number > older else 0,
            ),
        )


def _page_address(address: str, number: int, older: int, mark: str) -> str:
    return address if number > older else f"{address}{mark}{number}/"


def chart(days: Iterable[date | None], *, years: int = 4) -> Chart | None:
    """Bars by month, or by year for more than `years`; None for few articles, and when there would be but one bar."""
    known = [day for day in days if day]
    if len(known) < FEWEST:
        return None
    first, last = min(known), max(known)
    by_year = last.year - first.year >= years
    periods = _years(first, last) if by_year else _months(first, last)
    if len(periods) < 2:
        return None
    counts = Counter((day.year, 0 if by_year else day.month) for day in known)
    most = max(counts.values())
    bars = tuple(_bar(position, period, counts[period], most) for position, period in enumerate(periods))
    return Chart("year" if by_year else "month", bars, most, width=len(bars) * (BAR + GAP) - GAP)


def _years(first: date, last: date) -> list[tuple[int, int]]:
    return [(year, 0) for year in range(first.year, last.year + 1)]


def _months(first: date, last: date) -> list[tuple[int, int]]:
    span = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [(month // 12, month % 12 + 1) for month in span]


def _bar(position: int, period: tuple[int, int], count: int, most: int) -> Bar:
    year, month = period
    # One article must be seen beside a thousand.
    height = max(2, round(HEIGHT * count / most)) if count else 0
    return Bar(
        label=f"{year}-{month:02}" if month else str(year),
        address=(f"/{year}/{month:02}/" if month else f"/{year}/") if count else "",
        count=count,
        x=position * (BAR + GAP),
        y=HEIGHT - height,
        height=height,
    )
