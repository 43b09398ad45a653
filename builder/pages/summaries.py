"""Summaries: what a page shows of the articles, entities and topics that it links to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from builder.addresses import entity_address, topic_address
from builder.model import Article, Entity, EntityKind, Topic
from builder.pages.dates import DateView, optional_date
from builder.pages.head import Link
from builder.pages.index import Index

KIND_LABELS: dict[EntityKind, str] = {
    "person": "Person",
    "organisation": "Organisation",
    "place": "Place",
    "event": "Event",
    "work": "Document",
}
"""The kinds of entity as pages name them, in the order of lists."""


@dataclass(frozen=True)
class ArticleCard:
    """An article in a list."""

    title: str
    address: str
    date: DateView | None
    """None for an undated article."""
    publisher: str
    summary: str
    language: str
    notes: int
    """Number of annotations."""


@dataclass(frozen=True)
class ArticleLink:
    """A link to an article, with its date. Changes to the article's summary and annotations do not affect it."""

    title: str
    address: str
    date: DateView | None
    language: str


@dataclass(frozen=True)
class EntityCard:
    """An entity in a list."""

    name: str
    address: str
    kind: EntityKind
    description: str = ""
    """Only in lists of names: elsewhere an edit would change too many pages."""
    count: int = 0
    """Of articles or of mentions, depending on the list."""


@dataclass(frozen=True)
class TopicCard:
    """A topic in a list."""

    title: str
    address: str
    summary: str
    count: int
    """Number of articles, including those of its subtopics."""
    subtopics: tuple[TopicCard, ...] = ()


@dataclass(frozen=True)
class Group:
    """Articles under a heading."""

    title: str
    articles: tuple[ArticleCard, ...]


def article_link(article: Article) -> ArticleLink:
    """The article as a link."""
    return ArticleLink(article.title, article.address, optional_date(article.date), article.language)


def article_card(index: Index, article: Article) -> ArticleCard:
    """The article as lists show it."""
    card: ArticleCard | None = index.cards.get(article.slug)
    if card is None:
        card = index.cards[article.slug] = ArticleCard(
            title=article.title,
            address=article.address,
            date=optional_date(article.date),
            publisher=article.publisher,
            summary=article.summary,
            language=article.language,
            notes=len(index.site.anchors.get(article.slug, ())),
        )
    return card


def entity_link(entity: Entity) -> Link:
    """The entity's name as a link to its page."""
    return Link(entity.name, entity_address(entity.id))


def entity_card(entity: Entity, count: int = 0) -> EntityCard:
    """The entity as the lists of other pages show it."""
    return EntityCard(entity.name, entity_address(entity.id), entity.kind, count=count)


def name_card(index: Index, entity: Entity) -> EntityCard:
    """The entity as lists of names show it: with its description and the number of articles that mention it."""
    return replace(entity_card(entity, len(index.by_entity.get(entity.id, ()))), description=entity.description)


def by_kind(entities: Sequence[Entity]) -> Iterator[tuple[EntityKind, list[Entity]]]:
    """Each kind that these entities have, in the order of lists, and the entities of that kind in the given order."""
    for kind in KIND_LABELS:
        members = [one for one in entities if one.kind == kind]
        if members:
            yield kind, members


def topic_card(index: Index, topic: Topic, above: frozenset[str] = frozenset()) -> TopicCard:
    """The topic as lists show it, with its subtopics."""
    below = [slug for slug in index.subtopics.get(topic.slug, ()) if slug not in above]
    return TopicCard(
        title=topic.title,
        address=topic_address(topic.slug),
        summary=topic.summary,
        count=len(index.by_topic.get(topic.slug, ())),
        subtopics=tuple(topic_card(index, index.topics[slug], above | {topic.slug}) for slug in below),
    )


def top_topics(index: Index) -> tuple[TopicCard, ...]:
    """The topics without a parent."""
    return tuple(topic_card(index, one) for one in index.topics.values() if one.parent not in index.topics)


def topic_link(index: Index, slug: str) -> Link:
    """The topic's title as a link to its page."""
    return Link(index.topics[slug].title, topic_address(slug))


def by_year(index: Index, articles: Sequence[Article]) -> tuple[Group, ...]:
    """The articles as cards under their years, in the given order."""
    years: dict[str, list[ArticleCard]] = {}
    for article in articles:
        year = str(article.date.year) if article.date else "Undated"
        years.setdefault(year, []).append(article_card(index, article))
    return tuple(Group(year, tuple(cards)) for year, cards in years.items())
