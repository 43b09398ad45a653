"""Heuristics: the article in a page without a profile; lines that may not belong to it are left out."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import takewhile

from builder.convert.boilerplate import is_below_article, is_between_paragraphs, is_boilerplate, opens_comment_thread
from builder.convert.comment_thread import comment_dates, end_of_article, first_comment, word_count
from builder.convert.dates import DateMatch, earliest, find_date
from builder.convert.extraction import BOILERPLATE, FROM_COMMENTS, Extracted, Paragraph, split_paragraphs
from builder.convert.profile import AUTHOR_LIMIT
from builder.sentences import LINE_END

_BYLINE = re.compile(r"by (?P<author>[^\W\d_][\w.’'-]*(?: [^\W\d_][\w.’'-]*){0,4})", re.IGNORECASE)
_DATE_WORDS = re.compile(r"(?:posted|published|first published|date|on|released|written|filed)\b", re.IGNORECASE)
_BULLET = re.compile(r"(?:[*+•·»>|-]|\[\d+\]|\d+[.)]) ")
_IMAGE_TAG = re.compile(r"<img\b[^<>]{0,1000}>", re.IGNORECASE)


def is_page(lines: Sequence[str]) -> bool:
    """Whether the capture has more than an article: boilerplate, menus or comments."""
    has_boilerplate = any(is_between_paragraphs(line) or opens_comment_thread(line) for line in lines if line)
    below = sum(is_below_article(line) for line in lines if line)
    # An article may contain lists; only a page begins with one.
    above = takewhile(lambda block: _is_list(block) or not LINE_END.search(block.text), split_paragraphs(lines))
    menus = sum(len(block.lines) >= 3 and _is_list(block) for block in above)
    return has_boilerplate or below >= 2 or menus > 0 or first_comment(lines, times=2) is not None


def extract_heuristically(lines: Sequence[str]) -> Extracted | None:
    """The best guess at the article; None when no part of the capture reads like one."""
    lines = [" ".join(_IMAGE_TAG.sub(" ", line).split()) for line in lines]
    head = first_comment(lines, times=1)
    end = end_of_article(lines, head)
    blocks = split_paragraphs(lines[:end])
    first, last = _best_run([_score(block) for block in blocks])
    if first == last:
        return None
    title_at = _title(lines, blocks[first].line)
    title = lines[title_at]
    start = max(blocks[first].line, title_at + 1)
    stop = blocks[last].line if last < len(blocks) else end
    text = [BOILERPLATE if is_between_paragraphs(line) or line == title else line for line in lines[start:stop]]
    paragraphs = split_paragraphs(text)
    if not paragraphs:
        return None
    authors, day = _byline_and_date([line for line in lines[title_at + 1 : start] if line])
    if day or head is None:
        return Extracted(title, paragraphs, authors, day)
    dates = comment_dates(lines, head)
    # A single date may mean anything, such as the day the page was changed or saved.
    day = earliest(dates) if len(dates) > 1 else None
    return Extracted(title, paragraphs, authors, day, FROM_COMMENTS if day else "")


def _byline_and_date(lines: Sequence[str]) -> tuple[tuple[str, ...], date | None]:
    """The author and the day stated between title and text."""
    names = [match["author"] for line in lines if (match := _BYLINE.fullmatch(line))]
    authors = tuple(name for name in names if len(name) <= AUTHOR_LIMIT)[:1]
    return authors, earliest([found for line in lines if (found := _date_line(line))])


def _is_list(block: Paragraph) -> bool:
    """Whether it is a menu or a list of links: lines of a few words without an end mark."""
    entries = [line for line in block.lines if _BULLET.match(line) or _is_short(line)]
    return len(entries) > len(block.lines) / 2


def _is_short(line: str) -> bool:
    return len(line.split()) <= 8 and not LINE_END.search(line)


def _score(block: Paragraph) -> float:
    """How likely a paragraph is part of an article; negative when it looks like boilerplate."""
    text = block.text
    words = word_count(text)
    if is_boilerplate(text):
        return -14
    if len(block.lines) >= 3 and _is_list(block):
        return -min(8 * (len(block.lines) / 3), 40)
    if LINE_END.search(text):
        return min(words, 60) if words >= 12 else 0.6 * words - 2
    return 0.3 * min(words, 60) if words >= 30 else -9


def _best_run(scores: Sequence[float]) -> tuple[int, int]:
    """First and last (exclusive) of the consecutive scores with the greatest total; equal when none is positive."""
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


def _title(lines: Sequence[str], start: int) -> int:
    """The line that is the title: above the text the last repeated line, else the closest that can be a title.

    Where no line can be one, it is the first line, at most that at which the text begins.
    """
    possible = [number for number, line in enumerate(lines[:start]) if _may_be_title(line)]
    counts = Counter(lines[number] for number in possible)
    long = [number for number in possible if len(lines[number].split()) >= 4]
    repeated = [number for number in long if counts[lines[number]] > 1]
    if numbers := repeated or long or possible:
        return numbers[-1]
    return next(number for number, line in enumerate(lines[: start + 1]) if line)


def _may_be_title(line: str) -> bool:
    words = word_count(line)
    if not 2 <= words <= 30 or re.search(r"[.:;,]$", line) or _BULLET.match(line):
        return False
    return not (is_boilerplate(line) or _BYLINE.fullmatch(line) or find_date(line))


def _date_line(line: str) -> DateMatch | None:
    """The date of a line that has little else."""
    match = find_date(line)
    if match is None or len(line.split()) > 10:
        return None
    return match if match.start == 0 or _DATE_WORDS.match(line) else None
