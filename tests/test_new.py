"""What editors are given to fill in can be built as it is, and makes no second of anything."""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from builder import __version__, new
from builder.cli import main
from builder.config import Config, load_config
from builder.load.annotations import load_annotations
from builder.pipeline import BuildRequest, build, check_site
from builder.pipeline.report import Report
from builder.problems import ContentError, errors
from tests.archive_factory import ROOT

HOME = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["urls"]["Homepage"]


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


def test_a_new_annotation_is_a_draft(archive: Config) -> None:
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


def test_a_heading_in_use_gets_a_number(archive: Config) -> None:
    paths = [note(archive), note(archive), note(archive, "Title of\nthe note")]
    texts = [path.read_text(encoding="utf-8") for path in paths]
    assert [text.partition("\n")[0] for text in texts] == [
        "## Title of the note",
        "## Title of the note 2",
        "## Title of the note 3",
    ]
    assert not errors(check_site(archive, jobs=1).problems)


def test_an_id_in_use_is_not_used_again_in_whatever_file_it_is(archive: Config) -> None:
    together = archive.root / "content" / "annotations" / "2015" / "talks-open.md"
    together.parent.mkdir(parents=True, exist_ok=True)
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


def test_the_author_is_an_editor_of_the_archive(archive: Config) -> None:
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


def test_signs_tell_the_names_of_new_files_and_notes_apart(archive: Config) -> None:
    names = [new.topic(archive, name)[0].stem for name in ("C", "C++", "C#")]
    assert names == ["c", "c-plus-plus", "c-sharp"]
    assert "- id: c-plus-plus\n" in note(archive, title="C++").read_text(encoding="utf-8")


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
    assert article["anyOf"] == [{"required": ["title"]}, {"required": ["withdrawn"]}]
    assert set(article["properties"]) >= {
        "date",
        "topics",
        "source",
        "entities",
        "edited",
        "facsimile",
        "publish_after",
    }
    # Text editors read `date: 1895` as a number.
    assert {name for name, one in article["properties"].items() if "integer" in one.get("type", ())} == {
        "date",
        "page",
        "column",
    }
    with pytest.raises(ContentError):
        new.schemas(tmp_path / "schemas")


# A whole archive


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    new.site(tmp_path / "fresh")
    return tmp_path / "fresh"


def built(folder: Path) -> Report:
    config = load_config(folder / "site.yaml")
    return build(BuildRequest(config, folder / "site", jobs=1))


def test_a_new_archive_has_no_problems_and_an_annotation_in_its_place(fresh: Path) -> None:
    report = built(fresh)
    assert (report.published, report.problems) == (True, ())
    page = (fresh / "site" / "2015" / "09" / "25" / "seventeen-goals-adopted" / "index.html").read_text(
        encoding="utf-8"
    )
    assert 'href="#note-the-indicators"' in page
    assert "entities/united-nations/" in page
    assert "topics/development/" in page


def test_a_new_archive_without_its_example_has_no_problems(fresh: Path) -> None:
    example = [fresh / path for path in re.findall(r"`(content/\S+\.md)`", read(fresh / "README.md"))]
    example += fresh.glob("content/a*/2015/seventeen-goals-adopted.md")
    kept = {"content/pages/about.md"}
    example = [path for path in example if path.relative_to(fresh).as_posix() not in kept]
    assert len(example) == 4
    for path in example:
        path.unlink()
    assert built(fresh).problems == ()


def test_the_annotation_in_the_readme_is_that_of_the_example(fresh: Path) -> None:
    example = read(fresh / "content" / "annotations" / "2015" / "seventeen-goals-adopted.md").splitlines()
    explained = read(fresh / "README.md").partition("```markdown\n")[2].partition("```")[0].splitlines()
    shared = [line for line in explained if line in example]
    assert shared == [line for line in explained if not line.startswith(("- date:", "The General"))]


def test_the_builder_of_a_new_archive_is_the_release_of_this_version_or_the_given_one(
    fresh: Path, tmp_path: Path
) -> None:
    last = read(fresh / "requirements.txt").splitlines()[-1]
    assert last.startswith(f"annotated-archive @ {HOME}/releases/download/v{__version__}/annotated_archive-")
    done = CliRunner().invoke(main, ["new", "site", str(tmp_path / "other"), "--builder", "annotated-archive>=1"])
    assert done.exit_code == 0, done.output
    assert read(tmp_path / "other" / "requirements.txt").splitlines()[-1] == "annotated-archive>=1"
    for spec in (" ", "one\ntwo"):
        done = CliRunner().invoke(main, ["new", "site", str(tmp_path / "third"), "--builder", spec])
        assert (done.exit_code, "it must be one line" in done.output) == (2, True)


def test_a_repository_without_files_may_become_an_archive(tmp_path: Path) -> None:
    (tmp_path / "cloned" / ".git").mkdir(parents=True)
    assert new.site(tmp_path / "cloned")


def test_a_folder_with_files_is_not_changed_and_they_are_named(tmp_path: Path) -> None:
    names = ["README.md", "b.txt", "c.txt", "d.txt", "e.txt"]
    for name in names:
        (tmp_path / name).write_text("mine", encoding="utf-8")
    with pytest.raises(ContentError, match=r"F012: the folder is not empty: README.md, b.txt, c.txt and 2 more\n"):
        new.site(tmp_path)
    assert [read(path) for path in sorted(tmp_path.iterdir())] == ["mine"] * len(names)
    with pytest.raises(ContentError, match="F012: this is a file, not a folder"):
        new.site(tmp_path / "README.md")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
