"""The records of a container become articles, each once, whatever is added to it later."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from builder.cache import Cache
from builder.check.captures import check_captures
from builder.config import Config
from builder.pipeline import container_files, found_problems
from builder.pipeline.conversion import convert_all
from builder.pipeline.conversion_report import Report
from builder.pipeline.found_problems import FoundProblems
from builder.pipeline.load_site import load_archive
from builder.pipeline.verify import compare_captures
from builder.problems import ContentError, Place, Problem
from builder.workers import Workers

SOURCES = "content/sources"


def line(number: int, text: str = "It sails.", **more: object) -> str:
    record = {"id": f"a{number}", "title": f"Ferry {number}", "text": text, "date": "2015-11-03", **more}
    return json.dumps({key: value for key, value in record.items() if value is not None}) + "\n"


@pytest.fixture
def archive(tmp_path: Path) -> Config:
    root = tmp_path / "archive"
    (root / SOURCES).mkdir(parents=True)
    return Config(root=root, title="x")


def write(archive: Config, *lines: str, name: str = "a.jsonl") -> Path:
    path = archive.root / SOURCES / name
    path.write_text("".join(lines), encoding="utf-8")
    return path


def codes(report: Report) -> list[str]:
    return [problem.code for problem in report.problems]


def checked(archive: Config) -> list[str]:
    """The problems of captures, one line each."""
    with Cache(None) as cache:
        workers = Workers(cache, 1)
        site, found = load_archive(archive, workers, drafts=True)
        found += check_captures(site, archive, compare_captures(site.articles, site.texts, archive, workers))
    return [str(problem).splitlines()[0] for problem in found if problem.code.startswith("C")]


def test_only_what_is_new_in_a_container_is_converted(archive: Config) -> None:
    write(archive, line(1), line(2))
    assert convert_all(archive).count == 2
    write(archive, line(3), line(1), line(2), line(4))
    report = convert_all(archive)
    assert (report.count, report.unchanged_count, report.problems) == (2, 2, ())
    assert convert_all(archive).unchanged == tuple(f"a.jsonl a{n}" for n in (3, 1, 2, 4))
    assert checked(archive) == []


def test_records_without_ids_may_move(archive: Config) -> None:
    write(archive, line(1, id=None), line(2, id=None))
    convert_all(archive)
    write(archive, line(3, id=None), line(1, id=None), line(2, id=None))
    report = convert_all(archive)
    assert (report.count, report.unchanged_count, report.problems) == (1, 2, ())
    assert checked(archive) == []


def test_a_record_that_changed_or_is_missing_is_an_error(archive: Config) -> None:
    write(archive, line(1), line(2))
    convert_all(archive)
    write(archive, line(1, "It rests."))
    report = convert_all(archive)
    assert (report.count, codes(report)) == (0, ["C502"])
    assert "the record 'a1' of content/sources/a.jsonl has changed" in report.problems[0].message
    assert [problem.split(": ")[1] for problem in checked(archive)] == ["error C540", "error C540"]


def test_an_article_that_was_changed_is_found(archive: Config) -> None:
    write(archive, line(1))
    convert_all(archive)
    (article,) = (archive.root / "content/articles").rglob("*.md")
    article.write_text(article.read_text(encoding="utf-8").replace("It sails", "It sailed"), encoding="utf-8")
    assert any(" C510: " in problem or " C505: " in problem for problem in checked(archive))


def test_equal_records_make_one_article_and_are_named_each_time(archive: Config) -> None:
    write(
        archive,
        line(1),
        line(1),
        line(1, url="https://example.org/a"),
        line(2, title="Ferry 1", url="https://example.org/a"),
    )
    report = convert_all(archive)
    assert report.count == 2
    assert codes(report) == ["C543", "C543"]
    again = convert_all(archive)
    assert (again.count, again.unchanged_count, codes(again)) == (0, 2, ["C543", "C543"])


def test_other_words_at_the_same_address_are_another_article(archive: Config) -> None:
    write(archive, line(1, url="https://example.org/a"), line(2, "It rests.", url="https://example.org/a"))
    report = convert_all(archive)
    assert report.count == 2
    assert [(one.code, one.place.path) for one in report.problems] == [("C543", "content/articles/2015/ferry-2.md")]


def test_a_container_from_elsewhere_is_copied_and_grows(archive: Config, tmp_path: Path) -> None:
    path = tmp_path / "export.jsonl"
    path.write_text(line(1), encoding="utf-8")
    copy = archive.root / SOURCES / "export.jsonl"
    assert convert_all(archive, [path], dry_run=True).count == 1
    assert not copy.exists()
    assert convert_all(archive, [path]).count == 1
    assert copy.read_bytes() == path.read_bytes()
    path.write_text(line(1) + line(2), encoding="utf-8")
    assert convert_all(archive, [path]).count == 1
    assert copy.read_bytes() == path.read_bytes()
    path.write_text(line(3), encoding="utf-8")
    report = convert_all(archive, [path])
    assert (report.count, codes(report)) == (0, ["C502"])
    assert copy.read_text(encoding="utf-8") == line(1) + line(2)


def test_a_large_container_stays_where_it_is(archive: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container_files, "CONTAINER_LIMIT", 100)
    path = tmp_path / "export.jsonl"
    path.write_text(line(1) + line(2), encoding="utf-8")
    assert convert_all(archive, [path]).count == 2
    assert not (archive.root / SOURCES / "export.jsonl").exists()
    (problem,) = checked(archive)
    assert "warning C541: the container content/sources/export.jsonl is stored elsewhere" in problem
    assert "the text of 2 articles is not verified" in problem
    path.rename(archive.root / SOURCES / "export.jsonl")
    assert checked(archive) == []


def test_a_lost_container_is_an_error_once(archive: Config) -> None:
    write(archive, line(1), line(2)).rename(archive.root / "x")
    (archive.root / "x").rename(archive.root / SOURCES / "a.jsonl")
    convert_all(archive)
    (archive.root / SOURCES / "a.jsonl").unlink()
    (problem,) = checked(archive)
    assert "error C509: the container content/sources/a.jsonl of 2 articles is missing" in problem


def test_standard_input_is_kept_by_its_content(archive: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((line(1) + line(2)).encode())))
    report = convert_all(archive, [Path("-")], format_="jsonl")
    assert report.count == 2
    (copy,) = (archive.root / SOURCES).iterdir()
    assert copy.name.startswith("stdin-")
    assert copy.read_text(encoding="utf-8") == line(1) + line(2)
    assert checked(archive) == []
    with pytest.raises(ContentError, match="C513"):
        convert_all(archive, [Path("-")])


def test_a_link_is_not_followed(archive: Config, tmp_path: Path) -> None:
    path = write(archive, line(1))
    convert_all(archive)
    path.rename(tmp_path / "outside.jsonl")
    path.symlink_to(tmp_path / "outside.jsonl")
    assert codes(convert_all(archive)) == ["F012"]
    assert [problem.split(": ")[1] for problem in checked(archive)] == ["error C540"]


def test_of_many_problems_the_first_are_kept_and_all_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(found_problems, "MOST", 2)
    found = FoundProblems()
    given = [Problem("C506", "the date of publication is not known", Place(f"{n}.md")) for n in range(5)]
    found.take(given)
    assert not given
    assert len(found) == 5
    assert [str(one) for one in found.in_order()] == [
        "0.md:1:1: warning C506: the date of publication is not known",
        "1.md:1:1: warning C506: the date of publication is not known",
        "4.md:1:1: warning C506: unknown date of publication (3 more, the last one here)",
    ]
