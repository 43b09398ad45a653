"""Context: the words before and after a passage, which tell it from its like and find it again when it was edited."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

from builder.annotate.normalize import NormalizedText, normalize

ELISION = re.compile(r"\[\.{3}\]|\(\.{3}\)|\.{3}")
"""Words left out, in folded text."""
EDGE = 20
"""Characters next to the passage that are looked up to find where it was."""
EDGE_AT_LEAST = 7
OCCURRENCES = 50
WORDS = 6
"""Words of each side that are laid beside the article's with the passage."""
BESIDE = 80
"""Characters from a passage within which an edge of its context stands beside it."""
OUTER = " .,;:\"'-"
APART = 0.85


@dataclass(frozen=True)
class Context:
    """What stands before and after a passage, folded; the part beyond an elision is left out."""

    before: str
    after: str

    def __bool__(self) -> bool:
        return bool(self.before or self.after)

    def similarity(self, article: NormalizedText, start: int, end: int) -> float:
        """How much the surroundings of `start` to `end` are those remembered: the better side counts more."""
        sides = []
        if self.before:
            sides.append(
                _side(self.before[::-1], article.text[max(0, start - 3 * len(self.before) - 40) : start][::-1])
            )
        if self.after:
            sides.append(_side(self.after, article.text[end : end + 3 * len(self.after) + 40]))
        return 0.6 * max(sides) + 0.4 * min(sides)

    def elsewhere(self, article: NormalizedText, start: int, end: int) -> bool:
        """Whether the characters next to the passage stand in the article, but none of them beside `start` to `end`."""
        before, after = self.edges
        middle = (start + end) // 2
        if before and article.text.find(before, max(0, start - BESIDE), middle) >= 0:
            return False
        if after and article.text.find(after, middle, end + BESIDE) >= 0:
            return False
        return any(edge and edge in article.text for edge in self.edges)

    @cached_property
    def words(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The words nearest to the passage, before and after it."""
        return normalize(self.before).words[-WORDS:], normalize(self.after).words[:WORDS]

    @cached_property
    def edges(self) -> tuple[str, str]:
        """The characters next to the passage; empty where there are too few to be told from others."""
        before, after = self.before[-EDGE:], self.after[:EDGE]
        return before if len(before) >= EDGE_AT_LEAST else "", after if len(after) >= EDGE_AT_LEAST else ""


def context(prefix: str, suffix: str) -> Context:
    """The context in the form it is compared in."""
    before, after = ELISION.split(normalize(prefix).text)[-1], ELISION.split(normalize(suffix).text)[0]
    return Context(*(side.strip() if any(map(str.isalnum, side)) else "" for side in (before, after)))


def occurrences(text: str, words: str) -> list[int]:
    """Where `words` stand in `text`; no more than can be told apart."""
    found: list[int] = []
    at = text.find(words)
    while at >= 0 and len(found) < OCCURRENCES:
        found.append(at)
        at = text.find(words, at + 1)
    return found


def _side(wanted: str, there: str) -> float:
    """Likeness of one side, read outwards: half for being alike at all, half for being the same next to the passage."""
    wanted, there = wanted.lstrip(OUTER) or wanted, there.lstrip(OUTER)
    same = next(
        (at for at, (left, right) in enumerate(zip(wanted, there, strict=False)) if left != right),
        min(len(wanted), len(there)),
    )
    if same == len(wanted):
        return 1.0
    alike = fuzz.ratio(wanted, there[: len(wanted)]) / 100
    if len(there) > len(wanted) and (apart := fuzz.partial_ratio(wanted, there) / 100) > APART:
        alike = max(alike, apart - 0.15)  # words were put in between
    return (alike + same / len(wanted)) / 2
