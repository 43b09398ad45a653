"""Archive: articles by year and month, and undated articles."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from builder.config import Config
from builder.model import Article, Page
from builder.pages.addresses import month_address, year_address
from builder.pages.bar_chart import Chart, chart
from builder.pages.dates import MONTHS, month_words
from builder.pages.head import ARCHIVE, CountedLink, Head, Link, menu, numbered
from builder.pages.index import Index
from builder.pages.pagination import ListPage, Pager, list_pages
from builder.pages.summaries import ArticleCard, Group, article_card

UNDATED = Link("Undated", "/undated/")


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
    months: tuple[CountedLink, ...]
    groups: tuple[Group, ...]
    """The articles by month; empty if there are too many for one page."""
    chart: Chart | None


@dataclass(frozen=True)
class MonthView:
    """What a page of a month, or of undated articles, shows."""

    head: Head
    title: str
    articles: tuple[ArticleCard, ...]
    pager: Pager


def archive_pages(index: Index, config: Config) -> Iterator[Page]:
    """The list of years, and the pages of each year, of each month and of undated articles."""
    years: dict[int, list[Article]] = {}
    for (year, _), members in index.by_month.items():
        years.setdefault(year, []).extend(members)
    yield Page(ARCHIVE.address, "archive.html", _archive(index, years))
    for year, of_year in years.items():
        yield Page(year_address(year), "year.html", _year(index, config, year, of_year))
    for (year, month), members in index.by_month.items():
        crumbs = (ARCHIVE, Link(str(year), year_address(year)))
        for page in list_pages(members, month_address(year, month), size=config.per_page, mark="page-"):
            yield Page(page.address, "month.html", _month(index, page, month_words(year, month), crumbs))
    for page in list_pages(index.undated, UNDATED.address, size=config.per_page) if index.undated else ():
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
        chart=chart(one.day for one in index.newest),
    )


def _months(index: Index, year: int) -> tuple[CountedLink, ...]:
    return tuple(
        CountedLink(MONTHS[month - 1], month_address(year, month), len(index.by_month[year, month]))
        for month in range(1, 13)
        if (year, month) in index.by_month
    )


def _year(index: Index, config: Config, year: int, articles: Sequence[Article]) -> YearView:
    groups = [
        Group(month_words(year, month), tuple(article_card(index, one) for one in index.by_month[year, month]))
        for month in range(12, 0, -1)
        if (year, month) in index.by_month
    ]
    count = len(articles)
    description = f"The {count} articles of {year}, by month." if count != 1 else f"The article of {year}."
    return YearView(
        head=Head(f"Articles of {year}", year_address(year), description, menu(index), (ARCHIVE,)),
        title=str(year),
        count=count,
        months=_months(index, year),
        groups=tuple(groups) if count <= config.per_page else (),
        chart=chart(one.day for one in articles),
    )


def _month(index: Index, page: ListPage[Article], title: str, crumbs: tuple[Link, ...]) -> MonthView:
    name = numbered(title, page.number)
    return MonthView(
        head=Head(f"{name} — articles", page.address, f"Articles: {name}.", menu(index), crumbs),
        title=title,
        articles=tuple(article_card(index, one) for one in page.items),
        pager=page.pager,
    )
