"""Sense in other languages than English: what an edit may change, and what makes it another statement."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from builder.annotate import resolve
from builder.annotate.sense import keeps_sense

GOLD = Path(__file__).with_name("gold") / "sense_languages.txt"
BEFORE = "Lorem ipsum dolor sit amet consectetur adipiscing elit. "
AFTER = " Vestibulum ante ipsum primis in faucibus orci luctus."


def cases(kind: str) -> Iterator[tuple[str, str, str]]:
    """Language, quotation, and what the article reads now."""
    parts = re.split(r"^\[(\w+) (\w+)\]$", GOLD.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for language, name, lines in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        for line in lines.strip().splitlines() if name == kind else ():
            quote, now = line.split(" | ")
            yield language, quote, now


def state(language: str, quote: str, now: str) -> str:
    """How the quotation is found in an article that reads `now` in its place."""
    found = resolve(f"{BEFORE}{now}{AFTER}", quote, BEFORE, AFTER, language=language)
    return "contrary" if found.is_contrary else found.state


@pytest.mark.parametrize(("language", "quote", "now"), list(cases("changes")))
def test_a_note_does_not_follow_a_change_of_sense(language: str, quote: str, now: str) -> None:
    assert state(language, quote, now) in {"contrary", "not-found"}


@pytest.mark.parametrize(("language", "quote", "now"), list(cases("edits")))
def test_a_note_follows_what_keeps_the_sense(language: str, quote: str, now: str) -> None:
    assert state(language, quote, now) in {"changed", "exact"}


@pytest.mark.parametrize(
    ("language", "quote", "same", "other"),
    [
        ("ar", "وصل ٤٠٠٠ شخص إلى الميناء", "وصل 4000 شخص إلى الميناء", "وصل ٥٠٠٠ شخص إلى الميناء"),
        ("ar", "بلغت النسبة ٤٫٥ في المئة", "بلغت النسبة 4.5 في المئة", "بلغت النسبة ٤٫٦ في المئة"),
        ("hi", "बंदरगाह पर ४००० लोग आए", "बंदरगाह पर 4000 लोग आए", "बंदरगाह पर ५००० लोग आए"),
        ("zh", "会议在4月举行", "会议在四月举行", "会议在5月举行"),
        ("ja", "会議は４月に開かれた", "会議は4月に開かれた", "会議は五月に開かれた"),
        ("th", "มีคนมา ๔๐๐๐ คนที่ท่าเรือ", "มีคนมา 4000 คนที่ท่าเรือ", "มีคนมา ๕๐๐๐ คนที่ท่าเรือ"),
    ],
)
def test_numbers_are_compared_by_value_in_every_script(language: str, quote: str, same: str, other: str) -> None:
    def keeps(now: str) -> bool:
        return keeps_sense(quote, now, article=now, starts_sentence=True, language=language)

    assert keeps(same)
    assert not keeps(other)


def test_a_german_noun_may_be_replaced_after_a_determiner_and_a_name_may_not() -> None:
    def keeps(quote: str, now: str) -> bool:
        return keeps_sense(quote, now, article=now, starts_sentence=True, language="de")

    assert keeps("Dann kam der neue Minister an", "Dann kam der neue Politiker an")
    assert keeps("Dann kamen drei Minister an", "Dann kamen drei Politiker an")
    assert not keeps("Dann kam Maier an", "Dann kam Berger an")
    assert not keeps("Es kamen Leute, die Hamburg kennen", "Es kamen Leute, die München kennen")


def test_a_long_row_of_adjectives_or_number_words_is_no_error() -> None:
    long = "schöne " * 5000 + "Stadt " + "ein" * 5000
    assert keeps_sense(long, long, article=long, starts_sentence=True, language="de")
