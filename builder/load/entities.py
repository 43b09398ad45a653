"""Entities: one Markdown file each, or stubs together in a YAML list."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from builder.frontmatter import FrontMatter, Path, read_mapping, read_struct, read_yaml
from builder.load.fields import (
    Address,
    Name,
    Names,
    Sentence,
    Slug,
    Slugs,
    address_problems,
    partial_date_problems,
    slug_from_path,
)
from builder.model import Contextual, Entity
from builder.problems import ContentError, Place, Problem
from builder.schema import Schema

DATES = ("born", "died", "founded", "dissolved", "start", "end")
PartialDate = Annotated[str, Meta(max_length=20, description="1965, 1965-09 or 1965-09-11")]


class ContextualSchema(Schema, frozen=True):
    """One entry of `contextual:`."""

    names: Names
    when: Names


class EntitySchema(Schema, frozen=True):
    """Front matter of an entity."""

    name: Name
    kind: Annotated[
        Literal["person", "organisation", "place", "event", "work"],
        Meta(description="person, organisation, place, event or work"),
    ]
    id: Slug | msgspec.UnsetType = msgspec.UNSET
    description: Sentence = ""
    aliases: Names = msgspec.field(default_factory=list)
    short: Names = msgspec.field(default_factory=list)
    contextual: Annotated[
        list[ContextualSchema], Meta(max_length=64, description="a list of `{names: […], when: […]}`")
    ] = msgspec.field(default_factory=list)
    demonyms: Names = msgspec.field(default_factory=list)
    default_for: Names = msgspec.field(default_factory=list)
    not_: Names = msgspec.field(default_factory=list, name="not")
    wikidata: (
        Annotated[str, Meta(pattern="^Q[1-9][0-9]*$", description="an item of Wikidata such as Q44329")]
        | msgspec.UnsetType
    ) = msgspec.UNSET
    same_as: Annotated[list[Address], Meta(max_length=64, description="a list of addresses")] = msgspec.field(
        default_factory=list
    )
    related: Slugs = msgspec.field(default_factory=list)
    link: Annotated[Literal["first", "section", "every", "off"], Meta(description="first, section, every or off")] = (
        "first"
    )
    born: PartialDate = ""
    died: PartialDate = ""
    founded: PartialDate = ""
    dissolved: PartialDate = ""
    start: PartialDate = ""
    end: PartialDate = ""
    coordinates: Annotated[list[float], Meta(min_length=2, max_length=2, description="[latitude, longitude]")] = (
        msgspec.field(default_factory=list)
    )


def load_entity(path: str, text: str) -> Entity:
    """An entity from its own file; raises ContentError with everything that is wrong in it."""
    slug, problems = slug_from_path(path)
    front = read_mapping(text, path)
    problems += front.problems
    entity, wrong = _entity(front, path, (), slug)
    problems += wrong
    if problems or entity is None:
        raise ContentError(*problems)
    return entity


def load_entity_list(path: str, text: str) -> tuple[tuple[Entity, ...], tuple[Problem, ...]]:
    """Entities without a text, from a YAML list of the same mappings, each with its `id`; raises ContentError."""
    values, places, problems = read_yaml(text, path, limit=len(text))
    if not isinstance(values, list):
        raise ContentError(Problem("F008", "not a list of entities", Place(path), "begin each entity with `- id: …`"))
    entities = []
    for index, item in enumerate(values):
        entity, wrong = _entity(FrontMatter(item, places, "", 1), path, (index,), "")
        problems += wrong
        if entity is not None:
            entities.append(entity)
    return tuple(entities), tuple(problems)


def _entity(front: FrontMatter, path: str, where: Path, slug: str) -> tuple[Entity | None, list[Problem]]:
    places = front.places
    read, problems = read_struct(front.values, places, EntitySchema, path, where)
    if read is None:
        return None, problems
    place = places.get(where, Place(path)) if where else Place(path)
    own_id = read.id or slug
    if not own_id:
        problems.append(Problem("F009", "`id` is missing", place, "add a line `id: …`"))
    elif slug and own_id != slug:
        problems.append(
            Problem(
                "F008",
                f"`id` is not the name of the file, {slug}",
                places[("id",)],
                "leave the line out, or rename the file",
            )
        )
    dates = tuple((key, getattr(read, key)) for key in DATES if getattr(read, key))
    for key, value in dates:
        problems += partial_date_problems(value, places[(*where, key)], key)
    problems += address_problems(
        {str(index): url for index, url in enumerate(read.same_as)}, places, (*where, "same_as"), path
    )
    if read.coordinates and not (abs(read.coordinates[0]) <= 90 and abs(read.coordinates[1]) <= 180):
        problems.append(
            Problem(
                "F008",
                "`coordinates` lie outside the globe",
                places[(*where, "coordinates")],
                "write [latitude, longitude] in degrees",
            )
        )
    if problems:
        return None, problems
    return Entity(
        id=own_id,
        name=read.name,
        kind=read.kind,
        place=place,
        description=read.description,
        aliases=tuple(read.aliases),
        short=tuple(read.short),
        contextual=tuple(Contextual(tuple(entry.names), tuple(entry.when)) for entry in read.contextual),
        demonyms=tuple(read.demonyms),
        default_for=tuple(read.default_for),
        not_=tuple(read.not_),
        wikidata=read.wikidata or "",
        same_as=tuple(read.same_as),
        related=tuple(read.related),
        link=read.link,
        dates=dates,
        coordinates=(read.coordinates[0], read.coordinates[1]) if read.coordinates else None,
        body=front.body,
        body_line=front.body_line,
    ), []
