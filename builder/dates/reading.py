"""Reading: the date in a value that an editor wrote, or a problem whose help has the value to paste."""

import datetime as dt
from dataclasses import dataclass

from builder.dates.date import Date
from builder.dates.other_forms import without_zone, written_otherwise
from builder.problems import Place, Problem


@dataclass(frozen=True)
class Form:
    """What a key takes."""

    description: str
    """Completes "write …"."""
    partial: bool = True
    """Whether a year or a month is enough, and `~`, `?` and `%` may follow."""
    time: bool = False
    """Whether it may be a moment."""
    before_christ: bool = False

    def takes(self, date: Date) -> bool:
        """Whether the key can have this date."""
        exact = bool(date.day) and not date.qualifier
        return (
            (self.partial or exact) and (self.time or not date.time) and (self.before_christ or date.year > 0)
        )  # fmt: skip


PUBLICATION = Form(
    "a year, month or day (1895, 1895-04, 1895-04-12; ~ for approximate, ? for uncertain), or a time with its zone "
    "(2015-11-03T09:12:00Z)",
    time=True,
)  # fmt: skip
"""Of an article and of its capture."""
LIFE = Form("1965, 1965-09 or 1965-09-11; ~ for approximate, ? for uncertain", before_christ=True)
"""Of an entity."""
DAY = Form("year-month-day, such as 2026-11-22", partial=False)


def read_date(text: str, place: Place, key: str, form: Form = PUBLICATION) -> tuple[Date | None, list[Problem]]:
    """The date that the value of this key has; None with a problem (F008) when it has none."""
    message = f"`{key}` cannot be {text[:40]!r}"
    try:
        date = Date.parse(text)
    except ValueError:
        date = None
        message = f"`{key}`: there is no {'time' if ':' in text else 'day'} {text}"
    if date and form.takes(date):
        return date, []
    label = f"{key} " if key.startswith("--") else f"{key}: "
    return None, [Problem("F008", message, place, help_for(text, label, form))]


def read_day(text: str, place: Place, key: str) -> tuple[dt.date | None, list[Problem]]:
    """A whole day; None with a problem (F008) when it is not one."""
    date, problems = read_date(text, place, key, DAY)
    return date and date.first, problems


def help_for(text: str, label: str, form: Form) -> str:
    """How to write what the text may mean, ready to paste after the label of its key; else what the key takes."""
    read = [date if form.time else date.without_time for date in written_otherwise(text)]
    values = list(dict.fromkeys(str(date) for date in read if form.takes(date)))
    if not values:
        return f"write {form.description}"
    ready = " or ".join(f"`{label}{value}`" for value in values)
    if len(values) > 1:
        return f"write {ready}: it can mean both"
    if form.time and (time := without_zone(text)):
        return f"write {ready}, or the time with its zone, as {values[0]}T{time}Z is in UTC"
    return f"write {ready}"
