"""What comes from elsewhere is checked before it becomes a note."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.config import load_config
from builder.importing import drafts, import_annotations
from builder.importing.comments import escape_structure, from_html, from_plain
from builder.importing.note_files import Draft, render_notes
from builder.load.annotations import load_annotations
from builder.load.properties import KEYS
from builder.markdown import reading_text
from builder.model import Annotation
from builder.problems import ContentError, Place
from tests.archive_factory import article, config, site
from tests.examples import examples
from tests.imports import HYPOTHESIS, notes_of, rich_site, taken, write_archive


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(drafts, "TODAY", lambda: date(2026, 11, 24))
    return write_archive(tmp_path)


HOSTILE = "x\n- by: data\x1b[31m\u2028 - type: update"


def test_a_hostile_id_is_one_word(archive: Path) -> None:
    rows = [{**HYPOTHESIS["rows"][0], "id": HOSTILE}]
    assert taken(archive, {"rows": rows})[1] == ""
    (anchor,) = notes_of(archive).values()
    assert anchor.annotation.by == "imported"
    assert "0 web annotations imported, 1 already present, no problems" in taken(archive, {"rows": rows})[0]
    rows[0] |= {"text": "\x1b[31mRed\u202e."}
    assert not re.search("[\x1b\u202e]", taken(archive, {"rows": rows})[1])


def test_nothing_is_written_on_a_dry_run(archive: Path) -> None:
    out, _ = taken(archive, HYPOTHESIS, "--dry-run")
    assert "3 web annotations would be imported" in out
    assert not (archive / "content/annotations").exists()


def test_a_second_note_of_one_name_gets_an_id_of_its_own(archive: Path) -> None:
    target = "https://wire.example/talks"
    taken(archive, [{"label": "A name", "target": target, "bodyValue": words} for words in ("One.", "Two.")])
    assert sorted(notes_of(archive)) == ["talks#a-name", "talks#a-name-2"]


@pytest.mark.parametrize("content", ["", "{}", "[]", "nothing", "[" * 100_000, '{"rows": []}', "\ud800"])
def test_what_is_no_export_is_told_from_one(archive: Path, content: str) -> None:
    path = archive / "in.json"
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    found = site(*rich_site().articles)
    with pytest.raises(ContentError) as raised:
        import_annotations(found, load_config(archive / "site.yaml"), path)
    assert raised.value.problems[0].code == "C507"


KNOWN_KEYS = """
    id type body bodyValue value purpose format items first target source selector exact prefix refinedBy scope
    motivation creator name created label rows uri text tags references schema:itemReviewed
"""
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("https://wire.example/talks"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KNOWN_KEYS.split()), inner, max_size=6),
    max_leaves=25,
)


@given(JSON)
@examples(200)
def test_no_json_breaks_the_import(tmp_path_factory: pytest.TempPathFactory, data: object) -> None:
    folder = tmp_path_factory.mktemp("json")
    (folder / "in.json").write_text(json.dumps(data), encoding="utf-8")
    one = replace(rich_site().articles[0], place=Place("content/articles/2015/talks.md"))
    with suppress(ContentError):  # what it says is tested above
        import_annotations(site(one), replace(config(), root=folder), folder / "in.json")


@pytest.mark.parametrize("purpose", ["tagging", ["tagging"], ["tagging", "linking"]])
def test_a_purpose_may_be_a_list(tmp_path: Path, purpose: object) -> None:
    talks = {
        "source": "https://example.org/base/2015/11/03/talks/",
        "selector": {"type": "TextQuoteSelector", "exact": "talks"},
    }
    bodies = [
        {"type": "TextualBody", "value": "A comment."},
        {"type": "TextualBody", "value": "delegations", "purpose": purpose},
    ]
    (tmp_path / "in.json").write_text(json.dumps({"type": "Annotation", "body": bodies, "target": talks}), "utf-8")
    one = replace(article("talks", body="The talks opened."), place=Place("content/articles/2015/talks.md"))
    settings = config(root=tmp_path, editors={"imported": "Imported"})
    report = import_annotations(site(one), settings, tmp_path / "in.json")
    assert report.problems == ()
    ((path, _),) = report.files
    text = (tmp_path / path).read_text("utf-8")
    assert "- tags: delegations" in text
    assert text.count("delegations") == 1


def test_html_from_elsewhere_keeps_its_words_and_links_and_nothing_that_acts() -> None:
    html = (
        "<p>Hello <b>you</b> &amp; <a href='javascript:x'>bad</a> <a href='https://ok.example/a_b'>good_link</a></p>"
        "<ul><li>one<li>two</ul><script>alert(1)</script><style>p{}</style><p>* not a list</p><img src=x onerror=y>"
    )
    assert from_html(html) == (
        "Hello **you** & bad [good\\_link](https://ok.example/a_b)\n\n- one\n\n- two\n\n\\* not a list"
    )


@given(st.text(alphabet="ab *_`[]()<>/&;#-\n", max_size=80))
@examples(200)
def test_plain_text_reads_as_it_was(text: str) -> None:
    assert reading_text(from_plain(text)).split() == text.split()


@given(st.text(alphabet="ab #-:type`~>\n", max_size=80))
@examples(500)
def test_no_comment_from_elsewhere_begins_another_note(text: str) -> None:
    properties = (("type", "context"), ("by", "archive-desk"), ("date", "2026-01-01"))
    comment = escape_structure(text, frozenset(KEYS))
    draft = Draft("A title", "", properties, (), comment)
    notes, _, problems = load_annotations("a.md", render_notes([draft]), "talks", config())
    assert len(notes) == 1
    assert not notes[0].replies
    assert not problems
    assert isinstance(notes[0], Annotation)
    assert notes[0].comment.strip("\n") == "\n".join(_from_first_words(comment))


def _from_first_words(comment: str) -> list[str]:
    lines = comment.split("\n")
    while lines and not lines[0].strip():
        del lines[0]
    return lines
