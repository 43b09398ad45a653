"""Extraction: which lines of a capture are the article, by a site profile."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median

from builder.convert.comment_thread import end_of_article, first_comment
from builder.convert.patterns import search_line
from builder.convert.profile import AUTHOR_LIMIT, DatedPattern, Profile

FROM_COMMENTS = "inferred from the first reader comment"
BOILERPLATE = "\0"
"""Replaces a line of boilerplate; no capture contains this character."""
WRAPPED = 82
"""Columns of text whose lines were broken by a program."""


@dataclass(frozen=True)
class Paragraph:
    """Consecutive lines of a capture."""

    lines: tuple[str, ...]
    gap: int
    """Blank lines before it."""
    line: int = 0
    """Where it begins, counted from 0."""

    @property
    def text(self) -> str:
        """Its lines joined with spaces."""
        return " ".join(self.lines)


@dataclass(frozen=True)
class Extracted:
    """An article as found in a capture."""

    title: str
    paragraphs: tuple[Paragraph, ...]
    authors: tuple[str, ...] = ()
    day: date | None = None
    date_from: str = ""
    """How the day was inferred, when the capture does not state it."""


def extract_by_profile(lines: Sequence[str], profile: Profile) -> Extracted | None:
    """The article according to a profile; None when no text remains."""
    start, end = _bounds(lines, profile)
    text: list[str] = []
    author = ""
    stated: date | None = None
    for line in lines[start:end]:
        byline = search_line(profile.byline, line) if profile.byline else None
        author = author or _author(byline)
        day_of_line = profile.date.day(line) if profile.date else None
        stated = stated or day_of_line
        is_boilerplate = byline is not None or day_of_line is not None or _matches_any(profile.drop_line, line)
        text.append(BOILERPLATE if is_boilerplate else line)
    article = extract_cleaned(text)
    if article is None:
        return None
    day = stated or _first_comment_day(lines[start:], profile.comment_header)
    date_from = FROM_COMMENTS if day and not stated else ""
    return replace(article, authors=(author,) if author else profile.set.authors, day=day, date_from=date_from)


def _bounds(lines: Sequence[str], profile: Profile) -> tuple[int, int]:
    """The first line of the article and the line after its last."""
    start = next((number + 1 for number, line in enumerate(lines) if _matches_any(profile.start_after, line)), 0)
    header = profile.comment_header
    for number in range(start, len(lines)):
        # A comment ends the article even when no day can be read in its header.
        if _matches_any(profile.end_before, lines[number]) or (header and search_line(header.pattern, lines[number])):
            return start, number
    # The page differs from what the profile expects; its comments must still not be published.
    return start, start + end_of_article(lines[start:], first_comment(lines[start:], times=2))


def _author(byline: re.Match[str] | None) -> str:
    name = byline["author"] if byline else ""
    return name.strip() if name and len(name) <= AUTHOR_LIMIT else ""


def _first_comment_day(lines: Sequence[str], header: DatedPattern | None) -> date | None:
    return min((day for line in lines if (day := header.day(line))), default=None) if header else None


def _matches_any(patterns: Sequence[re.Pattern[str]], line: str) -> bool:
    return any(search_line(pattern, line) for pattern in patterns)


def extract_cleaned(lines: Sequence[str]) -> Extracted | None:
    """The article in a text without boilerplate: the first line is the title; None when no text remains."""
    first = next((number for number, line in enumerate(lines) if line not in ("", BOILERPLATE)), None)
    if first is None:
        return None
    paragraphs = split_paragraphs(lines[first + 1 :])
    return Extracted(lines[first], paragraphs) if paragraphs else None


def split_paragraphs(lines: Sequence[str]) -> tuple[Paragraph, ...]:
    """Lines as paragraphs: separated by blank lines, or one per line where blank lines are rare."""
    filled = [line for line in lines if line not in ("", BOILERPLATE)]
    one_per_line = len(filled) > 3 and lines.count("") < len(filled) / 10 and median(map(len, filled)) > WRAPPED
    paragraphs: list[Paragraph] = []
    current: list[str] = []
    gap = start = 0
    after_boilerplate = False
    for number, line in enumerate((*lines, "")):
        if current and (one_per_line or line in ("", BOILERPLATE)):
            # Removed lines leave no gap: a wide gap would mean a quotation.
            paragraphs.append(Paragraph(tuple(current), 1 if after_boilerplate else gap, start))
            current, gap, after_boilerplate = [], 0, False
        if line == BOILERPLATE:
            after_boilerplate = True
        elif line:
            start = start if current else number
            current.append(line)
        else:
            gap += 1
    return _unwrapped(paragraphs)


def _unwrapped(paragraphs: list[Paragraph]) -> tuple[Paragraph, ...]:
    """The paragraphs without line breaks made by a program; those an author made, as in a poem, stay."""
    broken = [len(line) for paragraph in paragraphs for line in paragraph.lines[:-1]]
    if not broken or max(broken) > WRAPPED or median(broken) <= WRAPPED - 22:
        return tuple(paragraphs)
    return tuple(replace(paragraph, lines=(paragraph.text,)) for paragraph in paragraphs)


def usual_gap(paragraphs: Sequence[Paragraph]) -> int:
    """The most frequent number of blank lines between two paragraphs."""
    gaps = Counter(paragraph.gap for paragraph in paragraphs[1:])
    return max(gaps, key=lambda gap: (gaps[gap], -gap), default=1)
