"""Dependence: what of the registry the mentions in an article hang on: a change to the rest links nothing anew."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from builder.link.fold import UNSEEN, fold
from builder.link.names import Names, split
from builder.link.persons import own_words


class Entry(NamedTuple):
    """A name of the registry."""

    others: frozenset[str]
    """Its words but the one under which it lies."""
    said: bytes
    """All that the registry says of it: whom it can mean, in which way, and how these are linked."""
    persons: tuple[str, ...]
    """Those of them whose given names are looked at."""


class Dependence:
    """Names what the registry says of the words of an article.

    As long as the name stays the same, the article has the same mentions: nothing else of the registry is ever looked
    at. It is an article's own business, so that a new alias links again those that hold all its words, and no other.
    """

    def __init__(self, names: Names) -> None:
        self._names = names
        self._entries: defaultdict[str, list[Entry]] = defaultdict(list)
        self._given: dict[str, dict[str, bytes]] = {}
        for key, forms in names.forms.items():
            words = split(key)[1::2]
            # The longest word is likely the rarest, under which the fewest articles look.
            rarest = max(words, key=len)
            holders = dict.fromkeys(form.entity for form in forms)
            said = digest(repr((key, forms, [names.entities[one].link for one in holders])))
            persons = tuple(one for one in holders if names.entities[one].kind == "person")
            self._entries[rarest].append(Entry(frozenset(words) - {rarest}, said, persons))

    def of(self, words: frozenset[str], named: Iterable[str] = ()) -> str:
        """A name of all that mentions hang on, for the words of a text and the ids that it pins or links by hand."""
        said: set[bytes] = set()
        persons: set[str] = set()
        for word in words & self._entries.keys():
            for others, what, bearers in self._entries[word]:
                if others <= words:
                    said.add(what)
                    persons.update(bearers)
        for one in named:
            entity = self._names.entities.get(one)
            said.add(digest(repr((one, entity and (entity.kind, entity.link)))))
            if entity and entity.kind == "person":
                persons.add(one)
        for person in persons:
            told = self._given_names(person)
            said.update(told[word] for word in words & told.keys())
        return digest(b"".join(sorted(said))).hex()

    def _given_names(self, person: str) -> dict[str, bytes]:
        """Each word that may stand before the person's surname, an initial without its full stop, and what it tells."""
        found = self._given.get(person)
        if found is None:
            told: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
            for word, whose in own_words(person, self._names).items():
                told[word.removesuffix(".")].append((word, whose))
            found = self._given[person] = {word: digest(repr((person, what))) for word, what in told.items()}
        return found


def digest(said: str | bytes) -> bytes:
    """A short name for what is said."""
    plain = said.encode("utf-8", "surrogatepass") if isinstance(said, str) else said
    return hashlib.blake2b(plain, digest_size=16).digest()


def words_of(*texts: str) -> frozenset[str]:
    """Every word of the texts as the linker reads them."""
    found: set[str] = set()
    for text in texts:
        plain = text if text.isascii() else UNSEEN.sub("", text)
        found.update(split(fold(plain))[1::2])
    return frozenset(found)
