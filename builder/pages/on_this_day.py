"""On this day: the articles of each day of the year, across all years."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from builder.addresses import ON_THIS_DAY, on_this_day_address
from builder.model import Article, Page
from builder.pages.dates import MONTHS
from builder.pages.head import ARCHIVE, Head, Link, menu
from builder.pages.index import Index
from builder.pages.summaries import ArticleLink, article_link

TITLE = "On this day"
LEAP_YEAR = 2000


@dataclass(frozen=True)
class Day:
    """A day of the calendar."""

    number: int
    address: str
    """Empty for a day without an article."""
    count: int


@dataclass(frozen=True)
class Month:
    """A month of the calendar."""

    title: str
    address: str
    """Empty for a month without an article."""
    days: tuple[Day, ...]


@dataclass(frozen=True)
class CalendarView:
    """What the calendar shows."""

    head: Head
    months: tuple[Month, ...]


@dataclass(frozen=True)
class DayArticles:
    """The articles of a day, newest first."""

    number: int
    title: str
    articles: tuple[ArticleLink, ...]


@dataclass(frozen=True)
class OnThisDayMonthView:
    """What the page of a month shows."""

    head: Head
    title: str
    days: tuple[DayArticles, ...]


def on_this_day_pages(index: Index) -> Iterator[Page]:
    """The calendar, and a page for each month of the year that has an article."""
    by_day: dict[int, dict[int, list[Article]]] = defaultdict(lambda: defaultdict(list))
    for article in index.newest:
        if article.date and article.date.day:
            by_day[article.date.month][article.date.day].append(article)
    description = "Articles by day of the year, across all years."
    head = Head(TITLE, ON_THIS_DAY, description, menu(index), (ARCHIVE,))
    months = tuple(_month(number, by_day.get(number, {})) for number in range(1, 13))
    yield Page(ON_THIS_DAY, "on_this_day.html", CalendarView(head, months))
    for number, days in sorted(by_day.items()):
        yield Page(on_this_day_address(number), "on_this_day_month.html", _month_view(index, number, days))


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


def _month_view(index: Index, number: int, days: Mapping[int, Sequence[Article]]) -> OnThisDayMonthView:
    name = MONTHS[number - 1]
    title = f"{name} across the years"
    description = f"Articles of {name}, day by day, across all years."
    crumbs = (ARCHIVE, Link(TITLE, ON_THIS_DAY))
    return OnThisDayMonthView(
        head=Head(title, on_this_day_address(number), description, menu(index), crumbs),
        title=title,
        days=tuple(
            DayArticles(day, f"{day} {name}", tuple(map(article_link, articles)))
            for day, articles in sorted(days.items())
        ),
    )
