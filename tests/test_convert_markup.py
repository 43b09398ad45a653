"""Paragraphs become Markdown with the same words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.convert.extraction import split_paragraphs
from builder.convert.markup import escaped, markdown
from builder.markdown import parse, reading_text
from tests.capture_factory import LINES, cases
from tests.examples import examples


@pytest.mark.parametrize(("given_text", "wanted"), cases("convert-markup.md"))
def test_paragraphs_become_markdown(given_text: str, wanted: str) -> None:
    paragraphs = split_paragraphs(given_text.split("\n"))
    written = markdown(paragraphs, [False] * len(paragraphs))
    assert written == f"{wanted}\n"
    assert reading_text(written).split() == given_text.split()


@examples(200)
@given(st.lists(LINES.map(lambda line: " ".join(line.split())).filter(bool), min_size=1, max_size=3))
def test_an_escaped_paragraph_is_one_paragraph_without_markup(lines: list[str]) -> None:
    lines = [re.sub("[\x00-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]", "", line) or "x" for line in lines]
    document = parse(escaped(lines))
    assert document.text.split() == " ".join(lines).split()
    assert not document.layout.links
    assert not document.layout.crosslinks
