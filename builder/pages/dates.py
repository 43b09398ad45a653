"""Dates: in words for readers and in standard formats for programs, the same on every machine."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from builder.dates import Date

MONTHS = tuple(
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


@dataclass(frozen=True)
class DateView:
    """A year, month or day, or a time of day."""

    text: str
    """`3 November 2015`, `November 2015`, `2015`; `c. 2015` if it is approximate, `2015?` if it is uncertain."""
    iso: str
    """For `<time datetime>`."""
    moment: str
    """RFC 3339 in UTC, for feeds, so that moments sort as text; midnight without a time, empty without a day."""
    time: str = ""
    """`14:30 UTC`; empty if only the day is known."""


def optional_date(date: Date | dt.date | None) -> DateView | None:
    """The date for templates; None if it is unknown."""
    return required_date(date) if date else None


def required_date(date: Date | dt.date) -> DateView:
    """The date for templates."""
    date = date if isinstance(date, Date) else Date.of(date)
    moment = date.moment
    if moment is None:
        return _without_time(date)
    in_utc = f"{_in_utc(moment).replace(tzinfo=None).isoformat(timespec='seconds')}Z"
    return DateView(date_words(date), date.iso, in_utc, f"{moment:%H:%M}{_zone(moment)}")


@lru_cache(1 << 14)
def _without_time(date: Date) -> DateView:
    return DateView(date_words(date), date.iso, f"{date.iso}T00:00:00Z" if date.day else "")


def _in_utc(moment: dt.datetime) -> dt.datetime:
    try:
        return moment if moment.utcoffset() is None else moment.astimezone(dt.UTC)
    except OverflowError:
        # On the first and the last day of the calendar the UTC date may be out of range.
        return moment


def _zone(moment: dt.datetime) -> str:
    """The time zone: ` UTC`, ` UTC+3:00`."""
    zone = moment.strftime("%z")
    if not zone:
        return ""
    sign = "−" if zone[0] == "-" else "+"
    return " UTC" if zone[1:] == "0000" else f" UTC{sign}{int(zone[1:3])}:{zone[3:5]}"


def date_words(date: Date) -> str:
    """The date as `3 November 2015`, `November 2015`, `c. 2015`, `2015?`, without its time."""
    if date.year < 1:
        return str(date)
    parts = [str(date.day)] if date.day else []
    words = " ".join([*parts, month_words(date.year, date.month) if date.month else str(date.year)])
    about = "c. " if date.qualifier in ("~", "%") else ""
    return f"{about}{words}{'?' if date.qualifier in ('?', '%') else ''}"


def full_years(date: Date, later: dt.date) -> int:
    """Years completed before `later`: "more than N years ago" is true from that day on, whichever day is meant."""
    last = date.month or 12, date.day or 31
    return later.year - date.year - ((later.month, later.day) <= last)


def month_words(year: int, month: int) -> str:
    """The month as `November 2015`."""
    return f"{MONTHS[month - 1]} {year}"


def moment_words(text: str) -> str:
    """A date of front matter in words, with its time; unchanged if it cannot be read."""
    try:
        date = Date.parse(text)
    except ValueError:
        date = None
    if date is None:
        return text
    found = required_date(date)
    return f"{found.text}, {found.time}" if found.time else found.text
