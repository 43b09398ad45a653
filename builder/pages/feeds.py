"""Feeds, as Atom and JSON: the newest articles of the site, of each topic and entity, and the newest annotations."""

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from builder.config import Config
from builder.model import Annotation, Article, Entity, Page, Reply, Topic
from builder.pages.addresses import entity_address, topic_address, type_address
from builder.pages.dates import required_date
from builder.pages.head import feeds_of
from builder.pages.index import Index, PlacedAnnotation
from builder.pages.note_views import Note, annotations_by_type, note_card, type_of
from builder.pages.summaries import shortened

BEGINNING = "1970-01-01T00:00:00Z"
"""The date of an empty feed: Atom requires one, and the current time would change with every build."""


@dataclass(frozen=True)
class Entry:
    """An article or an annotation in a feed."""

    title: str
    address: str
    published: str
    updated: str
    authors: tuple[str, ...]
    summary: str
    note: Note | None = None
    """The annotation, with its verdict, sources and replies."""


@dataclass(frozen=True)
class FeedView:
    """What a feed has."""

    title: str
    address: str
    about: str
    """Address of the page that the feed belongs to."""
    updated: str
    entries: tuple[Entry, ...]


def feed_pages(index: Index, config: Config) -> Iterator[Page]:
    """Feeds of the site and of the annotations."""
    yield from _feeds(config.title, "/", _articles(index, config, index.newest))
    yield from _feeds(f"{config.title}: annotations", "/annotations/", _annotations(index, config, index.annotations))
    for kind, members in annotations_by_type(index, config).items():
        word = type_of(config, kind).word.lower()
        yield from _feeds(f"{config.title}: {word}", type_address(kind), _annotations(index, config, members))


def feeds_of_topic(index: Index, config: Config, topic: Topic) -> Iterator[Page]:
    """Feeds of a topic."""
    articles = _articles(index, config, index.by_topic.get(topic.slug, ()))
    return _feeds(f"{config.title}: {topic.title}", topic_address(topic.slug), articles)


def feeds_of_entity(index: Index, config: Config, entity: Entity) -> Iterator[Page]:
    """Feeds of an entity."""
    articles = [one.article for one in index.by_entity.get(entity.id, ())]
    return _feeds(f"{config.title}: {entity.name}", entity_address(entity.id), _articles(index, config, articles))


def _feeds(title: str, about: str, entries: Sequence[Entry]) -> Iterator[Page]:
    updated = max((entry.updated for entry in entries), default=BEGINNING)
    for feed in feeds_of(title, about):
        view = FeedView(title, feed.address, about, updated, tuple(entries))
        yield Page(feed.address, posixpath.basename(feed.address), view)


def _articles(index: Index, config: Config, newest: Sequence[Article]) -> list[Entry]:
    # Atom requires dates, so undated articles are not in feeds.
    return [_article(index, one, required_date(one.date).moment) for one in newest[: config.feed_length] if one.date]


def _article(index: Index, article: Article, published: str) -> Entry:
    notes = [_last_day(PlacedAnnotation(article, anchor)) for anchor in index.site.anchors.get(article.slug, ())]
    return Entry(
        title=article.title,
        address=article.address,
        published=published,
        updated=_later(published, max(notes, default=None)),
        authors=article.authors,
        summary=article.summary or shortened(article.opening),
    )


def _annotations(index: Index, config: Config, newest: Sequence[PlacedAnnotation]) -> list[Entry]:
    """The annotations with the most recent dates, including those of their replies."""
    recent = sorted(newest, key=_last_day, reverse=True)
    return [_annotation(index, config, one) for one in recent[: config.feed_length]]


def _last_day(placed: PlacedAnnotation) -> date:
    note = placed.annotation
    entries: tuple[Annotation | Reply, ...] = (note, *note.replies)
    return max(one.updated or one.date for one in entries)


def _annotation(index: Index, config: Config, placed: PlacedAnnotation) -> Entry:
    card = note_card(index, config, placed)
    note = card.note
    return Entry(
        title=f"{note.type.word}: {note.title} — {card.article.label}",
        address=note.address,
        published=note.date.moment,
        updated=required_date(_last_day(placed)).moment,
        authors=(note.by,),
        summary=note.quote,
        note=note,
    )


def _later(published: str, annotated: date | None) -> str:
    """The day of the newest annotation if it is after the article's; ISO dates sort as text."""
    if annotated is None or annotated.isoformat() <= published[:10]:
        return published
    return required_date(annotated).moment
