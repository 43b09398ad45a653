"""Diff: the words of an article compared with those its capture gives when it is converted again."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate, pairwise

from builder.convert.article import convert
from builder.convert.capture import Capture, Options
from builder.convert.plain_text import lines_of
from builder.model import Change, ChangeKind

COMPARED_AT_MOST = 4_000
"""Words between two common runs that are compared word by word; a longer run counts as replaced."""


def compare(capture: Capture, options: Options, title: str, text: str) -> tuple[tuple[Change, ...], ...]:
    """The article as a list of changes per paragraph, the title first; empty when the words are the same.

    Only words count, not line breaks or markup. Words that only the capture has are at the position they would have.
    Raises ContentError when the capture cannot be converted.
    """
    captured = convert(capture, options)
    before = [*captured.title.split(), *captured.reading_text.split()]
    paragraphs = [words for words in (line.split() for line in (title, *text.split("\n"))) if words]
    after = [word for words in paragraphs for word in words]
    return () if before == after else tuple(_by_paragraph(before, after, paragraphs))


def has_all(capture: Capture, title: str, text: str) -> bool:
    """Whether a capture of plain text has all words of an article, in their order.

    An earlier version may have left less out, such as the line with the author.
    """
    captured = iter(word for line in lines_of(capture, None) for word in line.split())
    return all(word in captured for word in (*title.split(), *text.split()))


def _by_paragraph(
    before: Sequence[str], after: Sequence[str], paragraphs: Sequence[Sequence[str]]
) -> Iterator[tuple[Change, ...]]:
    """The changes, split where a paragraph of the article ends."""
    ends = {*accumulate(map(len, paragraphs))}
    changes: list[Change] = []
    for kind, words, at in _changes(before, after):
        if kind == "removed":
            changes.append(Change(kind, " ".join(words)))
            continue
        # A run of words may extend over several paragraphs.
        edges = sorted({at, *(edge for edge in ends if at < edge < at + len(words)), at + len(words)})
        for left, right in pairwise(edges):
            changes.append(Change(kind, " ".join(after[left:right])))
            if right in ends:
                yield tuple(changes)
                changes = []
    if changes:
        yield tuple(changes)


def _changes(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[ChangeKind, Sequence[str], int]]:
    """Runs of words: the kind of change, the words, and their position in `after`."""
    common = min(len(before), len(after))
    start = next((at for at in range(common) if before[at] != after[at]), common)
    most = common - start
    tail = next((at for at in range(most) if before[-1 - at] != after[-1 - at]), most)
    old, new = before[start : len(before) - tail], after[start : len(after) - tail]
    if start:
        yield "same", after[:start], 0
    for kind, first, last, left, right in _opcodes(old, new):
        if kind == "equal":
            yield "same", new[left:right], start + left
            continue
        if last > first:
            yield "removed", old[first:last], start + left
        if right > left:
            yield "added", new[left:right], start + left
    if tail:
        yield "same", after[len(after) - tail :], len(after) - tail


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    # The time grows with the product of the two lengths.
    if max(len(old), len(new)) > COMPARED_AT_MOST:
        return [("replace", 0, len(old), 0, len(new))]
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
