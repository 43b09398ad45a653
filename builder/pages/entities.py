"""Entities: who or what each is, and every sentence that names it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from builder.config import Config
from builder.model import Entity, EntityKind, Page, Prose
from builder.pages.bibliography import bibliography_files
from builder.pages.dates import written_words
from builder.pages.excerpts import Piece, named_excerpts
from builder.pages.group_inputs import TOGETHER
from builder.pages.index import EntityUse, Index
from builder.pages.note_views import NoteCard, edit_url, note_card, note_inputs
from builder.pages.pagination import Chart, ListPage, Pager, chart, list_pages
from builder.pages.prose import prose
from builder.pages.related import co_occurring
from builder.pages.summaries import (
    DATES,
    ENTITY_KINDS,
    KIND_LABELS,
    NAMES,
    REGISTRY,
    Alternate,
    ArticleCard,
    ArticleLink,
    EntityCard,
    Head,
    Link,
    article_card,
    article_link,
    disambiguation_address,
    entity_address,
    entity_card,
    feeds_of,
    mention_id,
    menu,
    name_card,
    thing,
)
from builder.problems import Place

BOTH, SUBJECT, NOTES = 20, 20, 20
"""The most of each that a page shows: articles that name it with another, articles about it, notes."""


@dataclass(frozen=True)
class EntityGroup:
    """The entities of one kind, by name."""

    kind: EntityKind
    entities: tuple[EntityCard, ...]


@dataclass(frozen=True)
class EntitiesView:
    """What the list of names shows."""

    head: Head
    groups: tuple[EntityGroup, ...]


class Sentence(NamedTuple):
    """A sentence that names the entity, and where it stands."""

    pieces: tuple[Piece, ...]
    address: str


@dataclass(frozen=True)
class MentioningArticle:
    """An article and its sentences that name the entity."""

    article: ArticleLink
    about: bool
    """Whether the editors say that the article is about it; it need not be named then."""
    count: int
    """Mentions in all; a sentence may hold several, and of many sentences only the first are shown."""
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Variant:
    """Words that name the entity, and how often."""

    form: str
    """The name as the articles have it."""
    count: int
    address: str
    """Of the newest mention in these words."""


@dataclass(frozen=True)
class RelatedEntity:
    """Another entity, and the articles that name both."""

    card: EntityCard
    anchor: str
    """Id, on this page, of the list of these articles."""
    articles: tuple[ArticleLink, ...]
    """The newest of them; the card has the number of all."""


@dataclass(frozen=True)
class SharedNames:
    """Others that have one or several of its names too."""

    names: tuple[Link, ...]
    """The names that all of them have, each leading to the page of all who have it."""
    others: tuple[Link, ...]


@dataclass(frozen=True)
class EntityDetails:
    """What the first page of an entity tells of the whole of it, and older pages do not repeat."""

    text: Prose
    description: str
    aliases: tuple[str, ...]
    """Other names."""
    dates: tuple[tuple[str, str], ...]
    """Word and date: `born`, `11 September 1965`."""
    coordinates: tuple[float, float] | None
    """Latitude, longitude."""
    wikidata: str
    """`Q44329`"""
    same_as: tuple[str, ...]
    """Addresses of other sites that tell of it; not all may be followed."""
    articles: int
    mentions: int
    related: tuple[EntityCard, ...]
    co_occurring: tuple[RelatedEntity, ...]
    """The entities named with it more often than chance has it, the closest first."""
    same_name: tuple[SharedNames, ...]
    main_articles: tuple[ArticleCard, ...]
    """The newest articles that are about it, by the editors' word."""
    variants: tuple[Variant, ...]
    """Every form of the name that the articles have, the most frequent first."""
    first: ArticleLink | None
    """The earliest and the latest dated article that names it."""
    latest: ArticleLink | None
    notes: tuple[NoteCard, ...]
    chart: Chart | None
    edit: str


@dataclass(frozen=True)
class EntityView:
    """What a page of an entity shows."""

    head: Head
    place: Place
    name: str
    kind: EntityKind
    number: int
    details: EntityDetails | None
    articles: tuple[MentioningArticle, ...]
    bibliography: tuple[Alternate, ...]
    """Empty for an entity that no article names."""
    pager: Pager


def names_pages(index: Index, config: Config) -> Iterator[Page]:  # noqa: ARG001 - as all of its kind
    """The list of names."""
    yield Page("/entities/", "entities.html", _list(index))


def entity_pages(index: Index, config: Config, entity: Entity) -> Iterator[Page]:
    """The pages of an entity."""
    named_in = index.by_entity.get(entity.id, ())
    for page in list_pages(named_in, entity_address(entity.id), size=config.per_page):
        yield Page(
            page.address,
            "entity.html",
            parts=_parts(index, config, entity, page),
            make=partial(_view, index, config, entity, page),
            in_sitemap=True,
            place=entity.place,
        )


def _parts(index: Index, config: Config, entity: Entity, page: ListPage[EntityUse]) -> tuple[object, ...]:
    """All that a page of an entity shows: the first tells of the whole archive, the others of their own articles."""
    print_ = index.entity_digests[entity.id]
    site = index.site
    listed = [
        (index.excerpt_digest_of(one.article, entity.id), article_link(one.article), one.about, one.count)
        for one in page.items
    ]
    shown = print_, disambiguator(index, entity), listed, page.number, page.pager, menu(site.pages)
    if page.number:
        return shown
    notes = [note_inputs(index, one) for one in index.annotations_on.get(entity.id, ())[:NOTES]]
    return *shown, details_of(index, config, entity), notes


def _list(index: Index) -> EntitiesView:
    groups = []
    for kind in ENTITY_KINDS:
        members = sorted(
            (one for one in index.site.entities.values() if one.kind == kind),
            key=lambda one: (one.name.casefold(), one.id),
        )
        cards = tuple(name_card(index, one) for one in members)
        if cards:
            groups.append(EntityGroup(kind, cards))
    description = "People, organisations, places, events and documents mentioned in the articles."
    head = Head(
        NAMES.label,
        NAMES.address,
        description,
        menu(index.site.pages),
        alternates=(Alternate("JSON", REGISTRY, "application/ld+json"),),
    )
    return EntitiesView(head, tuple(groups))


def _view(index: Index, config: Config, entity: Entity, page: ListPage[EntityUse]) -> EntityView:
    bibliography = bibliography_files(entity_address(entity.id)) if entity.id in index.by_entity else ()
    return EntityView(
        head=Head(
            # Two entities may share a name, but not an id.
            title=f"{entity.name} ({KIND_LABELS[entity.kind].lower()}{disambiguator(index, entity)})"
            + (f", page {page.number}" if page.number else ""),
            address=page.address,
            description=page.of(entity.description or f"Articles that mention {entity.name}."),
            menu=menu(index.site.pages),
            crumbs=(NAMES,),
            feeds=feeds_of(entity.name, entity_address(entity.id)),
            alternates=bibliography,
            data={} if page.number else _data(config, entity),
        ),
        place=entity.place,
        name=entity.name,
        kind=entity.kind,
        number=page.number,
        details=None
        if page.number
        else replace(details_of(index, config, entity), notes=_notes(index, config, entity)),
        articles=tuple(_named_article(index, entity, one) for one in page.items),
        bibliography=bibliography,
        pager=page.pager,
    )


def disambiguator(index: Index, entity: Entity) -> str:
    """`, <id>` for an entity that shares its name with another, else nothing."""
    same = [one for one in index.same_name.get(entity.name, ()) if one != entity.id]
    return f", {entity.id}" if same else ""


def _named_article(index: Index, entity: Entity, named: EntityUse) -> MentioningArticle:
    text = index.site.texts[named.article.slug] if named.variants else None
    found = named_excerpts(text.text, text.mentions, entity.id) if text else ()
    return MentioningArticle(
        article=article_link(named.article),
        about=named.about,
        count=named.count,
        sentences=tuple(
            Sentence(one.pieces, f"{named.article.address}#{mention_id(entity.id, one.number)}") for one in found
        ),
    )


def _notes(index: Index, config: Config, entity: Entity) -> tuple[NoteCard, ...]:
    return tuple(note_card(index, config, one) for one in index.annotations_on.get(entity.id, ())[:NOTES])


def details_of(index: Index, config: Config, entity: Entity) -> EntityDetails:
    """All of it but the notes, which quote the words of articles."""
    named_in = index.by_entity.get(entity.id, ())
    dated = [one.article for one in named_in if one.article.day and one.variants]
    return EntityDetails(
        text=prose(index, entity.body, entity.place),
        description=entity.description,
        aliases=entity.aliases,
        dates=tuple((word, written_words(date)) for word, date in entity.dates),
        coordinates=entity.coordinates,
        wikidata=entity.wikidata,
        same_as=entity.same_as,
        articles=len(named_in),
        mentions=sum(one.count for one in named_in),
        related=tuple(entity_card(index.site.entities[one]) for one in entity.related if one in index.site.entities),
        co_occurring=_company(index, entity),
        same_name=tuple(_namesakes(index, entity)),
        main_articles=tuple(article_card(index, one.article) for one in named_in if one.about)[:SUBJECT],
        variants=_variants(entity, named_in),
        first=article_link(dated[-1]) if dated else None,
        latest=article_link(dated[0]) if dated else None,
        notes=(),
        chart=chart(one.article.day for one in named_in),
        edit=edit_url(config, entity.place),
    )


def _company(index: Index, entity: Entity) -> tuple[RelatedEntity, ...]:
    return tuple(
        RelatedEntity(
            entity_card(index.site.entities[one.entity], len(one.articles)),
            f"with-{one.entity}",
            tuple(article_link(article) for article in one.articles[:BOTH]),
        )
        for one in co_occurring(index, entity, TOGETHER)
    )


def _namesakes(index: Index, entity: Entity) -> Iterator[SharedNames]:
    names: defaultdict[tuple[str, ...], list[Link]] = defaultdict(list)
    for shared in index.ambiguous_names_of.get(entity.id, ()):
        others = tuple(one for one in shared.candidates if one != entity.id)
        names[others].append(Link(shared.name, disambiguation_address(shared.slug)))
    for others, common in names.items():
        yield SharedNames(
            tuple(common), tuple(Link(index.site.entities[one].name, entity_address(one)) for one in others)
        )


def _variants(entity: Entity, named_in: Sequence[EntityUse]) -> tuple[Variant, ...]:
    counts: Counter[str] = Counter()
    newest: dict[str, str] = {}
    for one in named_in:
        for variant in one.variants:
            counts[variant.form] += variant.count
            newest.setdefault(variant.form, f"{one.article.address}#{mention_id(entity.id, variant.first)}")
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return tuple(Variant(words, count, newest[words]) for words, count in ranked)


def _data(config: Config, entity: Entity) -> dict[str, object]:
    found = {"@context": "https://schema.org", **thing(config, entity)}
    named = DATES.get(entity.kind, {})
    more: dict[str, object] = {
        "alternateName": list(entity.aliases),
        "description": entity.description,
        **{named[word]: date for word, date in entity.dates if word in named},
    }
    if entity.coordinates and entity.kind == "place":
        latitude, longitude = entity.coordinates
        more["geo"] = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
    return {**found, **{key: value for key, value in more.items() if value}}
