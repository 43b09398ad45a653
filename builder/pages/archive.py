"""Archive: articles by year and month, and those without a date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.config import Config
from builder.model import Article, Page
from builder.pages.dates import MONTHS, month_address, month_words, year_address
from builder.pages.index import Index
from builder.pages.pagination import Chart, ListPage, Pager, chart, list_pages
from builder.pages.summaries import ArticleCard, Group, Head, Link, article_card, menu

TOP = Link("Archive", "/archive/")


@dataclass(frozen=True)
class Period:
    """A year or a month, and how many articles it has."""

    title: str
    address: str
    count: int


@dataclass(frozen=True)
class YearRow:
    """A year and its months."""

    year: Period
    months: tuple[Period, ...]


@dataclass(frozen=True)
class ArchiveView:
    """What the list of years shows."""

    head: Head
    years: tuple[YearRow, ...]
    undated: Period | None
    chart: Chart | None


@dataclass(frozen=True)
class YearView:
    """What the page of a year shows."""

    head: Head
    title: str
    count: int
    months: tuple[Period, ...]
    groups: tuple[Group, ...]
    """The articles by month; empty when there are more than one page should hold."""
    chart: Chart | None


@dataclass(frozen=True)
class MonthView:
    """What a page of a month shows, or of undated articles."""

    head: Head
    title: str
    articles: tuple[ArticleCard, ...]
    pager: Pager


def archive_pages(index: Index, config: Config) -> Iterator[Page]:
    """The list of years, a page for each year, pages for each month and for what is undated."""
    years: dict[int, list[Article]] = {}
    for (year, _), members in index.by_month.items():
        years.setdefault(year, []).extend(members)
    yield Page("/archive/", "archive.html", _archive(index, years))
    for year, of_year in years.items():
        yield Page(year_address(year), "year.html", _year(index, config, year, of_year))
    for (year, month), members in index.by_month.items():
        crumbs = (TOP, Link(str(year), year_address(year)))
        for page in list_pages(members, month_address(year, month), size=config.per_page, mark="page-"):
            yield Page(page.address, "month.html", _month(index, page, month_words(year, month), crumbs))
    if index.undated:
        for page in list_pages(index.undated, "/undated/", size=config.per_page):
            yield Page(page.address, "month.html", _month(index, page, "Undated", (TOP,)))


def _archive(index: Index, years: dict[int, list[Article]]) -> ArchiveView:
    rows = tuple(
        YearRow(Period(str(year), year_address(year), len(members)), _months(index, year))
        for year, members in years.items()
    )
    return ArchiveView(
        head=Head("Archive", "/archive/", "All articles by year and month.", menu(index.site.pages)),
        years=rows,
        undated=Period("Undated", "/undated/", len(index.undated)) if index.undated else None,
        chart=chart(one.day for one in index.newest),
    )


def _months(index: Index, year: int) -> tuple[Period, ...]:
    months = [(month, index.by_month[year, month]) for month in range(1, 13) if (year, month) in index.by_month]
    return tuple(Period(MONTHS[month - 1], month_address(year, month), len(members)) for month, members in months)


def _year(index: Index, config: Config, year: int, articles: Sequence[Article]) -> YearView:
    groups = [
        Group(month_words(year, month), tuple(article_card(index, one) for one in index.by_month[year, month]))
        for month in range(12, 0, -1)
        if (year, month) in index.by_month
    ]
    return YearView(
        head=Head(
            title=f"Articles of {year}",
            address=year_address(year),
            description=f"The {len(articles)} articles of {year}, by month."
            if len(articles) != 1
            else f"The article of {year}.",
            menu=menu(index.site.pages),
            crumbs=(TOP,),
        ),
        title=str(year),
        count=len(articles),
        months=_months(index, year),
        groups=tuple(groups) if len(articles) <= config.per_page else (),
        chart=chart(one.day for one in articles),
    )


def _month(index: Index, page: ListPage[Article], title: str, crumbs: tuple[Link, ...]) -> MonthView:
    name = f"{title}, page {page.number}" if page.number else title
    return MonthView(
        head=Head(
            title=f"{name} — articles",
            address=page.address,
            description=f"Articles: {name}.",
            menu=menu(index.site.pages),
            crumbs=crumbs,
        ),
        title=title,
        articles=tuple(article_card(index, one) for one in page.items),
        pager=page.pager,
    )
