"""Rendered: which pages gave which files, so that what has not changed is neither planned nor rendered again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from itertools import chain
from typing import NamedTuple

import msgspec

from builder.cache import Cache, builder_fingerprint, fingerprint
from builder.pages import PageGroup
from builder.pipeline.shards import SHARDS, shards_of
from builder.publish.publisher import SitePublisher
from builder.render import Renderer, output_path


class PageRecord(NamedTuple):
    """A page and its file."""

    address: str
    key: str
    """A name of all that it is made of."""
    checksum: bytes
    """Of the file; empty while it is made."""
    in_sitemap: bool


class GroupRecord(NamedTuple):
    """The pages of a family, and what they hung on."""

    own_key: str
    archive_key: str
    inputs_key: str
    inputs: list[str]
    metadata_digests: str
    """What the articles near it showed of themselves."""
    pages: list[PageRecord]


class Shard(NamedTuple):
    """A part of what a build rendered."""

    renderer: str
    groups: dict[str, bytes]
    """By the names of families: their Kin as bytes, which take a fifth of the room."""


_decoder = msgspec.msgpack.Decoder(Shard)
_decode_group = msgspec.msgpack.Decoder(GroupRecord).decode
_encode = msgspec.msgpack.Encoder().encode


class PageCache:
    """What the last build rendered, and what this one does."""

    def __init__(self, cache: Cache, renderer: Renderer, shown_of: Callable[[str], str], site: str) -> None:
        """`shown_of` names what an article shows of itself on the pages of others, by its slug.

        `site` is a name of the output folder: a preview has other pages.
        """
        self._cache = cache
        self._shown_of = shown_of
        self._renderer = fingerprint(builder_fingerprint(), renderer.fingerprint)
        self._name = f"rendered-{site}"
        self._previous = dict(chain.from_iterable(self._load_shard(number) for number in range(SHARDS)))
        self._current: dict[str, bytes] = {}
        self._sitemap_addresses: dict[str, tuple[str, ...]] = {}
        """By the names of families: the addresses that the site map has."""
        self._pages = 0

    def previous_pages(self, name: str) -> GroupRecord | None:
        """What the family of this name was, if it is of any use."""
        try:
            return _decode_group(self._previous.get(name) or b"")
        except msgspec.DecodeError:
            return None

    def reuse(self, family: PageGroup, turn: SitePublisher) -> bool:
        """Whether all pages of the family are what they were; then they are taken over into the new site."""
        known = self.previous_pages(family.name)
        if known is None or known.own_key != family.own_key or not self._is_current(family, known):
            return False
        if not turn.reuse_all([(output_path(one.address), one.checksum) for one in known.pages]):
            return False
        same = known.archive_key == family.archive_key
        packed = self._previous[family.name] if same else _encode(known._replace(archive_key=family.archive_key))
        self._record(family, packed, known.pages)
        return True

    def _is_current(self, family: PageGroup, known: GroupRecord) -> bool:
        """The world around the family."""
        if known.archive_key != family.archive_key and (
            family.inputs is None or family.inputs.key() != known.inputs_key
        ):
            return False
        # Near as before, so all of them are still there.
        return not known.inputs or self._metadata_digests(known.inputs) == known.metadata_digests

    def _metadata_digests(self, slugs: Iterable[str]) -> str:
        return fingerprint([self._shown_of(slug) for slug in slugs])

    def add(self, family: PageGroup, shape: str, near: list[str], pages: list[PageRecord]) -> None:
        """The pages of a family, which are in the new site."""
        cards = self._metadata_digests(near) if near else ""
        self._record(family, _encode(GroupRecord(family.own_key, family.archive_key, shape, near, cards, pages)), pages)

    def _record(self, family: PageGroup, packed: bytes, pages: Collection[PageRecord]) -> None:
        self._current[family.name] = packed
        self._sitemap_addresses[family.name] = tuple(one.address for one in pages if one.in_sitemap)
        self._pages += len(pages)

    def sitemap_addresses(self, family: PageGroup) -> tuple[str, ...]:
        """The addresses of its pages that the site map has."""
        return self._sitemap_addresses[family.name]

    def save(self) -> int:
        """Keep it for the next build; how many pages there are."""
        before = shards_of(self._previous)
        for number, part in enumerate(shards_of(self._current)):
            if part != before[number]:
                self._cache.put(f"{self._name}-{number}", _encode(Shard(self._renderer, part)))
        return self._pages

    def _load_shard(self, number: int) -> Iterable[tuple[str, bytes]]:
        try:
            memory = _decoder.decode(self._cache.get(f"{self._name}-{number}") or b"")
        except msgspec.DecodeError:
            return ()
        return memory.groups.items() if memory.renderer == self._renderer else ()
