"""Comment thread: where the article ends and reader comments begin, on a page without a profile."""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from builder.convert.boilerplate import is_below_article, is_service_text, is_teaser, opens_comment_thread
from builder.convert.dates import DateMatch, find_date
from builder.sentences import LINE_END, ends_sentence

MIN_PROSE = 300
"""Characters of prose required above the end of an article, because menus above it use the same words."""
_BULLET = re.compile(r"(?:[*+•·»>|-]|\[\d+\]|\d+[.)]) ")
_LINES = 2_000
"""Lines whose kind is remembered, as several passes over a page ask for it."""
_HEADER_WORDS = 16
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def first_comment(lines: Sequence[str], *, times: int) -> int | None:
    """The line that opens the first comment: the first of several dated lines of the same shape below some prose.

    Lines with a time must occur `times` times, lines with only a day three times. On a page with boilerplate one is
    enough: its editor will notice a missing end of the article, but may not notice a published comment.
    """
    shapes: defaultdict[str, list[tuple[int, bool]]] = defaultdict(list)
    prose = 0
    for number, line in enumerate(lines):
        if prose >= MIN_PROSE and (header := _header(line)):
            shape, match = header
            shapes[shape].append((number, match.timed))
        elif prose < MIN_PROSE and _is_prose(line):
            prose += len(line)
    enough = (found for found in shapes.values() if len(found) >= (times if any(timed for _, timed in found) else 3))
    return min((found[0][0] for found in enough), default=None)


def comment_dates(lines: Sequence[str], head: int) -> list[DateMatch]:
    """The dates of all lines with the same shape as line `head`."""
    headers = [header for line in lines[head:] if (header := _header(line))]
    return [match for shape, match in headers if shape == headers[0][0]]


@lru_cache(_LINES)
def _header(line: str) -> tuple[str, DateMatch] | None:
    """The shape and the date of a line that may begin a comment; the shape is the same for every commenter.

    It is the line up to the end of its date, words as `a` and numbers as `9`.
    """
    match = find_date(line) if line and len(line.split()) <= _HEADER_WORDS else None
    if match is None or ends_sentence(line):
        return None
    shape = re.sub(r"[^\W\d_][\w.’'-]*", "a", line[: match.end])
    return re.sub(r"a(?: a)+", "a", re.sub(r"\d+", "9", shape)), match


def end_of_article(lines: Sequence[str], head: int | None) -> int:
    """The line where the article ends: the comments that begin at `head`, or boilerplate above them."""
    thread = len(lines) if head is None else head
    prose_before = [0, *accumulate(len(line) if _is_prose(line) else 0 for line in lines[:thread])]
    possible = [number for number in range(thread) if prose_before[number] >= MIN_PROSE]
    end = next((number for number in possible if opens_comment_thread(lines[number])), thread)
    for number in possible:
        # A heading `Related` with most of the prose below it belongs to a menu above the article.
        prose_below = prose_before[end] - prose_before[number]
        if number < end and is_below_article(lines[number]) and prose_below <= 0.5 * prose_before[number]:
            return number
    return end


def word_count(text: str) -> int:
    """The number of words; in scripts without spaces, two characters count as one word."""
    return len(text.split()) + len(_CJK.findall(text)) // 2


@lru_cache(_LINES)
def _is_prose(line: str) -> bool:
    if len(line) < 24 or word_count(line) < 12 or LINE_END.search(line) is None:
        return False
    return not (is_bullet(line) or is_service_text(line) or is_teaser(line))


def is_bullet(line: str) -> bool:
    """Whether the line is an entry of a list."""
    return _BULLET.match(line) is not None
