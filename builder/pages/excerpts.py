"""Excerpts: the sentence in which something stands, with the words marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby, islice, pairwise
from operator import itemgetter
from typing import NamedTuple

from builder.model import Mention, Passage

SENTENCES = 8
"""The most of an article that a page of an entity shows."""
LONGEST = 420
"""Characters of an excerpt; a longer sentence is cut around the marked words."""
_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+(?=[\"'“‘«(\[]?[A-ZÀ-ÞА-Я0-9])")
_SPACES = re.compile(r"\s+")
# A full stop after these, or after a single capital letter, ends no sentence.
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Maj|Sgt|St|Sen|Rep|Gov|No|vs|Jan|Feb|Aug|Sept|Oct|Nov|Dec)|\b[A-Z])\.\s+$"
)


class Piece(NamedTuple):
    """Words of an excerpt."""

    text: str
    marked: bool
    """Whether they are the words that were looked for."""


class Excerpt(NamedTuple):
    """A sentence of an article, and which of the entity's mentions is the first in it."""

    pieces: tuple[Piece, ...]
    number: int
    """Counted from 1 within the article."""


def named_excerpts(text: str, mentions: Iterable[Mention], entity: str) -> tuple[Excerpt, ...]:
    """The sentences of an article that a page of the entity shows."""
    return excerpts(text, [one.passage for one in mentions if one.entity == entity], most=SENTENCES)


def excerpts(text: str, passages: Iterable[Passage], *, most: int = 1_000) -> tuple[Excerpt, ...]:
    """Each sentence that holds one of the passages, once, with all of them marked; the first `most` of them."""
    numbered = ((sentence_around(text, one), number, one) for number, one in enumerate(passages, 1))
    found = []
    for sentence, group in islice(groupby(numbered, key=itemgetter(0)), most):
        inside = list(group)
        found.append(Excerpt(tuple(_pieces(text, sentence, [one for _, _, one in inside])), inside[0][1]))
    return tuple(found)


def sentence_around(text: str, passage: Passage) -> Passage:
    """The sentence the passage begins in; it never leaves its paragraph, item or cell."""
    left = text.rfind("\n\n", 0, passage.start)
    left = left + 2 if left >= 0 else 0
    right = text.find("\n\n", passage.end)
    right = right if right >= 0 else len(text)
    if text.find("\t", left, right) >= 0:
        # Cells have tabs between them, and rows line breaks; elsewhere a line break may stand within a sentence.
        left = max(left, text.rfind("\t", left, passage.start) + 1, text.rfind("\n", left, passage.start) + 1)
        right = min(end for end in (text.find("\t", passage.end), text.find("\n", passage.end), right) if end >= 0)
    start, end = left, right
    for match in _END.finditer(text, left, right):
        if _ABBREVIATION.search(text, max(left, match.end() - 12), match.end()):
            continue
        if match.end() <= passage.start:
            start = match.end()
        elif match.end() >= passage.end:
            end = match.end()
            break
    while end > passage.end and text[end - 1].isspace():
        end -= 1
    return Passage(start, end)


def _pieces(text: str, sentence: Passage, passages: list[Passage]) -> Iterator[Piece]:
    start, end = sentence
    cut_start, cut_end = start, end
    if end - start > LONGEST:
        cut_start = _left_edge(text, max(start, passages[0].start - LONGEST // 2), passages[0].start, start)
        cut_end = _right_edge(text, passages[0].end, cut_start + LONGEST, end)
    if cut_start > start:
        yield Piece("… ", marked=False)
    inside = [one for one in passages if one.end <= cut_end]
    edges = [cut_start, *(edge for one in inside for edge in one), cut_end]
    for number, (left, right) in enumerate(pairwise(edges)):
        if left < right:
            yield Piece(_SPACES.sub(" ", text[left:right]), marked=number % 2 == 1)
    if cut_end < end:
        yield Piece(" …", marked=False)


def _left_edge(text: str, wanted: int, mention: int, start: int) -> int:
    """Where a word begins, after `wanted` if one does before the mention, else before it."""
    if wanted <= start or text[wanted - 1].isspace():
        return wanted
    for position in range(wanted, mention):
        if text[position].isspace():
            return position + 1
    # Scripts without spaces have no better place than the mention itself.
    farthest = max(start, mention - LONGEST)
    before = (one for one in range(mention, farthest, -1) if text[one - 1].isspace())
    return next(before, start if farthest == start else mention)


def _right_edge(text: str, mention: int, wanted: int, end: int) -> int:
    """Where a word ends, before `wanted` if one does after the mention, else after it."""
    if wanted >= end:
        return end
    for position in range(wanted, mention - 1, -1):
        if text[position].isspace():
            return position
    farthest = min(end, mention + LONGEST)
    after = (one for one in range(mention, farthest) if text[one].isspace())
    return next(after, end if farthest == end else max(wanted, mention))
