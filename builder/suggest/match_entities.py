"""Match entities: whether a new name is another name of an entity in the registry."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from builder.entity_names import FULL_NAMES, names_by_type, names_of
from builder.model import Entity, Site
from builder.slugs import spelling_key
from builder.suggest.classify import classify
from builder.suggest.demonyms import country_of, is_demonym
from builder.suggest.lexicon import FUNCTION_WORDS, HEAD_NOUNS, PARTICLES, TITLES
from builder.suggest.names import Name
from builder.suggest.short_forms import initials_of

VOWELS = re.compile("[aeiouyhj]")
"""Letters that often differ between spellings."""
DOUBLED = re.compile(r"(.)\1+")
SIMILAR_SOUNDS = str.maketrans("cqwz", "kkvs")
MIN_FELLOWS = 3
"""Entities with the same ending of their name that must agree on the words of their contextual names."""
INSIGNIFICANT = FUNCTION_WORDS | PARTICLES | TITLES


class EntityMatch(NamedTuple):
    """The entity that a new name probably refers to."""

    entity: str
    field: str
    """The list of the entity to which the name belongs: `aliases` or `short`."""
    reason: str
    when: tuple[str, ...] = ()
    """Of a contextual name: the words beside which it means the entity."""


@dataclass
class RegistryIndex:
    """The registry's names, indexed by what a new name may share with them."""

    entities: Mapping[str, Entity]
    by_key: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_initials: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_word: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    full_names: dict[str, dict[tuple[str, ...], frozenset[str]]] = field(default_factory=lambda: defaultdict(dict))
    """Entity to the words of each of its full names, with those in which a short form of the name may end."""
    mentioned_in: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Entity to the articles that mention it."""
    spellings: set[str] = field(default_factory=set)
    """Every name in lower case; one without a mention has none for another reason."""
    cues_by_ending: dict[str, Counter[tuple[str, ...]]] = field(default_factory=lambda: defaultdict(Counter))
    """Last word of the names of entities with contextual names, to the words beside which these mean them."""

    def cues_of_fellows(self, entity: Entity) -> tuple[str, ...]:
        """The cues that most entities with the same last word in their name have; empty without any."""
        cues = self.cues_by_ending.get(ending(entity.name))
        return cues.most_common(1)[0][0] if cues and cues.most_common(1)[0][1] >= MIN_FELLOWS else ()


def ending(name: str) -> str:
    """The last word of a name, as a key: `fc`."""
    return spelling_key(name.rsplit(maxsplit=1)[-1])


def registry_index(site: Site) -> RegistryIndex:
    """The index of the site's registry."""
    index = RegistryIndex(site.entities)
    for entity in site.entities.values():
        index.spellings |= {name.casefold() for group in names_by_type(entity) for name in group.names}
        for contextual in entity.contextual:
            index.cues_by_ending[ending(entity.name)][contextual.when] += 1
        for name in names_of(entity, {*FULL_NAMES, "short"}):
            index.by_key[spelling_key(name)].add(entity.id)
            words = significant_words(name.split())
            if len(words) > 1:
                index.by_initials[initials_of(name.split())].add(entity.id)
                index.full_names[entity.id][words] = last_words(entity, name.split(), words)
                for word in words:
                    index.by_word[word].add(entity.id)
    for slug, entities in site.named_entities.items():
        for named in entities:
            index.mentioned_in[named.entity].add(slug)
    return index


def last_words(entity: Entity, name: list[str], words: tuple[str, ...]) -> frozenset[str]:
    """Words in which a short form may end: a person's first or last name, or the head noun before `of` or `for`."""
    if entity.kind == "person":
        return frozenset({words[0], words[-1]})
    end = next((index for index, word in enumerate(name) if index and word in ("of", "for")), len(name))
    return frozenset(significant_words(name[:end])[-1:])


def significant_words(words: Iterable[str]) -> tuple[str, ...]:
    """The words in Latin letters, without function words, particles and titles."""
    return tuple(key for word in words if word.lower() not in INSIGNIFICANT and (key := spelling_key(word)))


def match_entity(name: Name, registry: RegistryIndex) -> EntityMatch | None:
    """The entity that the name refers to; None if there is none, or more than one."""
    slugs = {one.article.slug for one in name.occurrences}
    for found in (
        same_key(name, registry),
        same_initials(name, registry, slugs),
        similar(name, registry, slugs),
        same_stem(name, registry),
        only_with_part(name, registry, slugs),
    ):
        matches = list(found)
        if matches:
            return matches[0] if len({one.entity for one in matches}) == 1 else None
    return None


def same_key(name: Name, registry: RegistryIndex) -> Iterator[EntityMatch]:
    """Entities with a name of the same letters, in another spelling or script."""
    for entity in sorted(registry.by_key.get(name.key, ())):
        yield EntityMatch(entity, "aliases", f"spelled like a name of {registry.entities[entity].name}")


def same_initials(name: Name, registry: RegistryIndex, slugs: set[str]) -> Iterator[EntityMatch]:
    """Entities with these initials, mentioned in one of the same articles."""
    if len(name.words) != 1 or not name.best.isupper() or len(name.best) < 2:
        return
    for entity in sorted(registry.by_initials.get(name.key, ())):
        if registry.mentioned_in[entity] & slugs:
            reason = f"the initials of {registry.entities[entity].name}, mentioned in the same article"
            yield EntityMatch(entity, "aliases", reason)


def similar(name: Name, registry: RegistryIndex, slugs: set[str]) -> Iterator[EntityMatch]:
    """Entities with a full name that contains the name, is contained in it, or is spelled similarly."""
    words = significant_words(name.words)
    for id_ in sorted({entity for word in words for entity in registry.by_word.get(word, ())}):
        entity = registry.entities[id_]
        # Part of a name proves nothing in an article that does not mention the entity.
        is_mentioned = 2 * len(registry.mentioned_in[id_] & slugs) >= len(slugs)
        for full, ends in registry.full_names[id_].items():
            if len(words) < len(full) and is_subsequence(words, full):
                if is_mentioned and words[-1] in ends:
                    yield EntityMatch(id_, "short", f"part of the name {entity.name}")
                    break
            elif reason := alias_reason(words, full, entity):
                yield EntityMatch(id_, "aliases", reason)
                break


def only_with_part(name: Name, registry: RegistryIndex, slugs: set[str]) -> Iterator[EntityMatch]:
    """The only organisation, event or work whose name begins or ends so: `Sooners`, `Bolton`, `Dow Jones`.

    If its fellows mean their short names only beside certain words, as clubs beside `football`, so does this one.
    """
    words = significant_words(name.words)
    if not words or any(word in HEAD_NOUNS for word in words):
        return
    found = set.intersection(*(registry.by_word.get(word, set()) for word in words))
    ids = [one for one in found if any(is_edge(words, full) for full in registry.full_names[one])]
    if len(ids) != 1 or (entity := registry.entities[ids[0]]).kind not in ("organisation", "event", "work"):
        return
    if cues := registry.cues_of_fellows(entity):
        yield EntityMatch(entity.id, "contextual", f"part of the name {entity.name}, as with similar ones", cues)
    elif registry.mentioned_in[entity.id] & slugs and classify([one.span for one in name.occurrences]) != "place":
        yield EntityMatch(entity.id, "short", f"no name but {entity.name} has this part")


def is_edge(words: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether a longer name begins or ends with the words."""
    return len(words) < len(full) and words in (full[: len(words)], full[-len(words) :])


def same_stem(name: Name, registry: RegistryIndex) -> Iterator[EntityMatch]:
    """Places whose name begins like the demonym: `Kurdish` and Kurdistan."""
    if not is_demonym(name.best.lower()):
        return
    for entity in registry.entities.values():
        if entity.kind == "place" and " " not in entity.name and country_of(name.best, [spelling_key(entity.name)]):
            yield EntityMatch(entity.id, "demonyms", f"the people or language of {entity.name}")


def alias_reason(words: tuple[str, ...], full: tuple[str, ...], entity: Entity) -> str:
    """Why the words are a variant of the entity's full name; empty if they are not."""
    if entity.kind == "person":
        if len(words) > 1 and words[-1] == full[-1] and words[0] != full[0] and is_variant(words[0], full[0]):
            return f"surname and a similar first name of {entity.name}"
    elif len(words) == len(full) and all(map(is_variant, words, full)):
        return f"spelled nearly like {entity.name}"
    if len(words) > len(full) > 1 and is_subsequence(full, words) and entity.kind != "place":
        return f"contains the name {entity.name}"
    return ""


def is_subsequence(words: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether the full name contains all the words in the same order."""
    rest = iter(full)
    return all(word in rest for word in words)


def is_variant(one: str, other: str) -> bool:
    """Whether two words are spellings of the same name: Sergei and Sergey, Khaled and Khalid, not John and Josh."""
    return one[0] == other[0] and skeleton(one) == skeleton(other)


def skeleton(name: str) -> str:
    """The consonants, on which different spellings agree."""
    return DOUBLED.sub(r"\1", VOWELS.sub("", name.translate(SIMILAR_SOUNDS)))
