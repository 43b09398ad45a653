"""Rendered: which pages gave which files, so that a page of which nothing has changed is not rendered again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from builder.cache import Cache, builder_fingerprint, fingerprint
from builder.model import Page
from builder.render import Renderer, output_path
from builder.write.turn import Turn

_decoder = msgspec.msgpack.Decoder(dict[str, tuple[str, str]])


class Rendered:
    """By path of a file: a name of all that its page is made of, and the checksum of what came out."""

    def __init__(self, cache: Cache, renderer: Renderer) -> None:
        self._cache = cache
        self._renderer = fingerprint(builder_fingerprint(), renderer.fingerprint)
        self._before = self._remembered()
        self._now: dict[str, tuple[str, str]] = {}
        self._keys: dict[str, str] = {}

    def new(self, pages: Iterable[Page], turn: Turn) -> Iterator[Page]:
        """The pages that have to be rendered; the others are kept."""
        for page in pages:
            path = output_path(page.address)
            key = fingerprint(page.made_of, self._renderer)
            known = self._before.get(path)
            if known and known[0] == key and turn.keep(path, known[1]):
                self._now[path] = known
            else:
                self._keys[path] = key
                yield page

    def add(self, page: Page, checksum: str) -> None:
        """What a page gave."""
        path = output_path(page.address)
        self._now[path] = self._keys.pop(path), checksum

    def remember(self) -> None:
        """Keep it for the next build."""
        if self._now != self._before:
            self._cache.put("rendered", msgspec.msgpack.encode(self._now))

    def _remembered(self) -> dict[str, tuple[str, str]]:
        try:
            return _decoder.decode(self._cache.get("rendered") or b"\x80")
        except msgspec.DecodeError:
            return {}
