"""Dates: the day that a line of a capture names, only where it is unambiguous."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from builder.dates.other_forms import MONTH_NAME, month_number

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH = rf"(?P<month>{MONTH_NAME})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_FORMATS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_YEAR}-(?P<month>\d\d?)-(?P<day>\d\d?)(?!\d)",
        rf"\b{_DAY} {_MONTH},? {_YEAR}\b",
        rf"\b{_MONTH} {_DAY},? {_YEAR}\b",
        rf"\b(?P<month>\d\d?)(?P<mark>[/.])(?P<day>\d\d?)(?P=mark){_YEAR}\b",
    )
)
_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?\b", re.IGNORECASE)
_TIME = re.compile(r"\b\d{1,2}:\d\d(?::\d\d)?(?: ?[ap]\.?m\b\.?)?", re.IGNORECASE)
_AGO = re.compile(r"\b\d+ (?:second|minute|hour|day|week|month|year)s? ago\b", re.IGNORECASE)


@dataclass(frozen=True)
class DateMatch:
    """A date as written in a line."""

    start: int
    end: int
    """Where the date, or the time after it, ends."""
    month_first: date | None
    day_first: date | None
    """Different only for dates such as 11/03/2015; both None for `3 days ago`."""
    timed: bool
    """Whether the line has a time too."""


def find_date(line: str) -> DateMatch | None:
    """The first date in a line."""
    for pattern in _FORMATS:
        match = pattern.search(line)
        if match is None:
            continue
        time = _TIME.search(line)
        end = max(match.end(), time.end() if time else 0)
        weekday = _WEEKDAY.search(line)
        expected = weekday[1].lower() if weekday else ""
        year, day, month = int(match["year"]), int(match["day"]), match["month"].lower()
        number = int(month) if month.isdigit() else month_number(month)
        if "mark" in pattern.groupindex:
            month_first, day_first = _day(year, number, day, expected), _day(year, day, number, expected)
        else:
            month_first = day_first = _day(year, number, day, "")
        return DateMatch(match.start(), end, month_first, day_first, time is not None)
    ago = _AGO.search(line)
    return DateMatch(ago.start(), ago.end(), None, None, timed=False) if ago else None


def _day(year: int, month: int, day: int, weekday: str) -> date | None:
    """The date; None when there is no such day, or it is not that weekday."""
    try:
        result = date(year, month, day)
    except ValueError:
        return None
    return result if weekday in ("", _WEEKDAYS[result.weekday()]) else None


def earliest(matches: Iterable[DateMatch]) -> date | None:
    """The earliest day of dates in one format; None unless exactly one order of day and month fits all of them."""
    dates = list(matches)
    month_first = [match.month_first for match in dates if match.month_first is not None]
    day_first = [match.day_first for match in dates if match.day_first is not None]
    candidates = {min(days) for days in (month_first, day_first) if days and len(days) == len(dates)}
    return candidates.pop() if len(candidates) == 1 else None
