"""Rendered: which pages gave which files, so that what has not changed is neither planned nor rendered again."""

from __future__ import annotations

from collections.abc import Mapping
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
    """The pages of a family."""

    own: str
    around: str
    pages: list[Known]


class Memory(NamedTuple):
    """All that a build rendered."""

    world: str = ""
    renderer: str = ""
    families: dict[str, Kin] = {}  # noqa: RUF012 - nobody changes this one


_decoder = msgspec.msgpack.Decoder(Memory)


class Rendered:
    """What the last build rendered, and what this one does."""

    def __init__(self, cache: Cache, renderer: Renderer, world: str) -> None:
        """`world` names everything that any page may show, but for the words of articles."""
        self._cache = cache
        self._old = self._remembered()
        self._now = Memory(world, fingerprint(builder_fingerprint(), renderer.fingerprint), {})
        if self._old.renderer != self._now.renderer:
            self._old = Memory()
        self._same_world = self._old.world == world
        self._taken: set[str] = set()

    @property
    def before(self) -> Mapping[str, Kin]:
        """By the names of families: what they were, if it is of any use."""
        return self._old.families

    def keeps(self, family: Family, turn: Turn) -> bool:
        """Whether all pages of the family are what they were; then they are taken over into the new site."""
        known = self.before.get(family.name)
        if known is None or known.own != family.own:
            return False
        if not (self._same_world or (family.around and known.around == family.around())):
            return False
        files = [(output_path(one.address), one.checksum) for one in known.pages]
        if not self._taken.isdisjoint(one.address for one in known.pages) or not turn.keep_all(files):
            return False
        self.add(family, known.around, known.pages)
        return True

    def has(self, address: str) -> bool:
        """Whether a page of this address is there already."""
        return address in self._taken

    def add(self, family: Family, around: str, pages: list[Known]) -> None:
        """The pages of a family, each of an address that no other has."""
        self._taken.update(one.address for one in pages)
        self._now.families[family.name] = Kin(family.own, around, pages)

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
