"""Comparison: the words of an article beside those that its capture gives when it is converted again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from builder.convert.article import Origin, conversion
from builder.model import Change, ChangeKind

LONGEST = 4_000
"""Words between two shared stretches that are compared word by word; more are given as wholly exchanged."""


def compare(capture: bytes, origin: Origin, title: str, text: str) -> tuple[tuple[Change, ...], ...]:
    """The paragraphs of the article, its title first, each in pieces that it shares with the capture or does not.

    Nothing when the words are the same: how they are set does not count. Words that only the capture has stand where
    they would be. Raises ContentError when the capture cannot be converted.
    """
    captured = conversion(capture, origin=origin)
    before = [*captured.title.split(), *captured.read.split()]
    paragraphs = [words for words in (line.split() for line in (title, *text.split("\n"))) if words]
    after = [word for words in paragraphs for word in words]
    return () if before == after else tuple(_aligned(before, after, paragraphs))


def _aligned(
    before: Sequence[str], after: Sequence[str], paragraphs: Sequence[Sequence[str]]
) -> Iterator[tuple[Change, ...]]:
    """The changes, cut where a paragraph of the article ends."""
    ends = []
    end = 0
    for words in paragraphs:
        end += len(words)
        ends.append(end)
    pieces: list[Change] = []
    waiting = iter(ends)
    end = next(waiting, 0)
    for kind, words, at in _changes(before, after):
        if kind == "gone":
            pieces.append(Change(kind, " ".join(words)))
            continue
        # A stretch may run over several paragraphs.
        edges = [at, *(one for one in ends if at < one < at + len(words)), at + len(words)]
        for left, right in pairwise(edges):
            pieces.append(Change(kind, " ".join(after[left:right])))
            if right == end:
                yield tuple(pieces)
                pieces = []
                end = next(waiting, 0)
    if pieces:
        yield tuple(pieces)


def _changes(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[ChangeKind, Sequence[str], int]]:
    """What became of the words: the kind of change, the words, and where in `after` they stand or would stand."""
    shared = min(len(before), len(after))
    start = next((at for at in range(shared) if before[at] != after[at]), shared)
    most = shared - start
    tail = next((at for at in range(most) if before[-1 - at] != after[-1 - at]), most)
    old, new = before[start : len(before) - tail], after[start : len(after) - tail]
    if start:
        yield "same", after[:start], 0
    for kind, first, last, left, right in _opcodes(old, new):
        if kind == "equal":
            yield "same", new[left:right], start + left
            continue
        if last > first:
            yield "gone", old[first:last], start + left
        if right > left:
            yield "come", new[left:right], start + left
    if tail:
        yield "same", after[len(after) - tail :], len(after) - tail


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    # The time grows with the product of the two.
    if max(len(old), len(new)) > LONGEST:
        return [("replace", 0, len(old), 0, len(new))]
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
