"""Timeline: events and articles in chronological order, for the archive and for each topic."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby
from operator import attrgetter
from typing import NamedTuple

from builder.addresses import entity_address, timeline_address
from builder.model import Article, Entity, Page, Topic
from builder.pages.dates import MONTHS, DateView, optional_date, required_date
from builder.pages.head import TIMELINE, TOPICS, Head, Link, menu
from builder.pages.index import Index
from builder.pages.summaries import topic_link

PAGE_LIMIT = 400
"""The most entries on a page; a longer timeline has a page for each year, and a longer year one for each month."""
EVENT_LABELS = {"founded": "Founded", "dissolved": "Dissolved", "start": "Start", "end": "End"}
"""The dates of entities that are events; births and deaths are only on the entities' pages."""


@dataclass(frozen=True)
class Entry:
    """An article, or an event in the history of an entity."""

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
    """Slugs of the topics whose timelines have the entry; only if the whole timeline is on one page."""


@dataclass(frozen=True)
class Month:
    """The entries of a month."""

    title: str
    """Empty for entries of which only the year is known."""
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Year:
    """The entries of a year."""

    id: str
    title: str
    months: tuple[Month, ...]


@dataclass(frozen=True)
class PeriodLink:
    """A link to a year, a month or a topic, and its number of entries."""

    label: str
    address: str
    count: int
    topic: str = ""
    """Slug of the linked topic."""
    id: str = ""
    """Id of the element, for a year with a page of its own: links to `#y2015` work in both cases."""


@dataclass(frozen=True)
class TimelineView:
    """What a page of the timeline shows."""

    head: Head
    title: str
    count: int
    about: Link | None
    """The topic of this timeline; none for that of the archive."""
    topics: tuple[PeriodLink, ...]
    """Timelines of the topics; only on the first page of the whole timeline."""
    periods: tuple[PeriodLink, ...]
    """Years on this page, or years and months with pages of their own."""
    years: tuple[Year, ...]
    earlier: Link | None
    later: Link | None


class TimelineItem(NamedTuple):
    """An entry with its sort key."""

    order: tuple[str, bool, str, str]
    entry: Entry

    @property
    def year(self) -> str:
        """Four digits."""
        return self.order[0][:4]

    @property
    def month(self) -> str:
        """`11`; empty if only the year is known."""
        return self.order[0][5:7]


class Period(NamedTuple):
    """The entries of one page, or of a page and those below it."""

    name: str
    """Name of the whole timeline."""
    part: str
    """Year or month; empty for the whole timeline."""
    address: str
    items: tuple[TimelineItem, ...]
    about: Link | None
    crumbs: tuple[Link, ...]
    earlier: Link | None = None
    later: Link | None = None
    topics: tuple[PeriodLink, ...] = ()

    @property
    def title(self) -> str:
        """Title of the page."""
        return f"{self.name}, {self.part}" if self.part else self.name


def timeline_pages(index: Index) -> Iterator[Page]:
    """The timeline of the archive."""
    data = index.once(timeline_data)
    topics = {slug: one for slug in index.topics if (one := _topic_period(index, slug, data)).items}
    every = _in_order(data.articles.values(), *data.entities.values())
    if len(every) <= PAGE_LIMIT:
        every = tuple(_with_topics(every, topics))
    links = (PeriodLink(index.topics[slug].title, one.address, len(one.items), slug) for slug, one in topics.items())
    yield from _pages(index, Period(TIMELINE.label, "", TIMELINE.address, every, None, (), topics=tuple(links)))


def timeline_of_topic(index: Index, topic: Topic) -> Iterator[Page]:
    """The timeline of a topic that has a dated article."""
    period = _topic_period(index, topic.slug, index.once(timeline_data))
    if period.items:
        yield from _pages(index, period)


class TimelineData(NamedTuple):
    """All entries, by slug of the article and by id of the entity."""

    articles: Mapping[str, TimelineItem]
    entities: Mapping[str, tuple[TimelineItem, ...]]


def timeline_data(index: Index) -> TimelineData:
    """Dated articles and entities."""
    articles = {one.slug: item for one in index.newest if (item := _article_item(one))}
    return TimelineData(articles, {one.id: tuple(_entity_items(one)) for one in index.site.entities.values()})


def _with_topics(items: Iterable[TimelineItem], topics: Mapping[str, Period]) -> Iterator[TimelineItem]:
    """The items with the topics whose timelines have them."""
    having: defaultdict[tuple[str, bool, str, str], list[str]] = defaultdict(list)
    for slug, period in topics.items():
        for one in period.items:
            having[one.order].append(slug)
    for one in items:
        yield TimelineItem(one.order, replace(one.entry, topics=tuple(having[one.order])))


def _article_item(article: Article) -> TimelineItem | None:
    date, day = optional_date(article.date), optional_date(article.day)
    if date is None or day is None:
        return None
    entry = Entry(day, article.title, article.address, "article", "", article.publisher, article.language)
    return TimelineItem((day.iso, True, date.moment, article.slug), entry)


def _entity_items(entity: Entity) -> Iterator[TimelineItem]:
    for key, when in entity.dates:
        if key in EVENT_LABELS and when.year > 0:
            date = required_date(when)
            address = entity_address(entity.id)
            entry = Entry(date, entity.name, address, entity.kind, EVENT_LABELS[key], entity.description, "")
            yield TimelineItem((date.iso, False, key, entity.id), entry)


def _topic_period(index: Index, slug: str, data: TimelineData) -> Period:
    """The topic's articles, and the events of the entities that they mention; empty without a dated article."""
    about = topic_link(index, slug)
    members = [one.slug for one in index.by_topic.get(slug, ())]
    items = [data.articles[one] for one in members if one in data.articles]
    named = {entity for one in members for entity in index.named_in[one]} if items else set()
    entries = _in_order(items, *(data.entities[one] for one in named))
    return Period(f"{about.label}: timeline", "", timeline_address(slug), entries, about, (TOPICS, about))


def _in_order(*items: Iterable[TimelineItem]) -> tuple[TimelineItem, ...]:
    return tuple(sorted(chain.from_iterable(items), key=attrgetter("order")))


def _pages(index: Index, period: Period) -> Iterator[Page]:
    years = _grouped(period.items, attrgetter("year"))
    if len(period.items) <= PAGE_LIMIT:
        links = [PeriodLink(_words(year), f"{period.address}#y{year}", len(items)) for year, items in years.items()]
        yield _page(index, period, links, [_year(year, items) for year, items in years.items()])
        return
    parts = _subperiods(period, [(year, _words(year), items) for year, items in years.items()])
    named = list(zip(years, parts, strict=True))
    links = [PeriodLink(one.part, one.address, len(one.items), id=f"y{year}") for year, one in named]
    yield _page(index, period, links, [])
    for year, part in named:
        yield from _year_pages(index, year, part)


def _year_pages(index: Index, year: str, period: Period) -> Iterator[Page]:
    if len(period.items) <= PAGE_LIMIT:
        yield _page(index, period, [], [_year(year, period.items)])
        return
    months = _grouped(period.items, attrgetter("month"))
    # Entries of which only the year is known stay on the page of the year.
    rest = months.pop("", ())
    parts = _subperiods(period, [(month, _month_title(year, month), items) for month, items in months.items()])
    links = [PeriodLink(one.part.removesuffix(f" {_words(year)}"), one.address, len(one.items)) for one in parts]
    yield _page(index, period, links, [_year(year, rest)] if rest else [])
    for part in parts:
        yield _page(index, part, [], [_year(year, part.items)])


def _grouped(items: Iterable[TimelineItem], key: Callable[[TimelineItem], str]) -> dict[str, tuple[TimelineItem, ...]]:
    return {name: tuple(members) for name, members in groupby(items, key=key)}


def _subperiods(period: Period, parts: Sequence[tuple[str, str, tuple[TimelineItem, ...]]]) -> list[Period]:
    """The parts of the period, by name and title, each with links to the one before and the one after it."""
    links = [Link(title, f"{period.address}{name}/") for name, title, _ in parts]
    crumbs = (*period.crumbs, Link(period.part or TIMELINE.label, period.address))
    return [
        Period(period.name, link.label, link.address, items, period.about, crumbs, earlier, later)
        for (*_, items), link, earlier, later in zip(parts, links, (None, *links[:-1]), (*links[1:], None), strict=True)
    ]


def _month_title(year: str, month: str) -> str:
    return f"{MONTHS[int(month) - 1]} {_words(year)}" if month else ""


def _words(year: str) -> str:
    """The year as readers write it, without leading zeros."""
    return year.lstrip("0")


def _year(year: str, items: Iterable[TimelineItem]) -> Year:
    months = _grouped(items, attrgetter("month")).items()
    entries = (Month(_month_title(year, month), tuple(one.entry for one in found)) for month, found in months)
    return Year(f"y{year}", _words(year), tuple(entries))


def _page(index: Index, period: Period, links: Sequence[PeriodLink], years: Sequence[Year]) -> Page:
    of = f"the topic {period.about.label}" if period.about else "the archive"
    description = f"Events and articles of {of} in chronological order. {period.title}."
    view = TimelineView(
        head=Head(period.title, period.address, description, menu(index), period.crumbs),
        title=period.title,
        count=len(period.items),
        about=period.about,
        topics=period.topics,
        periods=tuple(links),
        years=tuple(years),
        earlier=period.earlier,
        later=period.later,
    )
    return Page(period.address, "timeline.html", view)
