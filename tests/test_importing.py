"""Importing: web annotations become notes with their threads, whoever made them."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.annotate import annotate
from builder.cache import Cache
from builder.config import load_config
from builder.importing import drafts, import_annotations
from builder.importing.note_files import Draft, render_notes
from builder.load.annotations import load_annotations
from builder.model import Anchor, Reference
from builder.pipeline import check_site
from builder.pipeline.load_site import load_archive
from builder.problems import Place
from builder.workers import Workers
from tests.archive_factory import ROOT, article, config, site
from tests.examples import examples
from tests.imports import HYPOTHESIS, files_of, notes_of, reply_texts, rich_site, row, taken, write_archive

PAGE = "https://example.org/base/2015/11/03/first-talks/"


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(drafts, "TODAY", lambda: date(2026, 11, 24))
    return write_archive(tmp_path)


def meaning(one: Anchor) -> Anchor:
    """A note without what says where it is written and how it finds its place."""
    nowhere = Place("")
    note = one.annotation
    replies = tuple(replace(reply, place=nowhere, comment_line=0, answers="", pinned=False) for reply in note.replies)
    see = tuple(target if "#" in target else f"{note.article}#{target}" for target in note.see)
    language = "" if note.language == "en" else note.language
    plain = replace(
        note, place=nowhere, quote="", prefix="", suffix="", quote_place=None, comment_line=0, replies=replies, see=see,
        language=language, pinned=False,
    )  # fmt: skip
    return replace(one, annotation=plain, state="exact" if one.passage else one.state)


def test_what_was_exported_comes_back_as_it_was(archive: Path) -> None:
    rich = rich_site()
    settings = replace(load_config(archive / "site.yaml"), root=ROOT)
    files = files_of(rich, settings)
    exported = [json.loads(text) for name, text in files.items() if re.fullmatch(r"/\d.*/annotations\.json", name)]
    out, err = taken(archive, exported)
    assert err == ""
    assert "6 web annotations imported, 0 already present, no problems" in out
    before = {
        f"{slug}#{one.annotation.id}": meaning(one)
        for slug, anchors in rich.anchors.items()
        for one in anchors
        if one.placed
    }
    before["talks#whole"] = replace(
        before["talks#whole"], annotation=replace(before["talks#whole"].annotation, by="archive-desk")
    )
    assert {name: meaning(one) for name, one in notes_of(archive).items()} == before
    assert check_site(load_config(archive / "site.yaml")).problems == ()
    again, err = taken(archive, exported)
    assert (err, "0 web annotations imported, 6 already present, no problems" in again) == ("", True)


def test_the_demonstration_archive_comes_back_word_for_word(tmp_path: Path) -> None:
    there = load_config(ROOT / "site.yaml")
    found, _ = load_archive(there, Workers(Cache(None), 1), drafts=False)
    exported = [
        json.loads(text) for name, text in files_of(found, there, "annotations.json").items() if name[1:5].isdigit()
    ]
    (tmp_path / "in.json").write_text(json.dumps(exported), encoding="utf-8")
    shutil.copy(ROOT / "site.yaml", tmp_path)
    shutil.copytree(ROOT / "content", tmp_path / "content", ignore=shutil.ignore_patterns("annotations"))
    report = import_annotations(replace(found, anchors={}), replace(there, root=tmp_path), tmp_path / "in.json")
    assert report.problems == ()
    before = {f"{slug}#{one.annotation.id}": meaning(one) for slug, laid in found.anchors.items() for one in laid}
    after = {name: meaning(one) for name, one in notes_of(tmp_path).items()}
    assert after == before
    assert len(before) >= 100


def test_a_reply_to_a_note_that_is_there_goes_into_a_new_file(archive: Path) -> None:
    taken(archive, {"rows": HYPOTHESIS["rows"][:1]})
    own = archive / "content/annotations/2015/talks.md"
    before = own.read_bytes()
    out, err = taken(archive, HYPOTHESIS)
    assert err == ""
    assert out.startswith("content/annotations/2015/talks/imported-2026-11-24-1.md: 2 notes\n")
    assert "2 web annotations imported, 1 already present, no problems" in out
    assert own.read_bytes() == before
    (note,) = notes_of(archive).values()
    assert [reply.comment for reply in note.annotation.replies] == ["I agree.", "So do I."]
    assert check_site(load_config(archive / "site.yaml")).problems == ()
    assert "0 web annotations imported, 3 already present" in taken(archive, HYPOTHESIS)[0]


def test_a_reply_by_the_address_of_a_note_finds_it_and_its_links_hold(archive: Path) -> None:
    taken(archive, [{"label": "A name", "target": "https://wire.example/talks", "bodyValue": "One."}])
    reply = {
        "type": "Annotation", "motivation": "replying", "target": f"{PAGE.replace('first-talks', 'talks')}#note-a-name",
        "body": [{"format": "text/markdown", "value": "See [it](../../assets/plan.svg)."}], "created": "2026-05-03",
    }  # fmt: skip
    out, err = taken(archive, [reply])
    assert err == ""
    assert "imported-2026-11-24-1.md: 1 note" in out
    (note,) = notes_of(archive).values()
    assert note.annotation.replies[0].comment == "See [it](../../../assets/plan.svg)."
    assert check_site(load_config(archive / "site.yaml")).problems == ()


WORDS = st.text(alphabet="ab cé.,:-*_`[]()<>|~&#;+1'\"\\!\n", max_size=40)
SOURCES = [
    Reference("A link", "https://example.org/a"),
    Reference("https://example.org/a", "https://example.org/a", "https://copies.example/a"),
    Reference("A [link]", "https://example.org/a(b)", "https://copies.example/a(b)"),
    Reference("City archive, box 12 = *folder* 3", ""),
    Reference("City archive", "", "https://copies.example/a"),
    Reference("The desk", "mailto:desk@example.org"),
]


@given(
    title=WORDS, comment=WORDS, reply=WORDS, claim=WORDS, tag=WORDS,
    kind=st.sampled_from(["context", "correction", "fact-check", "source", "update"]),
    source=st.sampled_from(SOURCES), day=st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    start=st.integers(0, 60), length=st.integers(1, 60),
)  # fmt: skip
@examples(150)
def test_whatever_the_grammar_holds_survives_the_way_there_and_back(  # noqa: PLR0913, PLR0917 - each part of a note
    tmp_path_factory: pytest.TempPathFactory, title: str, comment: str, reply: str, claim: str, tag: str, kind: str,
    source: Reference, day: date, start: int, length: int,
) -> None:  # fmt: skip
    settings = replace(config(), annotation_types=ALL_TYPES, root=ROOT)
    body = "The long talks opened on Monday in *Geneva*; nobody knew.\n\nThe talks closed again on Tuesday."
    one = replace(article("talks", body=body), place=Place("content/articles/2015/talks.md"))
    words = one.text[start : start + length].strip()
    draft = Draft(
        title=" ".join(title.split()) or "A title",
        quotation=f"> {' '.join(words.split())}" if words and words.count("\n\n") == 0 else "",
        properties=(("type", kind), ("by", "archive-desk"), ("date", day.isoformat()), ("tags", tag), ("claim", claim),
                    ("verdict", "true" if kind == "fact-check" else "")),
        sources=(source,),
        comment=comment.strip("\n").rstrip(),
        replies=(Draft("More", "", REPLY, (), reply.strip("\n").rstrip()),),
    )  # fmt: skip
    loaded, _, problems = load_annotations(
        "content/annotations/2015/talks.md", render_notes([draft]), "talks", settings
    )
    if problems or len(loaded) != 1:
        return  # no editor could have written it
    anchors, _ = annotate("a.md", one.as_text(), loaded, "en")
    if not all(anchor.placed for anchor in anchors):
        return
    folder = tmp_path_factory.mktemp("there-and-back")
    exported = folder / "in.json"
    address = f"{one.address}annotations.json"
    exported.write_text(files_of(site(one, anchors=anchors), settings, only=address)[address], "utf-8")
    there = replace(settings, root=folder)
    report = import_annotations(site(one), there, exported)
    assert report.problems == ()
    ((path, _),) = report.files
    back, _, problems = load_annotations(path, (folder / path).read_text("utf-8"), "talks", there)
    assert problems == ()
    laid, doubts = annotate("a.md", one.as_text(), back, "en")
    assert doubts == ()
    assert [meaning(anchor) for anchor in laid] == [meaning(anchor) for anchor in anchors]


REPLY = (("type", "update"), ("by", "archive-desk"), ("date", "2026-01-01"))
ALL_TYPES = load_config(ROOT / "site.yaml").annotation_types


def test_an_export_of_hypothesis_becomes_a_note_with_its_thread(archive: Path) -> None:
    out, err = taken(archive, HYPOTHESIS)
    assert err == ""
    assert out.startswith("content/annotations/2015/talks.md: 3 notes\n")
    text = (archive / "content/annotations/2015/talks.md").read_text(encoding="utf-8")
    assert "Stranger" not in text
    (note,) = notes_of(archive).values()
    assert (note.annotation.by, note.annotation.date, note.annotation.updated) == (
        "imported",
        date(2026, 5, 3),
        date(2026, 5, 4),
    )
    assert note.annotation.tags == ("one two",)
    assert note.passage is not None
    assert "https://wire.example/more.html" in note.annotation.comment
    assert [(reply.by, reply.comment) for reply in note.annotation.replies] == [
        ("data", "I agree."),
        ("imported", "So do I."),
    ]
    assert check_site(load_config(archive / "site.yaml")).problems == ()
    assert "0 web annotations imported, 3 already present" in taken(archive, HYPOTHESIS)[0]


NESTED = {
    "rows": [
        row("four", "And who are you?", "c", references=["one", "two", "three"]),
        *HYPOTHESIS["rows"],
        row("five", "I do not.", "d", references=["one"]),
    ]
}


def test_imported_replies_keep_whom_they_answer(archive: Path) -> None:
    thread = [("I agree.", ""), ("So do I.", "I agree."), ("And who are you?", "So do I."), ("I do not.", "")]
    out, err = taken(archive, NESTED)
    assert (err, out.splitlines()[0]) == ("", "content/annotations/2015/talks.md: 5 notes")
    assert reply_texts(archive) == thread
    assert check_site(load_config(archive / "site.yaml")).problems == ()
    assert "0 web annotations imported, 5 already present" in taken(archive, NESTED)[0]


def test_an_exported_thread_comes_back_with_whom_its_replies_answer(archive: Path) -> None:
    taken(archive, NESTED)
    settings = load_config(archive / "site.yaml")
    before = notes_of(archive)
    found = check_site(settings).site
    exported = json.loads(files_of(found, settings, "/annotations.json")["/2015/11/03/talks/annotations.json"])
    shutil.rmtree(archive / "content/annotations")
    assert taken(archive, exported)[1] == ""
    assert {name: meaning(one) for name, one in notes_of(archive).items()} == {
        name: meaning(replace(one, annotation=replace(one.annotation, origin=None, replies=tuple(
            replace(reply, origin=None) for reply in one.annotation.replies
        )))) for name, one in before.items()
    }  # fmt: skip
    assert "0 web annotations imported, 5 already present" in taken(archive, exported)[0]


def test_replies_imported_later_answer_replies_that_are_there(archive: Path) -> None:
    taken(archive, {"rows": HYPOTHESIS["rows"][:2]})
    taken(archive, {"rows": HYPOTHESIS["rows"]})
    out, err = taken(archive, NESTED)
    assert (err, out.splitlines()[0]) == ("", "content/annotations/2015/talks/imported-2026-11-24-2.md: 2 notes")
    assert set(reply_texts(archive)) == {
        ("I agree.", ""), ("So do I.", "I agree."), ("And who are you?", "So do I."), ("I do not.", ""),
    }  # fmt: skip
    assert check_site(load_config(archive / "site.yaml")).problems == ()


def test_two_people_may_reply_the_same_on_one_day(archive: Path) -> None:
    rows = [HYPOTHESIS["rows"][0], row("x", "I agree.", "a", references=["one"])]
    taken(archive, {"rows": rows})
    taken(archive, {"rows": [*rows, row("y", "I agree.", "b", references=["one"])]})
    assert reply_texts(archive) == [("I agree.", ""), ("I agree.", "")]
