"""Excerpts: the sentence in which something stands, with the words marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from builder.model import Passage

LONGEST = 420
"""Characters of an excerpt; a longer sentence is cut around the marked words."""
_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+(?=[\"'“‘«(\[]?[A-ZÀ-ÞА-Я0-9])")
# A full stop after these, or after a single capital letter, ends no sentence.
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Maj|Sgt|St|Sen|Rep|Gov|No|vs|Jan|Feb|Aug|Sept|Oct|Nov|Dec)|\b[A-Z])\.\s+$"
)


@dataclass(frozen=True)
class Piece:
    """Words of an excerpt."""

    words: str
    marked: bool


@dataclass(frozen=True)
class Excerpt:
    """A sentence of an article, and which of the entity's mentions is the first in it."""

    pieces: tuple[Piece, ...]
    number: int
    """Counted from 1 within the article."""


def excerpts(text: str, passages: Iterable[Passage]) -> tuple[Excerpt, ...]:
    """Each sentence that holds one of the passages, once, with all of them marked."""
    numbered = [(sentence_around(text, one), number, one) for number, one in enumerate(passages, 1)]
    found = []
    for sentence, group in groupby(numbered, key=lambda one: one[0]):
        inside = list(group)
        found.append(Excerpt(tuple(_pieces(text, sentence, [one for _, _, one in inside])), inside[0][1]))
    return tuple(found)


def sentence_around(text: str, passage: Passage) -> Passage:
    """The sentence the passage begins in; it never leaves its paragraph, item or cell."""
    # Within a paragraph a single line break is only a break; a blank line or a tab is an edge.
    left = max(
        text.rfind("\n\n", 0, passage.start) + 2 if "\n\n" in text[: passage.start] else 0,
        text.rfind("\t", 0, passage.start) + 1,
    )
    right = min(end for end in (text.find("\n\n", passage.end), text.find("\t", passage.end), len(text)) if end >= 0)
    start, end = left, right
    for match in _END.finditer(text, left, right):
        if _ABBREVIATION.search(text, left, match.end()):
            continue
        if match.end() <= passage.start:
            start = match.end()
        elif match.end() >= passage.end:
            end = match.end()
            break
    return Passage(start, end)


def _pieces(text: str, sentence: Passage, passages: list[Passage]) -> Iterator[Piece]:
    start, end = sentence
    cut_start = max(start, passages[0].start - LONGEST // 2) if end - start > LONGEST else start
    cut_end = min(end, max(cut_start + LONGEST, passages[0].end)) if end - start > LONGEST else end
    if cut_start > start:
        cut_start = text.find(" ", cut_start, passages[0].start) + 1 or passages[0].start
        yield Piece("… ", marked=False)
    inside = [one for one in passages if one.end <= cut_end]
    edges = [cut_start, *(edge for one in inside for edge in one), cut_end]
    for number, (left, right) in enumerate(pairwise(edges)):
        words = " ".join(f"|{text[left:right]}|".split())[1:-1]
        if words:
            yield Piece(words, marked=number % 2 == 1)
    if cut_end < end:
        yield Piece(" …", marked=False)
