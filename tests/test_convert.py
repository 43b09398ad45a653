"""A capture becomes an article: all of its words, and no boilerplate."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given

from builder.convert import Capture, Options, Profile, convert
from builder.dates import Date
from builder.frontmatter import read_mapping
from builder.load.articles import load_article, load_head
from builder.markdown import parse
from builder.problems import ContentError
from tests.capture_factory import (
    PAGE_PROFILE,
    PAGE_WORDS,
    TEXTS,
    TITLE,
    article,
    cases,
    page,
    problem_of,
    profile,
    words,
)
from tests.examples import examples

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"


@pytest.mark.parametrize(("capture", "wanted"), cases("convert-captures.md"))
def test_captures_become_articles(capture: str, wanted: str) -> None:
    _, text = article(capture.replace("␣", "\N{NO-BREAK SPACE}"))
    assert re.sub(r"^source:\n(?: .*\n)+", "", text, flags=re.MULTILINE).rstrip("\n") == wanted


def test_front_matter_has_everything_that_is_known() -> None:
    capture = page()
    front, _ = article(capture, file="2015/ferry.txt", profiles=(profile(),))
    assert front.values == {
        "title": TITLE,
        "date": "2015-11-03",
        "authors": ["Archive desk"],
        "publisher": "Example Wire",
        "language": "en-GB",
        "topics": ["ferries"],
        "source": {
            "file": "2015/ferry.txt",
            "sha256": sha256(capture.encode()).hexdigest(),
            "text_sha256": sha256(" ".join(PAGE_WORDS).encode()).hexdigest(),
            "profile": "archived-page",
            "date_from": "inferred from the first reader comment",
        },
        "rights": "Text written for this test",
    }


def test_the_loader_finds_a_converted_article_verbatim() -> None:
    _, text = article(page(), profiles=(profile(),))
    loaded = load_article(load_head("content/articles/2015/ferry.md", text), {}, "en").article
    assert loaded.verbatim is True
    assert loaded.day == Date(2015, 11, 3)


@pytest.mark.parametrize("profiles", [(profile(),), ()], ids=["profile", "no profile"])
@pytest.mark.parametrize("comments", [0, 1, 2, 3])
def test_a_page_gives_the_article_without_boilerplate(profiles: tuple[Profile, ...], comments: int) -> None:
    front, text = article(page(comments=comments), profiles=profiles)
    assert words(front) == PAGE_WORDS
    assert "remark" not in text
    assert "reader-one" not in text
    assert re.findall(r"^> (.{8})", front.body, re.MULTILINE) == ["The nigh", '"We will', "The offi"]


def test_comments_that_the_profile_does_not_match_are_left_out() -> None:
    known_by_notice = profile(
        "match: ['^This page is archived']\ndrop_line: ['^This page is', \"'s picture$\", '^- adv']\n"
    )
    _, text = article(page(), profiles=(known_by_notice,))
    assert "remark" not in text
    assert "reader-one" not in text


def test_a_removed_line_does_not_make_a_quotation() -> None:
    capture = page().replace("on it, and", "on it.\n\n- break -\n\nAnd")
    front, _ = article(
        capture, profiles=(profile(PAGE_PROFILE.replace("drop_line: [", "drop_line: ['^- break -$', ")),)
    )
    assert len(re.findall("^> .", front.body, re.MULTILINE)) == 3


def test_a_page_can_be_declared_clean() -> None:
    capture = "Ferry\n\nComments\n\nNobody had any."
    front, _ = article(capture, profile="cleaned")
    assert words(front) == capture.split()


@pytest.mark.parametrize(
    ("capture", "file", "message"),
    [
        (b"", "a.txt", "content/sources/a.txt:1:1: error C503: no article was found in the capture"),
        (b"Title\n\n\n", "a.txt", "content/sources/a.txt:1:1: error C503: no article was found in the capture"),
        (
            b"\xc2\xa0\n\xe2\x80\x8b",
            "a.txt",
            "content/sources/a.txt:1:1: error C503: no article was found in the capture",
        ),
        (
            b"x " * 200 + b"\n\ntext",
            "a.txt",
            "content/sources/a.txt:1:1: error C503: the title would have 399 characters",
        ),
        (
            b"<p>text</p>",
            "a.xyz",
            "content/sources/a.xyz:1:1: error C503: .xyz files cannot be converted",
        ),
        (b"text", "a", "content/sources/a:1:1: error C503: files without an extension cannot be converted"),
        (
            b"Home\n\nComments\n\nLogin",
            "a.txt",
            "content/sources/a.txt:1:1: error C503: no article was found in the capture",
        ),
    ],
)
def test_a_capture_that_cannot_be_converted_is_a_problem(capture: bytes, file: str, message: str) -> None:
    assert problem_of(capture, file).startswith(message)


def test_changed_words_are_rejected_without_being_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.convert.plain_text.markdown", lambda *_: "The talks *opened*.\n")
    message = problem_of(b"Title\n\nThe talks *opened*. Secret.")
    assert message.startswith(
        "content/sources/a.txt:1:1: error C501: the article would differ from the capture from word 3 on"
    )
    assert "Secret" not in message


@pytest.mark.skipif(
    not SEEDS.is_dir(), reason="the real captures may not be copied into the project; read where they are"
)
@pytest.mark.parametrize("profiles", [(profile(),), ()], ids=["profile", "no profile"])
def test_the_real_captures_give_the_same_words(profiles: tuple[Profile, ...]) -> None:
    cleaned, raw = (path.read_bytes() for path in sorted(SEEDS.glob("*.txt")))
    wanted = cleaned.decode().split()
    captures = (Capture("a.txt", content) for content in (cleaned, raw))
    fronts = [read_mapping(convert(one, Options(profiles=profiles)).text, "a.md") for one in captures]
    # Only digests are compared: a failing test must not print the comments.
    digests = [sha256(" ".join(words(front)).encode()).hexdigest() for front in fronts]
    assert [len(words(front)) for front in fronts] == [1_062, 1_062]
    assert digests == [sha256(" ".join(wanted).encode()).hexdigest()] * 2
    assert [front.values.get("date") for front in fronts] == [None, "2015-11-03"]
    assert [len(re.findall("^> .", front.body, re.MULTILINE)) for front in fronts] == [12, 12]


@examples(400)
@given(TEXTS)
def test_conversion_keeps_every_word_and_adds_no_markup(text: str) -> None:
    try:
        front, _ = article(f"Title\n\n{text}", profile="cleaned")
    except ContentError as error:
        assert {problem.code for problem in error.problems} == {"C503"}  # noqa: PT017 - nothing but white space
        return
    text = re.sub(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\].{0,200}?(?:\x07|\x1b\\))", "", text)
    invisible = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b\u2060\ufeff\ufffe\uffff]")
    assert words(front) == ["Title", *invisible.sub("", text).replace("\r", "\n").split()]
    tokens = {token.type for token in parse(front.body).tokens}
    assert tokens <= {"paragraph_open", "inline", "paragraph_close"}
