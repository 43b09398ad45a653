"""Bar charts: the number of articles over time."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

BAR, GAP, HEIGHT = 12, 4, 64
"""In units of the chart."""
MINIMUM = 5
"""Articles below which there is no chart."""


@dataclass(frozen=True)
class Bar:
    """A period and its number of articles."""

    label: str
    address: str
    count: int
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Chart:
    """Articles over time, ready to draw."""

    unit: str
    """year or month"""
    bars: tuple[Bar, ...]
    most: int
    """Articles of the highest bar."""
    width: int
    height: int = HEIGHT
    bar_width: int = BAR


def chart(days: Iterable[date | None], *, years: int = 4) -> Chart | None:
    """A bar for each month, or for each year from `years` years on; None for few articles or a single bar."""
    known = [day for day in days if day]
    if len(known) < MINIMUM:
        return None
    first, last = min(known), max(known)
    by_year = last.year - first.year >= years
    periods = _years(first, last) if by_year else _months(first, last)
    if len(periods) < 2:
        return None
    counts = Counter((day.year, 0 if by_year else day.month) for day in known)
    most = max(counts.values())
    bars = tuple(_bar(position, period, counts[period], most) for position, period in enumerate(periods))
    return Chart("year" if by_year else "month", bars, most, width=len(bars) * (BAR + GAP) - GAP)


def _years(first: date, last: date) -> list[tuple[int, int]]:
    return [(year, 0) for year in range(first.year, last.year + 1)]


def _months(first: date, last: date) -> list[tuple[int, int]]:
    span = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [(month // 12, month % 12 + 1) for month in span]


def _bar(position: int, period: tuple[int, int], count: int, most: int) -> Bar:
    year, month = period
    # A single article stays visible next to a thousand.
    height = max(2, round(HEIGHT * count / most)) if count else 0
    return Bar(
        label=f"{year}-{month:02}" if month else str(year),
        address=(f"/{year}/{month:02}/" if month else f"/{year}/") if count else "",
        count=count,
        x=position * (BAR + GAP),
        y=HEIGHT - height,
        height=height,
    )
