"""`convert --profile-test` shows what a profile takes and drops, writes nothing, and prints no comments."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from builder.cli import main
from tests.capture_factory import PAGE_PROFILE, TITLE, page


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "site.yaml").write_text("title: x\n", encoding="utf-8")
    for name, text in (("sources/page.txt", page()), ("profiles/archived-page.yaml", PAGE_PROFILE)):
        path = tmp_path / "content" / name
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "content/sources/plain.txt").write_text("Ferry sails\n\nIt sails.\n", encoding="utf-8")
    return tmp_path


def run(archive: Path, *words: str) -> str:
    done = CliRunner().invoke(main, ["convert", *words, "--site", str(archive / "site.yaml")], catch_exceptions=False)
    return done.output


def test_the_report_has_the_article_and_what_was_dropped(archive: Path) -> None:
    output = run(archive, "--profile-test", "archived-page")
    assert f"title:   {TITLE}" in output
    assert "date:    2015-11-03" in output
    assert "begins:  The harbour town has talked" in output
    assert "ends:    " in output
    assert "drop_line '^This page is archived': This page is archived and quiet." in output
    assert "byline" in output
    assert "end_before '^- advertisement -$': this and what is below it" in output
    assert "remark" not in output
    assert "plain.txt" not in output
    assert not (archive / "content" / "articles").exists()


def test_a_capture_can_be_named(archive: Path) -> None:
    assert "Ferry sails" in run(archive, "--profile-test", "archived-page", str(archive / "content/sources/plain.txt"))


def test_an_unknown_profile_is_a_problem(archive: Path) -> None:
    assert "there is no profile `archived-pag`" in run(archive, "--profile-test", "archived-pag")
