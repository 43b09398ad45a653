"""On this day: the stories of each day of the year, whatever their year, for readers who come by today."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from builder.config import Config
from builder.model import Article, Page
from builder.pages.dates import MONTHS, DateView, optional_date
from builder.pages.index import Index
from builder.pages.summaries import ON_THIS_DAY, Head, Link, menu

LEAP_YEAR = 2000


@dataclass(frozen=True)
class Day:
    """A day of the calendar."""

    number: int
    address: str
    """Empty for a day without a story."""
    count: int


@dataclass(frozen=True)
class Month:
    """A month of the calendar."""

    title: str
    address: str
    """Empty for a month without a story."""
    days: tuple[Day, ...]


@dataclass(frozen=True)
class CalendarView:
    """What the calendar of all years shows."""

    head: Head
    months: tuple[Month, ...]


@dataclass(frozen=True)
class DayArticle:
    """An article under its day."""

    title: str
    address: str
    date: DateView | None
    language: str


@dataclass(frozen=True)
class DayArticles:
    """The articles of a day, the newest year first."""

    number: int
    title: str
    articles: tuple[DayArticle, ...]


@dataclass(frozen=True)
class OnThisDayMonthView:
    """What the page of a month shows."""

    head: Head
    title: str
    days: tuple[DayArticles, ...]


def on_this_day_pages(index: Index, config: Config) -> Iterator[Page]:  # noqa: ARG001 - every kind has the same two
    """The calendar, and a page for each month of the year that has a story."""
    by_day: dict[int, dict[int, list[Article]]] = defaultdict(lambda: defaultdict(list))
    for article in index.newest:
        if article.day:
            by_day[article.day.month][article.day.day].append(article)
    description = "Articles by day of the year, across all years."
    head = Head("On this day", ON_THIS_DAY, description, menu(index.site.pages), (Link("Archive", "/archive/"),))
    months = tuple(_month(number, by_day.get(number, {})) for number in range(1, 13))
    yield Page(ON_THIS_DAY, "on_this_day.html", CalendarView(head, months))
    for number, days in sorted(by_day.items()):
        yield Page(on_this_day_address(number), "on_this_day_month.html", _stories(index, number, days))


def on_this_day_address(number: int) -> str:
    """Where the stories of a month stand, whatever their year."""
    return f"{ON_THIS_DAY}{number:02}/"


def _month(number: int, days: Mapping[int, Sequence[Article]]) -> Month:
    address = on_this_day_address(number)
    return Month(
        title=MONTHS[number - 1],
        address=address if days else "",
        days=tuple(
            Day(day, f"{address}#d{day}" if day in days else "", len(days.get(day, ())))
            for day in range(1, monthrange(LEAP_YEAR, number)[1] + 1)
        ),
    )


def _stories(index: Index, number: int, days: Mapping[int, Sequence[Article]]) -> OnThisDayMonthView:
    name = MONTHS[number - 1]
    return OnThisDayMonthView(
        head=Head(
            title=f"{name} across the years",
            address=on_this_day_address(number),
            description=f"Articles of {name}, day by day, across all years.",
            menu=menu(index.site.pages),
            crumbs=(Link("Archive", "/archive/"), Link("On this day", ON_THIS_DAY)),
        ),
        title=f"{name} across the years",
        days=tuple(
            DayArticles(
                day,
                f"{day} {name}",
                tuple(DayArticle(one.title, one.address, optional_date(one.day), one.language) for one in articles),
            )
            for day, articles in sorted(days.items())
        ),
    )
