"""Context: the text before and after a passage, which identifies it among similar ones and after edits."""

import re
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

from builder.annotate.normalize import NormalizedText, normalize

ELISION = re.compile(r"\[\.{3}\]|\(\.{3}\)|\.{3}")
"""Omitted text, after normalization."""
MAX_EDGE = 20
"""Characters next to the passage that are searched to find its former position."""
MIN_EDGE = 7
MAX_OCCURRENCES = 50
ALIGNED_WORDS = 6
"""Words of context on each side that are aligned with the passage."""
MAX_DISTANCE = 80
"""Characters from a passage within which its context is still next to it."""
PUNCTUATION = " .,;:\"'-"
MIN_PARTIAL = 0.85
"""Similarity from which context counts although text was inserted before it."""


@dataclass(frozen=True)
class Context:
    """The normalized text before and after a passage, up to an elision."""

    before: str
    after: str

    def __bool__(self) -> bool:
        return bool(self.before or self.after)

    def similarity(self, article: NormalizedText, start: int, end: int) -> float:
        """How similar the text around `start` to `end` is, 0 to 1; the better side counts more. 0 without context."""
        sides = [] if self else [0.0]
        if self.before:
            before = article.text[max(0, start - 3 * len(self.before) - 40) : start]
            sides.append(_side_similarity(self.before[::-1], before[::-1]))
        if self.after:
            sides.append(_side_similarity(self.after, article.text[end : end + 3 * len(self.after) + 40]))
        return 0.6 * max(sides) + 0.4 * min(sides)

    def is_elsewhere(self, article: NormalizedText, start: int, end: int) -> bool:
        """Whether the context is found in the article, but not next to `start` to `end`."""
        before, after = self.edges
        middle = (start + end) // 2
        if before and article.text.find(before, max(0, start - MAX_DISTANCE), middle) >= 0:
            return False
        if after and article.text.find(after, middle, end + MAX_DISTANCE) >= 0:
            return False
        return any(edge and edge in article.text for edge in self.edges)

    @cached_property
    def words(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The nearest words before and after the passage."""
        return normalize(self.before).words[-ALIGNED_WORDS:], normalize(self.after).words[:ALIGNED_WORDS]

    @cached_property
    def edges(self) -> tuple[str, str]:
        """The characters next to the passage on each side; empty if there are too few to search for."""
        before, after = self.before[-MAX_EDGE:], self.after[:MAX_EDGE]
        return before if len(before) >= MIN_EDGE else "", after if len(after) >= MIN_EDGE else ""


def context_of(prefix: str, suffix: str) -> Context:
    """The normalized context; empty on a side without a letter or digit."""
    before, after = ELISION.split(normalize(prefix).text)[-1], ELISION.split(normalize(suffix).text)[0]
    return Context(*(side.strip() if any(map(str.isalnum, side)) else "" for side in (before, after)))


def occurrences(text: str, part: str) -> list[int]:
    """The first positions of `part` in `text`, at most `MAX_OCCURRENCES`."""
    found: list[int] = []
    position = text.find(part)
    while position >= 0 and len(found) < MAX_OCCURRENCES:
        found.append(position)
        position = text.find(part, position + 1)
    return found


def _side_similarity(context: str, actual: str) -> float:
    """Similarity of one side, read outwards: half for the whole side, half for the part next to the passage."""
    context, actual = context.lstrip(PUNCTUATION) or context, actual.lstrip(PUNCTUATION)
    same = next(
        (index for index, (left, right) in enumerate(zip(context, actual, strict=False)) if left != right),
        min(len(context), len(actual)),
    )
    if same == len(context):
        return 1.0
    similarity = fuzz.ratio(context, actual[: len(context)]) / 100
    if len(actual) > len(context) and (partial := fuzz.partial_ratio(context, actual) / 100) > MIN_PARTIAL:
        similarity = max(similarity, partial - 0.15)  # text was inserted in between
    return (similarity + same / len(context)) / 2
