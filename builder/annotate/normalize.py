"""Normalize: text with plain quotation marks, dashes and spaces, in lower case, and the original offsets."""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from builder.model import Passage

SPACES = "\t\n\x0b\x0c\r\x1c-\x1f \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
DASHES = "\\-\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
DOUBLE_QUOTES = "\u00ab\u00bb\u201c\u201d\u201e\u201f\u2033\u3003\uff02"
SINGLE_QUOTES = "\u0060\u00b4\u2018\u2019\u201a\u201b\u2032\u2039\u203a\u02bc\uff07"

DASH = re.compile(f"[{DASHES}]")
SPACE = re.compile(f"[{SPACES}]")
IRREGULAR = re.compile(
    f"[{SPACES}{DASHES}{INVISIBLE}]{{2,}}|[{INVISIBLE}]|\u2026|\\. \\. \\.|[\ufb00-\ufb06]|[^\\W\\d_][\u0300-\u036f]+"
)
"""What is not replaced character by character. One class for all kinds of runs keeps the search linear."""

WORD = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"  # written without spaces
    r"|\d+(?:[.,]\d+)*[^\W_]*|(?:[^\W\d_]\.)+[^\W\d_](?![^\W_])|[^\W\d_][^\W_]*(?:'[^\W_]+)*"
)


def _replacements() -> dict[int, str]:
    table = dict.fromkeys(map(ord, DOUBLE_QUOTES), '"') | dict.fromkeys(map(ord, SINGLE_QUOTES), "'")
    plane = "".join(map(chr, range(0x10000)))
    table |= {ord(sign): " " for sign in SPACE.findall(plane)} | {ord(sign): "-" for sign in DASH.findall(plane)}
    # The only letter that lower() makes longer, and the sigma that lower() writes in two ways.
    return table | {0x130: "i", 0x3C2: "σ"}


REPLACEMENTS = _replacements()


@dataclass(frozen=True)
class NormalizedText:
    """A normalized text, its words, and the original position of each character."""

    original: str = field(repr=False)
    text: str
    piece_starts: array[int] = field(repr=False)
    """Start of each piece in the normalized text, and its end …"""
    original_starts: array[int] = field(repr=False)
    """… and in the original."""
    words: tuple[str, ...] = field(repr=False)
    word_starts: tuple[int, ...] = field(repr=False)
    word_ends: tuple[int, ...] = field(repr=False)
    positions: dict[str, list[int]] = field(repr=False)
    """Each word and the indices at which it occurs."""
    vocabulary: tuple[str, ...] = field(repr=False)
    """Distinct words of at least three letters, among which a misspelled word is searched."""
    has_facts: bool = False
    """Whether some of `words` are numbers, dates or negations in one form for all spellings."""

    def passage(self, start: int, end: int) -> Passage:
        """The passage of the original from which `start` to `end` of the normalized text comes."""
        return Passage(self._original(start), self._original(end - 1, after=True))

    def word_at(self, offset: int) -> int:
        """Index of the first word that ends after `offset`."""
        return bisect_right(self.word_ends, offset)

    def _original(self, offset: int, *, after: bool = False) -> int:
        piece = bisect_right(self.piece_starts, offset, hi=len(self.piece_starts) - 1) - 1
        start, end = self.piece_starts[piece : piece + 2]
        original_start, original_end = self.original_starts[piece : piece + 2]
        if end - start == original_end - original_start:
            return original_start + offset - start + after
        return original_end if after else original_start


@lru_cache(maxsize=16)
def normalize(original: str) -> NormalizedText:
    """The text normalized; cached, because all annotations of an article use the same text."""
    piece_starts, original_starts = array("L", [0]), array("L", [0])
    parts: list[str] = []
    length = position = 0
    for start, end, replacement in _irregular(original):
        parts += _replaced(original[position:start]), replacement
        for source, width in (start, start - position), (end, len(replacement)):
            length += width
            piece_starts.append(length)
            original_starts.append(source)
        position = end
    parts.append(_replaced(original[position:]))
    text = "".join(parts)
    piece_starts.append(len(text))
    original_starts.append(len(original))
    found = list(WORD.finditer(text))
    positions: dict[str, list[int]] = {}
    for index, match in enumerate(found):
        positions.setdefault(match[0], []).append(index)
    return NormalizedText(
        original, text, piece_starts, original_starts,
        tuple(match[0] for match in found), tuple(match.start() for match in found),
        tuple(match.end() for match in found), positions, tuple(word for word in positions if len(word) > 2),
    )  # fmt: skip


def _irregular(original: str) -> Iterator[tuple[int, int, str]]:
    for match in IRREGULAR.finditer(original):
        run = match[0]
        if DASH.search(run):
            replacement = "-"
        elif SPACE.search(run) and run[0] != ".":
            replacement = " "
        elif run[0] in "\u2026.":
            replacement = "..."
        elif "\ufb00" <= run[0] <= "\ufb06":
            replacement = unicodedata.normalize("NFKC", run)
        else:
            replacement = unicodedata.normalize("NFC", run).lower() if run[0].isalpha() else ""
        yield match.start(), match.end(), replacement


def _replaced(original: str) -> str:
    return original.translate(REPLACEMENTS).lower()
