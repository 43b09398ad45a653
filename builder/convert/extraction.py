"""Extraction: which lines of a capture are the article, by a site profile."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from statistics import median
from typing import NamedTuple

from builder.convert.comment_thread import end_of_article, first_comment
from builder.convert.head_lines import BOILERPLATE, Head, read_head, without
from builder.convert.patterns import search_line
from builder.convert.profile import AUTHOR_LIMIT, DatedPattern, Profile
from builder.dates import Date

FROM_COMMENTS = "inferred from the first reader comment"
_NUMBER = re.compile(r"(?<![\w.,])[-+]?\d[\d.,/:]*%?(?!\w)")
_ROW = 60
"""Columns of a row with one figure."""
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

    @property
    def is_table(self) -> bool:
        """Whether its lines are rows of figures, which mean nothing when they run on."""
        lines = self.lines
        if len(lines) < 2 or sum(map(goes_on, lines[1:])) > len(lines) / 4:
            return False
        numbers = [len(_NUMBER.findall(line)) for line in lines]
        is_short = max(map(len, lines)) <= _ROW
        return sum(number >= (1 if is_short else 2) for number in numbers) >= 0.6 * len(lines)


@dataclass(frozen=True)
class Extracted:
    """An article as found in a capture."""

    title: str
    paragraphs: tuple[Paragraph, ...]
    head: Head = field(default_factory=Head)
    """What the lines under the title say, with author and date from elsewhere on the page."""
    date_from: str = ""
    """How the date was inferred, when the capture does not state it."""
    head_words: int = 0
    """In the head lines, which are in the front matter."""


def extract_by_profile(lines: Sequence[str], profile: Profile) -> Extracted | None:
    """The article according to a profile; None when no text remains."""
    start, end = bounds(lines, profile)
    read = [_by_profile(line, profile) for line in lines[start:end]]
    article = extract_cleaned([line.text for line in read])
    if article is None:
        return None
    author = next((line.author for line in read if line.author), "")
    day = next((line.day for line in read if line.day), None)
    found = Date.of(day) if day else article.head.date
    inferred = None if found else _first_comment_day(lines[start:], profile.comment_header)
    authors = (author,) if author else article.head.authors or profile.set.authors
    head = replace(article.head, date=found or inferred, authors=authors)
    return replace(article, head=head, date_from=FROM_COMMENTS if inferred else "")


class _Line(NamedTuple):
    """A line as a profile reads it."""

    text: str
    author: str = ""
    day: date | None = None


def _by_profile(line: str, profile: Profile) -> _Line:
    byline = search_line(profile.byline, line) if profile.byline else None
    day = profile.date.day(line) if profile.date else None
    is_boilerplate = byline is not None or day is not None or _matches_any(profile.drop_line, line)
    return _Line(BOILERPLATE if is_boilerplate else line, _author(byline), day)


def bounds(lines: Sequence[str], profile: Profile) -> tuple[int, int]:
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


def _first_comment_day(lines: Sequence[str], header: DatedPattern | None) -> Date | None:
    days = [day for line in lines if (day := header.day(line))] if header else []
    return Date.of(min(days)) if days else None


def _matches_any(patterns: Sequence[re.Pattern[str]], line: str) -> bool:
    return any(search_line(pattern, line) for pattern in patterns)


def extract_cleaned(lines: Sequence[str]) -> Extracted | None:
    """The article in a text without boilerplate: the first line is the title; None when no text remains."""
    first = next((number for number, line in enumerate(lines) if line not in ("", BOILERPLATE)), None)
    if first is None:
        return None
    return extract_below(lines[first], lines[first + 1 :])


def extract_below(title: str, lines: Sequence[str]) -> Extracted | None:
    """The article with this title and the lines below it; None when no text remains."""
    head = read_head(lines)
    words = sum(len(lines[at].split()) for at in head.lines)
    paragraphs = split_paragraphs(without(lines, head) if head.lines else lines)
    return Extracted(title, paragraphs, head, head_words=words) if paragraphs else None


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
    return _unwrapped([part for paragraph in paragraphs for part in _by_line(paragraph)])


def _by_line(paragraph: Paragraph) -> list[Paragraph]:
    """Its lines as paragraphs, if no program has broken them: some are long, and none goes on the one before."""
    lines = paragraph.lines
    if len(lines) < 2 or max(map(len, lines)) <= 2 * WRAPPED or any(goes_on(line) for line in lines[1:]):
        return [paragraph]
    return [
        Paragraph((line,), paragraph.gap if number == 0 else 1, paragraph.line + number)
        for number, line in enumerate(lines)
    ]


def goes_on(line: str) -> bool:
    """Whether a line goes on with the sentence of the line before."""
    return line[:1].islower() or line[:1] in ",.;:)”’"


def _unwrapped(paragraphs: list[Paragraph]) -> tuple[Paragraph, ...]:
    """The paragraphs without line breaks made by a program; those an author made, as in a poem or a table, stay."""
    prose = [not paragraph.is_table for paragraph in paragraphs]
    broken = [len(line) for one, is_prose in zip(paragraphs, prose, strict=True) if is_prose for line in one.lines[:-1]]
    if not broken or max(broken) > WRAPPED or median(broken) <= WRAPPED - 22:
        return tuple(paragraphs)
    pairs = zip(paragraphs, prose, strict=True)
    return tuple(replace(one, lines=(one.text,)) if is_prose else one for one, is_prose in pairs)


def usual_gap(paragraphs: Sequence[Paragraph]) -> int:
    """The most frequent number of blank lines between two paragraphs."""
    gaps = Counter(paragraph.gap for paragraph in paragraphs[1:])
    return max(gaps, key=lambda gap: (gaps[gap], -gap), default=1)
