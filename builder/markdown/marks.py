"""Marks: which marks cover each piece of a text, and where the text must be cut for them."""

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from builder.markdown.text_builder import Leaf
from builder.model import Mark

NumberedMark = tuple[int, Mark]
"""A mark and its position among the marks of the text, which identifies it."""


class Segment(NamedTuple):
    """Characters covered by the same marks."""

    start: int
    end: int
    marks: list[NumberedMark]
    """Outermost first."""
    ending: list[Mark]
    """Marks whose last character this is, and that have HTML after them."""


class MarkIndex:
    """Finds the marks over leaves that are requested in the order of the text."""

    def __init__(self, marks: Iterable[Mark], leaves: Iterable[Leaf]) -> None:
        numbered = enumerate(mark for mark in marks if mark.passage.end > mark.passage.start)
        self._marks = sorted(numbered, key=_outermost_first)
        self._ends = self._last_characters(leaves)
        self._waiting = deque(self._marks)
        self._active: list[NumberedMark] = []
        """Marks that have begun and may not have ended."""

    def _last_characters(self, leaves: Iterable[Leaf]) -> dict[int, int]:
        """The end of the last leaf of each mark with HTML after it: the mark itself may end between two blocks."""
        marks = [(index, mark) for index, mark in self._marks if mark.after]
        if not marks:
            return {}
        ordered = sorted(leaf for leaf in leaves if leaf.text)
        starts = [leaf.start for leaf in ordered]
        ends = {}
        for index, mark in marks:
            before = bisect_left(starts, mark.passage.end)
            if before:
                last = ordered[before - 1]
                ends[index] = min(mark.passage.end, last.start + len(last.text))
        return ends

    def over(self, start: int, end: int) -> list[NumberedMark]:
        """The marks over some of these characters, outermost first."""
        while self._waiting and self._waiting[0][1].passage.start < end:
            self._active.append(self._waiting.popleft())
        self._active = [one for one in self._active if one[1].passage.end > start]
        return self._active

    def segments(self, start: int, end: int, marks: list[NumberedMark]) -> Iterator[Segment]:
        """The characters, cut where one of the marks over them begins or ends."""
        edges = sorted({start, end, *(edge for _, mark in marks for edge in mark.passage if start < edge < end)})
        for left, right in pairwise(edges):
            covering = [one for one in marks if one[1].passage.start <= left and right <= one[1].passage.end]
            ending = [mark for index, mark in covering if self._ends.get(index) == right]
            yield Segment(left, right, covering, ending)


def _outermost_first(numbered: NumberedMark) -> tuple[int, int, int]:
    index, mark = numbered
    return mark.passage.start, -mark.passage.end, index
