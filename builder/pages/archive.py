"""Archive: articles by year and month, and undated articles."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from builder.addresses import month_address, year_address
from builder.model import Article, Page
from builder.pages.bar_chart import Chart, chart
from builder.pages.dates import MONTHS, month_words
from builder.pages.head import ARCHIVE, CountedLink, Head, Link, menu, numbered
from builder.pages.index import Index
from builder.pages.pagination import ListPage, Pager, list_pages
from builder.pages.summaries import ArticleCard, Group, article_card

UNDATED = Link("Undated", "/undated/")
MONTH_UNKNOWN = "Month unknown"
PAGE = "page-"
"""Before the number of a page of a list: the folder of a month has those of its days, too."""


@dataclass(frozen=True)
class YearRow:
    """A year and its months."""

    year: CountedLink
    months: tuple[CountedLink, ...]


@dataclass(frozen=True)
class ArchiveView:
    """What the list of years shows."""

    head: Head
    years: tuple[YearRow, ...]
    undated: CountedLink | None
    chart: Chart | None


@dataclass(frozen=True)
class YearView:
    """What the page of a year shows."""

    head: Head
    title: str
    count: int
    """Number of its articles; 0 on its older pages, which would change with each addition."""
    months: tuple[CountedLink, ...]
    groups: tuple[Group, ...]
    """The articles by month, only those without a month if all are too many for one page."""
    complete: bool
    """Whether all articles of the year are in `groups`."""
    chart: Chart | None
    pager: Pager
    """Of the articles without a month."""


@dataclass(frozen=True)
class MonthView:
    """What a page of a month, or of undated articles, shows."""

    head: Head
    title: str
    articles: tuple[ArticleCard, ...]
    pager: Pager


def archive_pages(index: Index) -> Iterator[Page]:
    """The list of years, and the pages of each year, of each month and of undated articles."""
    yield Page(ARCHIVE.address, "archive.html", _archive(index, index.by_year))
    for year, of_year in index.by_year.items():
        rest = [one for one in of_year if one.date and not one.date.month]
        for page in list_pages(rest, year_address(year), size=index.config.per_page, mark=PAGE):
            yield Page(page.address, "year.html", _year(index, year, page))
    for (year, month), members in index.by_month.items():
        crumbs = (ARCHIVE, Link(str(year), year_address(year)))
        for page in list_pages(members, month_address(year, month), size=index.config.per_page, mark=PAGE):
            yield Page(page.address, "month.html", _month(index, page, month_words(year, month), crumbs))
    for page in list_pages(index.undated, UNDATED.address, size=index.config.per_page) if index.undated else ():
        yield Page(page.address, "month.html", _month(index, page, UNDATED.label, (ARCHIVE,)))


def _archive(index: Index, years: Mapping[int, Sequence[Article]]) -> ArchiveView:
    rows = (
        YearRow(CountedLink(str(year), year_address(year), len(members)), _months(index, year))
        for year, members in years.items()
    )
    return ArchiveView(
        head=Head(ARCHIVE.label, ARCHIVE.address, "All articles by year and month.", menu(index)),
        years=tuple(rows),
        undated=CountedLink(UNDATED.label, UNDATED.address, len(index.undated)) if index.undated else None,
        chart=chart(index.past_dates(index.newest)),
    )


def _months(index: Index, year: int) -> tuple[CountedLink, ...]:
    return tuple(
        CountedLink(MONTHS[month - 1], month_address(year, month), len(index.by_month[year, month]))
        for month in range(1, 13)
        if (year, month) in index.by_month
    )


def _year(index: Index, year: int, rest: ListPage[Article]) -> YearView:
    """A page of a year; `rest` are the articles on it of which only the year is known."""
    first, count = not rest.number, len(index.by_year[year])
    complete = first and count <= index.config.per_page
    months = [month for month in range(12, 0, -1) if complete and (year, month) in index.by_month]
    groups = [(month_words(year, month), index.by_month[year, month]) for month in months]
    groups += [(MONTH_UNKNOWN, rest.items)] if rest.items else []
    counted = f"The {count} articles of {year}, by month." if count != 1 else f"The article of {year}."
    name = numbered(f"Articles of {year}", rest.number)
    return YearView(
        head=Head(name, rest.address, counted if first else f"{name}.", menu(index), (ARCHIVE,)),
        title=str(year),
        count=count if first else 0,
        months=_months(index, year) if first else (),
        groups=tuple(Group(title, tuple(article_card(index, one) for one in members)) for title, members in groups),
        complete=complete,
        chart=chart(one.date for one in index.by_year[year]) if first else None,
        pager=rest.pager,
    )


def _month(index: Index, page: ListPage[Article], title: str, crumbs: tuple[Link, ...]) -> MonthView:
    name = numbered(title, page.number)
    return MonthView(
        head=Head(f"{name} — articles", page.address, f"Articles: {name}.", menu(index), crumbs),
        title=title,
        articles=tuple(article_card(index, one) for one in page.items),
        pager=page.pager,
    )
