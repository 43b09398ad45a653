"""Date: a year, a month, a day or a moment, as precisely as it is known."""

import datetime as dt
import re
from math import inf
from typing import NamedTuple, Self

_EDTF = re.compile(
    r"(?P<year>-?\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?(?P<qualifier>[~?%]?)", re.ASCII
)  # fmt: skip
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ](?!24)\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_LEAP_YEAR = 2000


class Date(NamedTuple):
    """A date with exactly the precision that is known; no part is ever made up.

    Written as in the Extended Date/Time Format of the Library of Congress, level 1 (ISO 8601-2): `1895`, `1895-04`,
    `1895-04-12`, `1895~` (approximate), `1895?` (uncertain), `1895%` (both); or as a moment of RFC 3339.
    """

    year: int
    """Before year 1, 0 and below, as in ISO 8601."""
    month: int = 0
    """0 if only the year is known."""
    day: int = 0
    """0 if only the month is known."""
    time: str = ""
    """The moment in ISO 8601, on this day in its own time zone: as text, since in UTC it may be out of range."""
    qualifier: str = ""
    """`~` approximate, `?` uncertain, `%` both."""

    @classmethod
    def of(cls, day: dt.date) -> Self:
        """A day or a moment of the calendar."""
        time = day.isoformat() if isinstance(day, dt.datetime) else ""
        return cls(day.year, day.month, day.day, time)

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The date that is written so; None for another form. Raises ValueError when there is no such day or time."""
        if _TIME.fullmatch(text):
            return cls.of(dt.datetime.fromisoformat(text))
        match = _EDTF.fullmatch(text)
        if match is None:
            return None
        year, month, day = (int(match[part] or 0) for part in ("year", "month", "day"))
        if match["month"]:
            # Raises ValueError. The calendar of Python begins in year 1; before, any year may be a leap year.
            dt.date(year if year > 0 else _LEAP_YEAR, month, day if match["day"] else 1)
        return cls(year, month, day, "", match["qualifier"])

    @property
    def iso(self) -> str:
        """ISO 8601 without the qualifier, for `<time datetime>` and JSON-LD."""
        if self.time:
            return self.time
        parts = [f"{self.year:04}" if self.year >= 0 else f"-{-self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part]
        return "-".join(parts)

    def __str__(self) -> str:
        return self.iso + self.qualifier

    @property
    def without_time(self) -> Self:
        """The same day without its time."""
        return self._replace(time="")

    @property
    def moment(self) -> dt.datetime | None:
        """The moment, if the time is known."""
        return dt.datetime.fromisoformat(self.time) if self.time else None

    @property
    def first(self) -> dt.date:
        """The first day that it may mean; the first of the calendar if it is before that."""
        return dt.date(self.year, self.month or 1, self.day or 1) if self.year > 0 else dt.date.min

    @property
    def order(self) -> tuple[int, int, int, float]:
        """Sorts dates by time. A year comes before its months, a month before its days."""
        return self.year, self.month, self.day, self.moment.timestamp() if self.moment else -inf


def is_after(date: Date | dt.date, day: dt.date) -> bool:
    """Whether all of the date is later than the day."""
    return (date.first if isinstance(date, Date) else date) > day
