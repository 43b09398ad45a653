"""Excerpts: the sentence around a passage, with the passage marked, and the beginning of a text."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby, islice, pairwise
from operator import itemgetter
from typing import NamedTuple

from builder.graphemes import cut, whole_graphemes
from builder.model import Mention, Passage
from builder.sentences import sentence_around, shortened

SENTENCES = 8
"""The most sentences of an article on an entity's page."""
LONGEST = 420
"""Characters of an excerpt; a longer sentence is cut around the marked words."""
_SPACES = re.compile(r"\s+")


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
    whole = (Passage(*whole_graphemes(text, *one)) for one in passages)
    numbered = ((sentence_around(text, one), number, one) for number, one in enumerate(whole, 1))
    found = []
    for sentence, group in islice(groupby(numbered, key=itemgetter(0)), most):
        inside = list(group)
        found.append(Excerpt(tuple(_pieces(text, sentence, [one for _, _, one in inside])), inside[0][1]))
    return tuple(found)


def beginning_of(text: str, length: int = 300) -> str:
    """The text on one line, cut between words if it is longer than `length`."""
    line = " ".join(text.split())
    return line if len(line) <= length else cut(line, length).rsplit(" ", 1)[0].rstrip(",;:—– ") + " …"


def _pieces(text: str, sentence: Passage, passages: list[Passage]) -> Iterator[Piece]:
    start, end = sentence
    cut_start, cut_end = shortened(text, sentence, passages[0], LONGEST)
    if cut_start > start:
        yield Piece("… ", marked=False)
    inside = [one for one in passages if one.end <= cut_end]
    edges = [cut_start, *(edge for one in inside for edge in one), cut_end]
    for number, (left, right) in enumerate(pairwise(edges)):
        if left < right:
            yield Piece(_SPACES.sub(" ", text[left:right]), marked=number % 2 == 1)
    if cut_end < end:
        yield Piece(" …", marked=False)
