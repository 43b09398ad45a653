"""Captures for tests, and what is expected of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import strategies as st

from builder.convert import Capture, Options, Profile, convert, read_profile
from builder.frontmatter import FrontMatter, read_mapping
from builder.markdown import reading_text
from builder.problems import ContentError

CASES = Path(__file__).parent / "cases"


CASE = re.compile(r"^(?P<name>[^\n]+)\n\.\n(?P<given>.*?)\n\.\n(?P<wanted>.*?)\n\.$", re.MULTILINE | re.DOTALL)


TITLE = 'Harbour Town Weighs "Night Ferry" As River Traffic Grows'


BODY = (
    "The harbour town has talked about a night ferry for as long as anybody on the quay can remember. ",
    "This week the office put a price on it, and the price was lower than most had feared. Who will crew it is open. ",
    "Here's Reuters with more:",
    "The night ferry would sail four times between ten in the evening and five in the morning, the office message.",
    '"We will try it for one summer," the head of the office told a meeting in the town hall.',
    "The office's␣boats carried 250,000 people last year, more than the bridge upstream did.",
    "So there it is. The town gets its ferry, if it finds eleven people who like to work at night.",
)


THREAD = (
    ("reader-one", "This remark must never be printed anywhere, whatever happens to it."),
    ("a. reader (2)", "1. Neither must this one, which looks like a list."),
    ("third", "# Nor this, which looks like a heading\n\nhttps://example.org/remark"),
)


PAGE_PROFILE = r"""
match:
  - '^This page is archived and quiet\.$'
  - '^Reader comments$'
drop_line: ['^This page is archived']
end_before: ['^- advertisement -$', '^Reader comments$']
byline: "^(?P<author>.{1,40})'s picture$"
comment_header:
  pattern: '^\w{3}, (?P<date>\d\d/\d\d/\d{4}) - \d\d:\d\d \| \d+ .+$'
  format: '%m/%d/%Y'
quote_gap: 2
set: {publisher: Example Wire, language: en-GB, rights: Text written for this test, topics: [ferries]}
"""


def page(*, comments: int = 3, day: str = "Tue, 11/03/2015") -> str:
    """A saved page with every kind of boilerplate around TITLE and BODY."""
    wide = "\n\n␣\n\n"
    body = "\n\n".join((*BODY[:3], wide.join(BODY[3:6]), BODY[6]))
    thread = "\n".join(
        f"{day} - 13:2{n} | 674440{n} {name}\n{name}'s picture\n\n{text}\n"
        for n, (name, text) in enumerate(THREAD[:comments])
    )
    return (
        f"This page is archived and quiet.\n\n{TITLE}\n\nArchive desk's picture\n\n\n\n\n␣\n\n{body}\n\n␣\n\n"
        "- advertisement -\n\nReader comments\n\nChoose how to display what readers wrote, "
        f'and press "Keep" to have it so.\n{thread}\nDo not follow this link, it is for robots.\n'
    ).replace("␣", "\N{NO-BREAK SPACE}")


PAGE_WORDS = " ".join((TITLE, *BODY)).replace("␣", " ").split()


def profile(text: str = PAGE_PROFILE) -> Profile:
    return read_profile(text, "content/profiles/archived-page.yaml")


def article(capture: str, file: str = "a.txt", **options: object) -> tuple[FrontMatter, str]:
    text = convert(Capture(file, capture.encode()), Options(**options)).text  # type: ignore[arg-type]
    return read_mapping(text, "a.md"), text


def words(front: FrontMatter) -> list[str]:
    return f"{front.values['title']} {reading_text(front.body)}".split()


def problem_of(capture: bytes, file: str = "a.txt", **options: object) -> str:
    with pytest.raises(ContentError) as raised:
        convert(Capture(file, capture), Options(**options))  # type: ignore[arg-type]
    return str(raised.value)


def cases(name: str) -> list[object]:
    text = (CASES / name).read_text(encoding="utf-8")
    return [pytest.param(found["given"], found["wanted"], id=found["name"]) for found in CASE.finditer(text)]


MARKS = st.sampled_from(
    [
        *"*_`[]<>&\\#+-=|~!:(){}.1^",
        "**",
        "[[",
        "]]",
        "](x)",
        "&amp;",
        "```",
        "~~",
        "---",
        "1.",
        "\N{NO-BREAK SPACE}",
        "\u2028",
    ]
)


LETTERS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=6)


LINES = st.lists(st.one_of(MARKS, LETTERS, st.just(" "), st.just("word")), min_size=1, max_size=12).map("".join)


TEXTS = st.lists(st.lists(LINES, min_size=1, max_size=4).map("\n".join), min_size=1, max_size=6).map("\n\n".join)
