"""Dates: those after today, which are mistyped more often than not."""

import datetime as dt
from collections.abc import Iterator

from builder.dates import Date, is_after
from builder.model import Annotation, Article, Reply, Site
from builder.problems import Place, Problem

LIVES = ("born", "died")
"""The other dates of entities may be planned: an event, a law."""


def check_dates(site: Site) -> Iterator[Problem]:
    """A warning for each date after `site.day`; the only check that depends on the day."""
    for article in site.articles:
        yield from _of_article(article, site)
        for anchor in site.anchors.get(article.slug, ()):
            yield from _of_note(anchor.annotation, site.day)
            for reply in anchor.annotation.replies:
                yield from _of_note(reply, site.day)
    for entity in site.entities.values():
        for key, date in entity.dates:
            if key in LIVES and is_after(date, site.day):
                yield _problem(key, date, entity.place, site.day)


def _of_article(article: Article, site: Site) -> Iterator[Problem]:
    # An article that waits for its day may have the date of that day.
    latest = max(site.day, article.publish_after or site.day)
    if article.date and is_after(article.date, latest):
        yield _problem("date", article.date, site.texts[article.slug].places.get("date", article.place), site.day)
    captured = Date.parse(article.source.captured) if article.source.captured else None
    if captured and is_after(captured, site.day):
        place = site.texts[article.slug].places.get("source.captured", article.place)
        yield _problem("captured", captured, place, site.day)


def _of_note(note: Annotation | Reply, today: dt.date) -> Iterator[Problem]:
    for key, day in (("date", note.date), ("updated", note.updated)):
        if day and day > today:
            yield _problem(key, day, note.place, today)


def _problem(key: str, date: Date | dt.date, place: Place, today: dt.date) -> Problem:
    help_ = "correct it if it is mistyped; until then, feeds and lists of the latest leave it out"
    return Problem("F016", f"`{key}` is {date}, and today is {today}", place, help_)
