"""Bar charts: the number of articles over time."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from builder.addresses import month_address, year_address
from builder.dates import Date

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


def chart(dates: Iterable[Date | None], *, years: int = 4) -> Chart | None:
    """A bar for each month, or for each year; None for few articles or a single bar.

    For each year from `years` years on, and where an article has no month. Within one year, these are left out.
    """
    known = [date for date in dates if date]
    by_year = _is_by_year(known, years)
    known = [date for date in known if by_year or date.month]
    if len(known) < MINIMUM:
        return None
    first, last = min(known, key=attrgetter("order")), max(known, key=attrgetter("order"))
    if by_year:
        periods = [(year, 0) for year in range(first.year, last.year + 1)]
    else:
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        periods = [(month // 12, month % 12 + 1) for month in months]
    if len(periods) < 2:
        return None
    counts = Counter((date.year, 0 if by_year else date.month) for date in known)
    most = max(counts.values())
    bars = tuple(_bar(position, period, counts[period], most) for position, period in enumerate(periods))
    return Chart("year" if by_year else "month", bars, most, width=len(bars) * (BAR + GAP) - GAP)


def _is_by_year(dates: Sequence[Date], years: int) -> bool:
    span = {date.year for date in dates}
    if len(span) < 2:
        return False
    return max(span) - min(span) >= years or not all(date.month for date in dates)


def _bar(position: int, period: tuple[int, int], count: int, most: int) -> Bar:
    year, month = period
    # A single article stays visible next to a thousand.
    height = max(2, round(HEIGHT * count / most)) if count else 0
    return Bar(
        label=f"{year}-{month:02}" if month else str(year),
        address=(month_address(year, month) if month else year_address(year)) if count else "",
        count=count,
        x=position * (BAR + GAP),
        y=HEIGHT - height,
        height=height,
    )
