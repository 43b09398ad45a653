"""Articles: the text with its annotations, entities and provenance."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from builder.addresses import (
    asset_address,
    changes_address,
    entity_address,
    mention_id,
    month_address,
    year_address,
)
from builder.config import AnnotationType, Config
from builder.model import Article, EntityKind, InPrint, Mark, Page, Prose, Source
from builder.pages.bibliography import citation_files
from builder.pages.dates import MONTHS, DateView, date_words, moment_words, optional_date
from builder.pages.excerpts import beginning_of
from builder.pages.exports import DataView, text_files
from builder.pages.group_inputs import age_in_years, related_to
from builder.pages.head import ARCHIVE, Alternate, Head, Link, feeds_of, menu
from builder.pages.index import Index
from builder.pages.note_views import (
    Note,
    WithdrawnNoteView,
    article_inputs,
    edit_url,
    highlight,
    image_region,
    in_order,
    notes_of,
    withdrawn_notes_of,
)
from builder.pages.related import Related
from builder.pages.schema_org import claim_reviews, json_file, news_article, with_text
from builder.pages.summaries import ArticleLink, EntityCard, article_link, by_kind, entity_card, entity_link, topic_link
from builder.problems import Place


@dataclass(frozen=True)
class EntityMention:
    """An entity mentioned in the article, and how often."""

    card: EntityCard
    """Without its description: an edit of it would change every article that mentions the entity."""
    mention: str
    """Id of the first mention; of this entry where the text is not published."""


@dataclass(frozen=True)
class EntityMentionGroup:
    """The entities of one kind."""

    kind: EntityKind
    entities: tuple[EntityMention, ...]


@dataclass(frozen=True)
class NoteTypeCount:
    """A type of annotation, and how many annotations of the article have it."""

    type: AnnotationType
    css: str
    """CSS class of these annotations."""
    count: int


@dataclass(frozen=True)
class Provenance:
    """Where the text came from, and whether it is unchanged."""

    source: Source
    publisher: str
    verbatim: bool | None
    """None if there is no capture to compare with."""
    edited: str
    changes: str
    """Address of the page with the changes; empty if there is none."""
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
    """An article that mentions some of the same rarely mentioned entities."""

    card: ArticleLink
    shared: tuple[Link, ...]
    """The entities that both mention, the rarest first."""


@dataclass(frozen=True)
class ArticleView:
    """What the page of an article shows."""

    head: Head
    place: Place
    title: str
    date: DateView | None
    age: int
    """Full years between the day of the article and the archive's newest annotation."""
    authors: tuple[str, ...]
    publisher: str
    language: str
    summary: str
    """Written by the archive, not taken from the article."""
    topics: tuple[Link, ...]
    published: bool
    """Whether the text is; otherwise the page has its source, a summary and notes with short quotations."""
    text: Prose
    notes: tuple[Note, ...]
    """On a passage or a picture, in reading order."""
    general_notes: tuple[Note, ...]
    """On the article as a whole; all that are placed where the text is not published."""
    orphaned_notes: tuple[Note, ...]
    """Their passage was not found, or occurs more than once."""
    withdrawn_notes: tuple[WithdrawnNoteView, ...]
    note_types: tuple[NoteTypeCount, ...]
    """Of all annotations of the article, in the order of site.yaml."""
    corrections: tuple[Link, ...]
    reviews: tuple[Mapping[str, object], ...]
    """The fact-checks in schema.org terms."""
    entities: tuple[EntityMentionGroup, ...]
    provenance: Provenance
    in_print: InPrint
    """Section, edition, page, column, place, and the quality of the text, each as the editors wrote it."""
    facsimile: str
    """Address of an image of the printed article; empty without one, or where the text is not published."""
    citations: tuple[Alternate, ...]
    """Files for reference managers."""
    data: tuple[Alternate, ...]
    """Files with the article and its annotations for programs."""
    related: tuple[RelatedArticle, ...]
    topic_navigation: tuple[TopicNavigation, ...]
    edit: str


def article_pages(index: Index, article: Article) -> Iterator[Page]:
    """The page of an article, and the file with its data."""
    names = _name_inputs(index, article)
    related = related_to(index, article)
    parts = article_inputs(index, article), names, _link_inputs(index, article, related), age_in_years(index, article)
    make = partial(_view, index, article, related)
    yield Page(
        article.address,
        "article.html",
        parts=parts,
        make=make,
        in_sitemap=article.robots == "index",
        place=article.place,
    )
    inputs = index.text_digest_of(article), names
    yield Page(json_file(article).address, "data.json", parts=inputs, make=partial(_data, index, article))


def _name_inputs(index: Index, article: Article) -> tuple[object, ...]:
    """Inputs of the page: titles of its topics, and the entities that it mentions."""
    entities = dict.fromkeys((*index.named_in[article.slug], *article.entities.about))
    return _topic_links(index, article), [index.entity_card_digests.get(one) for one in entities]


def _link_inputs(index: Index, article: Article, related: tuple[Related, ...]) -> tuple[object, ...]:
    """Inputs of the page: other articles and pages that it links to."""
    links = [(article_link(one.article), one.shared) for one in related]
    return links, _topic_navigation(index, article), menu(index), article.slug in index.site.changes


def _data(index: Index, article: Article) -> DataView:
    data = news_article(index, article, _topic_links(index, article))
    return DataView(with_text(data, article, index.text_of(article).text))


def _topic_links(index: Index, article: Article) -> tuple[Link, ...]:
    return tuple(topic_link(index, slug) for slug in article.topics)


def _view(index: Index, article: Article, related: tuple[Related, ...]) -> ArticleView:
    notes = notes_of(index, article)
    topics = _topic_links(index, article)
    return ArticleView(
        head=_head(index, article, topics),
        place=article.place,
        title=article.title,
        date=optional_date(article.date),
        age=age_in_years(index, article),
        authors=article.authors,
        publisher=article.publisher,
        language=article.language,
        summary=article.summary,
        topics=topics,
        published=article.access == "full",
        text=_text(index, article, notes),
        notes=tuple(note for note in notes if note.number),
        general_notes=tuple(note for note in notes if note.placed and not note.number),
        orphaned_notes=tuple(note for note in notes if not note.placed),
        withdrawn_notes=withdrawn_notes_of(index, article),
        note_types=tuple(_note_types(index.config, notes)),
        corrections=tuple(Link(note.title, note.address) for note in notes if note.type.id == "correction"),
        reviews=claim_reviews(index, article),
        entities=tuple(_entity_mentions(index, article)),
        provenance=_provenance(index, article),
        in_print=article.in_print,
        facsimile=asset_address(article.in_print.facsimile) if article.access == "full" else "",
        citations=citation_files(article.address),
        data=(json_file(article), *text_files(index, article)),
        related=tuple(_related(index, one) for one in related),
        topic_navigation=_topic_navigation(index, article),
        edit=edit_url(index, article.place),
    )


def _text(index: Index, article: Article, notes: Sequence[Note]) -> Prose:
    """The text with its highlights, image regions and mentions."""
    marks = (*filter(None, map(highlight, notes)), *_mention_marks(index, article))
    regions = tuple(filter(None, map(image_region, notes)))
    return replace(index.prose(index.text_of(article).body, article.place), marks=marks, image_regions=regions)


def _mention_marks(index: Index, article: Article) -> Iterator[Mark]:
    seen: Counter[str] = Counter()
    for mention in index.text_of(article).mentions:
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


def _note_types(config: Config, notes: Sequence[Note]) -> Iterator[NoteTypeCount]:
    counts = Counter(note.type.id for note in notes)
    types = {note.type.id: (note.type, note.css) for note in notes}
    return (NoteTypeCount(*types[name], counts[name]) for name in in_order(config, types))


def _entity_mentions(index: Index, article: Article) -> Iterator[EntityMentionGroup]:
    named = index.site.named_entities.get(article.slug, ())
    counts = {one.entity: sum(variant.count for variant in one.variants) for one in named}
    entities = [index.site.entities[identifier] for identifier in index.named_in[article.slug]]
    entities.sort(key=lambda one: (-counts[one.id], one.name))
    for kind, members in by_kind(entities):
        mentions = (EntityMention(entity_card(one, counts[one.id]), mention_id(one.id, 1)) for one in members)
        yield EntityMentionGroup(kind, tuple(mentions))


def _provenance(index: Index, article: Article) -> Provenance:
    return Provenance(
        replace(article.source, captured=moment_words(article.source.captured)),
        article.publisher,
        article.verbatim,
        article.edited,
        changes_address(article.address) if index.site.changes.get(article.slug) else "",
        article.rights,
        article.language,
    )


def _related(index: Index, related: Related) -> RelatedArticle:
    shared = tuple(entity_link(index.site.entities[one]) for one in related.shared)
    return RelatedArticle(article_link(related.article), shared)


def _topic_navigation(index: Index, article: Article) -> tuple[TopicNavigation, ...]:
    def navigation(slug: str) -> TopicNavigation:
        earlier, later = (article_link(one) if one else None for one in index.neighbours[slug, article.slug])
        return TopicNavigation(topic_link(index, slug), earlier, later)

    return tuple(map(navigation, article.topics))


def _head(index: Index, article: Article, topics: tuple[Link, ...]) -> Head:
    date = article.date
    crumbs = [Link(str(date.year), year_address(date.year)) if date else Link("Undated", "/undated/")]
    if date and date.month:
        crumbs.append(Link(MONTHS[date.month - 1], month_address(date.year, date.month)))
    return Head(
        title=f"{article.title} — {date_words(date) if date else 'undated'}",
        address=article.address,
        description=article.summary or beginning_of(article.opening, 200),
        menu=menu(index),
        crumbs=(ARCHIVE, *crumbs),
        feeds=tuple(feed for topic in topics for feed in feeds_of(topic.label, topic.address)),
        alternates=(*citation_files(article.address), json_file(article), *text_files(index, article)),
        kind="article",
        published=article.date.iso if article.date else "",
        indexed=article.robots == "index",
        data=news_article(index, article, topics),
    )
