"""Slugs are permanent, keep the letters and marks of every script, and tell names apart."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder import slugs
from tests.examples import examples

GOLD = Path(__file__).parent / "gold" / "latin-slugs.tsv"
"""A text, and its slugs as a tag, a heading and a title when addresses were first published."""
LATIN = "".join(
    letter
    for code in (*range(0x20, 0x7F), *range(0xA0, 0x250), *range(0x1E00, 0x1F00), *range(0x2010, 0x2030))
    if (letter := chr(code)).isprintable()
)
NAMES = [
    ("C++", "c-plus-plus"), ("C#", "c-sharp"), ("C", "c"), ("F#", "f-sharp"), ("A*", "a-star"), (".NET", "dot-net"),
    ("NET", "net"), ("Objective-C++", "objective-c-plus-plus"), ("C# 12", "c-sharp-12"), ("g++", "g-plus-plus"),
    ("मिल", "मिल"), ("मेल", "मेल"), ("मूल", "मूल"), ("दिल्ली मेट्रो", "दिल्ली-मेट्रो"), ("กรุงเทพ", "กรุงเทพ"),
    ("தமிழ் நாடு", "தமிழ்-நாடு"),
    ("မြန်မာ", "မြန်မာ"), ("ශ්\u200dරී ලංකා", "ශ්රී-ලංකා"), ("می\u200cخواهم", "می-خواهم"), ("1η Μαΐου", "1η-μαΐου"),
    ("が", "が"),
    ("ẹ́kọ́", "ẹ́kọ́"), ("İstanbul", "i-stanbul"), ("❤\ufe0f", ""), ("1\ufe0f\u20e3", "1"), ("&", ""), ("*", ""),
]  # fmt: skip


def rows() -> list[list[str]]:
    return [line.split("\t") for line in GOLD.read_text("utf-8").splitlines()]


@pytest.mark.parametrize(("text", "tag", "heading", "title"), rows())
def test_addresses_of_latin_text_stay(text: str, tag: str, heading: str, title: str) -> None:
    found = slugs.tag_slug(text), slugs.heading_id(text), slugs.title_slug(text)
    assert found == (tag, heading, title)
    assert (slugs.former_tag_slug(text), slugs.former_heading_id(text)) == (tag, heading)


@given(st.text(alphabet=LATIN, max_size=100))
@examples(500)
def test_no_address_of_latin_text_changes_but_for_signs_that_tell_names_apart(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    words = slugs._with_signs_as_words(composed)
    assert slugs.tag_slug(composed) == slugs.former_tag_slug(words)
    assert slugs.heading_id(composed) == slugs.former_heading_id(words)


@pytest.mark.parametrize(("name", "slug"), NAMES)
def test_letters_keep_their_marks_and_signs_tell_names_apart(name: str, slug: str) -> None:
    assert slugs.tag_slug(name) == slug
    assert slugs.heading_id(name) == (slug or "section")
    assert slugs.tag_slug(unicodedata.normalize("NFD", name)) == slug
    assert slugs.heading_id(unicodedata.normalize("NFD", name)) == (slug or "section")


@given(st.text(max_size=100))
@examples(500)
def test_a_slug_is_an_identifier_however_its_text_is_encoded(text: str) -> None:
    slug = slugs.tag_slug(text)
    assert slug == slugs.tag_slug(unicodedata.normalize("NFD", text))
    assert not slug or (slugs.is_identifier(slug) and slugs.tag_slug(slug) == slug)


@pytest.mark.parametrize("text", ["", "-", "a-", "-a", "a--b", "a b", "a/b", "\u0301", "a\n", "a.b", "❤\ufe0f"])
def test_what_is_no_identifier(text: str) -> None:
    assert not slugs.is_identifier(text)


def test_long_slugs_are_not_cut_inside_a_letter() -> None:
    assert slugs.tag_slug("कि" * 40) == "कि" * 30
    assert slugs.tag_slug("x" + "कि" * 40) == "x" + "कि" * 29
    assert slugs.heading_id("x" + "कि" * 60) == "x" + "कि" * 39


def test_names_in_other_scripts_are_the_same_only_with_the_same_marks() -> None:
    assert slugs.name_key("मिल") != slugs.name_key("मेल")
    assert slugs.name_key("が") != slugs.name_key("か")
    assert slugs.name_key("C++") != slugs.name_key("C")
    assert slugs.name_key("عَرَبِيّ") == slugs.name_key("عربي")
    assert slugs.name_key("Al-Ássad") == slugs.name_key("al Assad")
    assert slugs.file_slug("C++") == "c-plus-plus"
