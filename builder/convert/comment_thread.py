"""Thread: where an article ends and the comments of readers begin, on a page of which nothing is known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from builder.convert.boilerplate import is_below_article, opens_comment_thread
from builder.convert.dates import DateMatch, find_date
from builder.sentences import LINE_END, ends_sentence

_ENOUGH = 300
"""Characters of prose that must stand above the end of an article: menus above it use the same words."""
_HEADER_WORDS = 16
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def thread_head(lines: Sequence[str], *, times: int) -> int | None:
    """The line that opens the first comment: lines of one shape, each with a date, after the prose has begun.

    Lines with day and time are needed so many `times`, others thrice. Once is enough on a page with furniture:
    better to lose the end of an article, which its editor will miss, than to publish a stranger's comment.
    """
    shapes: dict[str, list[int]] = {}
    timed: Counter[str] = Counter()
    prose = 0
    for number, line in enumerate(lines):
        found = find_date(line) if prose >= _ENOUGH and line and len(line.split()) <= _HEADER_WORDS else None
        if found is not None and not ends_sentence(line):
            shape = _shape(line, found)
            shapes.setdefault(shape, []).append(number)
            timed[shape] += found.timed
        elif _is_prose(line):
            prose += len(line)
    heads = [numbers[0] for shape, numbers in shapes.items() if len(numbers) >= (times if timed[shape] else 3)]
    return min(heads, default=None)


def stamps_like(lines: Sequence[str], head: int) -> list[DateMatch]:
    """The stamps of all lines that begin as the head does."""
    first = find_date(lines[head])
    shape = _shape(lines[head], first) if first else ""
    found = [(line, find_date(line)) for line in lines[head:] if len(line.split()) <= _HEADER_WORDS]
    return [each for line, each in found if each and not ends_sentence(line) and _shape(line, each) == shape]


def _shape(line: str, found: DateMatch) -> str:
    """The line up to the end of its date with words as `a` and numbers as `9`: names differ, the shape does not."""
    shape = re.sub(r"[^\W\d_][\w.’'-]*", "a", line[: found.end])
    return re.sub(r"a(?: a)+", "a", re.sub(r"\d+", "9", shape))


def end_of_article(lines: Sequence[str], head: int | None) -> int:
    """Where the article must have ended: at the thread that opens in line `head`, or at what stands above it."""
    thread = len(lines) if head is None else head
    before = [0, *accumulate(len(line) if _is_prose(line) else 0 for line in lines[:thread])]
    enough = [number for number in range(thread) if before[number] >= _ENOUGH]
    end = next((number for number in enough if opens_comment_thread(lines[number])), thread)
    for number in enough:
        # A heading `Related` over half of the page is a menu above the article, not the end of it.
        if number < end and is_below_article(lines[number]) and before[end] - before[number] <= 0.8 * before[number]:
            return number
    return end


def words_in(text: str) -> int:
    """How many words a text has; two characters count as one where words are not parted."""
    return len(text.split()) + len(_CJK.findall(text)) // 2


def _is_prose(line: str) -> bool:
    return words_in(line) >= 12 and LINE_END.search(line) is not None
