"""Rendered: which pages gave which files, so that what has not changed is neither planned nor rendered again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import msgspec

from builder.cache import Cache, builder_fingerprint, fingerprint
from builder.plan import Family
from builder.render import Renderer, output_path
from builder.write.turn import Turn


class Known(NamedTuple):
    """A page and its file."""

    address: str
    key: str
    """A name of all that it is made of."""
    checksum: bytes
    """Of the file; empty while it is made."""
    listed: bool


class Kin(NamedTuple):
    """The pages of a family, and what they hung on."""

    own: str
    world: str
    shape: str
    near: list[str]
    cards: str
    """What the articles near it showed of themselves."""
    pages: list[Known]


class Memory(NamedTuple):
    """All that a build rendered."""

    renderer: str = ""
    families: dict[str, Kin] = {}  # noqa: RUF012 - nobody changes this one


_decoder = msgspec.msgpack.Decoder(Memory)


class Rendered:
    """What the last build rendered, and what this one does."""

    def __init__(self, cache: Cache, renderer: Renderer, shown_of: Callable[[str], str]) -> None:
        """`shown_of` names what an article shows of itself on the pages of others, by its slug."""
        self._cache = cache
        self._shown_of = shown_of
        self._old = self._remembered()
        self._now = Memory(fingerprint(builder_fingerprint(), renderer.fingerprint), {})
        if self._old.renderer != self._now.renderer:
            self._old = Memory()
        self._taken: set[str] = set()

    @property
    def before(self) -> Mapping[str, Kin]:
        """By the names of families: what they were, if it is of any use."""
        return self._old.families

    def keeps(self, family: Family, turn: Turn) -> bool:
        """Whether all pages of the family are what they were; then they are taken over into the new site."""
        known = self.before.get(family.name)
        if known is None or known.own != family.own or not self._is_as_it_was(family, known):
            return False
        files = [(output_path(one.address), one.checksum) for one in known.pages]
        if not self._taken.isdisjoint(one.address for one in known.pages) or not turn.keep_all(files):
            return False
        self._taken.update(one.address for one in known.pages)
        self._now.families[family.name] = known._replace(world=family.world)
        return True

    def _is_as_it_was(self, family: Family, known: Kin) -> bool:
        """The world around the family."""
        if known.world != family.world and (family.near is None or family.near.shape() != known.shape):
            return False
        # Near as before, so all of them are still there.
        return not known.near or self._cards(known.near) == known.cards

    def _cards(self, slugs: Iterable[str]) -> str:
        return fingerprint([self._shown_of(slug) for slug in slugs])

    def takes(self, address: str) -> bool:
        """Take an address for a page; False when another page has it already."""
        free = address not in self._taken
        self._taken.add(address)
        return free

    def add(self, family: Family, shape: str, near: list[str], pages: list[Known]) -> None:
        """The pages of a family, whose addresses are taken."""
        cards = self._cards(near) if near else ""
        self._now.families[family.name] = Kin(family.own, family.world, shape, near, cards, pages)

    def listed(self, family: Family) -> list[str]:
        """The addresses of its pages that the site map has."""
        return [one.address for one in self._now.families[family.name].pages if one.listed]

    def remember(self) -> int:
        """Keep it for the next build; how many pages there are."""
        if self._now != self._old:
            self._cache.put("rendered", msgspec.msgpack.encode(self._now))
        return len(self._taken)

    def _remembered(self) -> Memory:
        try:
            return _decoder.decode(self._cache.get("rendered") or b"")
        except msgspec.DecodeError:
            return Memory()
