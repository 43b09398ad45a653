"""Excerpts: the sentence around a passage, with the passage marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby, islice, pairwise
from operator import itemgetter
from typing import NamedTuple

from builder.model import Mention, Passage

SENTENCES = 8
"""The most sentences of an article on an entity's page."""
LONGEST = 420
"""Characters of an excerpt; a longer sentence is cut around the marked passage."""
_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+(?=[\"'“‘«(\[]?[A-ZÀ-ÞА-Я0-9])")
_SPACES = re.compile(r"\s+")
# A full stop after one of these, or after a single capital letter, does not end a sentence.
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Maj|Sgt|St|Sen|Rep|Gov|No|vs|Jan|Feb|Aug|Sept|Oct|Nov|Dec)|\b[A-Z])\.\s+$"
)


class Piece(NamedTuple):
    """Part of an excerpt."""

    text: str
    marked: bool
    """Whether it is one of the passages."""


class Excerpt(NamedTuple):
    """A sentence of an article, and the number of the first mention in it."""

    pieces: tuple[Piece, ...]
    number: int
    """The first mention of the article is 1."""


def named_excerpts(text: str, mentions: Iterable[Mention], entity: str) -> tuple[Excerpt, ...]:
    """The sentences of an article on the entity's page."""
    return excerpts(text, [one.passage for one in mentions if one.entity == entity], most=SENTENCES)


def excerpts(text: str, passages: Iterable[Passage], *, most: int = 1_000) -> tuple[Excerpt, ...]:
    """Each sentence with one of the passages, once, with all passages marked; the first `most` of them."""
    numbered = ((sentence_around(text, one), number, one) for number, one in enumerate(passages, 1))
    found = []
    for sentence, group in islice(groupby(numbered, key=itemgetter(0)), most):
        inside = list(group)
        found.append(Excerpt(tuple(_pieces(text, sentence, [one for _, _, one in inside])), inside[0][1]))
    return tuple(found)


def sentence_around(text: str, passage: Passage) -> Passage:
    """The sentence that the passage starts in, within its paragraph, list item or cell."""
    left = text.rfind("\n\n", 0, passage.start)
    left = left + 2 if left >= 0 else 0
    right = text.find("\n\n", passage.end)
    right = right if right >= 0 else len(text)
    if text.find("\t", left, right) >= 0:
        # Cells are separated by tabs, and rows by line breaks; elsewhere a line break may be within a sentence.
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
    """The start of a word: after `wanted` if there is one before the mention, otherwise before `wanted`."""
    if wanted <= start or text[wanted - 1].isspace():
        return wanted
    for position in range(wanted, mention):
        if text[position].isspace():
            return position + 1
    # In scripts without spaces, the best place is the mention itself.
    farthest = max(start, mention - LONGEST)
    before = (one for one in range(mention, farthest, -1) if text[one - 1].isspace())
    return next(before, start if farthest == start else mention)


def _right_edge(text: str, mention: int, wanted: int, end: int) -> int:
    """The end of a word: before `wanted` if there is one after the mention, otherwise after `wanted`."""
    if wanted >= end:
        return end
    for position in range(wanted, mention - 1, -1):
        if text[position].isspace():
            return position
    farthest = min(end, mention + LONGEST)
    after = (one for one in range(mention, farthest) if text[one].isspace())
    return next(after, end if farthest == end else max(wanted, mention))
