"""Web annotations imported again: what is known, what has changed, and what was withdrawn."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from builder.cli import main
from builder.config import load_config
from builder.importing import drafts
from builder.pipeline import check_site
from tests.imports import HYPOTHESIS, WORDS_OF_IT, files_of, notes_of, reply_texts, taken, write_archive


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(drafts, "TODAY", lambda: date(2026, 11, 24))
    return write_archive(tmp_path)


TALKS = "content/annotations/2015/talks.md"


def changed(number: int = 0, **values: object) -> dict[str, object]:
    """The export of Hypothesis with one annotation changed."""
    rows = [dict(one) for one in HYPOTHESIS["rows"]]
    rows[number] |= {"updated": "2026-06-01T10:00:00+00:00", **values}
    return {"rows": rows}


def test_the_id_of_a_web_annotation_is_kept(archive: Path) -> None:
    links = {"html": "https://hypothes.is/a/one"}
    taken(archive, changed(links=links))
    ids = [one.annotation.origin for one in notes_of(archive).values()]
    ids += [reply.origin for one in notes_of(archive).values() for reply in one.annotation.replies]
    assert [one and one.id for one in ids] == ["https://hypothes.is/a/one", "two", "three"]
    assert "0 web annotations imported, 3 already present, no problems" in taken(archive, changed())[0]


def test_a_changed_web_annotation_is_told_with_old_and_new_words_and_not_imported_twice(archive: Path) -> None:
    taken(archive, HYPOTHESIS)
    before = (archive / TALKS).read_bytes()
    out, err = taken(archive, changed(1, text="I agree no longer."))
    assert "0 web annotations imported, 2 already present, 1 problem" in out
    assert f"{TALKS}:20:1: warning C511: the web annotation has changed: " in err
    assert "comment “I agree.” is now “I agree no longer.”" in err
    assert "help: `--update` takes over its words" in err
    assert (archive / TALKS).read_bytes() == before


def test_changed_words_are_taken_over_with_update_and_editors_decisions_stay(archive: Path) -> None:
    taken(archive, HYPOTHESIS)
    path = archive / TALKS
    edited = path.read_text("utf-8").replace("- type: context\n- by: imported", "- by: data\n- type: question", 1)
    path.write_text(edited.replace("## My view", "## A view", 1).replace("\n", "\r\n"), "utf-8", newline="")
    new = changed(text="Another *view*.", tags=["new"])
    out, err = taken(archive, new, "--update", "--dry-run")
    assert (err, path.read_bytes().decode().count("Another")) == ("", 0)
    out, err = taken(archive, new, "--update")
    assert (err, "is now “Another *view*.”; tags “one two” is now “new”" in out) == ("", True)
    assert "0 web annotations imported, 1 updated, 2 already present, no problems" in out
    (anchor,) = notes_of(archive).values()
    note = anchor.annotation
    assert (note.title, note.type, note.by, note.comment) == ("A view", "question", "data", "Another *view*.")
    assert (note.tags, note.updated, len(note.replies)) == (("new",), date(2026, 6, 1), 2)
    assert b"\n" not in path.read_bytes().replace(b"\r\n", b"")
    assert "0 web annotations imported, 3 already present, no problems" in taken(archive, new, "--update")[0]


def test_words_that_an_editor_has_changed_are_never_overwritten(archive: Path) -> None:
    taken(archive, HYPOTHESIS)
    path = archive / TALKS
    path.write_text(path.read_text("utf-8").replace("I agree.", "I agree, with reservations."), "utf-8")
    before = path.read_bytes()
    assert "3 already present, no problems" in taken(archive, HYPOTHESIS, "--update")[0]
    _, err = taken(archive, changed(1, text="I agree no longer."), "--update")
    assert "“I agree, with reservations.” is now “I agree no longer.”; the note no longer has the words" in err
    assert path.read_bytes() == before
    line = err.partition("then write ")[2].strip()
    path.write_text(re.sub("- imported-from: two .*", line, path.read_text("utf-8")), "utf-8")
    assert "no problems" in taken(archive, changed(1, text="I agree no longer."), "--update")[0]


def test_an_update_of_a_title_and_of_a_passage_keeps_the_address(archive: Path) -> None:
    one = {
        "id": "urn:x", "type": "Annotation", "label": "A name", "bodyValue": "Words.", "created": "2026-05-03",
        "target": {"source": "https://wire.example/talks", "selector": WORDS_OF_IT},
    }  # fmt: skip
    taken(archive, [one])
    selector = {
        "type": "TextQuoteSelector",
        "exact": "The talks *opened*".replace("*", ""),
        "prefix": "",
        "suffix": " on",
    }
    new = {**one, "label": "Another name", "target": {"source": "https://wire.example/talks", "selector": selector}}
    assert taken(archive, [new])[1].count("heading “A name” is now “Another name”") == 1
    assert taken(archive, [{**new, "bodyValue": "Other."}], "--update")[1] == ""
    ((name, anchor),) = notes_of(archive).items()
    assert (name, anchor.annotation.title, anchor.annotation.comment) == ("talks#a-name", "Another name", "Other.")


def test_a_heading_made_of_the_comment_goes_with_its_words(archive: Path) -> None:
    """Words that were taken back elsewhere stay nowhere; the address stays."""
    one = {
        "id": "urn:x", "type": "Annotation", "bodyValue": "First words, withdrawn.", "created": "2026-05-03",
        "target": {"source": "https://wire.example/talks", "selector": WORDS_OF_IT},
    }  # fmt: skip
    taken(archive, [one])
    _, err = taken(archive, [{**one, "bodyValue": "Wholly other words."}], "--update")
    assert err == ""
    ((name, anchor),) = notes_of(archive).items()
    assert (name, anchor.annotation.title) == ("talks#first-words-withdrawn", "Wholly other words")
    assert "First words" not in (archive / TALKS).read_text("utf-8")
    path = archive / TALKS
    path.write_text(path.read_text("utf-8").replace("## Wholly other words", "## A heading of our own"), "utf-8")
    taken(archive, [{**one, "bodyValue": "A third text."}], "--update")
    assert "## A heading of our own" in path.read_text("utf-8")


def test_a_deleted_web_annotation_is_reported_and_its_note_stays(archive: Path) -> None:
    taken(archive, HYPOTHESIS)
    before = (archive / TALKS).read_bytes()
    fewer = {"rows": HYPOTHESIS["rows"][:2]}
    out, err = taken(archive, fewer, "--update")
    assert f"{TALKS}:29:1: warning C512: in.json does not have the web annotation" in err
    assert "0 web annotations imported, 2 already present, 1 problem" in out
    assert (archive / TALKS).read_bytes() == before


@pytest.mark.parametrize("data", [{**HYPOTHESIS, "total": 9, "rows": HYPOTHESIS["rows"][:1]}, HYPOTHESIS["rows"][0]])
def test_a_part_of_a_list_says_nothing_of_the_rest(archive: Path, data: object) -> None:
    taken(archive, HYPOTHESIS)
    assert taken(archive, data)[1] == ""


def test_notes_imported_before_ids_were_kept_get_theirs_with_update(archive: Path) -> None:
    taken(archive, HYPOTHESIS)
    path = archive / TALKS
    complete = path.read_bytes()
    path.write_text(re.sub("- imported-from: .*\n", "", path.read_text("utf-8")), "utf-8")
    assert "0 web annotations imported, 3 already present, no problems" in taken(archive, HYPOTHESIS)[0]
    assert "3 updated" in taken(archive, HYPOTHESIS, "--update")[0]
    assert path.read_bytes() == complete


WITHDRAWN = "- withdrawn: 2026-12-01\n- reason: On request.\n"


def test_a_withdrawn_note_is_not_imported_again_and_its_name_stays_its_own(archive: Path) -> None:
    first = {"rows": HYPOTHESIS["rows"][:1]}
    taken(archive, first)
    settings = load_config(archive / "site.yaml")
    files = files_of(check_site(settings).site, settings, "/annotations.json")
    exported = json.loads(files["/2015/11/03/talks/annotations.json"])
    path = archive / TALKS
    for data, line in ((first, "- imported-from: one 3af1334295db\n"), (exported, "")):
        path.write_text(f"## My view\n\n{WITHDRAWN}{line}", "utf-8")
        out, err = taken(archive, data, "--update")
        assert ("0 web annotations imported, 1 already present, no problems" in out, err) == (True, "")
    path.write_text(f"## My view\n\n{WITHDRAWN}- imported-from: one\n", "utf-8")
    assert "annotation 2: the annotation it replies to is withdrawn" in taken(archive, HYPOTHESIS)[1]
    assert notes_of(archive) == {}
    taken(archive, {"rows": [{**HYPOTHESIS["rows"][0], "id": "other"}]})
    assert [*notes_of(archive)] == ["talks#my-view-2"]


def test_a_withdrawn_reply_is_not_imported_again_and_its_replies_answer_the_note(archive: Path) -> None:
    taken(archive, {"rows": HYPOTHESIS["rows"][:2]})
    path = archive / TALKS
    path.write_text(
        path.read_text("utf-8").replace("- imported-from: two", f"{WITHDRAWN}- imported-from: two"), "utf-8"
    )
    out, err = taken(archive, HYPOTHESIS)
    assert ("1 web annotation imported, 2 already present, no problems" in out, err) == (True, "")
    assert reply_texts(archive) == [("So do I.", "")]


def test_a_note_that_cannot_be_read_is_not_imported_twice(archive: Path) -> None:
    taken(archive, HYPOTHESIS)
    path = archive / TALKS
    complete = path.read_bytes()
    for damaged in (complete.replace(b"- type: ", b"- kind: ", 1), complete + b"\xff"):
        path.write_bytes(damaged)
        out, err = taken(archive, HYPOTHESIS)
        assert "0 web annotations imported" in out
    assert f"annotation 1: {TALKS} has it already, and cannot be read completely" in err


def test_update_is_for_web_annotations_only(archive: Path) -> None:
    done = CliRunner().invoke(main, ["convert", "--update", "--site", str(archive / "site.yaml")])
    assert (done.exit_code, "--update: it needs --annotations" in done.stderr) == (2, True)
