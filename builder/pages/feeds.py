"""Feeds, as Atom and JSON: the newest articles of the site, of each topic and entity, and the newest annotations."""

import datetime as dt
import posixpath
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from builder.addresses import entity_address, topic_address, type_address
from builder.dates import Date
from builder.model import Annotation, Article, Entity, Page, Topic
from builder.pages.dates import required_date
from builder.pages.excerpts import beginning_of
from builder.pages.head import feeds_of
from builder.pages.index import Index, PlacedAnnotation
from builder.pages.note_views import Note, annotations_by_type, note_card

BEGINNING = "1970-01-01T00:00:00Z"
"""The date of an empty feed: Atom requires one, and the current time would change with every build."""


@dataclass(frozen=True)
class Entry:
    """An article or an annotation in a feed."""

    title: str
    address: str
    published: str
    """Empty if the day is not known."""
    updated: str
    """What Atom requires of every entry: without a day or a later annotation, the first moment of the year or month."""
    modified: str
    """The same; empty if the day is not known and there is no annotation."""
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


def feed_pages(index: Index) -> Iterator[Page]:
    """Feeds of the site and of the annotations."""
    yield from _feeds(index.config.title, "/", _articles(index, index.newest))
    yield from _feeds(f"{index.config.title}: annotations", "/annotations/", _annotations(index, index.annotations))
    for kind, members in annotations_by_type(index).items():
        title = f"{index.config.title}: {kind.word.lower()}"
        yield from _feeds(title, type_address(kind.id), _annotations(index, members))


def feeds_of_topic(index: Index, topic: Topic) -> Iterator[Page]:
    """Feeds of a topic."""
    articles = _articles(index, index.by_topic.get(topic.slug, ()))
    return _feeds(f"{index.config.title}: {topic.title}", topic_address(topic.slug), articles)


def feeds_of_entity(index: Index, entity: Entity) -> Iterator[Page]:
    """Feeds of an entity."""
    articles = [one.article for one in index.by_entity.get(entity.id, ())]
    return _feeds(f"{index.config.title}: {entity.name}", entity_address(entity.id), _articles(index, articles))


def _feeds(title: str, about: str, entries: Sequence[Entry]) -> Iterator[Page]:
    updated = max((entry.updated for entry in entries), default=BEGINNING)
    for feed in feeds_of(title, about):
        view = FeedView(title, feed.address, about, updated, tuple(entries))
        yield Page(feed.address, posixpath.basename(feed.address), view)


def _articles(index: Index, newest: Sequence[Article]) -> list[Entry]:
    # Atom requires dates, so undated articles are not in feeds.
    latest = index.latest(newest, index.config.feed_length)
    return [_article(index, one, one.date) for one in latest if one.date]


def _article(index: Index, article: Article, date: Date) -> Entry:
    published = required_date(date).moment
    beginning = published or required_date(date.first).moment
    anchors = index.site.anchors.get(article.slug, ())
    annotated = max((_last_day(index, one.annotation) for one in anchors), default=dt.date.min)
    updated = required_date(annotated).moment if annotated.isoformat() > beginning[:10] else beginning
    return Entry(
        title=article.title,
        address=article.address,
        published=published,
        updated=updated,
        modified=updated if published or updated != beginning else "",
        authors=article.authors,
        summary=article.summary or beginning_of(article.opening),
    )


def _annotations(index: Index, newest: Iterable[PlacedAnnotation]) -> list[Entry]:
    """The annotations with the most recent dates, including those of their replies."""
    recent = sorted(newest, key=lambda one: _last_day(index, one.annotation), reverse=True)
    return [_annotation(index, one) for one in index.latest_annotations(recent, index.config.feed_length)]


def _last_day(index: Index, note: Annotation) -> dt.date:
    """The last day of the annotation and its replies that has come; the first of the calendar if none has."""
    return max((day for day in note.days() if not index.is_future(day)), default=dt.date.min)


def _annotation(index: Index, placed: PlacedAnnotation) -> Entry:
    card = note_card(index, placed)
    note = card.note
    updated = required_date(_last_day(index, placed.annotation)).moment
    return Entry(
        title=f"{note.type.word}: {note.title} — {card.article.label}",
        address=note.address,
        published=note.date.moment,
        updated=updated,
        modified=updated,
        authors=(note.by,),
        summary=note.quote,
        note=note,
    )
