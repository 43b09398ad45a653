"""Dates: in words for readers and in standard formats for programs, the same on every machine."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

MONTHS = tuple(
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


@dataclass(frozen=True)
class DateView:
    """A day, or a time of day."""

    text: str
    """`3 November 2015`"""
    iso: str
    """For `<time datetime>`."""
    moment: str
    """RFC 3339 in UTC, for feeds, so that moments sort as text; midnight if only the day is known."""
    time: str = ""
    """`14:30 UTC`; empty if only the day is known."""


def optional_date(moment: date | datetime | None) -> DateView | None:
    """The date for templates; None if it is unknown."""
    return required_date(moment) if moment else None


def required_date(moment: date | datetime) -> DateView:
    """The date for templates."""
    if not isinstance(moment, datetime):
        return _known_day(moment)
    return DateView(
        text=day_words(moment),
        iso=moment.isoformat(timespec="seconds"),
        moment=f"{_in_utc(moment).replace(tzinfo=None).isoformat(timespec='seconds')}Z",
        time=f"{moment:%H:%M}{_zone(moment)}",
    )


@lru_cache(1 << 14)
def _known_day(day: date) -> DateView:
    return DateView(day_words(day), day.isoformat(), f"{day.isoformat()}T00:00:00Z")


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment if moment.utcoffset() is None else moment.astimezone(UTC)
    except OverflowError:
        # On the first and the last day of the calendar the UTC date may be out of range.
        return moment


def _zone(moment: datetime) -> str:
    """The time zone: ` UTC`, ` UTC+3:00`."""
    zone = moment.strftime("%z")
    if not zone:
        return ""
    sign = "−" if zone[0] == "-" else "+"
    return " UTC" if zone[1:] == "0000" else f" UTC{sign}{int(zone[1:3])}:{zone[3:5]}"


def day_words(day: date) -> str:
    """The day as `3 November 2015`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def full_years(day: date, later: date) -> int:
    """Years completed before `later`: "more than N years ago" is true from that day on."""
    return later.year - day.year - ((later.month, later.day) <= (day.month, day.day))


def month_words(year: int, month: int) -> str:
    """The month as `November 2015`."""
    return f"{MONTHS[month - 1]} {year}"


def partial_date(text: str) -> DateView | None:
    """A year, month or day as in front matter: `2015`, `2015-11`, `2015-11-03`; None for years BC and other texts."""
    parts = [int(part) for part in text.split("-")] if text[:1].isdigit() else []
    if not parts:
        return None
    year, *rest = parts
    if len(rest) == 2:
        return required_date(date(year, *rest))
    return DateView(month_words(year, rest[0]) if rest else str(year), text, "")


def written_words(text: str) -> str:
    """A date of front matter in words; unchanged if `partial_date` cannot read it."""
    date = partial_date(text)
    return date.text if date else text


def moment_words(text: str) -> str:
    """A day or time of front matter in words; unchanged if it cannot be read."""
    try:
        found = required_date(datetime.fromisoformat(text)) if len(text) > len("2015-11-03") else partial_date(text)
    except ValueError:
        return text
    if found is None:
        return text
    return f"{found.text}, {found.time}" if found.time else found.text
