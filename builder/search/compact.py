"""Repack: of the index that Pagefind makes, what a reader needs, in fewer bytes and in the same ones every time.

A list of all pages and of all parts of the index comes with every search. Pagefind names each by a sum, which no
compression makes smaller; here they are numbered. And where a word that nearly every page has makes a part large,
those who look for its neighbours fetch it too; such a part becomes several.

What the numbers lose, that a new text has a new address and no old copy of it is shown, is given back by a sum of the
whole index behind a question mark, the same for all of them.
"""

from __future__ import annotations

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
"""At the head of each file, once it is unpacked."""
SCRIPT = "pagefind.js"
ENTRY = "pagefind-entry.json"
PART_LIMIT = 32 << 10
"""Bytes of a part of the index, unpacked; only a single word may have more."""

_DAMAGE = (KeyError, IndexError, TypeError, ValueError, EOFError, OSError, zlib.error)


class _Fragment(msgspec.Struct):
    url: str


def compacted(files: Mapping[str, bytes], addresses: Sequence[str]) -> dict[str, bytes]:
    """The files to publish, by path; page number n is that of `addresses[n]`. Raises SearchError for others' forms."""
    try:
        return _compacted(files, addresses)
    except (*_DAMAGE, cbor2.CBORError, msgspec.MsgspecError) as error:
        raise SearchError("Pagefind makes an index of a form that is not known here; use its version 1.5") from error


def _compacted(files: Mapping[str, bytes], addresses: Sequence[str]) -> dict[str, bytes]:
    entry = json.loads(files[ENTRY])
    ((language, described),) = entry["languages"].items()
    version, pages, *rest = cbor2.loads(_unpacked(files[f"pagefind.{described['hash']}.pf_meta"]))
    chunks, _, sorts, fields = rest
    numbers = {address: number for number, address in enumerate(addresses)}
    edition = hashlib.sha256(repr((pages, chunks)).encode()).hexdigest()[:8]

    kept = {SCRIPT: files[SCRIPT]}
    parts: list[Any] = []
    smaller = (part for first, last, name in chunks for part in _parted(first, last, files[f"index/{name}.pf_index"]))
    for number, (first, last, part) in enumerate(smaller):
        kept[f"index/{number:x}.pf_index"] = part
        parts.append([first, last, f"{number:x}.pf_index?{edition}"])
    listed: list[Any] = []
    for name, words in pages:
        fragment = files[f"fragment/{name}.pf_fragment"]
        number = numbers[_fragment(gzip.decompress(fragment).removeprefix(MARK)).url]
        kept[f"fragment/{number:x}.pf_fragment"] = fragment
        listed.append([f"{number:x}.pf_fragment?{edition}", _rounded(words)])
    meta = MARK + cbor2.dumps([version, listed, parts, [], sorts, fields])
    described["hash"] = f"{language}_{hashlib.sha256(meta).hexdigest()[:10]}"
    kept[f"pagefind.{described['hash']}.pf_meta"] = gzip.compress(meta, mtime=0)
    kept[ENTRY] = json.dumps(entry, separators=(",", ":")).encode()
    program = f"wasm.{described['wasm'] or 'unknown'}.pagefind"
    kept[program] = files[program]
    return dict(sorted(kept.items()))


def _parted(first: str, last: str, packed: bytes) -> Iterator[tuple[str, str, bytes]]:
    """A part of the index as one or several, each with its first and its last word."""
    content = _unpacked(packed)
    if len(content) <= PART_LIMIT:
        yield first, last, packed
        return
    (words,) = cbor2.loads(content)
    group: list[Any] = []
    size = 0
    for word in words:
        length = len(cbor2.dumps(word))
        if group and size + length > PART_LIMIT:
            yield _part(group)
            group, size = [], 0
        group.append(word)
        size += length
    yield _part(group)


def _part(words: list[Any]) -> tuple[str, str, bytes]:
    return words[0][0], words[-1][0], gzip.compress(MARK + cbor2.dumps([words]), mtime=0)


def _unpacked(content: bytes) -> bytes:
    return gzip.decompress(content).removeprefix(MARK)


def _rounded(words: int) -> int:
    """The length of a page to within a sixteenth: it only tips the balance between results."""
    spare = max(0, words.bit_length() - 4)
    return (words >> spare) << spare


_fragment = msgspec.json.Decoder(_Fragment).decode
