"""Articles: each text with its notes, the names in it, and where it came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from builder.config import Config
from builder.model import Article, EntityKind, Mark, Page, Prose, Source
from builder.plan.bibliography import citation_files
from builder.plan.cards import (
    ENTITY_KINDS,
    Alternate,
    ArticleCard,
    EntityCard,
    Head,
    Link,
    article_card,
    entity_address,
    entity_card,
    feeds_of,
    full_url,
    mention_id,
    menu,
    shortened,
    thing,
    topic_link,
)
from builder.plan.claims import claim_reviews
from builder.plan.company import Related, related_articles
from builder.plan.dates import MONTHS, When, day_words, moment_words, month_address, when, year_address
from builder.plan.index import Index
from builder.plan.notes import Note, article_parts, edit_url, frame_of, mark_of, notes_of
from builder.plan.prose import prose
from builder.plan.readings import text_files
from builder.problems import Place

RELATED = 4
"""Articles that share names, at most."""


@dataclass(frozen=True)
class Named:
    """An entity named in the article, and how often."""

    card: EntityCard
    mention: str
    """Id of its first mention."""


@dataclass(frozen=True)
class NamedGroup:
    """The entities of one kind."""

    kind: EntityKind
    named: tuple[Named, ...]


@dataclass(frozen=True)
class Provenance:
    """How the text came here, and whether it is still as it came."""

    source: Source
    publisher: str
    verbatim: bool | None
    edited: str
    rights: str
    language: str


@dataclass(frozen=True)
class Neighbours:
    """The articles before and after this one in a topic."""

    topic: Link
    earlier: ArticleCard | None
    later: ArticleCard | None


@dataclass(frozen=True)
class RelatedArticle:
    """An article that names the same rare names."""

    card: ArticleCard
    shared: tuple[Link, ...]
    """The entities that both name, the rarest first."""


@dataclass(frozen=True)
class ArticleView:
    """What the page of an article shows."""

    head: Head
    place: Place
    title: str
    date: When | None
    authors: tuple[str, ...]
    publisher: str
    language: str
    topics: tuple[Link, ...]
    text: Prose
    notes: tuple[Note, ...]
    """On a passage or a picture, in reading order."""
    whole: tuple[Note, ...]
    """On the article as a whole."""
    unplaced: tuple[Note, ...]
    """Whose words are not found, or stand in several places."""
    corrections: tuple[Link, ...]
    reviews: tuple[Mapping[str, object], ...]
    """Its fact-checks as schema.org describes them."""
    named: tuple[NamedGroup, ...]
    provenance: Provenance
    citations: tuple[Alternate, ...]
    """Files that cite it."""
    related: tuple[RelatedArticle, ...]
    neighbours: tuple[Neighbours, ...]
    edit: str


def article_pages(index: Index, config: Config) -> Iterator[Page]:
    """One page for each article."""
    for article in index.newest:
        related = related_articles(index, article, RELATED)
        yield Page(
            article.address,
            "article.html",
            parts=_parts(index, article, related),
            make=partial(_view, index, config, article, related),
            listed=True,
            place=article.place,
        )


def _parts(index: Index, article: Article, related: tuple[Related, ...]) -> tuple[object, ...]:
    """All that its page shows: the article itself, and what it tells of others."""
    entities = dict.fromkeys((*index.named_in[article.slug], *article.entities.about))
    return (
        article_parts(index, article),
        [topic_link(index, slug) for slug in article.topics],
        [index.entity_prints.get(one) for one in entities],
        [(article_card(index, one.article), one.shared) for one in related],
        [_neighbours(index, article, slug) for slug in article.topics],
        menu(index.site.pages),
    )


def _view(index: Index, config: Config, article: Article, related: tuple[Related, ...]) -> ArticleView:
    notes = notes_of(index, config, article)
    frames = tuple(frame for note in notes if (frame := frame_of(note)))
    marks = (*(mark for note in notes if (mark := mark_of(note))), *_mention_marks(index, article))
    topics = tuple(topic_link(index, slug) for slug in article.topics)
    return ArticleView(
        head=_head(index, config, article, topics),
        place=article.place,
        title=article.title,
        date=when(article.date),
        authors=article.authors,
        publisher=article.publisher,
        language=article.language,
        topics=topics,
        text=replace(prose(index, article.body, article.place), marks=marks, frames=frames),
        notes=tuple(note for note in notes if note.number),
        whole=tuple(note for note in notes if note.placed and not note.number),
        unplaced=tuple(note for note in notes if not note.placed),
        corrections=tuple(Link(note.title, note.address) for note in notes if note.type.id == "correction"),
        reviews=claim_reviews(index, config, article),
        named=_named(index, article),
        provenance=Provenance(
            replace(article.source, captured=moment_words(article.source.captured)),
            article.publisher,
            article.verbatim,
            article.edited,
            article.rights,
            article.language,
        ),
        citations=citation_files(article.address),
        related=tuple(_related(index, related)),
        neighbours=tuple(_neighbours(index, article, slug) for slug in article.topics),
        edit=edit_url(config, article.place),
    )


def _mention_marks(index: Index, article: Article) -> Iterator[Mark]:
    seen: Counter[str] = Counter()
    for mention in index.site.mentions.get(article.slug, ()):
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


def _named(index: Index, article: Article) -> tuple[NamedGroup, ...]:
    counts = Counter(mention.entity for mention in index.site.mentions.get(article.slug, ()))
    entities = [index.site.entities[identifier] for identifier in index.named_in[article.slug]]
    groups = []
    for kind in ENTITY_KINDS:
        members = sorted((one for one in entities if one.kind == kind), key=lambda one: (-counts[one.id], one.name))
        named = tuple(Named(entity_card(one, counts[one.id]), mention_id(one.id, 1)) for one in members)
        if named:
            groups.append(NamedGroup(kind, named))
    return tuple(groups)


def _related(index: Index, related: tuple[Related, ...]) -> Iterator[RelatedArticle]:
    for one in related:
        shared = (index.site.entities[entity] for entity in one.shared)
        yield RelatedArticle(
            article_card(index, one.article), tuple(Link(other.name, entity_address(other.id)) for other in shared)
        )


def _neighbours(index: Index, article: Article, topic: str) -> Neighbours:
    earlier, later = index.neighbours[topic, article.slug]
    return Neighbours(
        topic_link(index, topic),
        article_card(index, earlier) if earlier else None,
        article_card(index, later) if later else None,
    )


def _head(index: Index, config: Config, article: Article, topics: tuple[Link, ...]) -> Head:
    day = article.day
    crumbs = [Link("By date", "/archive/")]
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
        feeds=tuple(feed for topic in topics for feed in feeds_of(topic.words, topic.address)),
        alternates=(*citation_files(article.address), *text_files(index, article)),
        kind="article",
        data=_news_article(index, config, article, topics),
    )


def _news_article(index: Index, config: Config, article: Article, topics: tuple[Link, ...]) -> Mapping[str, object]:
    """The article as schema.org describes one; what is not known is left out."""
    about = set(article.entities.about)
    named = [index.site.entities[one] for one in index.named_in[article.slug]]
    url = full_url(config, article.address)
    found: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "url": url,
        "mainEntityOfPage": url,
        "inLanguage": article.language,
        "datePublished": article.date.isoformat() if article.date else "",
        "author": [{"@type": "Organization", "name": name} for name in article.authors],
        "publisher": {"@type": "Organization", "name": article.publisher} if article.publisher else "",
        "abstract": article.summary,
        "keywords": [topic.words for topic in topics],
        "about": [
            thing(config, index.site.entities[one]) for one in article.entities.about if one in index.site.entities
        ],
        "mentions": [thing(config, one) for one in named if one.id not in about],
        "isBasedOn": article.source.url,
        "archivedAt": article.source.archived,
        "copyrightNotice": article.rights,
        "isPartOf": {"@type": "WebSite", "name": config.title, "url": full_url(config, "/")},
    }
    return {key: value for key, value in found.items() if value}
