"""Page cache: which file each page gave, so that a page is rendered again only when something it depends on changed."""

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
    """Fingerprint of everything the page is made of."""
    checksum: bytes
    """SHA-256 of the file; empty until it is rendered."""
    in_sitemap: bool


class GroupRecord(NamedTuple):
    """The pages of a group, and the keys that they depend on."""

    own_key: str
    archive_key: str
    inputs_key: str
    inputs: list[str]
    metadata_digests: str
    """Fingerprint of the metadata digests of the articles in `inputs`."""
    pages: list[PageRecord]


class Shard(NamedTuple):
    """A shard of the saved records."""

    renderer: str
    groups: dict[str, bytes]
    """By group name: its encoded GroupRecord, which takes a fifth of the memory."""


_decoder = msgspec.msgpack.Decoder(Shard)
_decode_group = msgspec.msgpack.Decoder(GroupRecord).decode
_encode = msgspec.msgpack.Encoder().encode


class PageCache:
    """The records of the last build, and those of this one."""

    def __init__(self, cache: Cache, renderer: Renderer, metadata_digest: Callable[[str], str], site: str) -> None:
        """`metadata_digest` gives the digest of what other pages show of an article, by its slug.

        `site` identifies the output folder: a preview has other pages.
        """
        self._cache = cache
        self._metadata_digest = metadata_digest
        self._renderer = fingerprint(builder_fingerprint(), renderer.fingerprint)
        self._name = f"rendered-{site}"
        self._previous = dict(chain.from_iterable(self._load_shard(number) for number in range(SHARDS)))
        self._current: dict[str, bytes] = {}
        self._sitemap_addresses: dict[str, tuple[str, ...]] = {}
        """By group name: addresses of its pages that are listed in the sitemap."""
        self._pages = 0

    def previous_pages(self, name: str) -> GroupRecord | None:
        """The record of the group with this name in the last build; None when there is none."""
        try:
            return _decode_group(self._previous.get(name) or b"")
        except msgspec.DecodeError:
            return None

    def reuse(self, group: PageGroup, publisher: SitePublisher) -> bool:
        """Reuse all pages of the group if nothing they depend on has changed; returns whether it did."""
        record = self.previous_pages(group.name)
        if record is None or record.own_key != group.own_key or not self._is_current(group, record):
            return False
        if not publisher.reuse_all([(output_path(one.address), one.checksum) for one in record.pages]):
            return False
        same = record.archive_key == group.archive_key
        encoded = self._previous[group.name] if same else _encode(record._replace(archive_key=group.archive_key))
        self._record(group, encoded, record.pages)
        return True

    def _is_current(self, group: PageGroup, record: GroupRecord) -> bool:
        """Whether what the group depends on besides its own content is unchanged."""
        if record.archive_key != group.archive_key and (
            group.inputs is None or group.inputs.key() != record.inputs_key
        ):
            return False
        # With the same inputs key, every article in `inputs` still exists.
        return not record.inputs or self._metadata_digests(record.inputs) == record.metadata_digests

    def _metadata_digests(self, slugs: Iterable[str]) -> str:
        return fingerprint([self._metadata_digest(slug) for slug in slugs])

    def add(self, group: PageGroup, inputs_key: str, inputs: list[str], pages: list[PageRecord]) -> None:
        """Record the pages of a group, which are in the new site."""
        digests = self._metadata_digests(inputs) if inputs else ""
        record = GroupRecord(group.own_key, group.archive_key, inputs_key, inputs, digests, pages)
        self._record(group, _encode(record), pages)

    def _record(self, group: PageGroup, encoded: bytes, pages: Collection[PageRecord]) -> None:
        self._current[group.name] = encoded
        self._sitemap_addresses[group.name] = tuple(one.address for one in pages if one.in_sitemap)
        self._pages += len(pages)

    def sitemap_addresses(self, group: PageGroup) -> tuple[str, ...]:
        """Addresses of the group's pages that are listed in the sitemap."""
        return self._sitemap_addresses[group.name]

    def save(self) -> int:
        """Save the records for the next build; returns the number of pages."""
        previous = shards_of(self._previous)
        for number, shard in enumerate(shards_of(self._current)):
            if shard != previous[number]:
                self._cache.put(f"{self._name}-{number}", _encode(Shard(self._renderer, shard)))
        return self._pages

    def _load_shard(self, number: int) -> Iterable[tuple[str, bytes]]:
        try:
            shard = _decoder.decode(self._cache.get(f"{self._name}-{number}") or b"")
        except msgspec.DecodeError:
            return ()
        return shard.groups.items() if shard.renderer == self._renderer else ()
