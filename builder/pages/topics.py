"""Topics: an index page for each, filled from its oldest article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.config import Config
from builder.model import Article, Page, Prose, Topic
from builder.pages.bibliography import bibliography_files
from builder.pages.dates import DateView, optional_date
from builder.pages.index import Index
from builder.pages.note_views import edit_url
from builder.pages.pagination import Chart, ListPage, Pager, chart, list_pages
from builder.pages.prose import prose
from builder.pages.summaries import (
    Alternate,
    ArticleCard,
    EntityCard,
    Group,
    Head,
    Link,
    TopicCard,
    article_card,
    by_year,
    entity_card,
    feeds_of,
    menu,
    timeline_address,
    topic_address,
    topic_card,
    topic_link,
)
from builder.problems import Place

TOP_ENTITIES = 12


@dataclass(frozen=True)
class TopicsView:
    """What the tree of topics shows."""

    head: Head
    topics: tuple[TopicCard, ...]
    """Those without a parent; the others stand below theirs."""


@dataclass(frozen=True)
class TopicDetails:
    """What the first page of a topic tells of the whole of it, and older pages do not repeat."""

    text: Prose
    count: int
    first: DateView | None
    last: DateView | None
    medtop: str
    """Its code among the IPTC Media Topics."""
    subtopics: tuple[TopicCard, ...]
    cover: tuple[ArticleCard, ...]
    top_entities: tuple[EntityCard, ...]
    """The entities named in most of its articles."""
    chart: Chart | None
    edit: str


@dataclass(frozen=True)
class TopicView:
    """What a page of a topic shows."""

    head: Head
    place: Place
    title: str
    summary: str
    feed: str
    timeline: str
    """Empty for a topic without a dated article."""
    number: int
    details: TopicDetails | None
    years: tuple[Group, ...]
    bibliography: tuple[Alternate, ...]
    """Empty for a topic without an article."""
    pager: Pager


def tree_pages(index: Index, config: Config) -> Iterator[Page]:  # noqa: ARG001 - as all of its kind
    """The tree of topics."""
    tops = [topic for topic in index.topics.values() if topic.parent not in index.topics]
    head = Head("Topics", "/topics/", "All topics, with the number of articles of each.", menu(index.site.pages))
    yield Page("/topics/", "topics.html", TopicsView(head, tuple(topic_card(index, topic) for topic in tops)))


def topic_pages(index: Index, config: Config, topic: Topic) -> Iterator[Page]:
    """The pages of a topic."""
    for page in list_pages(index.by_topic.get(topic.slug, ()), topic_address(topic.slug), size=config.per_page):
        yield Page(page.address, "topic.html", _view(index, config, topic, page))


def _view(index: Index, config: Config, topic: Topic, page: ListPage[Article]) -> TopicView:
    address = topic_address(topic.slug)
    feeds = feeds_of(topic.title, address)
    bibliography = bibliography_files(address) if topic.slug in index.by_topic else ()
    return TopicView(
        head=Head(
            title=f"{topic.title} — topic, page {page.number}" if page.number else f"{topic.title} — topic",
            address=page.address,
            description=page.of(topic.summary or f"Articles on the topic {topic.title}."),
            menu=menu(index.site.pages),
            crumbs=(Link("Topics", "/topics/"), *_above(index, topic)),
            feeds=feeds,
            alternates=bibliography,
        ),
        place=topic.place,
        title=topic.title,
        summary=topic.summary,
        feed=feeds[0].address,
        timeline=timeline_address(topic.slug) if any(one.day for one in index.by_topic.get(topic.slug, ())) else "",
        number=page.number,
        details=None if page.number else _about(index, config, topic),
        bibliography=bibliography,
        years=by_year(index, page.items),
        pager=page.pager,
    )


def _above(index: Index, topic: Topic) -> tuple[Link, ...]:
    above: list[str] = []
    slug = topic.parent
    while slug in index.topics and slug not in above and slug != topic.slug:
        above.append(slug)
        slug = index.topics[slug].parent
    return tuple(topic_link(index, one) for one in reversed(above))


def _about(index: Index, config: Config, topic: Topic) -> TopicDetails:
    articles = index.by_topic.get(topic.slug, ())
    dated = [one for one in articles if one.day]
    return TopicDetails(
        text=prose(index, topic.body, topic.place),
        count=len(articles),
        first=optional_date(dated[-1].day) if dated else None,
        last=optional_date(dated[0].day) if dated else None,
        medtop=topic.medtop,
        subtopics=topic_card(index, topic).subtopics,
        cover=tuple(article_card(index, index.articles[slug]) for slug in topic.cover if slug in index.articles),
        top_entities=_named_most(index, articles),
        chart=chart(one.day for one in articles),
        edit=edit_url(config, topic.place) if topic.slug in index.site.topics else "",
    )


def _named_most(index: Index, articles: Sequence[Article]) -> tuple[EntityCard, ...]:
    counts = Counter(entity for one in articles for entity in index.named_in[one.slug])
    most = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:TOP_ENTITIES]
    return tuple(entity_card(index.site.entities[entity], count) for entity, count in most)
