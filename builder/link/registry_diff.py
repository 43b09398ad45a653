"""Changes: which articles a change of the registry may touch, so that the others need not be linked again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import chain

from builder.link.fold import INVISIBLE, fold
from builder.link.gazetteer import Gazetteer, key_of, names_of, spellings, split
from builder.link.person_names import name_words

Words = frozenset[str]


class RegistryDiff:
    """What two registries say differently.

    The linker asks the registry for the names that stand in the article, for what it says of those whom they can mean,
    and for the given names of persons among these: an article without such a difference keeps its mentions.
    """

    def __init__(self, old: Gazetteer, new: Gazetteer) -> None:
        self._entities = {
            one
            for one in old.entities.keys() | new.entities.keys()
            if linking_attributes(one, old) != linking_attributes(one, new)
        }
        self._given: dict[str, Words] = {}
        """Person to the given names that are new or gone."""
        self._names: defaultdict[str, list[tuple[Words, str]]] = defaultdict(list)
        """Words that touch an article when all of them stand in it, as they stand in the name if there is one.

        Each under the longest word, likely the rarest.
        """
        for words, name in (*self._changed_names(old, new), *self._changed_persons(old, new)):
            self._names[max(words, key=len)].append((words, name))

    def affects(self, texts: Sequence[str], named: Collection[str] = ()) -> bool:
        """Whether texts that pin these entities, or link them by hand, may have other mentions."""
        plain = [fold(text if text.isascii() else INVISIBLE.sub("", text)) for text in texts]
        words = frozenset(chain.from_iterable(split(text)[1::2] for text in plain))
        return (
            not self._entities.isdisjoint(named)
            or any(not self._given[one].isdisjoint(words) for one in named if one in self._given)
            or any(self._occurs(words, plain, word) for word in words & self._names.keys())
        )

    def _occurs(self, words: Words, plain: Sequence[str], word: str) -> bool:
        near = [name for all_of, name in self._names[word] if all_of <= words]
        return bool(near) and any(name in " ".join(text.split()) for text in plain for name in near)

    def _changed_names(self, old: Gazetteer, new: Gazetteer) -> Iterator[tuple[Words, str]]:
        for key in old.forms.keys() | new.forms.keys():
            before, after = old.forms.get(key), new.forms.get(key)
            if before != after or any(form.entity in self._entities for form in after or ()):
                yield frozenset(split(key)[1::2]), key

    def _changed_persons(self, old: Gazetteer, new: Gazetteer) -> Iterator[tuple[Words, str]]:
        for person in old.entities.keys() & new.entities.keys():
            before, after = given_names(person, old), given_names(person, new)
            differ = {word.removesuffix(".") for word, _ in before.items() ^ after.items()}
            if differ:
                self._given[person] = frozenset(differ)
                for words in {*spelling_words(person, old), *spelling_words(person, new)}:
                    yield from ((words | {word}, "") for word in differ)


def linking_attributes(entity: str, names: Gazetteer) -> tuple[str, str] | None:
    """What is asked of an entity beside its names; None for one that is not there."""
    one = names.entities.get(entity)
    return (one.kind, one.link) if one else None


def given_names(person: str, names: Gazetteer) -> dict[str, int]:
    """The words that may stand before a person's surname, and what they tell; none for other entities."""
    return name_words(person, names) if names.entities[person].kind == "person" else {}


def spelling_words(entity: str, names: Gazetteer) -> Iterator[Words]:
    """The words of each spelling of each name of the entity."""
    for name, _ in names_of(names.entities[entity]):
        for _, spelling in spellings(*key_of(name)):
            yield frozenset(split(spelling)[1::2])
