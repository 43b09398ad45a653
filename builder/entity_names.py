"""The names of an entity, with the type of each."""

from collections.abc import Collection, Iterator
from typing import Literal, NamedTuple

from builder.model import Entity

NameType = Literal["name", "alias", "short", "demonym", "contextual", "not", "default_for"]


class NamesOfType(NamedTuple):
    """Names of one type."""

    type: NameType
    names: tuple[str, ...]
    cues: tuple[str, ...] = ()
    """Only for contextual names: the words beside which they mean the entity."""


FULL_NAMES = frozenset[NameType]({"name", "alias"})
MENTION_NAMES = frozenset[NameType]({*FULL_NAMES, "short", "demonym", "contextual"})
"""Names by which a text can mention the entity; `not` names are longer names that do not mean it."""


def names_by_type(entity: Entity) -> Iterator[NamesOfType]:
    """All names in the entity's file, in groups of one type."""
    yield NamesOfType("name", (entity.name,))
    groups: tuple[tuple[NameType, tuple[str, ...]], ...] = (
        ("alias", entity.aliases),
        ("short", entity.short),
        ("demonym", entity.demonyms),
        ("not", entity.not_),
        ("default_for", entity.default_for),
    )
    for name_type, names in groups:
        if names:
            yield NamesOfType(name_type, names)
    for contextual in entity.contextual:
        yield NamesOfType("contextual", contextual.names, contextual.when)


def names_of(entity: Entity, types: Collection[NameType]) -> Iterator[str]:
    """The entity's names of these types; a name listed under two types comes twice."""
    for name_type, names, _ in names_by_type(entity):
        if name_type in types:
            yield from names
