"""Registry diff: which articles a change of the entity registry affects, so that the others are not linked again."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import chain

from builder.link.fold import INVISIBLE, fold
from builder.link.gazetteer import Gazetteer, lookup_key, spelling_variants, split, surface_forms
from builder.link.person_names import name_words

WordSet = frozenset[str]


class RegistryDiff:
    """The differences between two registries that can change a mention.

    For the names in an article, the linker reads their meanings, the linking attributes of these entities and the
    given names of persons. An article without a difference in any of them keeps its mentions.
    """

    def __init__(self, old: Gazetteer, new: Gazetteer) -> None:
        self._entities = {
            entity
            for entity in old.entities.keys() | new.entities.keys()
            if linking_attributes(entity, old) != linking_attributes(entity, new)
        }
        self._given_names: dict[str, WordSet] = {}
        """Person to the given names that were added or removed."""
        self._triggers: defaultdict[str, list[tuple[WordSet, str]]] = defaultdict(list)
        """Longest word, probably the rarest, to sets of words with the name they form, or without.

        An article is affected if it contains all words of a set, and the name as a whole if there is one.
        """
        for words, name in chain(self._changed_names(old, new), self._changed_persons(old, new)):
            self._triggers[max(words, key=len)].append((words, name))

    def affects(self, texts: Sequence[str], entities: Collection[str] = ()) -> bool:
        """Whether the mentions in an article with these texts, and these pinned or linked entities, may change."""
        folded = [fold(text if text.isascii() else INVISIBLE.sub("", text)) for text in texts]
        words = frozenset(chain.from_iterable(split(text)[1::2] for text in folded))
        return (
            not self._entities.isdisjoint(entities)
            or any(not self._given_names[one].isdisjoint(words) for one in entities if one in self._given_names)
            or any(self._is_triggered(word, words, folded) for word in words & self._triggers.keys())
        )

    def _is_triggered(self, longest: str, words: WordSet, texts: Sequence[str]) -> bool:
        names = [name for required, name in self._triggers[longest] if required <= words]
        return bool(names) and any(name in " ".join(text.split()) for text in texts for name in names)

    def _changed_names(self, old: Gazetteer, new: Gazetteer) -> Iterator[tuple[WordSet, str]]:
        for key in old.forms.keys() | new.forms.keys():
            before, after = old.forms.get(key), new.forms.get(key)
            if before != after or any(form.entity in self._entities for form in after or ()):
                yield frozenset(split(key)[1::2]), key

    def _changed_persons(self, old: Gazetteer, new: Gazetteer) -> Iterator[tuple[WordSet, str]]:
        for person in old.entities.keys() & new.entities.keys():
            before, after = given_names(person, old), given_names(person, new)
            changed = frozenset(word.removesuffix(".") for word, _ in before.items() ^ after.items())
            if changed:
                self._given_names[person] = changed
                for words in {*spelling_words(person, old), *spelling_words(person, new)}:
                    yield from ((words | {word}, "") for word in changed)


def linking_attributes(entity: str, gazetteer: Gazetteer) -> tuple[str, str, bool] | None:
    """What the linker reads of an entity apart from its names; None for an entity that does not exist."""
    found = gazetteer.entities.get(entity)
    return (found.kind, found.link, bool(found.withdrawn)) if found else None


def given_names(person: str, gazetteer: Gazetteer) -> dict[str, int]:
    """The words that may precede a person's surname, with the ownership they show; empty for other entities."""
    return name_words(person, gazetteer) if gazetteer.entities[person].kind == "person" else {}


def spelling_words(entity: str, gazetteer: Gazetteer) -> Iterator[WordSet]:
    """The words of each spelling of each name of the entity."""
    for name, _ in surface_forms(gazetteer.entities[entity]):
        for _, spelling in spelling_variants(*lookup_key(name)):
            yield frozenset(split(spelling)[1::2])
