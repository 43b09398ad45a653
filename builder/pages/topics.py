"""Topics: the list of all topics, and the pages of each."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.addresses import timeline_address, topic_address
from builder.model import Article, Page, Prose, Topic
from builder.pages.bar_chart import Chart, chart
from builder.pages.bibliography import bibliography_files
from builder.pages.dates import DateView, required_date
from builder.pages.head import TOPICS, Alternate, Head, feeds_of, menu, numbered
from builder.pages.index import Index
from builder.pages.note_views import edit_url
from builder.pages.pagination import ListPage, Pager, list_pages
from builder.pages.summaries import (
    ArticleCard,
    EntityCard,
    Group,
    TopicCard,
    article_card,
    by_year,
    entity_card,
    top_topics,
    topic_card,
    topic_link,
)
from builder.problems import Place
from builder.topic_tree import with_ancestors

TOP_ENTITIES = 12


@dataclass(frozen=True)
class TopicsView:
    """What the list of topics shows."""

    head: Head
    topics: tuple[TopicCard, ...]
    """The topics without a parent; the others are below theirs."""


@dataclass(frozen=True)
class TopicDetails:
    """The part that only the first page of a topic has."""

    text: Prose
    count: int
    first: DateView | None
    last: DateView | None
    medtop: str
    """Code of the topic in the IPTC Media Topics."""
    subtopics: tuple[TopicCard, ...]
    cover: tuple[ArticleCard, ...]
    top_entities: tuple[EntityCard, ...]
    """The entities mentioned in the most of its articles."""
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
    """Empty for a topic without dated articles."""
    number: int
    details: TopicDetails | None
    years: tuple[Group, ...]
    bibliography: tuple[Alternate, ...]
    """Empty for a topic without articles."""
    pager: Pager


def topic_tree_pages(index: Index) -> Iterator[Page]:
    """The list of all topics."""
    head = Head(TOPICS.label, TOPICS.address, "All topics, with the number of articles of each.", menu(index))
    yield Page(TOPICS.address, "topics.html", TopicsView(head, top_topics(index)))


def topic_pages(index: Index, topic: Topic) -> Iterator[Page]:
    """The pages of a topic."""
    for page in list_pages(index.by_topic.get(topic.slug, ()), topic_address(topic.slug), size=index.config.per_page):
        yield Page(page.address, "topic.html", _view(index, topic, page))


def _view(index: Index, topic: Topic, page: ListPage[Article]) -> TopicView:
    address = topic_address(topic.slug)
    feeds = feeds_of(topic.title, address)
    bibliography = bibliography_files(address) if topic.slug in index.by_topic else ()
    _, *above = with_ancestors(topic.slug, index.topics)
    return TopicView(
        head=Head(
            title=numbered(f"{topic.title} — topic", page.number),
            address=page.address,
            description=page.describe(topic.summary or f"Articles on the topic {topic.title}."),
            menu=menu(index),
            crumbs=(TOPICS, *(topic_link(index, one) for one in reversed(above))),
            feeds=feeds,
            alternates=bibliography,
        ),
        place=topic.place,
        title=topic.title,
        summary=topic.summary,
        feed=feeds[0].address,
        timeline=timeline_address(topic.slug) if any(one.date for one in index.by_topic.get(topic.slug, ())) else "",
        number=page.number,
        details=None if page.number else _details(index, topic),
        bibliography=bibliography,
        years=by_year(index, page.items),
        pager=page.pager,
    )


def _details(index: Index, topic: Topic) -> TopicDetails:
    articles = index.by_topic.get(topic.slug, ())
    dates = index.past_dates(articles)
    return TopicDetails(
        text=index.prose(topic.body, topic.place),
        count=len(articles),
        first=required_date(dates[-1].without_time) if dates else None,
        last=required_date(dates[0].without_time) if dates else None,
        medtop=topic.medtop,
        subtopics=topic_card(index, topic).subtopics,
        cover=tuple(article_card(index, index.articles[slug]) for slug in topic.cover if slug in index.articles),
        top_entities=_top_entities(index, articles),
        chart=chart(dates),
        edit=edit_url(index, topic.place) if topic.slug in index.site.topics else "",
    )


def _top_entities(index: Index, articles: Sequence[Article]) -> tuple[EntityCard, ...]:
    counts = Counter(entity for one in articles for entity in index.named_in[one.slug])
    top = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:TOP_ENTITIES]
    return tuple(entity_card(index.site.entities[entity], count) for entity, count in top)
