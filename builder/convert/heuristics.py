"""Heuristics: the article in a page without a profile; lines that may not belong to it are left out."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from builder.convert.boilerplate import (
    is_below_article,
    is_between_paragraphs,
    is_boilerplate,
    is_service_text,
    is_teaser,
    opens_comment_thread,
)
from builder.convert.comment_thread import (
    MIN_PROSE,
    comment_dates,
    end_of_article,
    first_comment,
    is_bullet,
    word_count,
)
from builder.convert.date_lines import read_date_line
from builder.convert.dates import DateMatch, earliest, find_date
from builder.convert.extraction import FROM_COMMENTS, Extracted, Paragraph, extract_below, goes_on, split_paragraphs
from builder.convert.head_lines import BOILERPLATE, Head, read_head
from builder.convert.profile import AUTHOR_LIMIT
from builder.dates import Date
from builder.sentences import LINE_END

_BYLINE = re.compile(r"by (?P<author>[^\W\d_][\w.’'-]*(?: [^\W\d_][\w.’'-]*){0,4})", re.IGNORECASE)
_DATE_WORDS = re.compile(r"(?:posted|published|first published|date|on|released|written|filed)\b", re.IGNORECASE)
_IMAGE_TAG = re.compile(r"<img\b[^<>]{0,1000}>", re.IGNORECASE)
_ANNOUNCEMENT = 5
"""Words of a line that announces a list."""
_LONG_LINE = 15
"""Words of a line that begins the text."""
_MENU_ENTRIES = 12
"""Short lines above the prose, each between blank lines, that no article has."""


def is_page(lines: Sequence[str]) -> bool:
    """Whether the capture has more than an article: boilerplate, menus or comments."""
    return has_boilerplate(lines) or _begins_with_menu(lines)


def has_boilerplate(lines: Sequence[str]) -> bool:
    """Whether the capture has lines that only a page has: what is around articles, or comments."""
    if any(is_between_paragraphs(line) or opens_comment_thread(line) for line in lines if line):
        return True
    return sum(is_below_article(line) for line in lines if line) >= 2 or first_comment(lines, times=2) is not None


def _begins_with_menu(lines: Sequence[str]) -> bool:
    """Whether there is a menu above the prose. An article may have lists, verses and tables of figures there."""
    blocks = split_paragraphs(lines)
    above = list(takewhile(lambda block: _is_list(block) or not LINE_END.search(block.text), blocks))
    below = blocks[len(above) :]
    if sum(len(block.text) for block in below if word_count(block.text) >= 12) < MIN_PROSE:
        return False
    menus = [number for number, block in enumerate(above) if _is_menu(block)]
    entries = sum(_is_short(block.text) and not re.search(r"\d", block.text) for block in above)
    # Without a headline between menu and prose, the list belongs to the headline above it.
    is_above_headline = bool(menus) and (menus[0] == 0 or menus[-1] < len(above) - 1)
    return is_above_headline or len(menus) > 1 or entries >= _MENU_ENTRIES


def _is_menu(block: Paragraph) -> bool:
    lines = block.lines
    if len(lines) < 3 or not _is_list(block) or any(read_date_line(line) for line in lines):
        return False
    figures = sum(re.search(r"\d", line) is not None for line in lines)
    return figures <= len(lines) / 5 and not any(line.endswith((",", ";", ".")) for line in lines)


def extract_heuristically(lines: Sequence[str]) -> Extracted | None:
    """The best guess at the article; None when no part of the capture reads like one."""
    lines = [" ".join(_IMAGE_TAG.sub(" ", line).split()) for line in lines]
    head = first_comment(lines, times=1)
    end = end_of_article(lines, head)
    blocks = split_paragraphs(lines[:end])
    first, last = _best_run(_scores(blocks))
    if first == last:
        return None
    title_at = _title(lines, blocks[first].line)
    title = lines[title_at]
    start = max(blocks[first].line + _lines_above_prose(blocks[first]), title_at + 1)
    stop = blocks[last].line if last < len(blocks) else end
    text = [BOILERPLATE if is_between_paragraphs(line) or line == title else line for line in lines[start:stop]]
    article = extract_below(title, text)
    if article is None:
        return None
    found = _with_lines_above(article.head, [line for line in lines[title_at + 1 : start] if line])
    article = replace(article, head=found)
    if found.date or head is None:
        return article
    dates = comment_dates(lines, head)
    # A single date may mean anything, such as the day the page was changed or saved.
    day = earliest(dates) if len(dates) > 1 else None
    inferred = Date.of(day) if day else None
    return replace(article, head=replace(found, date=inferred), date_from=FROM_COMMENTS if inferred else "")


def _with_lines_above(head: Head, lines: Sequence[str]) -> Head:
    """The head with the author and the date stated between title and text, among other lines."""
    above = read_head([*lines, "text"])
    names = [match["author"] for line in lines if (match := _BYLINE.fullmatch(line))]
    authors = tuple(name for name in names if len(name) <= AUTHOR_LIMIT)[:1]
    day = earliest([found for line in lines if (found := _date_line(line))])
    return replace(
        head,
        date=above.date or (Date.of(day) if day else head.date),
        authors=above.authors or authors or head.authors,
        place=above.place or head.place,
        calendar=above.calendar or head.calendar,
    )


def _lines_above_prose(block: Paragraph) -> int:
    """The lines before the first long one, such as a byline and buttons, in a block that a page has run together."""
    lines = block.lines
    number = next((at for at, line in enumerate(lines) if word_count(line) >= _LONG_LINE), 0)
    return 0 if any(LINE_END.search(line) for line in lines[:number]) or goes_on(lines[number]) else number


def _is_list(block: Paragraph) -> bool:
    """Whether it is a menu or a list of links: lines of a few words without an end mark."""
    entries = [line for line in block.lines if is_bullet(line) or _is_short(line)]
    return len(entries) > len(block.lines) / 2 and not _is_broken_prose(block)


def _is_short(line: str) -> bool:
    return len(line.split()) <= 8 and not LINE_END.search(line)


def _is_broken_prose(block: Paragraph) -> bool:
    """Whether it is a paragraph with a line for each of its links: lines go on in the middle of a sentence."""
    return sum(map(goes_on, block.lines[1:])) >= len(block.lines) / 4 and word_count(block.text) >= 20


def _scores(blocks: Sequence[Paragraph]) -> list[float]:
    """The score of each paragraph; a list or table after a sentence with a colon belongs to that sentence."""
    scores: list[float] = []
    is_announced = False
    for block in blocks:
        score = _score(block)
        if score > 0 or _is_about_site(block.text):
            is_announced = score > 0 and block.text.endswith((":", "：")) and word_count(block.text) >= _ANNOUNCEMENT
        elif is_announced:
            score = 0.1
        scores.append(score)
    return scores


def _is_about_site(text: str) -> bool:
    return is_boilerplate(text) or is_service_text(text)


def _score(block: Paragraph) -> float:
    """How likely a paragraph is part of an article; negative when it looks like boilerplate."""
    text = block.text
    words = word_count(text)
    if _is_about_site(text):
        return -14
    if len(block.lines) >= 3 and _is_list(block):
        return -min(8 * (len(block.lines) / 3), 40)
    if is_teaser(text):
        return -9
    if LINE_END.search(text):
        score = min(words, 60) if words >= 12 else 0.6 * words - 2
        return score / 4 if is_bullet(text) else score
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
    if not 2 <= words <= 30 or re.search(r"[.:;,]$", line) or is_bullet(line):
        return False
    return not (is_boilerplate(line) or _BYLINE.fullmatch(line) or find_date(line))


def _date_line(line: str) -> DateMatch | None:
    """The date of a line that has little else."""
    match = find_date(line)
    if match is None or len(line.split()) > 10:
        return None
    return match if match.start == 0 or _DATE_WORDS.match(line) else None
