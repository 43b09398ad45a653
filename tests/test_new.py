"""What editors are given to fill in can be built as it is, and makes no second of anything."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from builder import new
from builder.config import Config, load_config
from builder.load.annotations import load_annotations
from builder.pipeline import check_site
from builder.problems import ContentError, errors


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    monkeypatch.setattr(new, "TODAY", lambda: dt.date(2026, 3, 2))
    new.site(tmp_path / "mine")
    config = load_config(tmp_path / "mine" / "site.yaml")
    new.article(config, "Talks open", "2015-11-03")
    return config


def note(config: Config, title: str = "Title of the note", by: str = "") -> Path:
    (path,) = new.annotation(config, "talks-open", quote="The text of", kind="context", by=by, title=title)
    return path


def test_a_note_begins_as_a_draft(archive: Config) -> None:
    path = note(archive)
    assert path.relative_to(archive.root).as_posix() == (
        "content/annotations/2015/talks-open/2026-03-02-title-of-the-note.md"
    )
    assert path.read_text(encoding="utf-8").splitlines() == [
        "## Title of the note",
        "",
        "> The text of",
        "",
        "- type: context",
        "- by: archive-desk",
        "- date: 2026-03-02",
        "- status: draft",
        "",
        "The comment, in Markdown.",
    ]


def test_a_heading_that_is_taken_is_counted_up(archive: Config) -> None:
    paths = [note(archive), note(archive), note(archive, "Title of\nthe note")]
    texts = [path.read_text(encoding="utf-8") for path in paths]
    assert [text.partition("\n")[0] for text in texts] == [
        "## Title of the note",
        "## Title of the note 2",
        "## Title of the note 3",
    ]
    assert not errors(check_site(archive, jobs=1).problems)


def test_an_id_that_is_taken_is_not_given_again_wherever_it_stands(archive: Config) -> None:
    together = archive.root / "content" / "annotations" / "2015" / "talks-open.md"
    together.parent.mkdir(parents=True)
    together.write_text("## A heading\n\n- id: title-of-the-note\n\n## Unfinished\n", encoding="utf-8")
    assert note(archive).read_text(encoding="utf-8").startswith("## Title of the note 2\n")
    assert note(archive, "Unfinished").read_text(encoding="utf-8").startswith("## Unfinished 2\n")
    (together.parent / "talks-open" / "bad.md").write_bytes(b"\xff")
    assert note(archive, "A heading").read_text(encoding="utf-8").startswith("## A heading\n")


def test_a_heading_too_long_for_a_number_gets_an_id(archive: Config) -> None:
    title = "word " * 30
    ids = []
    for path in (note(archive, title), note(archive, title)):
        (one,), _, problems = load_annotations("n.md", path.read_text(encoding="utf-8"), "talks-open", archive)
        assert problems == ()
        ids.append(one.id)
    assert ids[1] == f"{ids[0]}-2"


def test_who_signs_is_an_editor_of_the_archive(archive: Config) -> None:
    with pytest.raises(ContentError, match=r"N122: unknown editor `archive-dsk`\n.*did you mean 'archive-desk'\?"):
        note(archive, by="archive-dsk")
    with pytest.raises(ContentError, match="use one of archive-desk"):
        note(archive, by="archive-desk, somebody else altogether")
    assert "- by: archive-desk\n" in note(archive, by=" archive-desk ").read_text(encoding="utf-8")
    anyone = Config(archive.root, "Without editors")
    new_note = note(Config(**{**vars(anyone), "annotation_types": archive.annotation_types}), by="any desk")
    assert "- by: any desk\n" in new_note.read_text(encoding="utf-8")


def test_nothing_is_written_for_readers_that_an_editor_did_not_write(archive: Config) -> None:
    (entity,) = new.entity(archive, "Kofi Annan", "person")
    assert entity.read_text(encoding="utf-8") == "---\nname: Kofi Annan\nkind: person\n---\n"
    (topic,) = new.topic(archive, "Peace talks")
    assert topic.read_text(encoding="utf-8") == "---\ntitle: Peace talks\n---\n"
    assert not errors(check_site(archive, jobs=1).problems)


def test_each_kind_of_front_matter_has_a_schema(tmp_path: Path) -> None:
    made = new.schemas(tmp_path / "schemas")
    assert [path.name for path in made] == [
        "annotations.schema.json",
        "article.schema.json",
        "entity.schema.json",
        "page.schema.json",
        "topic.schema.json",
    ]
    article = json.loads(made[1].read_text(encoding="utf-8"))["$defs"]["ArticleSchema"]
    assert article["required"] == ["title"]
    assert set(article["properties"]) >= {"date", "topics", "source", "entities", "edited"}
    with pytest.raises(ContentError):
        new.schemas(tmp_path / "schemas")
