"""Articles: each text with its notes, the names in it, and where it came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from builder.config import AnnotationType, Config
from builder.model import Article, EntityKind, Mark, Page, Prose, Source
from builder.pages.bibliography import citation_files
from builder.pages.claim_review import claim_reviews
from builder.pages.dates import MONTHS, DateView, day_words, moment_words, month_address, optional_date, year_address
from builder.pages.exports import DataView, text_files
from builder.pages.group_inputs import age_in_years, related_to
from builder.pages.index import Index
from builder.pages.news_article import json_file, news_article, whole_article
from builder.pages.note_views import Note, article_inputs, edit_url, highlight, image_region, notes_of
from builder.pages.prose import prose
from builder.pages.related import Related
from builder.pages.summaries import (
    ENTITY_KINDS,
    Alternate,
    ArticleLink,
    EntityCard,
    Head,
    Link,
    article_link,
    changes_address,
    entity_address,
    feeds_of,
    mention_id,
    menu,
    shortened,
    topic_link,
)
from builder.problems import Place


@dataclass(frozen=True)
class EntityMention:
    """An entity named in the article, and how often."""

    card: EntityCard
    """Without its description, which would have all its articles rendered again with every change of it."""
    mention: str
    """Id of its first mention."""


@dataclass(frozen=True)
class EntityMentionGroup:
    """The entities of one kind."""

    kind: EntityKind
    entities: tuple[EntityMention, ...]


@dataclass(frozen=True)
class NoteTypeCount:
    """A type of annotation, and how many notes of it the article has."""

    type: AnnotationType
    css: str
    """The class of these notes."""
    count: int


@dataclass(frozen=True)
class Provenance:
    """How the text came here, and whether it is still as it came."""

    source: Source
    publisher: str
    verbatim: bool | None
    """None when there is no capture to compare with."""
    edited: str
    changes: str
    """The page that shows every edited word; empty where there is none."""
    rights: str
    language: str


@dataclass(frozen=True)
class TopicNavigation:
    """The articles before and after this one in a topic."""

    topic: Link
    earlier: ArticleLink | None
    later: ArticleLink | None


@dataclass(frozen=True)
class RelatedArticle:
    """An article that names the same rare names."""

    card: ArticleLink
    shared: tuple[Link, ...]
    """The entities that both name, the rarest first."""


@dataclass(frozen=True)
class ArticleView:
    """What the page of an article shows."""

    head: Head
    place: Place
    title: str
    date: DateView | None
    age: int
    """Full years between the day of the article and the archive's newest note: it is older than that by now."""
    authors: tuple[str, ...]
    publisher: str
    language: str
    summary: str
    """By the archive; no words of the article."""
    topics: tuple[Link, ...]
    text: Prose
    notes: tuple[Note, ...]
    """On a passage or a picture, in reading order."""
    general_notes: tuple[Note, ...]
    """On the article as a whole."""
    orphaned_notes: tuple[Note, ...]
    """Whose words are not found, or stand in several places."""
    note_types: tuple[NoteTypeCount, ...]
    """Of all its notes, in the order of site.yaml."""
    corrections: tuple[Link, ...]
    reviews: tuple[Mapping[str, object], ...]
    """Its fact-checks as schema.org describes them."""
    entities: tuple[EntityMentionGroup, ...]
    provenance: Provenance
    citations: tuple[Alternate, ...]
    """Files that cite it."""
    data: tuple[Alternate, ...]
    """Files in which programs read it and its notes."""
    related: tuple[RelatedArticle, ...]
    topic_navigation: tuple[TopicNavigation, ...]
    edit: str


def article_pages(index: Index, config: Config, article: Article) -> Iterator[Page]:
    """The page of an article, and its text as data."""
    names = _name_parts(index, article)
    related = related_to(index, article)
    yield Page(
        article.address,
        "article.html",
        parts=(
            article_inputs(index, article),
            names,
            _other_parts(index, article, related),
            age_in_years(index, article),
        ),
        make=partial(_view, index, config, article, related),
        in_sitemap=True,
        place=article.place,
    )
    parts = index.text_digest_of(article), names
    yield Page(json_file(article).address, "data.json", parts=parts, make=partial(_data, index, config, article))


def _name_parts(index: Index, article: Article) -> tuple[object, ...]:
    """What is told of its topics and of the entities that it names."""
    entities = dict.fromkeys((*index.named_in[article.slug], *article.entities.about))
    return (
        [topic_link(index, slug) for slug in article.topics],
        [index.entity_card_digests.get(one) for one in entities],
    )


def _other_parts(index: Index, article: Article, related: tuple[Related, ...]) -> tuple[object, ...]:
    """What its page tells of others, and where it leads."""
    return (
        [(article_link(one.article), one.shared) for one in related],
        [_topic_navigation(index, article, slug) for slug in article.topics],
        menu(index.site.pages),
        article.slug in index.site.changes,
    )


def _data(index: Index, config: Config, article: Article) -> DataView:
    topics = tuple(topic_link(index, slug) for slug in article.topics)
    return DataView(
        whole_article(news_article(index, config, article, topics), article, index.site.texts[article.slug].text)
    )


def _view(index: Index, config: Config, article: Article, related: tuple[Related, ...]) -> ArticleView:
    notes = notes_of(index, config, article)
    frames = tuple(frame for note in notes if (frame := image_region(note)))
    marks = (*(mark for note in notes if (mark := highlight(note))), *_mention_marks(index, article))
    topics = tuple(topic_link(index, slug) for slug in article.topics)
    return ArticleView(
        head=_head(index, config, article, topics),
        place=article.place,
        title=article.title,
        date=optional_date(article.date),
        age=age_in_years(index, article),
        authors=article.authors,
        publisher=article.publisher,
        language=article.language,
        summary=article.summary,
        topics=topics,
        text=replace(
            prose(index, index.site.texts[article.slug].body, article.place), marks=marks, image_regions=frames
        ),
        notes=tuple(note for note in notes if note.number),
        general_notes=tuple(note for note in notes if note.placed and not note.number),
        orphaned_notes=tuple(note for note in notes if not note.placed),
        note_types=tuple(_types(config, notes)),
        corrections=tuple(Link(note.title, note.address) for note in notes if note.type.id == "correction"),
        reviews=claim_reviews(index, config, article),
        entities=_named(index, article),
        provenance=Provenance(
            replace(article.source, captured=moment_words(article.source.captured)),
            article.publisher,
            article.verbatim,
            article.edited,
            changes_address(article) if index.site.changes.get(article.slug) else "",
            article.rights,
            article.language,
        ),
        citations=citation_files(article.address),
        data=(json_file(article), *text_files(index, article)),
        related=tuple(_related(index, related)),
        topic_navigation=tuple(_topic_navigation(index, article, slug) for slug in article.topics),
        edit=edit_url(config, article.place),
    )


def _types(config: Config, notes: Sequence[Note]) -> Iterator[NoteTypeCount]:
    counts = Counter(note.type.id for note in notes)
    types = {note.type.id: (note.type, note.css) for note in notes}
    for name in (*config.annotation_types, *sorted(types.keys() - config.annotation_types)):
        if name in types:
            yield NoteTypeCount(*types[name], counts[name])


def _mention_marks(index: Index, article: Article) -> Iterator[Mark]:
    seen: Counter[str] = Counter()
    for mention in index.site.texts[article.slug].mentions:
        entity = index.site.entities.get(mention.entity)
        if entity is None:
            continue
        seen[entity.id] += 1
        first = (("id", mention_id(entity.id, seen[entity.id])),)
        if mention.linked:
            attributes = (("class", f"entity is-{entity.kind}"), ("href", entity_address(entity.id)))
            yield Mark(mention.passage, "a", attributes, first)
        else:
            yield Mark(mention.passage, "span", (), first)


def _named(index: Index, article: Article) -> tuple[EntityMentionGroup, ...]:
    counts = Counter(mention.entity for mention in index.site.texts[article.slug].mentions)
    entities = [index.site.entities[identifier] for identifier in index.named_in[article.slug]]
    groups = []
    for kind in ENTITY_KINDS:
        members = sorted((one for one in entities if one.kind == kind), key=lambda one: (-counts[one.id], one.name))
        cards = (EntityCard(one.name, entity_address(one.id), kind, "", counts[one.id]) for one in members)
        named = tuple(EntityMention(card, mention_id(one.id, 1)) for card, one in zip(cards, members, strict=True))
        if named:
            groups.append(EntityMentionGroup(kind, named))
    return tuple(groups)


def _related(index: Index, related: tuple[Related, ...]) -> Iterator[RelatedArticle]:
    for one in related:
        shared = (index.site.entities[entity] for entity in one.shared)
        yield RelatedArticle(
            article_link(one.article), tuple(Link(other.name, entity_address(other.id)) for other in shared)
        )


def _topic_navigation(index: Index, article: Article, topic: str) -> TopicNavigation:
    earlier, later = index.neighbours[topic, article.slug]
    return TopicNavigation(
        topic_link(index, topic),
        article_link(earlier) if earlier else None,
        article_link(later) if later else None,
    )


def _head(index: Index, config: Config, article: Article, topics: tuple[Link, ...]) -> Head:
    day = article.day
    crumbs = [Link("Archive", "/archive/")]
    if day:
        crumbs.append(Link(str(day.year), year_address(day.year)))
        crumbs.append(Link(MONTHS[day.month - 1], month_address(day.year, day.month)))
    else:
        crumbs.append(Link("Undated", "/undated/"))
    return Head(
        title=f"{article.title} — {day_words(day) if day else 'undated'}",
        address=article.address,
        description=article.summary or shortened(article.opening, 200),
        menu=menu(index.site.pages),
        crumbs=tuple(crumbs),
        feeds=tuple(feed for topic in topics for feed in feeds_of(topic.label, topic.address)),
        alternates=(*citation_files(article.address), json_file(article), *text_files(index, article)),
        kind="article",
        published=article.date.isoformat() if article.date else "",
        data=news_article(index, config, article, topics),
    )
