"""Day: the day of a build. It only hides what is dated later, so the same content gives the same site on most days."""

import datetime as dt
import os
from collections.abc import Callable, Iterator
from typing import NamedTuple

from builder.model import Site
from builder.problems import ContentError, Place, Problem

TODAY: Callable[[], dt.date] = dt.date.today
VARIABLE = "SOURCE_DATE_EPOCH"
"""Seconds since 1970 in UTC, as of reproducible-builds.org."""


class DayRange(NamedTuple):
    """The days on which the same content gives the same site."""

    first: dt.date
    end: dt.date
    """The first day on which it gives another one."""


def build_day() -> dt.date:
    """The day of SOURCE_DATE_EPOCH, otherwise today; raises ContentError when the variable is not a time."""
    text = os.environ.get(VARIABLE)
    if not text:
        return TODAY()
    try:
        return dt.datetime.fromtimestamp(int(text), dt.UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        help_ = "set it to seconds since 1970, or remove it to build as of today"
        raise ContentError(Problem("S608", f"{VARIABLE} cannot be {text[:40]!r}", Place("site.yaml"), help_)) from error


def same_site(site: Site) -> DayRange:
    """The days on which the content of this site, built on `site.day`, gives the same one."""
    days = sorted(set(_days(site)))
    return DayRange(
        max((day for day in days if day <= site.day), default=dt.date.min),
        min((day for day in days if day > site.day), default=dt.date.max),
    )


def _days(site: Site) -> Iterator[dt.date]:
    """Every day on which something is hidden no longer."""
    yield from site.hidden.values()
    for article in site.articles:
        if article.publish_after:
            yield article.publish_after
        if article.date:
            yield article.date.first
        for anchor in site.anchors.get(article.slug, ()):
            yield from anchor.annotation.days()
