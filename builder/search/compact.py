"""Compact: a smaller index with the same bytes every time, from the files that Pagefind writes.

Every search loads a list of all pages and index chunks. Pagefind names each by a hash, which does not compress; here
they are numbered. A chunk that a very frequent word makes large is split, since readers who search for other words of
the chunk load it too.

Numbers do not change when the content does, so every address has a digest of the whole index as a query, which makes
caches reload it.
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import cbor2
import msgspec

from builder.search.pagefind import SearchError

MARK = b"pagefind_dcd"
"""At the start of each decompressed file."""
SCRIPT = "pagefind.js"
ENTRY = "pagefind-entry.json"
CHUNK_LIMIT = 32 << 10
"""Most bytes of a decompressed chunk, unless it has a single word."""

_FORMAT_ERRORS = (KeyError, IndexError, TypeError, ValueError, EOFError, OSError, zlib.error)


class _Fragment(msgspec.Struct):
    url: str


def compacted(files: Mapping[str, bytes], addresses: Sequence[str]) -> dict[str, bytes]:
    """The files to publish, by path; page number n is at `addresses[n]`. Raises SearchError for an unknown format."""
    try:
        return _compacted(files, addresses)
    except (*_FORMAT_ERRORS, cbor2.CBORError, msgspec.MsgspecError) as error:
        raise SearchError("the index of this version of Pagefind has an unknown format; use version 1.5") from error


def _compacted(files: Mapping[str, bytes], addresses: Sequence[str]) -> dict[str, bytes]:
    entry = json.loads(files[ENTRY])
    ((language, described),) = entry["languages"].items()
    version, pages, *rest = cbor2.loads(_decompressed(files[f"pagefind.{described['hash']}.pf_meta"]))
    chunks, _, sorts, fields = rest
    numbers = {address: number for number, address in enumerate(addresses)}
    version_digest = hashlib.sha256(repr((pages, chunks)).encode()).hexdigest()[:8]

    published = {SCRIPT: files[SCRIPT]}
    numbered: list[Any] = []
    smaller = (one for first, last, name in chunks for one in _split(first, last, files[f"index/{name}.pf_index"]))
    for number, (first, last, chunk) in enumerate(smaller):
        published[f"index/{number:x}.pf_index"] = chunk
        numbered.append([first, last, f"{number:x}.pf_index?{version_digest}"])
    listed: list[Any] = []
    for name, length in pages:
        fragment = files[f"fragment/{name}.pf_fragment"]
        number = numbers[_fragment(gzip.decompress(fragment).removeprefix(MARK)).url]
        published[f"fragment/{number:x}.pf_fragment"] = fragment
        listed.append([f"{number:x}.pf_fragment?{version_digest}", _rounded(length)])
    meta = MARK + cbor2.dumps([version, listed, numbered, [], sorts, fields])
    described["hash"] = f"{language}_{hashlib.sha256(meta).hexdigest()[:10]}"
    published[f"pagefind.{described['hash']}.pf_meta"] = gzip.compress(meta, mtime=0)
    published[ENTRY] = json.dumps(entry, separators=(",", ":")).encode()
    program = f"wasm.{described['wasm'] or 'unknown'}.pagefind"
    published[program] = files[program]
    return dict(sorted(published.items()))


def _split(first: str, last: str, packed: bytes) -> Iterator[tuple[str, str, bytes]]:
    """A chunk, split if it is too large, each part with its first and last word."""
    content = _decompressed(packed)
    if len(content) <= CHUNK_LIMIT:
        yield first, last, packed
        return
    (words,) = cbor2.loads(content)
    group: list[Any] = []
    size = 0
    for word in words:
        length = len(cbor2.dumps(word))
        if group and size + length > CHUNK_LIMIT:
            yield _chunk(group)
            group, size = [], 0
        group.append(word)
        size += length
    yield _chunk(group)


def _chunk(words: list[Any]) -> tuple[str, str, bytes]:
    return words[0][0], words[-1][0], gzip.compress(MARK + cbor2.dumps([words]), mtime=0)


def _decompressed(content: bytes) -> bytes:
    return gzip.decompress(content).removeprefix(MARK)


def _rounded(number: int) -> int:
    """The number rounded to four significant bits; it only affects the ranking."""
    shift = max(0, number.bit_length() - 4)
    return (number >> shift) << shift


_fragment = msgspec.json.Decoder(_Fragment).decode
