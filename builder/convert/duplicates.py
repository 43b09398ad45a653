"""Duplicates: articles with nearly the same words, found by MinHash.

Each text becomes the smallest hash of its shingles in each of 64 bins ("One Permutation Hashing", Li, Owen and Zhang
2012, with the rotation of Shrivastava and Li 2014 for empty bins): 256 bytes an article, whatever its length. Texts
that agree in all bins of a band are compared by the share of bins that agree, which estimates the share of shingles
that they have in common.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from typing import TypeAlias
from zlib import crc32

BINS = 64
BAND = 4
"""Bins in a band: texts with 0.8 of their shingles in common share a band in 999 of 1,000 cases."""
SIMILAR = 0.8
"""Share of common shingles from which on texts are near-duplicates."""
_SHINGLE = 4
"""Words."""
_SHORTEST = 30
"""Words of a text that is compared: briefs of one shape differ in few words."""
_WORD = re.compile(r"\w+")
_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_EMPTY = 0xFFFFFFFF
_MIX = 2_654_435_761
"""Knuth's multiplier: CRC-32 alone is linear, so that similar shingles would share bins."""

Signature: TypeAlias = "array[int]"


def signature(text: str) -> Signature | None:
    """The smallest hash in each bin, as 64 unsigned integers; None for a text that is too short."""
    words = _WORD.findall(_EAST_ASIAN.sub(r" \g<0> ", text).lower())
    if len(words) < _SHORTEST:
        return None
    smallest = [_EMPTY] * BINS
    for at in range(len(words) - _SHINGLE + 1):
        value = crc32(" ".join(words[at : at + _SHINGLE]).encode()) * _MIX & _EMPTY
        number = value >> 26
        smallest[number] = min(smallest[number], value)
    # An empty bin takes the value of the next that is not, and how far that is.
    for at in range(2 * BINS - 1, -1, -1):
        if smallest[at % BINS] == _EMPTY and smallest[(at + 1) % BINS] != _EMPTY:
            smallest[at % BINS] = (smallest[(at + 1) % BINS] + 1) & _EMPTY
    return array("I", smallest)


class Index:
    """The articles so far, to find one with nearly the same words."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._signatures: list[Signature] = []
        self._bands: defaultdict[int, array[int]] = defaultdict(lambda: array("I"))

    def add(self, name: str, found: Signature) -> None:
        """Add an article."""
        for key in _keys(found):
            self._bands[key].append(len(self._names))
        self._names.append(name)
        self._signatures.append(found)

    def most_similar(self, found: Signature, *, other_than: str = "") -> str:
        """The name of the most similar article, the first of several; empty if no other is nearly the same."""
        candidates = sorted({number for key in _keys(found) for number in self._bands.get(key, ())})
        best, name = SIMILAR * BINS, ""
        for number in candidates[:_CANDIDATES]:
            common = sum(map(int.__eq__, found, self._signatures[number]))
            if self._names[number] != other_than and common >= best and (common > best or not name):
                best, name = common, self._names[number]
        return name


_CANDIDATES = 1_000
"""Articles compared with one: a thousand copies are enough to find the first."""


def _keys(found: Signature) -> list[int]:
    return [crc32(found[at : at + BAND].tobytes(), at) for at in range(0, BINS, BAND)]
