"""Dates are read only where they are unambiguous."""

from __future__ import annotations

from datetime import date

import pytest

from builder.convert.dates import earliest, find_date
from builder.dates import Date
from tests.capture_factory import PAGE_PROFILE, PAGE_WORDS, article, page, profile, words


def test_an_ambiguous_date_is_not_used() -> None:
    front, _ = article(page(day="11/03/2015"))
    assert "date" not in front.values
    assert "date_from" not in front.values["source"]


def test_the_profile_gives_the_format_of_dates() -> None:
    day_first = PAGE_PROFILE.replace("%m/%d/%Y", "%d/%m/%Y")
    front, _ = article(page(day="Wed, 11/03/2015"), profiles=(profile(day_first),))
    assert front.values["date"] == "2015-03-11"


def test_a_stated_date_overrides_the_comments_and_the_archivist_overrides_both() -> None:
    dated = profile(PAGE_PROFILE + "date: {pattern: '^Published (?P<date>.{5,20})$', format: '%d %B %Y'}\n")
    capture = page().replace("Archive desk's picture", "Archive desk's picture\nPublished 2 November 2015")
    front, _ = article(capture, profiles=(dated,))
    assert front.values["date"] == "2015-11-02"
    assert "date_from" not in front.values["source"]
    front, _ = article(capture, profiles=(dated,), date=Date(2015, 11, 1))
    assert front.values["date"] == "2015-11-01"
    assert front.values["source"]["date_from"] == "given by the archive"
    assert words(front) == PAGE_WORDS


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Tue, 11/03/2015 - 13:20 | 1 name", date(2015, 11, 3)),
        ("Wed, 11/03/2015 - 13:20 | 1 name", date(2015, 3, 11)),
        ("Fri, 11/03/2015 - 13:20 | 1 name", None),
        ("11/03/2015", None),
        ("11/13/2015", date(2015, 11, 13)),
        ("03.11.2015 13:20", None),
        ("13.11.2015 13:20", date(2015, 11, 13)),
        ("2015-11-03T13:20", date(2015, 11, 3)),
        ("a name wrote on November 3rd, 2015 at 1:20 pm", date(2015, 11, 3)),
        ("3 Nov. 2015", date(2015, 11, 3)),
        ("2015-02-30", None),
        ("3 days ago", None),
    ],
)
def test_a_date_is_used_only_if_it_is_unambiguous(line: str, day: date | None) -> None:
    found = find_date(line)
    assert found is not None
    assert earliest([found]) == day


def test_several_dates_resolve_an_ambiguous_one() -> None:
    dates = [found for line in ("11/03/2015", "11/14/2015", "12/01/2015") if (found := find_date(line))]
    assert earliest(dates) == date(2015, 11, 3)


def test_a_byline_and_a_date_above_the_article_are_found_without_a_profile() -> None:
    capture = page().replace("Archive desk's picture", "By Archive Desk\nPublished November 2, 2015")
    front, _ = article(capture)
    assert (front.values["authors"], front.values["date"]) == (["Archive Desk"], "2015-11-02")
    assert words(front) == PAGE_WORDS
