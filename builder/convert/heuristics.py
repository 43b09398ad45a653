"""Guess: the article in a page of which no profile is known; what is not surely the article is left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from builder.convert.boilerplate import is_below_article, is_between_paragraphs, is_boilerplate, opens_comment_thread
from builder.convert.comment_thread import end_of_article, stamps_like, thread_head, words_in
from builder.convert.dates import DateMatch, earliest, find_date
from builder.convert.extraction import BOILERPLATE, FROM_COMMENTS, Extracted, Paragraph, paragraphs_of
from builder.convert.profile import AUTHOR_LIMIT
from builder.sentences import LINE_END

_BYLINE = re.compile(r"by (?P<author>[^\W\d_][\w.’'-]*(?: [^\W\d_][\w.’'-]*){0,4})", re.IGNORECASE)
_DATE_WORDS = re.compile(r"(?:posted|published|first published|date|on|released|written|filed)\b", re.IGNORECASE)
_BULLET = re.compile(r"(?:[*+•·»>|-]|\[\d+\]|\d+[.)]) ")
_IMAGE_TAG = re.compile(r"<img\b[^<>]{0,1000}>", re.IGNORECASE)


def is_page(lines: Sequence[str]) -> bool:
    """Whether the capture holds more than an article: furniture, menus or a comment thread."""
    told = any(is_between_paragraphs(line) or opens_comment_thread(line) for line in lines if line)
    below = sum(is_below_article(line) for line in lines if line)
    # An article may hold lists; only a page begins with one.
    above = takewhile(lambda block: _is_list(block) or not LINE_END.search(block.text), paragraphs_of(lines))
    menus = sum(len(block.lines) >= 3 and _is_list(block) for block in above)
    return told or below >= 2 or menus > 0 or thread_head(lines, times=2) is not None


def extract_heuristically(lines: Sequence[str]) -> Extracted | None:
    """The article as nearly as can be told; None when nothing in the capture reads like one."""
    lines = [" ".join(_IMAGE_TAG.sub(" ", line).split()) for line in lines]
    head = thread_head(lines, times=1)
    stamps = [] if head is None else stamps_like(lines, head)
    end = end_of_article(lines, head)
    blocks = paragraphs_of(lines[:end])
    first, last = _best_run([_score(block) for block in blocks])
    if first == last:
        return None
    start = blocks[first].line
    title_at = _title(lines, start)
    if title_at is None:
        return None
    stop = blocks[last].line if last < len(blocks) else end
    start = max(start, title_at + 1)
    title = lines[title_at]
    kept = [
        BOILERPLATE if line and (is_between_paragraphs(line) or line == title) else line for line in lines[start:stop]
    ]
    paragraphs = paragraphs_of(kept)
    if not paragraphs:
        return None
    between = [line for line in lines[title_at + 1 : start] if line]
    names = [match["author"] for line in between if (match := _BYLINE.fullmatch(line))]
    authors = tuple(name for name in names if len(name) <= AUTHOR_LIMIT)[:1]
    day = earliest([found for line in between if (found := _date_line(line))])
    if day:
        return Extracted(title, paragraphs, authors, day)
    # One stamp alone may be anything: the day the page was changed, or saved.
    day = earliest(stamps) if len(stamps) > 1 else None
    return Extracted(title, paragraphs, authors, day, FROM_COMMENTS if day else "")


def _is_list(block: Paragraph) -> bool:
    """A menu or a list of links: lines of a few words that are no sentences."""
    entries = [line for line in block.lines if _BULLET.match(line) or _is_short(line)]
    return len(entries) > len(block.lines) / 2


def _is_short(line: str) -> bool:
    return len(line.split()) <= 8 and not LINE_END.search(line)


def _score(block: Paragraph) -> float:
    """How much a paragraph looks like part of an article; below zero when it looks like furniture."""
    text = block.text
    words = words_in(text)
    if is_boilerplate(text):
        return -14
    if len(block.lines) >= 3 and _is_list(block):
        return -min(8 * (len(block.lines) / 3), 40)
    if LINE_END.search(text):
        return min(words, 60) if words >= 12 else 0.6 * words - 2
    return 0.3 * min(words, 60) if words >= 30 else -9


def _best_run(scores: Sequence[float]) -> tuple[int, int]:
    """First and last (exclusive) of the neighbours with the greatest sum; equal when no sum is above zero."""
    best = total = 0.0
    run = (0, 0)
    start = 0
    for number, score in enumerate(scores):
        if total <= 0:
            total, start = 0.0, number
        total += score
        if total > best:
            best, run = total, (start, number + 1)
    return run


def _title(lines: Sequence[str], start: int) -> int | None:
    """The line above the article that is its title; the last that stands there twice, else the nearest that fits."""
    fits = [number for number, line in enumerate(lines[:start]) if _may_be_title(line)]
    counts = Counter(lines[number] for number in fits)
    twice = [number for number in fits if counts[lines[number]] > 1 and len(lines[number].split()) >= 4]
    longer = [number for number in fits if len(lines[number].split()) >= 4]
    for numbers in (twice, longer, fits):
        if numbers:
            return numbers[-1]
    return next((number for number, line in enumerate(lines) if line and number <= start), None)


def _may_be_title(line: str) -> bool:
    words = words_in(line)
    if not 2 <= words <= 30 or re.search(r"[.:;,]$", line) or _BULLET.match(line):
        return False
    return not (is_boilerplate(line) or _BYLINE.fullmatch(line) or find_date(line))


def _date_line(line: str) -> DateMatch | None:
    """The date of a line that is little more than a date."""
    found = find_date(line)
    if found is None or len(line.split()) > 10:
        return None
    return found if found.start == 0 or _DATE_WORDS.match(line) else None
