"""Entity: a person, organisation, place, event or work, and the passages that name it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from builder.dates import Date
from builder.model.text import Passage
from builder.model.withdrawal import Withdrawal
from builder.problems import Place
from builder.schema import LinkPolicy

EntityKind = Literal["person", "organisation", "place", "event", "work"]
EXCERPT_DIGEST_BYTES = 8
"""Length of the digest of the sentences of an article that name an entity."""


@dataclass(frozen=True)
class Contextual:
    """Names that mean the entity only beside one of the words in `when`."""

    names: tuple[str, ...]
    when: tuple[str, ...]


@dataclass(frozen=True)
class Entity:
    """An entity of the registry."""

    id: str
    name: str
    kind: EntityKind
    place: Place
    description: str = ""
    aliases: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    contextual: tuple[Contextual, ...] = ()
    demonyms: tuple[str, ...] = ()
    default_for: tuple[str, ...] = ()
    not_: tuple[str, ...] = ()
    """Longer names that contain one of its names and mean something else."""
    wikidata: str = ""
    same_as: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    link: LinkPolicy = "first"
    dates: tuple[tuple[str, Date], ...] = ()
    """(key, date) of born, died, founded, dissolved, start, end; in that order."""
    coordinates: tuple[float, float] | None = None
    """Latitude, longitude."""
    former_addresses: tuple[str, ...] = ()
    body: str = field(default="", repr=False)
    """Markdown."""
    body_line: int = 1
    withdrawn: Withdrawal | None = None
    """The linker still knows the names of a withdrawn entity, so that they are not taken for those of another one."""


class Mention(NamedTuple):
    """A passage of an article that names an entity. A tuple, since an archive has hundreds of thousands of them."""

    entity: str
    passage: Passage
    rule: str
    """Rule of the linker that decided, for `check --explain`."""
    linked: bool
    """Whether it is printed as a link; every mention counts."""


@dataclass(frozen=True)
class Variant:
    """A form of the name by which an article names an entity."""

    form: str
    """White space folded."""
    count: int
    first: int
    """Number of the first mention in this form among the article's mentions of the entity, from 1."""


@dataclass(frozen=True)
class NamedEntity:
    """An entity that an article names."""

    entity: str
    variants: tuple[Variant, ...]
    """In order of first occurrence."""


def named_entities(text: str, mentions: Iterable[Mention]) -> tuple[NamedEntity, ...]:
    """The entities that the mentions are of, in order of first occurrence."""
    forms: dict[str, list[str]] = {}
    for one in mentions:
        forms.setdefault(one.entity, []).append(" ".join(text[one.passage.start : one.passage.end].split()))
    return tuple(NamedEntity(entity, _variants(used)) for entity, used in forms.items())


def _variants(used: list[str]) -> tuple[Variant, ...]:
    return tuple(Variant(form, used.count(form), used.index(form) + 1) for form in dict.fromkeys(used))


@dataclass(frozen=True)
class Unlinked:
    """A name that the linker found and did not link."""

    words: str
    passage: Passage
    candidates: tuple[str, ...]
    """Ids of the entities that it could mean."""
    rule: str
