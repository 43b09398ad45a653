"""Dates: what the content may say of one, and what a date that is written otherwise can mean."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.dates import DAY, LIFE, PUBLICATION, Date, Form, is_after, read_date, read_day
from builder.dates.other_forms import written_otherwise
from builder.frontmatter import dump, read_mapping
from builder.pages.dates import date_words, full_years, required_date
from builder.problems import Place

HERE = Place("here.md", 3, 7)
EXACT = ("1895", "1895-04", "1895-04-12", "1895~", "1895-04?", "1895-04-12%", "0895", "2015-11-03T12:00:00-05:00")


def help_of(text: str, form: Form = PUBLICATION) -> str:
    date, (problem,) = read_date(text, HERE, "date", form)
    assert date is None
    assert (problem.code, problem.place) == ("F008", HERE)
    return problem.help


@pytest.mark.parametrize("text", EXACT)
def test_a_date_is_kept_exactly_as_it_is_written(text: str) -> None:
    date, problems = read_date(text, HERE, "date")
    assert (str(date), problems) == (text, [])
    assert read_mapping(f"---\n{dump({'date': date})}---\n", "x.md").values == {"date": text}
    assert dump({"date": date}) == f"date: {text}\n"


@pytest.mark.parametrize(
    ("text", "words", "iso"),
    [
        ("1895", "1895", "1895"),
        ("1895-04", "April 1895", "1895-04"),
        ("1895-04-12", "12 April 1895", "1895-04-12"),
        ("1895~", "c. 1895", "1895"),
        ("1895-04?", "April 1895?", "1895-04"),
        ("1895-04-12%", "c. 12 April 1895?", "1895-04-12"),
        ("0895", "895", "0895"),
        ("-0044-03-15", "-0044-03-15", "-0044-03-15"),
    ],
)
def test_readers_and_programs_are_told_what_is_known_and_no_more(text: str, words: str, iso: str) -> None:
    date = Date.parse(text)
    assert date is not None
    assert (date_words(date), date.iso) == (words, iso)
    assert bool(required_date(date).moment) == bool(date.day)


@pytest.mark.parametrize(
    "text",
    [
        "2015-02-30", "2015-13", "1895-00", "2015-11-03T25:00:00Z", "2015-11-03T24:00:00Z", "2015-11-03T12:00:00+99:99",
        "189X", "1895/1896", "yesterday", "", "١٨٩٥", "1895~~", "2015-11-03T12:00:00Z~", "0000", "-0044", "9" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_date_is_a_problem(text: str) -> None:
    assert help_of(text).startswith("write ")


def test_lives_may_be_before_our_era_and_notes_have_a_whole_day() -> None:
    assert read_date("-0044-03-15", HERE, "born", LIFE)[0] == Date(-44, 3, 15)
    assert read_date("2015-11-03T12:00:00Z", HERE, "born", LIFE)[0] is None
    assert read_day("2026-11-22", HERE, "date") == (dt.date(2026, 11, 22), [])
    assert read_day("2026-11", HERE, "date")[0] is None
    assert read_day("2026-11-22~", HERE, "date")[0] is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2015-11-03 12:00:00 -0500", "2015-11-03T12:00:00-05:00"),
        ("2015-11-03 12:00 +0800", "2015-11-03T12:00:00+08:00"),
        ("2015-11-03T12:00:00-0500", "2015-11-03T12:00:00-05:00"),
        ("2015-11-03 12:00:00 UTC", "2015-11-03T12:00:00+00:00"),
        ("Tue, 03 Nov 2015 12:00:00 -0500", "2015-11-03T12:00:00-05:00"),
        ("Nov 3, 2015 at 1:05 pm EST", "2015-11-03T13:05:00-05:00"),
        ("2015-11-03 +0800", "2015-11-03"),
        ("2015-11-3", "2015-11-03"),
        ("2015/11/03", "2015-11-03"),
        ("2015.11.03", "2015-11-03"),
        ("20151103", "2015-11-03"),
        ("Nov. 3, 2015", "2015-11-03"),
        ("November 3, 2015", "2015-11-03"),
        ("Tuesday, 3rd of November 2015", "2015-11-03"),
        ("3 November 2015", "2015-11-03"),
        ("03-Nov-2015", "2015-11-03"),
        ("03.11.2015", "2015-11-03"),
        ("13/04/2015", "2015-04-13"),
        ("04/13/2015", "2015-04-13"),
        ("04/04/2015", "2015-04-04"),
        ("November 2015", "2015-11"),
        ("11/2015", "2015-11"),
        ("c. 1895", "1895~"),
        ("ca. April 1895", "1895-04~"),
        ("[1895]", "1895?"),
        ("1895 (?)", "1895?"),
    ],
)
def test_a_date_as_others_write_it_gets_the_line_to_paste(text: str, value: str) -> None:
    assert help_of(text) == f"write `date: {value}`"
    assert read_date(value, HERE, "date")[1] == []


def test_a_date_with_two_readings_lists_both_and_a_time_without_zone_asks_for_it() -> None:
    assert help_of("03/04/2015") == "write `date: 2015-04-03` or `date: 2015-03-04`: it can mean both"
    assert help_of("2015-11-03 12:00") == (
        "write `date: 2015-11-03`, or the time with its zone, as 2015-11-03T12:00:00Z is in UTC"
    )
    # A name of a zone that several countries use gives no time.
    assert help_of("2015-11-03 12:00 IST").startswith("write `date: 2015-11-03`, or the time with its zone")


def test_a_key_that_takes_a_day_is_offered_a_day() -> None:
    assert help_of("2015-11-03 12:00:00 -0500", DAY) == "write `date: 2015-11-03`"
    assert help_of("November 2015", DAY) == "write year-month-day, such as 2026-11-22"
    assert read_date("2015/11/03", Place("--date"), "--date")[1][0].help == "write `--date 2015-11-03`"


@pytest.mark.parametrize("text", ["03/04/15", "31/31/2015", "3 November", "May", "2015-11-03 or later", "1/2/3/2015"])
def test_nothing_is_guessed(text: str) -> None:
    assert written_otherwise(text) == ()


@given(st.text(max_size=80) | st.text("0123456789-/.:T+Z~?%[] novNOVcirca", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    for form in (PUBLICATION, LIFE, DAY):
        date, problems = read_date(text, HERE, "date", form)
        assert bool(date) != bool(problems)


def test_dates_sort_by_what_is_known() -> None:
    texts = ["0895", "1895", "1895-04", "1895-04-12", "1895-04-12T08:00:00+02:00", "1895-04-12T07:00:00Z", "1895-05"]
    dates = [Date.parse(text) for text in texts]
    assert all(one and other and one.order < other.order for one, other in pairwise(dates))


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-01:00"])
def test_the_ends_of_the_calendar_have_every_form(text: str) -> None:
    date, _ = read_date(text, HERE, "date")
    assert date is not None
    assert required_date(date).moment.endswith("Z")
    assert len(date.order) == 4
    assert is_after(date, dt.date(2026, 12, 1)) == text.startswith("9")


def test_an_age_is_true_of_every_day_that_may_be_meant() -> None:
    assert full_years(Date(1895), dt.date(1995, 12, 31)) == 99
    assert full_years(Date(1895), dt.date(1996, 1, 1)) == 100
    assert full_years(Date(1895, 2), dt.date(1995, 2, 28)) == 99
    assert full_years(Date(1895, 2), dt.date(1995, 3, 1)) == 100
