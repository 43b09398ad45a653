"""Find: which lines of a capture are the article, and which are furniture of its page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median

from builder.convert.comment_thread import end_of_article, thread_head
from builder.convert.patterns import found_in
from builder.convert.profile import AUTHOR_LIMIT, Profile

FROM_COMMENTS = "inferred from the first reader comment"
BOILERPLATE = "\0"
"""Stands for a line left out; no capture holds this character."""
WRAPPED = 82
"""Columns of text that a program has broken into lines."""


@dataclass(frozen=True)
class Paragraph:
    """Lines that stand together."""

    lines: tuple[str, ...]
    gap: int
    """Empty lines before it."""
    line: int = 0
    """Where it begins, counted from 0."""

    @property
    def text(self) -> str:
        """Its lines as one."""
        return " ".join(self.lines)


@dataclass(frozen=True)
class Extracted:
    """An article as found in a capture."""

    title: str
    paragraphs: tuple[Paragraph, ...]
    authors: tuple[str, ...] = ()
    day: date | None = None
    date_from: str = ""
    """How the day was told, when the capture does not state it."""


def extract_by_profile(lines: Sequence[str], profile: Profile) -> Extracted | None:
    """The article as a profile tells it; None when nothing is left."""
    start = next((number + 1 for number, line in enumerate(lines) if _any(profile.start_after, line)), 0)
    ends = (number for number in range(start, len(lines)) if _any(profile.end_before, lines[number]))
    end = next(ends, len(lines))
    heads: list[int] = []
    day, date_from = None, ""
    if profile.comment_header:
        header = profile.comment_header
        heads = [number for number in range(start, len(lines)) if found_in(header.pattern, lines[number])]
        # The thread ends the article even when no day can be read in it.
        end = min([end, *heads])
        day = min((found for number in heads if (found := header.day(lines[number]))), default=None)
        date_from = FROM_COMMENTS if day else ""
    if end == len(lines):
        # The page is not quite what the profile expects; no thread is kept for that.
        end = start + end_of_article(lines[start:], thread_head(lines[start:], times=2))
    kept: list[str] = []
    authors: list[str] = []
    stated: date | None = None
    for line in lines[start:end]:
        byline = found_in(profile.byline, line) if profile.byline else None
        if byline is not None and byline["author"] and len(byline["author"]) <= AUTHOR_LIMIT:
            authors.append(byline["author"].strip())
        on = profile.date.day(line) if profile.date else None
        stated = stated or on
        furniture = byline is not None or on is not None or _any(profile.drop_line, line)
        kept.append(BOILERPLATE if furniture else line)
    article = whole(kept)
    if article is None:
        return None
    if stated:
        day, date_from = stated, ""
    return replace(article, authors=tuple(authors[:1]) or profile.set.authors, day=day, date_from=date_from)


def _any(patterns: Sequence[re.Pattern[str]], line: str) -> bool:
    return any(found_in(pattern, line) for pattern in patterns)


def whole(lines: Sequence[str]) -> Extracted | None:
    """A cleaned text: the title on its first line, everything below it the article."""
    first = next((number for number, line in enumerate(lines) if line not in ("", BOILERPLATE)), None)
    if first is None:
        return None
    paragraphs = paragraphs_of(lines[first + 1 :])
    return Extracted(lines[first], paragraphs) if paragraphs else None


def paragraphs_of(lines: Sequence[str]) -> tuple[Paragraph, ...]:
    """Lines as paragraphs: parted by empty lines, or one a line where there are hardly any empty ones."""
    filled = [line for line in lines if line not in ("", BOILERPLATE)]
    each = len(filled) > 3 and lines.count("") < len(filled) / 10 and median(map(len, filled)) > WRAPPED
    paragraphs: list[Paragraph] = []
    together: list[str] = []
    gap = begun = 0
    cut = False
    for number, line in enumerate((*lines, "")):
        if together and (each or line in ("", BOILERPLATE)):
            # What is left out leaves no gap behind: a wide gap would mean a quotation.
            paragraphs.append(Paragraph(tuple(together), 1 if cut else gap, begun))
            together, gap, cut = [], 0, False
        if line == BOILERPLATE:
            cut = True
        elif line:
            begun = begun if together else number
            together.append(line)
        else:
            gap += 1
    return _unwrapped(paragraphs)


def _unwrapped(paragraphs: list[Paragraph]) -> tuple[Paragraph, ...]:
    """Lines that a program broke at a width are joined again; lines that someone broke, as in a poem, are not."""
    broken = [len(line) for paragraph in paragraphs for line in paragraph.lines[:-1]]
    if not broken or max(broken) > WRAPPED or median(broken) <= WRAPPED - 22:
        return tuple(paragraphs)
    return tuple(replace(paragraph, lines=(paragraph.text,)) for paragraph in paragraphs)


def usual_gap(paragraphs: Sequence[Paragraph]) -> int:
    """How many empty lines most often part two paragraphs."""
    gaps = Counter(paragraph.gap for paragraph in paragraphs[1:])
    return max(gaps, key=lambda gap: (gaps[gap], -gap), default=1)
