"""What was read of a file is kept, is read again when the file has changed, and is never believed blindly."""

from __future__ import annotations

from functools import wraps
from pathlib import Path

import pytest

from builder.cache import Cache, fingerprint
from builder.load import File, read_sources
from builder.model import Entity
from builder.pipeline import file_cache, tasks
from builder.pipeline.file_cache import parse_cached
from builder.pipeline.tasks import ParsedFile
from builder.workers import Workers
from builder.workers.serialization import pack


def write(root: Path, name: str, text: str) -> Path:
    path = root / "content" / "entities" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def person(name: str, body: str = "") -> str:
    return f"---\nname: {name}\nkind: person\n---\n{body}"


def read(root: Path) -> tuple[list[str], list[str]]:
    """The entities, each with its file, and what is said to be wrong."""
    with Cache(root / ".cache") as cache:
        workers = Workers(cache, 1)
        found = parse_cached(tasks.read_entities, read_sources(root).files["entities"], workers)
    wrong = [problem for one in found for problem in one.problems]
    items = [item for one in found for item in one.items]
    return (
        [f"{item.id} {item.name} {item.place.path.rpartition('/')[2]}" for item in items],
        sorted(problem.code for problem in [*wrong, *workers.problems]),
    )


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were looked into."""
    seen: list[str] = []
    stage = tasks.read_entities

    @wraps(stage)
    def noticed(file: File, shared: None) -> ParsedFile[Entity]:
        seen.append(file.path.rpartition("/")[2])
        return stage(file, shared)

    monkeypatch.setattr(tasks, "read_entities", noticed)
    return seen


def test_only_a_changed_file_is_parsed_again(tmp_path: Path, parsed: list[str]) -> None:
    first = write(tmp_path, "ada.md", person("Ada"))
    second = write(tmp_path, "ben.md", person("Ben"))
    assert read(tmp_path) == read(tmp_path) == (["ada Ada ada.md", "ben Ben ben.md"], [])
    assert parsed == ["ada.md", "ben.md"]
    second.write_text(person("Benjamin"), "utf-8")
    assert read(tmp_path) == (["ada Ada ada.md", "ben Benjamin ben.md"], [])
    first.rename(first.with_name("cleo.md"))
    assert read(tmp_path) == (["ben Benjamin ben.md", "cleo Ada cleo.md"], [])
    second.unlink()
    assert read(tmp_path) == (["cleo Ada cleo.md"], [])
    assert parsed == ["ada.md", "ben.md", "ben.md", "cleo.md"]


def test_problems_are_reported_in_every_build(tmp_path: Path) -> None:
    write(tmp_path, "deep.md", person("Deep", ">" * 200 + " x"))
    write(tmp_path, "list.yaml", "- {id: dora, name: Dora, kind: person}\n- {id: emil, name: Emil, kind: robot}\n")
    path = write(tmp_path, "wrong.md", "---\nname: Wrong\n---\n")
    well = ["deep Deep deep.md", "dora Dora list.yaml"]
    assert read(tmp_path) == read(tmp_path) == (well, ["F008", "F009", "F014"])
    path.write_text(person("Right"), "utf-8")
    assert read(tmp_path) == read(tmp_path) == ([*well, "wrong Right wrong.md"], ["F008", "F014"])


@pytest.mark.parametrize(
    "record", [b"", b"\x80", pack({"content/entities/ada.md": "Eve"}), pack(None), b"cos\nsystem\n"]
)
def test_a_record_of_another_program_is_ignored(tmp_path: Path, record: bytes) -> None:
    write(tmp_path, "ada.md", person("Ada"))
    well = read(tmp_path)
    with Cache(tmp_path / ".cache") as cache:
        cache.put(fingerprint("kept", "read_entities"), record)
    assert read(tmp_path) == well == (["ada Ada ada.md"], [])


def test_files_parsed_by_another_builder_are_parsed_again(
    tmp_path: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "ada.md", person("Ada"))
    read(tmp_path)
    monkeypatch.setattr(file_cache, "builder_fingerprint", lambda: "another")
    read(tmp_path)
    assert parsed == ["ada.md", "ada.md"]
