"""Other forms: dates as other programs and people write them, as the dates that they can mean."""

import datetime as dt
import re
from collections.abc import Iterator

from builder.dates.date import Date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_NAME = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
"""Pattern of the English names of months and of their abbreviations, in lower case."""
_FILLERS = re.compile(
    r"(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?|thur|of|the|at|on|in|st|nd|rd|th", re.ASCII
)
_TIME = re.compile(
    r"(?:^|[T ,])(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?(?: ?(?P<half>[ap])\.?m\b\.?)?"
    r"(?: ?(?P<zone>Z\b|[+-]\d\d(?::?\d\d)?(?!\d)|[A-Z]{2,5}\b))?",
    re.ASCII | re.IGNORECASE,
)
_BARE_ZONE = re.compile(r" [+-]\d\d:?\d\d$", re.ASCII)
_ZONES = {"z": 0, "ut": 0, "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
          "pst": -8, "pdt": -7}  # fmt: skip
"""Hours from UTC of the names that RFC 2822 defines; others are those of several zones."""
_ABOUT = re.compile(r"(c|ca|circa|about|around|approx|approximately)\b\.? *", re.IGNORECASE)
_DOUBTFUL = re.compile(r"\[(.+?)\??\]|(.+?) *\(?\?\)?|(?:probably|possibly|perhaps) (.+)", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})(?:([-/. ])(\d\d?)(?:\2(\d\d?))?)?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_YEAR_LAST = re.compile(r"(?:(\d\d?)([-/. ]))?(\d\d?)[-/. ](\d{4})", re.ASCII)
_LONGEST = 60


def written_otherwise(text: str) -> tuple[Date, ...]:
    """The dates that the text can mean: one, both readings of 03/04/2015, or none for any other text."""
    line = " ".join(text.split())
    if len(line) > _LONGEST:
        return ()
    day, time = _split_time(line)
    day, qualifier = _split_qualifier(day)
    found = [Date(*parts, "", qualifier) for parts in _readings(day) if _exists(*parts)]
    return tuple(dict.fromkeys(_with_time(date, time) for date in found))


def without_zone(text: str) -> str:
    """The time in the text as `12:00:00` if its zone is not known; else empty."""
    match = _split_time(" ".join(text.split()))[1]
    clock = match and _clock(match)
    return clock.isoformat() if match and clock and _offset(match["zone"] or "") is None else ""


def _split_time(line: str) -> tuple[str, re.Match[str] | None]:
    """The text without its time and time zone, and the match of these."""
    match = _TIME.search(line)
    rest = f"{line[: match.start()]} {line[match.end() :]}" if match else _BARE_ZONE.sub("", line)
    return rest.strip(" ,"), match


def _split_qualifier(day: str) -> tuple[str, str]:
    """The text without words for an approximate or uncertain date, and the sign for them."""
    about = _ABOUT.match(day)
    day = day[about.end() :] if about else day
    doubtful = _DOUBTFUL.fullmatch(day)
    day = next(filter(None, doubtful.groups())) if doubtful else day
    return day.strip(), ("%" if about and doubtful else "~" if about else "?" if doubtful else "")


def _readings(day: str) -> Iterator[tuple[int, int, int]]:
    """Year, month and day of each reading, whether they exist or not; 0 for what is not said."""
    if match := _YEAR_FIRST.fullmatch(day):
        yield int(match[1]), int(match[3] or 0), int(match[4] or 0)
    elif match := _COMPACT.fullmatch(day):
        yield int(match[1]), int(match[2]), int(match[3])
    elif match := _YEAR_LAST.fullmatch(day):
        first, second, year = int(match[1] or 0), int(match[3]), int(match[4])
        yield year, second, first
        # With dots, the day is first in every country that writes so.
        if first and (match[2] != "." or second > 12):
            yield year, first, second
    else:
        yield from _with_month_name(day)


def _with_month_name(day: str) -> Iterator[tuple[int, int, int]]:
    """`Nov. 3, 2015`, `3rd of November 2015`, `November 2015`, `03-Nov-2015`."""
    words = [word.lower() for word in re.findall(r"[^\W\d_]+|\d+", day, re.ASCII)]
    parts = sorted((_part(word), word) for word in words if not _FILLERS.fullmatch(word))
    found = dict(parts)
    if [name for name, _ in parts] in (["month", "year"], ["day", "month", "year"]):
        yield int(found["year"]), month_number(found["month"]), int(found.get("day", 0))


def _part(word: str) -> str:
    """What of a date the word is; empty for anything else."""
    if re.fullmatch(MONTH_NAME, word):
        return "month"
    return {1: "day", 2: "day", 4: "year"}.get(len(word), "") if word.isdigit() else ""


def month_number(name: str) -> int:
    """The number of the month with this name; January is 1."""
    return _MONTHS.index(name[:3]) + 1


def _exists(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year, month or 1, day or 1)
    except ValueError:
        return False
    return bool(month or not day)


def _with_time(date: Date, match: re.Match[str] | None) -> Date:
    """The date with the time if both and the time zone are known."""
    clock = match and _clock(match)
    offset = _offset(match["zone"] or "") if match else None
    if not (clock and date.day) or offset is None or date.qualifier:
        return date
    return Date.of(dt.datetime.combine(date.first, clock, dt.timezone(offset)))


def _clock(match: re.Match[str]) -> dt.time | None:
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + 12 * (match["half"].lower() == "p") if 1 <= hour <= 12 else -1
    try:
        return dt.time(hour, int(match["minute"]), int(match["second"] or 0))
    except ValueError:
        return None


def _offset(zone: str) -> dt.timedelta | None:
    """The distance from UTC; None if it is not known."""
    if zone.lower() in _ZONES:
        return dt.timedelta(hours=_ZONES[zone.lower()])
    if zone[:1] not in ("+", "-"):
        return None
    digits = zone[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    offset = dt.timedelta(hours=hours, minutes=minutes)
    if offset >= dt.timedelta(days=1) or minutes > 59:
        return None
    return -offset if zone[0] == "-" else offset
