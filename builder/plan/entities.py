"""Entities: who or what each is, and every sentence that names it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from builder.config import Config
from builder.model import Entity, EntityKind, Page, Prose
from builder.plan.cards import (
    ENTITY_KINDS,
    ArticleCard,
    EntityCard,
    Head,
    Link,
    article_card,
    entity_address,
    entity_card,
    mention_id,
    menu,
    thing,
)
from builder.plan.excerpts import Piece, excerpts
from builder.plan.index import Index, NamedIn
from builder.plan.lists import Chart, ListPage, Pager, chart, list_pages
from builder.plan.notes import NoteCard, edit_url, note_card
from builder.plan.prose import prose
from builder.problems import Place

TOGETHER, NOTES, SENTENCES = 10, 20, 8


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
class NamedArticle:
    """An article and its sentences that name the entity."""

    article: ArticleCard
    count: int
    """Mentions in all; a sentence may hold several, and of many sentences only the first are shown."""
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class EntityAbout:
    """What the first page of an entity tells of the whole of it, and older pages do not repeat."""

    text: Prose
    description: str
    aliases: tuple[str, ...]
    dates: tuple[tuple[str, str], ...]
    coordinates: tuple[float, float] | None
    wikidata: str
    same_as: tuple[str, ...]
    articles: int
    mentions: int
    related: tuple[EntityCard, ...]
    together: tuple[EntityCard, ...]
    """The entities named in most of the same articles."""
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
    about: EntityAbout | None
    articles: tuple[NamedArticle, ...]
    pager: Pager


def entity_pages(index: Index, config: Config) -> Iterator[Page]:
    """The list of names, and the pages of each entity."""
    yield Page("/entities/", "entities.html", _list(index))
    for entity in index.site.entities.values():
        named_in = index.by_entity.get(entity.id, ())
        for page in list_pages(named_in, entity_address(entity.id), size=config.per_page):
            yield Page(page.address, "entity.html", _view(index, config, entity, page))


def _list(index: Index) -> EntitiesView:
    groups = []
    for kind in ENTITY_KINDS:
        members = sorted(
            (one for one in index.site.entities.values() if one.kind == kind),
            key=lambda one: (one.name.casefold(), one.id),
        )
        cards = tuple(entity_card(one, len(index.by_entity.get(one.id, ()))) for one in members)
        if cards:
            groups.append(EntityGroup(kind, cards))
    description = "The people, organisations, places, events and works that the articles name."
    return EntitiesView(Head("Names", "/entities/", description, menu(index.site.pages)), tuple(groups))


def _view(index: Index, config: Config, entity: Entity, page: ListPage[NamedIn]) -> EntityView:
    return EntityView(
        head=Head(
            # Two entities may share a name, but not an id.
            title=f"{entity.name} ({entity.kind}{_apart(index, entity)})"
            + (f", page {page.number}" if page.number else ""),
            address=page.address,
            description=page.of(entity.description or f"Where the archive names {entity.name}."),
            menu=menu(index.site.pages),
            crumbs=(Link("Names", "/entities/"),),
            data={} if page.number else _data(config, entity),
        ),
        place=entity.place,
        name=entity.name,
        kind=entity.kind,
        number=page.number,
        about=None if page.number else _about(index, config, entity),
        articles=tuple(_named_article(index, entity, one) for one in page.items),
        pager=page.pager,
    )


def _apart(index: Index, entity: Entity) -> str:
    same = [one for one in index.same_name.get(entity.name, ()) if one != entity.id]
    return f", {entity.id}" if same else ""


def _named_article(index: Index, entity: Entity, named: NamedIn) -> NamedArticle:
    found = excerpts(named.article.text, named.passages, most=SENTENCES)
    return NamedArticle(
        article=article_card(index, named.article),
        count=len(named.passages),
        sentences=tuple(
            Sentence(one.pieces, f"{named.article.address}#{mention_id(entity.id, one.number)}") for one in found
        ),
    )


def _about(index: Index, config: Config, entity: Entity) -> EntityAbout:
    named_in = index.by_entity.get(entity.id, ())
    notes = index.annotations_on.get(entity.id, ())
    return EntityAbout(
        text=prose(index, entity.body, entity.place),
        description=entity.description,
        aliases=entity.aliases,
        dates=entity.dates,
        coordinates=entity.coordinates,
        wikidata=entity.wikidata,
        same_as=entity.same_as,
        articles=len(named_in),
        mentions=sum(len(one.passages) for one in named_in),
        related=tuple(entity_card(index.site.entities[one]) for one in entity.related if one in index.site.entities),
        together=_together(index, entity, named_in),
        notes=tuple(note_card(index, config, one) for one in notes[:NOTES]),
        chart=chart(one.article.day for one in named_in),
        edit=edit_url(config, entity.place),
    )


def _together(index: Index, entity: Entity, named_in: tuple[NamedIn, ...]) -> tuple[EntityCard, ...]:
    counts = Counter(other for one in named_in for other in index.named_in[one.article.slug] if other != entity.id)
    most = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:TOGETHER]
    return tuple(entity_card(index.site.entities[other], count) for other, count in most)


def _data(config: Config, entity: Entity) -> dict[str, object]:
    found = {"@context": "https://schema.org", **thing(config, entity)}
    more = {"alternateName": list(entity.aliases), "description": entity.description}
    return {**found, **{key: value for key, value in more.items() if value}}
