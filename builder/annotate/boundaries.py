"""Ends: where an edited passage begins and ends."""

from __future__ import annotations

import re

from builder.annotate.align import Alignment
from builder.annotate.context import Context
from builder.annotate.normalize import NormalizedText

OUTER = " .,;:!?\"'()[]-"
SENTENCE_END = re.compile(r"[.!?][\"')\]]*\s|\n\s*\n", re.DOTALL)
NEAR = 40
"""Characters between a passage and its context when an outermost word became others."""
FAR = 400
"""The same when the outermost word still stands beside the context, and others were put in after it."""
LOST_AT_MOST = 3
"""Words at an end that may have become others; more were rather taken out."""


def boundaries(
    article: NormalizedText, wanted: NormalizedText, around: Context, alignment: Alignment
) -> tuple[int, int]:
    """Where the passage begins and ends, also when its outermost words became others."""
    head, tail = alignment.skipped
    start, end = article.word_starts[alignment.first], article.word_ends[alignment.last]
    if head:
        opens = not wanted.original[0].isalnum() or wanted.original[0].isupper()
        outwards = article.word_starts[_outwards(article, alignment.first, -1, head, whole=opens)]
        start = (
            _after_prefix(article.text, start, around.edges[0], wanted.words[0])
            or _beside(article, alignment.beside[0], alignment.first)
            or outwards
        )
    if tail:
        closes = wanted.text[-1] in ".!?\"'"
        outwards = article.word_ends[_outwards(article, alignment.last, 1, tail, whole=closes)]
        end = (
            _before_suffix(article.text, end, around.edges[1], wanted.words[-1])
            or _beside(article, alignment.beside[1], alignment.last)
            or outwards
        )
    lead, trail = wanted.text[: wanted.word_starts[0]], wanted.text[wanted.word_ends[-1] :]
    if lead and article.text.endswith(lead, 0, start):
        start -= len(lead)
    while trail and end < len(article.text) and article.text[end] in trail.strip():
        end += 1
    return start, end


def _beside(article: NormalizedText, neighbour: int | None, word: int) -> int:
    """Where the passage ends towards the word that stood beside it, if that is near; 0 if not."""
    if neighbour is None:
        return 0
    if neighbour < word:
        start, end = article.word_starts[neighbour + 1], article.word_starts[word]
        return start if end - start <= NEAR else 0
    start, end = article.word_ends[word], article.word_ends[neighbour - 1]
    return end if end - start <= NEAR else 0


def _after_prefix(text: str, start: int, prefix: str, first_word: str) -> int:
    """Where the prefix ends, near before `start`, or farther when the first word still stands there; 0 if nowhere."""
    at = text.rfind(prefix, max(0, start - FAR), start) if prefix else -1
    end = at + len(prefix)
    end += text[end : end + 1] == " "
    near = start - end <= NEAR or text.startswith(first_word, end)
    return end if at >= 0 and near else 0


def _before_suffix(text: str, end: int, suffix: str, last_word: str) -> int:
    """Where the suffix begins, near after `end`, or farther when the last word still stands there; 0 if nowhere."""
    at = text.find(suffix, end, end + FAR) if suffix else -1
    near = at - end <= NEAR or text[end:at].rstrip(OUTER).endswith(last_word)
    return at if at >= 0 and near else 0


def _outwards(article: NormalizedText, word: int, step: int, lost: int, *, whole: bool) -> int:
    """The word where the passage ends when `lost` words of its end became others: as many, within the sentence.

    A `whole` quotation ends where its sentence does, if that is near. Many lost words were rather taken out.
    """
    if lost > LOST_AT_MOST:
        return word
    for taken in range(lost + LOST_AT_MOST * whole + 1):
        if is_boundary(article, word + taken * step + (step > 0)):
            return word + taken * step
    return word + lost * step


def is_boundary(text: NormalizedText, index: int) -> bool:
    """Whether a sentence or paragraph ends before the word."""
    if index <= 0 or index >= len(text.words):
        return True
    between = text.passage(text.word_ends[index - 1] - 1, text.word_starts[index] + 1)
    return bool(SENTENCE_END.search(text.original, between.start + 1, between.end))
