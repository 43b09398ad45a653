"""Timeline: events and articles in the order of time, for the whole archive and for each topic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby
from operator import attrgetter
from typing import NamedTuple

from builder.config import Config
from builder.model import Article, Entity, Page, Topic
from builder.pages.dates import MONTHS, DateView, optional_date, partial_date
from builder.pages.index import Index
from builder.pages.summaries import Head, Link, entity_address, menu, timeline_address, topic_link

TOP = Link("Timeline", "/timeline/")
MOST = 400
"""Entries of one page; a longer time has a page for each of its years, and a longer year one for each month."""
EVENT_LABELS = {"founded": "Founded", "dissolved": "Dissolved", "start": "Start", "end": "End"}
"""Dates of entities that belong to the archive's time; the dates of lives stand on their own pages."""


@dataclass(frozen=True)
class Entry:
    """An article, or the day on which something began or ended."""

    date: DateView
    title: str
    address: str
    kind: str
    """article, or the kind of the entity"""
    label: str
    """What happened to the entity; empty for an article."""
    about: str
    """Publisher of the article, or description of the entity."""
    language: str
    """Of the article's title; empty for an entity."""
    topics: tuple[str, ...] = ()
    """Slugs of the topics whose timelines have it; told only where all entries stand on one page."""


@dataclass(frozen=True)
class Month:
    """The entries of a month."""

    title: str
    """Empty for what is only known to belong to the year."""
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Year:
    """The entries of a year."""

    id: str
    title: str
    months: tuple[Month, ...]


@dataclass(frozen=True)
class PeriodLink:
    """A way to a year, a month or a topic, and how many entries it has."""

    label: str
    address: str
    count: int
    topic: str = ""
    """Slug of the topic that the way leads to."""
    id: str = ""
    """Of a year that has a page of its own, so that a link to the year always leads somewhere."""


@dataclass(frozen=True)
class TimelineView:
    """What a page of the timeline shows."""

    head: Head
    title: str
    count: int
    about: Link | None
    """The topic it is the timeline of."""
    topics: tuple[PeriodLink, ...]
    """Timelines of the topics; only on the first page of the whole timeline."""
    periods: tuple[PeriodLink, ...]
    """Years of this page, or years and months on pages of their own."""
    years: tuple[Year, ...]
    earlier: Link | None
    later: Link | None


class TimelineItem(NamedTuple):
    """An entry and its place in time."""

    order: tuple[str, bool, str, str]
    entry: Entry

    @property
    def year(self) -> str:
        """Four digits."""
        return self.order[0][:4]

    @property
    def month(self) -> str:
        """`11`; empty where only the year is known."""
        return self.order[0][5:7]


class Period(NamedTuple):
    """What one page, or a page and those below it, tell of."""

    name: str
    """Of the whole timeline."""
    period: str
    """Empty for the whole of it."""
    address: str
    dated: tuple[TimelineItem, ...]
    about: Link | None
    crumbs: tuple[Link, ...]
    earlier: Link | None = None
    later: Link | None = None

    @property
    def title(self) -> str:
        """Title of the page."""
        return f"{self.name}, {self.period}" if self.period else self.name


def timeline_pages(index: Index, config: Config) -> Iterator[Page]:  # noqa: ARG001 - every kind has the same two
    """The timeline of the archive."""
    told = timeline_data(index)
    topics = {slug: one for slug in index.topics if (one := _of_topic(index, slug, told)).dated}
    every = _in_order(told.articles.values(), *told.entities.values())
    if len(every) <= MOST:
        every = tuple(_with_topics(every, topics))
    ways = tuple(
        PeriodLink(one.about.label, one.address, len(one.dated), slug) for slug, one in topics.items() if one.about
    )
    yield from _pages(index, Period(TOP.label, "", TOP.address, every, None, ()), ways)


def timeline_of_topic(index: Index, config: Config, topic: Topic) -> Iterator[Page]:  # noqa: ARG001 - as all of its kind
    """That of a topic which has a dated article."""
    stretch = _of_topic(index, topic.slug, timeline_data(index))
    if stretch.dated:
        yield from _pages(index, stretch)


class TimelineData(NamedTuple):
    """What timelines tell, by slug of the article and by id of the entity."""

    articles: Mapping[str, TimelineItem]
    entities: Mapping[str, tuple[TimelineItem, ...]]


def timeline_data(index: Index) -> TimelineData:
    """Dated articles and entities, computed once for all timelines."""
    found: TimelineData | None = index.memo.get("timeline")
    if found is None:
        found = index.memo["timeline"] = TimelineData(
            {one.slug: dated for one in index.newest if (dated := _of_article(one))},
            {one.id: tuple(_of_entity(one)) for one in index.site.entities.values()},
        )
    return found


def _with_topics(dated: Iterable[TimelineItem], topics: Mapping[str, Period]) -> Iterator[TimelineItem]:
    """The same, each telling which topics have it."""
    having: defaultdict[tuple[str, bool, str, str], list[str]] = defaultdict(list)
    for slug, stretch in topics.items():
        for one in stretch.dated:
            having[one.order].append(slug)
    for one in dated:
        yield TimelineItem(one.order, replace(one.entry, topics=tuple(having[one.order])))


def _of_article(article: Article) -> TimelineItem | None:
    date, day = optional_date(article.date), optional_date(article.day)
    if date is None or day is None:
        return None
    entry = Entry(day, article.title, article.address, "article", "", article.publisher, article.language)
    return TimelineItem((day.iso, True, date.moment, article.slug), entry)


def _of_entity(entity: Entity) -> Iterator[TimelineItem]:
    for key, text in entity.dates:
        date = partial_date(text) if key in EVENT_LABELS else None
        if date:
            address = entity_address(entity.id)
            entry = Entry(date, entity.name, address, entity.kind, EVENT_LABELS[key], entity.description, "")
            yield TimelineItem((date.iso, False, key, entity.id), entry)


def _of_topic(index: Index, slug: str, told: TimelineData) -> Period:
    """The topic's articles, and what began or ended of all that they name; empty without a dated article."""
    about = topic_link(index, slug)
    members = [one.slug for one in index.by_topic.get(slug, ())]
    dated = [told.articles[one] for one in members if one in told.articles]
    named = {entity for one in members for entity in index.named_in[one]} if dated else set()
    entries = _in_order(dated, *(told.entities[one] for one in named))
    return Period(
        f"{about.label}: timeline", "", timeline_address(slug), entries, about, (Link("Topics", "/topics/"), about)
    )


def _in_order(*dated: Iterable[TimelineItem]) -> tuple[TimelineItem, ...]:
    return tuple(sorted(chain.from_iterable(dated), key=attrgetter("order")))


def _pages(index: Index, stretch: Period, topics: tuple[PeriodLink, ...] = ()) -> Iterator[Page]:
    years = _grouped(stretch.dated, attrgetter("year"))
    if len(stretch.dated) <= MOST:
        ways = [PeriodLink(year, f"{stretch.address}#y{year}", len(dated)) for year, dated in years.items()]
        yield _page(index, stretch, ways, [_year(year, dated) for year, dated in years.items()], topics)
        return
    parts = _parts(stretch, {year: (year, dated) for year, dated in years.items()})
    ways = [
        PeriodLink(year, part.address, len(part.dated), id=f"y{year}") for year, part in zip(years, parts, strict=True)
    ]
    yield _page(index, stretch, ways, [], topics)
    for year, part in zip(years, parts, strict=True):
        yield from _year_pages(index, year, part)


def _year_pages(index: Index, year: str, stretch: Period) -> Iterator[Page]:
    if len(stretch.dated) <= MOST:
        yield _page(index, stretch, [], [_year(year, stretch.dated)])
        return
    months = _grouped(stretch.dated, attrgetter("month"))
    # What is only known to belong to the year stays on the page of the year.
    rest = months.pop("", ())
    parts = _parts(stretch, {month: (f"{MONTHS[int(month) - 1]} {year}", dated) for month, dated in months.items()})
    ways = [
        PeriodLink(MONTHS[int(month) - 1], part.address, len(part.dated))
        for month, part in zip(months, parts, strict=True)
    ]
    yield _page(index, stretch, ways, [_year(year, rest)] if rest else [])
    for part in parts:
        yield _page(index, part, [], [_year(year, part.dated)])


def _grouped(dated: Iterable[TimelineItem], key: Callable[[TimelineItem], str]) -> dict[str, tuple[TimelineItem, ...]]:
    return {name: tuple(members) for name, members in groupby(dated, key=key)}


def _parts(stretch: Period, periods: Mapping[str, tuple[str, tuple[TimelineItem, ...]]]) -> list[Period]:
    """The stretch in parts, each leading to the one before and the one after it."""
    links = [Link(words, f"{stretch.address}{name}/") for name, (words, _) in periods.items()]
    crumbs = (*stretch.crumbs, Link(stretch.period or TOP.label, stretch.address))
    return [
        Period(stretch.name, link.label, link.address, dated, stretch.about, crumbs, earlier, later)
        for (_, dated), link, earlier, later in zip(
            periods.values(), links, (None, *links[:-1]), (*links[1:], None), strict=True
        )
    ]


def _year(year: str, dated: Iterable[TimelineItem]) -> Year:
    months = _grouped(dated, attrgetter("month"))
    return Year(
        id=f"y{year}",
        title=year,
        months=tuple(
            Month(f"{MONTHS[int(month) - 1]} {year}" if month else "", tuple(one.entry for one in members))
            for month, members in months.items()
        ),
    )


def _page(
    index: Index,
    stretch: Period,
    ways: Sequence[PeriodLink],
    years: Sequence[Year],
    topics: tuple[PeriodLink, ...] = (),
) -> Page:
    of = f"the topic {stretch.about.label}" if stretch.about else "the archive"
    view = TimelineView(
        head=Head(
            title=stretch.title,
            address=stretch.address,
            description=f"Events and articles of {of} in chronological order. {stretch.title}.",
            menu=menu(index.site.pages),
            crumbs=stretch.crumbs,
        ),
        title=stretch.title,
        count=len(stretch.dated),
        about=stretch.about,
        topics=topics,
        periods=tuple(ways),
        years=tuple(years),
        earlier=stretch.earlier,
        later=stretch.later,
    )
    return Page(stretch.address, "timeline.html", view)
