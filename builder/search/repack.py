"""Repack: of the index that Pagefind makes, what a reader needs, in fewer bytes and in the same ones every time.

A list of all pages and of all parts of the index comes with every search. Pagefind names each by a sum, which no
compression makes smaller; here they are numbered. What the numbers lose, that a new text has a new address and no
old copy of it is shown, is given back by a sum of the whole index behind a question mark, the same for all of them.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from builder.search import cbor
from builder.search.process import SearchError

MARK = b"pagefind_dcd"
"""At the head of each file, once it is unpacked."""
SCRIPT = "pagefind.js"
ENTRY = "pagefind-entry.json"


class _Fragment(msgspec.Struct):
    url: str


def repacked(files: Mapping[str, bytes], addresses: Sequence[str]) -> dict[str, bytes]:
    """The files to publish, by path; page number n is that of `addresses[n]`. Raises SearchError for others' forms."""
    try:
        return _repacked(files, addresses)
    except (KeyError, IndexError, TypeError, ValueError, EOFError, OSError, zlib.error, msgspec.MsgspecError) as error:
        raise SearchError("Pagefind makes an index of a form that is not known here; use its version 1.5") from error


def _repacked(files: Mapping[str, bytes], addresses: Sequence[str]) -> dict[str, bytes]:
    entry = json.loads(files[ENTRY])
    ((language, described),) = entry["languages"].items()
    version, pages, *rest = cbor.decode(_unpacked(files[f"pagefind.{described['hash']}.pf_meta"]))
    chunks, _, sorts, fields = rest
    numbers = {address: number for number, address in enumerate(addresses)}
    edition = hashlib.sha256(repr((pages, chunks)).encode()).hexdigest()[:8]

    kept = {SCRIPT: files[SCRIPT]}
    parts: list[Any] = []
    for number, (first, last, name) in enumerate(chunks):
        kept[f"index/{number:x}.pf_index"] = files[f"index/{name}.pf_index"]
        parts.append([first, last, f"{number:x}.pf_index?{edition}"])
    listed: list[Any] = []
    for name, words in pages:
        fragment = files[f"fragment/{name}.pf_fragment"]
        number = numbers[_fragment(gzip.decompress(fragment).removeprefix(MARK)).url]
        kept[f"fragment/{number:x}.pf_fragment"] = fragment
        listed.append([f"{number:x}.pf_fragment?{edition}", _rounded(words)])
    meta = MARK + cbor.encode([version, listed, parts, [], sorts, fields])
    described["hash"] = f"{language}_{hashlib.sha256(meta).hexdigest()[:10]}"
    kept[f"pagefind.{described['hash']}.pf_meta"] = gzip.compress(meta, mtime=0)
    kept[ENTRY] = json.dumps(entry, separators=(",", ":")).encode()
    program = f"wasm.{described['wasm'] or 'unknown'}.pagefind"
    kept[program] = files[program]
    return dict(sorted(kept.items()))


def _unpacked(content: bytes) -> bytes:
    return gzip.decompress(content).removeprefix(MARK)


def _rounded(words: int) -> int:
    """The length of a page to within a sixteenth: it only tips the balance between results."""
    spare = max(0, words.bit_length() - 4)
    return (words >> spare) << spare


_fragment = msgspec.json.Decoder(_Fragment).decode
