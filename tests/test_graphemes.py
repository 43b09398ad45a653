"""A highlight never parts what a reader sees as one character."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.annotate import annotate
from builder.graphemes import cut, is_boundary, whole_graphemes
from builder.markdown import to_html
from builder.model import Mark, Passage, Prose
from builder.pages.excerpts import beginning_of, excerpts
from tests.archive_factory import anchor, article
from tests.examples import examples

CLUSTERS = [
    "a|b", "a |b".replace(" ", ""), "e\u0301|e", "\r\n|a", "\n|\r", "a\u0308\u0301|b",
    "ก|รุ|ง|เ|ท|พ", "นำ|ไ|ป", "दि|ल्ली", "क्ष|त्रि|य", "क्\u200dष|म", "ত্র|ই", "த|மி|ழ்", "ശ്രീ",
    "가|각", "\u1112\u1161\u11ab|\u1100\u1161", "\u1100가\u11a8|가",
    "👍🏽|👍", "👩\u200d👩\u200d👧|👩", "❤\ufe0f\u200d🔥|❤",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f|🏴",
    "🇫🇷|🇩🇪|🇮", "x|🇫🇷", "1\ufe0f\u20e3|2", "🙂\u200d↔\ufe0f|a", "a\u200d|b", "か\u3099|か", "ｶ\uff9e|ｶ", "\u0600١|a",
    "a|\u00ad|\u0301", "\u200b|a",
]  # fmt: skip
"""Texts with a line between their characters, after Unicode Standard Annex 29."""


@pytest.mark.parametrize("marked", CLUSTERS)
def test_boundaries_are_where_characters_meet(marked: str) -> None:
    parts = marked.split("|")
    text = "".join(parts)
    expected = {0, *accumulate(map(len, parts))}
    assert {at for at in range(len(text) + 1) if is_boundary(text, at)} == expected


@given(st.text(max_size=30), st.integers(0, 30), st.integers(0, 30))
@examples(300)
def test_a_passage_grows_to_whole_characters_and_no_further(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    first, last = whole_graphemes(text, start, end)
    assert first <= start <= end <= last
    if start < end:
        assert is_boundary(text, first)
        assert is_boundary(text, last)
        assert not any(is_boundary(text, at) for at in (*range(first + 1, start + 1), *range(end, last)))
    assert text.startswith(cut(text, end))


TEXT = f"The {unicodedata.normalize('NFD', 'café')} of José\u0323 was shut 👩\u200d👩\u200d👧 now."


@pytest.mark.parametrize(("words", "marked"), [("caf", "caf"), ("cafe", "cafe\u0301"), ("👩", "👩\u200d👩\u200d👧")])
def test_no_highlight_parts_a_character(words: str, marked: str) -> None:
    start = TEXT.index(words)
    passage = Passage(start, start + len(words))
    html = to_html(Prose(TEXT, (Mark(passage, "mark", ()),)), str)
    assert f"<mark>{marked}</mark>" in html
    pieces = [piece.text for found in excerpts(TEXT, [passage]) for piece in found.pieces if piece.marked]
    assert pieces == [marked]


def test_the_passage_of_a_note_ends_after_the_accent() -> None:
    one = article(body=TEXT)
    note = anchor(one, "The 👩", "note").annotation
    (found,), _ = annotate("a.md", one.as_text(), [replace(note, quote="shut 👩")], "en")
    assert found.passage is not None
    assert one.text[slice(*found.passage)] == "shut 👩\u200d👩\u200d👧"


def test_the_beginning_of_a_text_ends_with_a_whole_character() -> None:
    assert beginning_of("e\u0301" * 10, 5) == "e\u0301e\u0301 …"
    assert beginning_of("👩\u200d👩\u200d👧" * 2, 7) == "👩\u200d👩\u200d👧 …"
