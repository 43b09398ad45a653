"""Entities: one Markdown file each, or several without a text in a YAML list."""

from collections.abc import Iterator, Mapping
from typing import Annotated

import msgspec
from msgspec import Meta

from builder.dates import LIFE, Date, read_date
from builder.frontmatter import FrontMatter, KeyPath, read_keys, read_yaml
from builder.load.fields import (
    Address,
    FormerPaths,
    Name,
    Names,
    Sentence,
    Slug,
    Slugs,
    Withdrawn,
    address_problems,
    former_path_problems,
    read_front_matter,
    read_withdrawal,
    with_keys,
)
from builder.model import Contextual, Entity, EntityKind, Withdrawal
from builder.problems import ContentError, Place, Problem
from builder.schema import OR_NUMBER, LinkPolicyField, Schema

DATES = ("born", "died", "founded", "dissolved", "start", "end")
Coordinates = Annotated[tuple[float, ...], Meta(min_length=2, max_length=2, description="[latitude, longitude]")]
LifeDate = Annotated[str, Meta(max_length=40, description=LIFE.description, extra_json_schema=OR_NUMBER)]


class ContextualSchema(Schema, frozen=True):
    """One entry of `contextual:`."""

    names: Names
    when: Names


class EntitySchema(Schema, frozen=True):
    """Front matter of an entity."""

    name: Name
    kind: Annotated[EntityKind, Meta(description="person, organisation, place, event or work")]
    id: Slug | msgspec.UnsetType = msgspec.UNSET
    description: Sentence = ""
    aliases: Names = ()
    short: Names = ()
    contextual: Annotated[
        tuple[ContextualSchema, ...], Meta(max_length=64, description="a list of `{names: […], when: […]}`")
    ] = ()
    demonyms: Names = ()
    default_for: Names = ()
    not_: Names = msgspec.field(default=(), name="not")
    wikidata: (
        Annotated[str, Meta(pattern="^Q[1-9][0-9]*$", description="an item of Wikidata such as Q44329")]
        | msgspec.UnsetType
    ) = msgspec.UNSET
    same_as: Annotated[tuple[Address, ...], Meta(max_length=64, description="a list of addresses")] = ()
    related: Slugs = ()
    link: LinkPolicyField = "first"
    born: LifeDate = ""
    died: LifeDate = ""
    founded: LifeDate = ""
    dissolved: LifeDate = ""
    start: LifeDate = ""
    end: LifeDate = ""
    coordinates: Coordinates = ()
    former_addresses: FormerPaths = ()
    withdrawn: Withdrawn = msgspec.UNSET


class WithdrawnEntitySchema(EntitySchema, frozen=True):
    """Front matter of a withdrawn entity, whose names and kind may be deleted."""

    name: Annotated[str, Meta(max_length=200, description="a name")] = ""
    kind: Annotated[EntityKind, Meta(description="person, organisation, place, event or work")] = "work"


def load_entity(path: str, text: str) -> Entity:
    """The entity in a file of its own; raises ContentError with every problem in it."""
    slug, front, keys, problems = read_front_matter(path, text, EntitySchema, WithdrawnEntitySchema)
    if keys.id and keys.id != slug:
        message = f"`id` differs from the name of the file, {slug}"
        problems.append(Problem("F008", message, front.places[("id",)], "remove the line, or rename the file"))
    problems += _problems_in(keys, front.places, path, ())
    withdrawn, invalid = read_withdrawal(keys.withdrawn, front.places)
    problems += invalid
    if problems:
        raise ContentError(*problems)
    return _entity(keys, slug, Place(path), front, withdrawn)


def load_entity_list(path: str, text: str) -> tuple[tuple[Entity, ...], tuple[Problem, ...]]:
    """Entities without a text, in a YAML list of the same mappings, each with its `id`; raises ContentError."""
    values, places, problems = read_yaml(text, path, limit=len(text))
    if not isinstance(values, list):
        raise ContentError(Problem("F008", "not a list of entities", Place(path), "begin each entity with `- id: …`"))
    entities = []
    for index, item in enumerate(values):
        schema = WithdrawnEntitySchema if isinstance(item, dict) and "withdrawn" in item else EntitySchema
        keys, invalid = read_keys(item, places, schema, path, (index,))
        place = places.get((index,), Place(path))
        if isinstance(item, dict) and "id" not in item:
            invalid.append(Problem("F009", "`id` is missing", place, "add a line `id: …`"))
        invalid += _problems_in(keys, places, path, (index,))
        withdrawn, not_a_day = read_withdrawal(keys.withdrawn, places, (index,))
        invalid += not_a_day
        if not invalid:
            entities.append(_entity(keys, keys.id or "", place, FrontMatter(item, places, "", 1), withdrawn))
        problems += invalid
    return tuple(entities), tuple(problems)


def _problems_in(keys: EntitySchema, places: Mapping[KeyPath, Place], path: str, where: KeyPath) -> Iterator[Problem]:
    """Values that the schema allows and an entity cannot have; `where` is its path in the YAML."""
    for key in DATES:
        if value := getattr(keys, key):
            yield from read_date(value, places[(*where, key)], key, LIFE)[1]
    yield from former_path_problems(keys.former_addresses, places, (*where, "former_addresses"))
    addresses = {str(index): url for index, url in enumerate(keys.same_as)}
    yield from address_problems(addresses, places, (*where, "same_as"), path)
    if len(keys.coordinates) == 2 and not (abs(keys.coordinates[0]) <= 90 and abs(keys.coordinates[1]) <= 180):
        place = places[(*where, "coordinates")]
        yield Problem("F008", "invalid `coordinates`", place, "write [latitude, longitude] in degrees")


def _entity(
    keys: EntitySchema, entity_id: str, place: Place, front: FrontMatter, withdrawn: Withdrawal | None
) -> Entity:
    return with_keys(
        Entity,
        keys,
        id=entity_id,
        place=place,
        contextual=tuple(Contextual(entry.names, entry.when) for entry in keys.contextual),
        dates=tuple((key, date) for key in DATES if (value := getattr(keys, key)) and (date := Date.parse(value))),
        coordinates=(keys.coordinates[0], keys.coordinates[1]) if keys.coordinates else None,
        body=front.body,
        body_line=front.body_line,
        withdrawn=withdrawn,
    )
