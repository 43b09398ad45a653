"""Known: which entity of the registry a new name is another name of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from builder.model import Entity, Site
from builder.slugs import spelling_key
from builder.suggest.candidates import Name, initials_of
from builder.suggest.lexicon import LITTLE, PARTICLES, TITLES

VOWELS = re.compile("[aeiouyhj]")
"""What differs between spellings: vowels, and signs that stand for one or for none."""
DOUBLES = re.compile(r"(.)\1+")
SOUNDS = str.maketrans("cqwz", "kkvs")
SMALL = LITTLE | PARTICLES | TITLES


class EntityMatch(NamedTuple):
    """Whose other name it is, in which list of the entity it belongs, and what speaks for it."""

    entity: str
    among: str
    """`aliases` or `short`."""
    reason: str


@dataclass
class RegistryIndex:
    """The names of all entities, by what a new name may share with them."""

    entities: Mapping[str, Entity]
    by_key: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_initials: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_word: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    words: dict[str, dict[tuple[str, ...], frozenset[str]]] = field(default_factory=dict)
    """Entity to the words of each of its full names, in Latin letters, and those by which the name may be cut short:
    either name of a person, else what it is, as `Committee` in `Committee for Change`."""
    named_in: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Entity to the articles that name it."""
    spellings: set[str] = field(default_factory=set)
    """Every name as it is written, in small letters."""

    def has(self, name: Name) -> bool:
        """Whether it is a name of the registry that was left alone where it stands, for a reason."""
        return name.best.casefold() in self.spellings


def registry_index(site: Site) -> RegistryIndex:
    """The registry turned round."""
    found = RegistryIndex(site.entities)
    for entity in site.entities.values():
        found.words[entity.id] = {}
        found.spellings |= {name.casefold() for name in every_name(entity)}
        for name in (entity.name, *entity.aliases, *entity.short):
            found.by_key[spelling_key(name)].add(entity.id)
            words = significant(name.split())
            if len(words) > 1:
                found.by_initials[initials_of(name.split())].add(entity.id)
                found.words[entity.id][words] = heads_of(entity, name.split(), words)
                for word in words:
                    found.by_word[word].add(entity.id)
    for slug, mentions in site.mentions.items():
        for mention in mentions:
            found.named_in[mention.entity].add(slug)
    return found


def every_name(entity: Entity) -> Iterator[str]:
    """The names of an entity, of whatever sort."""
    yield entity.name
    for names in (entity.aliases, entity.short, entity.demonyms, entity.default_for, entity.not_):
        yield from names
    for contextual in entity.contextual:
        yield from contextual.names


def heads_of(entity: Entity, name: list[str], words: tuple[str, ...]) -> frozenset[str]:
    """The words with which a short form of the name may end."""
    if entity.kind == "person":
        return frozenset({words[0], words[-1]})
    joint = next((index for index, word in enumerate(name) if index and word in ("of", "for")), len(name))
    return frozenset(significant(name[:joint])[-1:])


def significant(words: Iterable[str]) -> tuple[str, ...]:
    """The words in Latin letters, small words and titles left out."""
    return tuple(key for word in words if word.lower() not in SMALL and (key := spelling_key(word)))


def match_entity(name: Name, registry: RegistryIndex) -> EntityMatch | None:
    """Whose other name it is; None when it is nobody's, or could be several's."""
    slugs = {one.article.slug for one in name.sightings}
    for found in (spelled_alike(name, registry), initialled(name, registry, slugs), shared(name, registry, slugs)):
        whose = list(found)
        if whose:
            return whose[0] if len({one.entity for one in whose}) == 1 else None
    return None


def spelled_alike(name: Name, registry: RegistryIndex) -> Iterator[EntityMatch]:
    """The same letters in another spelling or script."""
    for entity in sorted(registry.by_key.get(name.key, ())):
        yield EntityMatch(entity, "aliases", f"spelled like a name of {registry.entities[entity].name}")


def initialled(name: Name, registry: RegistryIndex, slugs: set[str]) -> Iterator[EntityMatch]:
    """The initials of a name that stands in one of the same articles."""
    if len(name.words) != 1 or not name.best.isupper() or len(name.best) < 2:
        return
    for entity in sorted(registry.by_initials.get(name.key, ())):
        if registry.named_in[entity] & slugs:
            yield EntityMatch(entity, "aliases", f"the initials of {registry.entities[entity].name}, named beside it")


def shared(name: Name, registry: RegistryIndex, slugs: set[str]) -> Iterator[EntityMatch]:
    """Words in common with an entity's full name."""
    words = significant(name.words)
    possible = sorted({entity for word in words for entity in registry.by_word.get(word, ())})
    for entity in possible:
        one = registry.entities[entity]
        heads = registry.words[entity]
        for full in heads:
            if len(words) < len(full) and is_part(words, full):
                # Half of a name says nothing where the other half is not near.
                if 2 * len(registry.named_in[entity] & slugs) >= len(slugs) and words[-1] in heads[full]:
                    yield EntityMatch(entity, "short", f"part of the name {one.name}")
                    break
            elif one.kind == "person" and len(words) > 1 and words[-1] == full[-1] and alike(words[0], full[0]):
                yield EntityMatch(entity, "aliases", f"surname and a like first name of {one.name}")
                break
            elif one.kind != "person" and len(words) == len(full) and all(map(same_or_alike, words, full)):
                yield EntityMatch(entity, "aliases", f"spelled nearly like {one.name}")
                break
            elif len(full) > 1 and len(words) > len(full) and is_part(full, words) and one.kind != "place":
                yield EntityMatch(entity, "aliases", f"holds the name {one.name}")
                break


def is_part(words: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether all the words stand in the full name, in its order."""
    rest = iter(full)
    return all(word in rest for word in words)


def alike(one: str, other: str) -> bool:
    """Whether two words may be one in two spellings: Sergei and Sergey, Khaled and Khalid, not John and Josh."""
    return one != other and one[0] == other[0] and skeleton(one) == skeleton(other)


def same_or_alike(one: str, other: str) -> bool:
    """Whether two words may be one: `Organisation`, `Organization`."""
    return one == other or alike(one, other)


def skeleton(name: str) -> str:
    """The consonants on which spellings agree."""
    return DOUBLES.sub(r"\1", VOWELS.sub("", name.translate(SOUNDS)))
