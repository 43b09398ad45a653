"""Fix: the quotation of an annotation takes over the wording that its article has now."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from builder.annotate import block_quote, quotation_of, resolve
from builder.cli import main
from builder.load.quotation import read_quotation
from builder.model import Passage
from tests.examples import examples

ARTICLE = """---
title: Talks open
date: 2015-11-03
---

The long and difficult talks opened on Monday in Geneva. The talks closed in Vienna.

- A list of *many* names
- A second item

On Tuesday 38 people met. About an hour later they met again.
"""
NOTE = """## A note

{quotation}

- type: context
- by: desk
- date: 2026-03-02

A comment with a word that stays.

> A quotation of its own.

### More

- type: update
- by: desk
- date: 2026-03-03

More.
"""


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "site.yaml").write_text("title: Test archive\n", encoding="utf-8")
    for kind in ("articles", "annotations"):
        (tmp_path / "content" / kind / "2015").mkdir(parents=True)
    (tmp_path / "content/articles/2015/talks.md").write_text(ARTICLE, encoding="utf-8")
    return tmp_path


def write(archive: Path, text: str, *, newline: str = "\n", begin: str = "") -> Path:
    path = archive / "content/annotations/2015/talks.md"
    path.write_bytes((begin + text).replace("\n", newline).encode())
    return path


def run(archive: Path, *words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["check", *words, "--site", str(archive / "site.yaml")], catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("begin", ["", "\ufeff", "---\nby: desk\n---\n\n"])
def test_changed_words_are_updated_and_nothing_else_changes(archive: Path, newline: str, begin: str) -> None:
    old, new = (f"> The long and {words} talks opened on Monday in Geneva" for words in ("very difficult", "difficult"))
    path = write(archive, NOTE.format(quotation=old), newline=newline, begin=begin)
    assert "N103" in run(archive)[2]
    before = path.read_bytes()
    code, out, err = run(archive, "--fix")
    assert (code, "now quotes “The long and difficult talks opened on Monday in Geneva”" in out, err) == (0, True, "")
    assert path.read_bytes() == before.replace(old.encode(), new.encode())
    assert run(archive, "--fix")[1].startswith("no problems")


def test_a_passage_of_several_paragraphs_is_quoted_completely(archive: Path) -> None:
    quotation = "> The talks closed in the city of Vienna.\n>\n> A list of *many* names\n> A second item"
    path = write(archive, NOTE.format(quotation=quotation))
    assert run(archive, "--fix")[0] == 0
    written = path.read_text(encoding="utf-8")
    assert "> The talks closed in Vienna.\n>\n> A list of many names A second item\n\n- type" in written
    assert run(archive)[2] == ""


def test_a_moved_passage_is_quoted_with_its_new_context(archive: Path) -> None:
    path = archive / "content/articles/2015/talks.md"
    path.write_text(ARTICLE + "\nIn Paris they met again and nobody else came to see it.\n", encoding="utf-8")
    note = write(
        archive, NOTE.format(quotation="> On the last day of the year at sea **38 people met** for a very long tea")
    )
    if "N104" not in run(archive)[2]:
        pytest.fail("the case is not one of a moved passage")
    assert run(archive, "--fix")[2] == ""
    assert "38 people met" in note.read_text(encoding="utf-8")


def test_an_ambiguous_quotation_is_not_changed(archive: Path) -> None:
    path = write(archive, NOTE.format(quotation="> Nothing of this stands anywhere in the whole of the article"))
    before = path.read_bytes()
    code, _, err = run(archive, "--fix")
    assert (code, "N101" in err, path.read_bytes() == before) == (1, True, True)


def test_a_quotation_whose_passage_says_something_else_is_left_and_named(archive: Path) -> None:
    path = write(archive, NOTE.format(quotation="> The long and difficult talks opened on Tuesday in Geneva"))
    before = path.read_bytes()
    code, out, err = run(archive, "--fix")
    assert (code, path.read_bytes() == before) == (1, True)
    assert "talks.md:3:1: not changed; its passage is missing, ambiguous, or says something else now" in out
    assert "now says something else: The long and difficult talks opened on [-Tuesday-]{+Monday+} in Geneva" in err
    assert "quote the current text: > The long and difficult talks opened on Monday in Geneva" in err


def test_several_quotations_of_one_file_are_fixed_in_one_run(archive: Path) -> None:
    first = NOTE.format(quotation="> The long and very difficult talks opened on Monday in Geneva")
    second = NOTE.replace("## A note", "## Another").format(
        quotation="> About an hour or so later they\n> met again once more."
    )
    path = write(archive, f"{first}\n{second}")
    out = run(archive, "--fix")[1]
    assert out.count("now quotes") == 2
    text = path.read_text(encoding="utf-8")
    assert "> About an hour later they met again.\n\n- type" in text
    assert text.replace("> The long and difficult talks opened on Monday in Geneva", "").count("talks") == 0


def test_a_sign_that_begins_a_block_quote_is_escaped_before_a_digit_too() -> None:
    assert block_quote(">1") == "> \\>1"
    assert block_quote("-1") == "> -1"


@given(st.text(alphabet="ab .,*_`[]<>|~&#;-+1)\\!:\n", min_size=1, max_size=60), st.data())
@examples(300)
def test_a_quotation_reads_as_the_words_it_was_made_of(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    words = text[start : data.draw(st.integers(start + 1, len(text)))].strip()
    if not words or not any(sign.isalnum() for sign in words):
        return
    lines = [(number, line[2:]) for number, line in enumerate(block_quote(words).split("\n"), 1)]
    read, problems = read_quotation(lines, "a.md")
    assert not problems
    assert read.text.split() == words.split()


@given(
    st.lists(
        st.sampled_from(["the talks", "opened", "in Geneva.", "\n\n", "on Monday", "- 3"]), min_size=3, max_size=30
    )
)
@examples(200)
def test_a_passage_is_found_by_its_new_quotation(parts: list[str]) -> None:
    text = " ".join(parts).strip()
    start = text.find("talks opened")
    if start < 0:
        return
    passage = Passage(start, start + len("talks opened"))
    quotation = quotation_of(text, passage)
    if quotation:
        lines = [(number, line[2:]) for number, line in enumerate(quotation.split("\n"), 1)]
        read, problems = read_quotation(lines, "a.md")
        assert not problems
        assert resolve(text, read.text, read.before, read.after).passage == passage
