"""Entities: the index of names, and the pages of each entity with every sentence that mentions it."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from builder.addresses import ENTITIES_FILE, disambiguation_address, entity_address, mention_id
from builder.model import Article, Entity, EntityKind, Page, Prose
from builder.pages.bar_chart import Chart, chart
from builder.pages.bibliography import bibliography_files
from builder.pages.dates import date_words
from builder.pages.excerpts import Piece, named_excerpts
from builder.pages.group_inputs import CO_OCCURRING
from builder.pages.head import NAMES, Alternate, Head, Link, feeds_of, menu, numbered
from builder.pages.index import EntityUse, Index
from builder.pages.note_views import NoteCard, edit_url, note_card, note_inputs
from builder.pages.pagination import ListPage, Pager, list_pages
from builder.pages.related import co_occurring
from builder.pages.schema_org import entity_details
from builder.pages.summaries import (
    KIND_LABELS,
    ArticleCard,
    ArticleLink,
    EntityCard,
    article_card,
    article_link,
    by_kind,
    entity_card,
    entity_link,
    name_card,
)
from builder.problems import Place

BOTH, SUBJECT, NOTES = 20, 20, 20
"""The most of each on a page: articles with another entity, articles about it, annotations."""


@dataclass(frozen=True)
class EntityGroup:
    """The entities of one kind, by name."""

    kind: EntityKind
    entities: tuple[EntityCard, ...]


@dataclass(frozen=True)
class EntitiesView:
    """What the index of names shows."""

    head: Head
    groups: tuple[EntityGroup, ...]


class Sentence(NamedTuple):
    """A sentence that mentions the entity, and its address."""

    pieces: tuple[Piece, ...]
    address: str


@dataclass(frozen=True)
class MentioningArticle:
    """An article, and its sentences that mention the entity."""

    article: ArticleLink
    about: bool
    """Whether the editors say that the article is about the entity, even if it is not mentioned."""
    count: int
    """Number of mentions: a sentence may have several, and only the first sentences are shown."""
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Variant:
    """A form of the name, and how often it is used."""

    form: str
    """The name as written in the articles."""
    count: int
    address: str
    """Of the newest mention in this form."""


@dataclass(frozen=True)
class RelatedEntity:
    """Another entity, and the articles that mention both."""

    card: EntityCard
    anchor: str
    """Id, on this page, of the list of these articles."""
    articles: tuple[ArticleLink, ...]
    """The newest ones; the card has the number of all."""


@dataclass(frozen=True)
class SharedNames:
    """Other entities that share names with this one."""

    names: tuple[Link, ...]
    """The shared names, as links to their disambiguation pages."""
    others: tuple[Link, ...]


@dataclass(frozen=True)
class EntityDetails:
    """The part that only the first page of an entity has."""

    text: Prose
    description: str
    aliases: tuple[str, ...]
    """Other names."""
    dates: tuple[tuple[str, str], ...]
    """Label and date: `born`, `11 September 1965`."""
    coordinates: tuple[float, float] | None
    """Latitude, longitude."""
    wikidata: str
    """`Q44329`"""
    same_as: tuple[str, ...]
    """Addresses on other sites; some may not be web addresses."""
    articles: int
    mentions: int
    related: tuple[EntityCard, ...]
    co_occurring: tuple[RelatedEntity, ...]
    """The entities mentioned together with it more often than by chance, the strongest association first."""
    same_name: tuple[SharedNames, ...]
    main_articles: tuple[ArticleCard, ...]
    """The newest articles that the editors mark as about it."""
    variants: tuple[Variant, ...]
    """Every form of the name in the articles, the most frequent first."""
    first: ArticleLink | None
    """The first dated article that mentions it, and the most recent one."""
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
    """Empty for an entity that no article mentions."""
    pager: Pager


def names_pages(index: Index) -> Iterator[Page]:
    """The index of names."""
    entities = sorted(index.site.entities.values(), key=lambda one: (one.name.casefold(), one.id))
    groups = (EntityGroup(kind, tuple(name_card(index, one) for one in found)) for kind, found in by_kind(entities))
    description = "People, organisations, places, events and documents mentioned in the articles."
    download = Alternate("JSON", ENTITIES_FILE, "application/ld+json")
    head = Head(NAMES.label, NAMES.address, description, menu(index), alternates=(download,))
    yield Page(NAMES.address, "entities.html", EntitiesView(head, tuple(groups)))


def entity_pages(index: Index, entity: Entity) -> Iterator[Page]:
    """The pages of an entity."""
    named_in = index.by_entity.get(entity.id, ())
    for page in list_pages(named_in, entity_address(entity.id), size=index.config.per_page):
        parts, make = _inputs(index, entity, page), partial(_view, index, entity, page)
        yield Page(page.address, "entity.html", parts=parts, make=make, in_sitemap=True, place=entity.place)


def _inputs(index: Index, entity: Entity, page: ListPage[EntityUse]) -> tuple[object, ...]:
    """Inputs of a page: the first page also depends on the details, the others only on their own articles."""
    listed = [
        (index.excerpt_digest_of(one.article, entity.id), article_link(one.article), one.about, one.count)
        for one in page.items
    ]
    digest = index.entity_digests[entity.id]
    inputs = digest, disambiguator(index, entity), listed, page.number, page.pager, menu(index)
    if page.number:
        return inputs
    notes = [note_inputs(index, one) for one in index.annotations_on.get(entity.id, ())[:NOTES]]
    return *inputs, details_of(index, entity), notes


def _view(index: Index, entity: Entity, page: ListPage[EntityUse]) -> EntityView:
    bibliography = bibliography_files(entity_address(entity.id)) if entity.id in index.by_entity else ()
    title = f"{entity.name} ({KIND_LABELS[entity.kind].lower()}{disambiguator(index, entity)})"
    details = None
    if not page.number:
        notes = tuple(note_card(index, one) for one in index.annotations_on.get(entity.id, ())[:NOTES])
        details = replace(details_of(index, entity), notes=notes)
    return EntityView(
        head=Head(
            title=numbered(title, page.number),
            address=page.address,
            description=page.describe(entity.description or f"Articles that mention {entity.name}."),
            menu=menu(index),
            crumbs=(NAMES,),
            feeds=feeds_of(entity.name, entity_address(entity.id)),
            alternates=bibliography,
            data=entity_details(index, entity) if details else {},
        ),
        place=entity.place,
        name=entity.name,
        kind=entity.kind,
        number=page.number,
        details=details,
        articles=tuple(_mentioning_article(index, entity, one) for one in page.items),
        bibliography=bibliography,
        pager=page.pager,
    )


def disambiguator(index: Index, entity: Entity) -> str:
    """`, <id>` if another entity has the same name, otherwise empty."""
    return f", {entity.id}" if len(index.same_name[entity.name]) > 1 else ""


def _mentioning_article(index: Index, entity: Entity, use: EntityUse) -> MentioningArticle:
    text = index.text_of(use.article) if use.variants else None
    found = named_excerpts(text.text, text.mentions, entity.id) if text else ()
    sentences = (Sentence(one.pieces, f"{use.article.address}#{mention_id(entity.id, one.number)}") for one in found)
    return MentioningArticle(article_link(use.article), use.about, use.count, tuple(sentences))


def details_of(index: Index, entity: Entity) -> EntityDetails:
    """The details without annotations, which quote articles."""
    named_in = index.by_entity.get(entity.id, ())
    naming = [one.article for one in named_in if one.variants and not index.is_future(one.article.date)]
    dated = [one for one in naming if one.date]
    return EntityDetails(
        text=index.prose(entity.body, entity.place),
        description=entity.description,
        aliases=entity.aliases,
        dates=tuple((key, date_words(date)) for key, date in entity.dates),
        coordinates=entity.coordinates,
        wikidata=entity.wikidata,
        same_as=entity.same_as,
        articles=len(named_in),
        mentions=sum(one.count for one in named_in),
        related=tuple(entity_card(index.site.entities[one]) for one in entity.related if one in index.site.entities),
        co_occurring=_co_occurring(index, entity),
        same_name=tuple(_same_name(index, entity)),
        main_articles=tuple(article_card(index, one.article) for one in named_in if one.about)[:SUBJECT],
        variants=_variants(entity, named_in),
        first=article_link(dated[-1]) if dated else None,
        latest=article_link(dated[0]) if dated else None,
        notes=(),
        chart=chart(index.past_dates(one.article for one in named_in)),
        edit=edit_url(index, entity.place),
    )


def _co_occurring(index: Index, entity: Entity) -> tuple[RelatedEntity, ...]:
    def related(other: str, articles: Sequence[Article]) -> RelatedEntity:
        card = entity_card(index.site.entities[other], len(articles))
        return RelatedEntity(card, f"with-{other}", tuple(map(article_link, articles[:BOTH])))

    return tuple(related(*one) for one in co_occurring(index, entity, CO_OCCURRING))


def _same_name(index: Index, entity: Entity) -> Iterator[SharedNames]:
    names: defaultdict[tuple[str, ...], list[Link]] = defaultdict(list)
    for shared in index.ambiguous_names_of.get(entity.id, ()):
        others = tuple(one for one in shared.candidates if one != entity.id)
        names[others].append(Link(shared.name, disambiguation_address(shared.slug)))
    for others, common in names.items():
        yield SharedNames(tuple(common), tuple(entity_link(index.site.entities[one]) for one in others))


def _variants(entity: Entity, named_in: Sequence[EntityUse]) -> tuple[Variant, ...]:
    counts: Counter[str] = Counter()
    newest: dict[str, str] = {}
    for one in named_in:
        for variant in one.variants:
            counts[variant.form] += variant.count
            newest.setdefault(variant.form, f"{one.article.address}#{mention_id(entity.id, variant.first)}")
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return tuple(Variant(form, count, newest[form]) for form, count in ranked)
