"""Rendered: which pages gave which files, so that what has not changed is neither planned nor rendered again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from itertools import chain
from typing import NamedTuple

import msgspec

from builder.cache import Cache, builder_fingerprint, fingerprint
from builder.pages import Family
from builder.pipeline.shards import PARTS, parted
from builder.publish.publisher import Turn
from builder.render import Renderer, output_path


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
    """A part of what a build rendered."""

    renderer: str
    families: dict[str, bytes]
    """By the names of families: their Kin as bytes, which take a fifth of the room."""


_decoder = msgspec.msgpack.Decoder(Memory)
_kin_of = msgspec.msgpack.Decoder(Kin).decode
_packed = msgspec.msgpack.Encoder().encode


class Rendered:
    """What the last build rendered, and what this one does."""

    def __init__(self, cache: Cache, renderer: Renderer, shown_of: Callable[[str], str], site: str) -> None:
        """`shown_of` names what an article shows of itself on the pages of others, by its slug.

        `site` is a name of the output folder: a preview has other pages.
        """
        self._cache = cache
        self._shown_of = shown_of
        self._renderer = fingerprint(builder_fingerprint(), renderer.fingerprint)
        self._name = f"rendered-{site}"
        self._old = dict(chain.from_iterable(self._remembered(number) for number in range(PARTS)))
        self._now: dict[str, bytes] = {}
        self._listed: dict[str, tuple[str, ...]] = {}
        """By the names of families: the addresses that the site map has."""
        self._pages = 0

    def before(self, name: str) -> Kin | None:
        """What the family of this name was, if it is of any use."""
        try:
            return _kin_of(self._old.get(name) or b"")
        except msgspec.DecodeError:
            return None

    def keeps(self, family: Family, turn: Turn) -> bool:
        """Whether all pages of the family are what they were; then they are taken over into the new site."""
        known = self.before(family.name)
        if known is None or known.own != family.own or not self._is_as_it_was(family, known):
            return False
        if not turn.keep_all([(output_path(one.address), one.checksum) for one in known.pages]):
            return False
        same = known.world == family.world
        packed = self._old[family.name] if same else _packed(known._replace(world=family.world))
        self._take(family, packed, known.pages)
        return True

    def _is_as_it_was(self, family: Family, known: Kin) -> bool:
        """The world around the family."""
        if known.world != family.world and (family.near is None or family.near.shape() != known.shape):
            return False
        # Near as before, so all of them are still there.
        return not known.near or self._cards(known.near) == known.cards

    def _cards(self, slugs: Iterable[str]) -> str:
        return fingerprint([self._shown_of(slug) for slug in slugs])

    def add(self, family: Family, shape: str, near: list[str], pages: list[Known]) -> None:
        """The pages of a family, which are in the new site."""
        cards = self._cards(near) if near else ""
        self._take(family, _packed(Kin(family.own, family.world, shape, near, cards, pages)), pages)

    def _take(self, family: Family, packed: bytes, pages: Collection[Known]) -> None:
        self._now[family.name] = packed
        self._listed[family.name] = tuple(one.address for one in pages if one.listed)
        self._pages += len(pages)

    def listed(self, family: Family) -> tuple[str, ...]:
        """The addresses of its pages that the site map has."""
        return self._listed[family.name]

    def remember(self) -> int:
        """Keep it for the next build; how many pages there are."""
        before = parted(self._old)
        for number, part in enumerate(parted(self._now)):
            if part != before[number]:
                self._cache.put(f"{self._name}-{number}", _packed(Memory(self._renderer, part)))
        return self._pages

    def _remembered(self, number: int) -> Iterable[tuple[str, bytes]]:
        try:
            memory = _decoder.decode(self._cache.get(f"{self._name}-{number}") or b"")
        except msgspec.DecodeError:
            return ()
        return memory.families.items() if memory.renderer == self._renderer else ()
