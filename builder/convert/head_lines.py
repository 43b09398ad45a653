"""Head lines: byline, date and place between a headline and its text, and the date in the name of a file."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from builder.convert.date_lines import FIRST_YEAR, LAST_YEAR, DateLine, read_date_line
from builder.convert.profile import AUTHOR_LIMIT
from builder.dates import Date
from builder.languages import head_phrases, head_words

BOILERPLATE = "\0"
"""Replaces a line of boilerplate; no capture contains this character."""
FROM_FILE = "the name of the file"
FROM_FOLDER = "the name of the folder"
_LONGEST = 160
_SEARCHED = 8
"""Lines with text, from the headline on, among which are all head lines."""
_STANDFIRST = 2
"""Lines of these that may be something else, such as a summary."""
_OTHER_WORDS = 4
"""Words of a head line that may be something else, such as `3 min read`."""
_HEADING = 40
"""Characters of a heading of a chronology."""
_SEPARATOR = re.compile(r" +[|·•—–-] +|[|·•] *")
_NAME = re.compile(r"[^\W\d_][\w.’'-]*\.?")
_AGENCY = re.compile(r" ?[(\[](?P<agency>[^\W\d_][\w ]{1,20})[)\]] ?[-–—]?$")
_EAST_ASIAN_NAME = re.compile(r"[\u3400-\u9fff\u3040-\u30ff·・]{2,8}|[가-힣]{2,5}")
_KOREAN_BYLINE = re.compile(r"(?P<name>[가-힣]{2,4}) ?(?:선임|수습)?기자(?: \S+@\S+)?")
_CHINESE_BYLINE = re.compile(r"[（(]?(?:新华社|本报|本報|中新社)?(?:记者|記者) ?(?P<name>[\u3400-\u9fff·]{2,4})[)）]?")
_CASED = re.compile(r"[^\W\d_]")
_FILE_DATE = re.compile(r"(?<!\d)(\d{4})[-_.]?(\d\d)[-_.]?(\d\d)(?!\d)|(?<!\d)(\d{4})[-_.](\d\d)(?![-_.]?\d)")
_FOLDER_DATE = re.compile(r"(?:^|/)(\d{4})/(\d\d?)(?:/(\d\d?))?/|(?:^|/)(\d{4})-(\d\d)(?:-(\d\d))?/")


@dataclass(frozen=True)
class Head:
    """What the lines between a headline and its text say."""

    date: Date | None = None
    authors: tuple[str, ...] = ()
    place: str = ""
    calendar: str = ""
    """Of a date that is not Gregorian and therefore not in `date`."""
    lines: tuple[int, ...] = ()
    """Which lines they are."""
    as_written: tuple[str, ...] = ()
    """Those of them that say more than `date`, `authors` and `place` do."""


class _Part(NamedTuple):
    """What one line, or a part of it, says."""

    date: DateLine | None = None
    authors: tuple[str, ...] = ()
    place: str = ""
    is_byline: bool = False
    is_more: bool = False
    """Whether it says more than that."""


def read_head(lines: Sequence[str]) -> Head:
    """The head lines among the lines below a headline; empty when there are none.

    A line is one of them only if it is a date or a byline and little else. Up to two other lines may come before, such
    as a summary. A date is not taken for that of publication when other dates are headings further below, or when two
    dates contradict each other.
    """
    parts = _parts(lines)
    if not any(line not in ("", BOILERPLATE) and at not in parts for at, line in enumerate(lines)):
        return Head()
    date, is_certain = _date_of(list(parts.values()))
    if not is_certain or _is_chronology(date, parts, lines):
        parts = {at: part for at, part in parts.items() if part.date is None or part.is_byline}
        date = None
    all_of_it = _merged(parts.values())
    return Head(
        date=date,
        authors=tuple(dict.fromkeys(all_of_it.authors)),
        place=all_of_it.place,
        calendar=next((part.date.calendar for part in parts.values() if part.date and part.date.calendar), ""),
        lines=tuple(parts),
        as_written=tuple(lines[at] for at, part in parts.items() if part.is_more),
    )


def _merged(parts: Iterable[_Part]) -> _Part:
    """What several parts say together."""
    known = list(parts)
    return _Part(
        next((part.date for part in known if part.date), None),
        tuple(name for part in known for name in part.authors),
        next((part.place for part in known if part.place), ""),
        any(part.is_byline for part in known),
        any(part.is_more for part in known),
    )


def without(lines: Sequence[str], head: Head) -> list[str]:
    """The lines with the head lines as boilerplate."""
    taken = frozenset(head.lines)
    return [BOILERPLATE if at in taken else line for at, line in enumerate(lines)]


def _date_of(parts: Sequence[_Part]) -> tuple[Date | None, bool]:
    """The date of publication, and whether no two dates contradict each other."""
    found = [part.date for part in parts if part.date and part.date.date]
    dates = {one.date for one in found}
    if len(dates) > 1:
        dates = {one.date for one in found if one.is_labelled}
    return next(iter(dates), None), len(dates) == 1 or not found


def _is_chronology(date: Date | None, parts: Mapping[int, _Part], lines: Sequence[str]) -> bool:
    """Whether the date found is only the first of several headings."""
    if not any(part.date for part in parts.values()) or any(_is_explained(part) for part in parts.values()):
        return False
    below = (line for at, line in enumerate(lines) if at > max(parts) and 0 < len(line) <= _HEADING)
    others = (other for line in below if (other := read_date_line(line.rstrip(":–—- "))))
    return any((other.date or other.calendar) != date for other in others)


def _is_explained(part: _Part) -> bool:
    """Whether a line says itself what it is."""
    return part.is_byline or bool(part.date and (part.date.is_labelled or part.date.is_update))


def _parts(lines: Sequence[str]) -> dict[int, _Part]:
    """By its number: what each head line says."""
    found: dict[int, _Part] = {}
    filled = [at for at, line in enumerate(lines) if line not in ("", BOILERPLATE)][:_SEARCHED]
    others = 0
    for at in filled:
        part = _part(lines[at]) if len(lines[at]) <= _LONGEST else None
        if part and _may_follow(part, at, lines, others, found) and not _continues(lines, at, part):
            found[at] = part
            continue
        others += 1
        if others > _STANDFIRST or (found and others):
            break
    return found


def _may_follow(part: _Part, at: int, lines: Sequence[str], others: int, found: dict[int, _Part]) -> bool:
    """Whether a head line may be here: after something else, only a clear one with nothing beside it."""
    if not others or at - 1 in found:
        return True
    is_clear = part.is_byline or bool(part.date and (part.date.is_labelled or (part.date.date and part.date.date.day)))
    is_separate = lines[at - 1] in ("", BOILERPLATE) or "" not in lines[:at]
    return is_clear and is_separate


def _continues(lines: Sequence[str], at: int, part: _Part) -> bool:
    """Whether the next line goes on with the sentence, as in a verse that begins with `By`."""
    after = lines[at + 1] if at + 1 < len(lines) else ""
    return part.date is None and after[:1].islower() and _part(after) is None


def _part(line: str) -> _Part | None:
    """What a line says if it is a head line."""
    if line[-1] in "?!:,;" or len(line.split()) > 24:
        return None
    if part := _single(line):
        return part
    pieces = [piece for piece in _SEPARATOR.split(line) if piece.strip()]
    parts = [_single(piece.strip()) for piece in pieces]
    known = [part for part in parts if part]
    unknown = sum(len(piece.split()) for piece, part in zip(pieces, parts, strict=True) if not part)
    if not known or len(pieces) == 1 or unknown > _OTHER_WORDS:
        return None
    part = _merged(known)
    return part._replace(is_more=part.is_more or unknown > 0)


def _single(text: str) -> _Part | None:
    """What a text without separators says: a date, a byline, a place with a date, or a byline with a date."""
    if date := read_date_line(text):
        return _Part(date, is_more=_says_more(date, text))
    agency = _AGENCY.search(text)
    if agency and (part := _single(text[: agency.start()])):
        return part._replace(is_more=True)
    for comma in re.finditer(r",? \(?(?=[\w(])|[,、，] ?", text):
        before, after = text[: comma.start()], text[comma.end() :].rstrip(")")
        date = read_date_line(after) if before and re.search(r"[\d年]", after) else None
        if date is None:
            continue
        if byline := _byline(before):
            return byline._replace(date=date, is_more=byline.is_more or _says_more(date, after))
        if comma[0].startswith((",", "、", "，")) and _is_place(before):
            # `Jane Doe, 7 April 1987` may be the author.
            place = before if _is_clearly_place(before) else ""
            return _Part(date, place=place, is_more=not place or _says_more(date, after))
    return _labelled_place(text) or _byline(text)


def _says_more(date: DateLine, text: str) -> bool:
    """Whether the text has a time, or a date that the front matter cannot have."""
    return date.date is None or date.is_update or re.search(r"\d[:h]\d\d", text) is not None


def _labelled_place(text: str) -> _Part | None:
    label, colon, place = text.partition(":")
    if colon and label.strip().lower() in head_words("place labels") and _is_place(place.strip()):
        return _Part(place=place.strip())
    return None


def _is_place(text: str) -> bool:
    words = text.split()
    if not 1 <= len(words) <= 4 or re.search(r"[\d.:;!?()]", text.replace("St.", "St")):
        return False
    if {word.lower() for word in words} & (head_words("not in names") | head_words("weekdays")):
        return False
    return _is_capitalized(words)


def _is_clearly_place(text: str) -> bool:
    first, _, more = text.partition(" ")
    return not more or first.lower() in head_words("first words of places")


def _byline(text: str) -> _Part | None:
    """The authors of `By Jane Doe and John Roe in London, Staff Writers`."""
    if match := _KOREAN_BYLINE.fullmatch(text) or _CHINESE_BYLINE.fullmatch(text):
        return _Part(authors=(match["name"],), is_byline=True, is_more="@" in text)
    match = _by().match(text)
    if match is None:
        return None
    is_labelled = match["label"] is not None
    rest = text[match.end() :].strip().rstrip(".,")
    rest, place = _split_place(rest)
    first, *more = [piece.strip() for piece in re.split(r"[,;、，/]|\s-\s", rest)]
    authors = _names(first, is_labelled=is_labelled)
    if not authors:
        return None
    is_more = False
    for piece in more:
        names = () if _is_role(piece) else _names(piece, is_labelled=is_labelled)
        authors += names
        is_more = is_more or not names
        if not names and len(piece.split()) > 8:
            return None
    return _Part(authors=authors, place=place, is_byline=True, is_more=is_more)


def _split_place(text: str) -> tuple[str, str]:
    """The text before `in London`, and the place."""
    words = text.split()
    for at in range(2, len(words)):
        if words[at] in head_words("before places") and _is_place(" ".join(words[at + 1 :])):
            return " ".join(words[:at]), " ".join(words[at + 1 :])
    return text, ""


def _names(text: str, *, is_labelled: bool) -> tuple[str, ...]:
    """The names of people; none when any of them is something else."""
    names: list[list[str]] = [[]]
    for word in text.split():
        if (word in head_words("between authors") or word == "&") and len(names[-1]) >= 1:
            names.append([])
        else:
            names[-1].append(word)
    if not all(_is_name(words, is_labelled=is_labelled) for words in names):
        return ()
    return tuple(" ".join(words) for words in names)


def _is_name(words: Sequence[str], *, is_labelled: bool) -> bool:
    text = " ".join(words)
    if not words or len(words) > 5 or len(text) > AUTHOR_LIMIT:
        return False
    if _EAST_ASIAN_NAME.fullmatch(text):
        return True
    low = {word.lower() for word in words}
    if len(words) == 1 and not (is_labelled or low <= head_words("agencies")):
        return False
    if low & head_words("not in names") or not all(_NAME.fullmatch(word) for word in words):
        return False
    return _is_capitalized(words)


def _is_capitalized(words: Sequence[str]) -> bool:
    """Whether each word but particles begins with a capital; scripts without capitals have none."""
    named = [word for word in words if word.lower() not in head_words("name particles")]
    starts = [match[0] for word in named if (match := _CASED.search(word))]
    return bool(starts) and not any(start.islower() for start in starts)


def _is_role(text: str) -> bool:
    return bool({word.lower().strip(".") for word in text.split()} & head_words("role words"))


@cache
def _by() -> re.Pattern[str]:
    """What comes before the names of authors."""
    plain = "|".join(re.escape(phrase) for phrase in head_phrases("before authors"))
    labels = "|".join(re.escape(phrase) for phrase in head_phrases("author labels"))
    return re.compile(rf"(?:(?P<label>(?:{labels}) ?[:：=＝／])|(?:{plain})(?= )) ?", re.IGNORECASE)


def date_of_name(file: str) -> tuple[Date | None, str]:
    """The date in a path relative to content/sources/, as precise as it is, and which part of the path has it.

    `2012-09-13-d.txt`, `20120913.txt`, `2012/09/13/x.txt`, `1987/04/x.txt`. A folder of a year alone may be anything.
    """
    folder, _, name = file.rpartition("/")
    dates = {date for match in _FILE_DATE.finditer(name) if (date := _date(match.groups()))}
    if len(dates) == 1:
        return dates.pop(), FROM_FILE
    dates = {date for match in _FOLDER_DATE.finditer(f"{folder}/") if (date := _date(match.groups()))}
    return (dates.pop(), FROM_FOLDER) if len(dates) == 1 else (None, "")


def _date(parts: Sequence[str | None]) -> Date | None:
    year, month, day = (*(int(part) for part in parts if part), 0)[:3]
    try:
        dt.date(year, month, day or 1)
    except ValueError:
        return None
    return Date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
