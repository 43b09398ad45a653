from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder import cache as cache_module
from builder.cache import Cache, builder_fingerprint, fingerprint, read_checksummed, write_checksummed


@pytest.fixture
def warnings() -> list[str]:
    return []


def filled(folder: Path, **entries: bytes) -> Path:
    with Cache(folder) as cache:
        for key, value in entries.items():
            cache.put(key, value)
    return folder / "results.sqlite"


def stored(folder: Path, *keys: str) -> list[bytes | None]:
    with Cache(folder) as cache:
        return [cache.get(key) for key in keys]


def test_a_value_is_found_at_once_and_in_the_next_build(tmp_path: Path):
    with Cache(tmp_path) as cache:
        cache.put("a", b"1")
        assert cache.get("a") == b"1"
        assert cache.get("b") is None
    assert stored(tmp_path, "a", "b") == [b"1", None]


def test_without_a_folder_nothing_is_stored():
    with Cache(None) as cache:
        cache.put("a", b"1")
        assert cache.get("a") is None


@pytest.mark.parametrize("damage", ["garbage", "truncated", "flipped"])
def test_a_damaged_file_is_reported_once_and_replaced(tmp_path: Path, warnings: list[str], damage: str):
    file = filled(tmp_path, **{f"k{number}": b"x" * 1000 for number in range(100)})
    content = file.read_bytes()
    if damage == "garbage":
        file.write_bytes(b"\0 what is this \xff" * 100)
    elif damage == "truncated":
        file.write_bytes(content[: len(content) // 3])
    else:
        file.write_bytes(content.replace(b"x" * 200, b"y" * 200))
    with Cache(tmp_path, warn=warnings.append) as cache:
        values = [cache.get(f"k{number}") for number in range(100)]
        cache.put("new", b"2")
    assert set(values) <= {None, b"x" * 1000}
    assert None in values
    assert len(warnings) == (0 if damage == "flipped" else 1)
    filled(tmp_path, later=b"3")
    assert stored(tmp_path, "later") == [b"3"]


def test_a_value_with_the_key_of_another_is_ignored(tmp_path: Path):
    file = filled(tmp_path, a=b"1", b=b"2")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE entries SET value = (SELECT value FROM entries WHERE key = 'a')")
        connection.commit()
    assert stored(tmp_path, "a", "b") == [b"1", None]


@given(st.binary(), st.integers(0), st.integers(1, 255))
def test_a_file_with_a_checksum_is_read_intact_or_not_at_all(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, place: int, change: int
):
    path = tmp_path_factory.mktemp("sealed") / "kept"
    write_checksummed(path, content)
    assert bytes(read_checksummed(path)) == content
    stored = path.read_bytes()
    for damaged in (stored[: place % len(stored)], stored + bytes([change]), _with_another(stored, place, change)):
        path.write_bytes(damaged)
        assert bytes(read_checksummed(path)) == b""


def _with_another(stored: bytes, place: int, change: int) -> bytes:
    damaged = bytearray(stored)
    damaged[place % len(stored)] ^= change
    return bytes(damaged)


def test_a_database_of_another_program_is_not_changed(tmp_path: Path, warnings: list[str]):
    connection = sqlite3.connect(tmp_path / "results.sqlite")
    connection.execute("CREATE TABLE theirs (x)")
    connection.commit()
    connection.close()
    before = (tmp_path / "results.sqlite").read_bytes()
    with Cache(tmp_path, warn=warnings.append) as cache:
        cache.put("a", b"1")
        assert cache.get("a") is None
    assert (tmp_path / "results.sqlite").read_bytes() == before
    assert warnings == ["the cache cannot be used: it is a database of another program"]


@pytest.mark.parametrize("obstacle", ["file", "folder"])
def test_an_obstacle_at_the_path_of_the_cache_is_reported_once(tmp_path: Path, warnings: list[str], obstacle: str):
    folder = tmp_path / "cache"
    if obstacle == "file":
        folder.write_text("x")
    else:
        (folder / "results.sqlite").mkdir(parents=True)
    with Cache(folder, warn=warnings.append) as cache:
        cache.put("a", b"1")
    assert len(warnings) == 1


def test_a_cache_that_cannot_be_written_is_reported_once(tmp_path: Path, warnings: list[str]):
    file = filled(tmp_path, a=b"1")
    lock = sqlite3.connect(file, isolation_level=None)
    with Cache(tmp_path, warn=warnings.append) as cache:
        lock.execute("PRAGMA max_page_count = 1")
        assert cache._connection is not None
        cache._connection.execute("PRAGMA query_only = ON")
        cache.put("b", b"2")
        cache.put("c", b"2")
    lock.close()
    assert len(warnings) == 1
    assert stored(tmp_path, "a", "b") == [b"1", None]


def test_a_cache_deleted_between_builds_is_created_again(tmp_path: Path):
    filled(tmp_path, a=b"1").unlink()
    assert stored(tmp_path, "a") == [None]


def test_the_file_stays_below_its_limit_and_keeps_the_newest_entries(tmp_path: Path):
    for number in range(20):
        with Cache(tmp_path, size_limit=50_000) as cache:
            cache.put(f"k{number}", os.urandom(10_000))
    assert (tmp_path / "results.sqlite").stat().st_size < 100_000
    assert stored(tmp_path, "k0") == [None]
    assert stored(tmp_path, "k19") != [None]


def test_unused_entries_are_removed_and_used_ones_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cache_module, "UNUSED_BUILDS", 6)
    filled(tmp_path, asked=b"1", forgotten=b"2")
    for number in range(12):
        with Cache(tmp_path) as cache:
            assert cache.get("asked") == b"1"
            cache.put(f"n{number}", b"x")
    assert stored(tmp_path, "asked", "forgotten") == [b"1", None]


def test_a_build_that_only_reads_does_not_write(tmp_path: Path):
    file = filled(tmp_path, a=b"1")
    before = file.read_bytes()
    assert stored(tmp_path, "a") == [b"1"]
    assert file.read_bytes() == before


def test_many_entries_are_written_before_they_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cache_module, "MEMORY_LIMIT", 100)
    with Cache(tmp_path) as cache:
        for number in range(100):
            cache.put(f"k{number}", b"x" * 10)
            assert cache._pending_bytes <= 100
        assert cache.get("k0") == b"x" * 10


@dataclass(frozen=True)
class Thing:
    name: str
    when: date | None = None
    names: tuple[str, ...] = ()


class Pair(NamedTuple):
    first: int
    second: int


def test_any_difference_changes_the_fingerprint():
    values: list[object] = [
        Thing("a"),
        Thing("b"),
        Thing("a", date(2015, 11, 3)),
        Thing("a", names=("x", "y")),
        Thing("a", names=("xy",)),
        Pair(1, 2),
        Pair(2, 1),
        {"a": 1, "b": 2},
        {"b": 2, "a": 1},
        1,
        True,
        "1",
        b"1",
        None,
        "",
        ("a", "b"),
        ("ab",),
        Path("/x/y"),
        "\ud800",
        "\udfff",
    ]
    assert len({fingerprint(value) for value in values}) == len(values)
    assert fingerprint("a", "b") != fingerprint("ab")
    assert fingerprint(MappingProxyType({"a": 1})) == fingerprint({"a": 1})


def test_a_value_without_a_fixed_form_has_no_fingerprint():
    with pytest.raises(TypeError, match="object has no fingerprint"):
        fingerprint(object())


def test_another_version_of_a_library_is_noticed_wherever_it_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    versions = cache_module._versions()
    assert versions == [(name, metadata.version(name)) for name in cache_module.LIBRARIES]
    (tmp_path / "Markdown_It_Py-99.1.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert cache_module._versions() == [(name, {"markdown-it-py": "99.1"}.get(name, now)) for name, now in versions]
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(metadata.PackageNotFoundError):
        cache_module._versions()


def test_fingerprints_are_the_same_in_every_process():
    script = "from builder.cache import *; print(fingerprint('a', {'b': (1, 2.5)}, b'c'), builder_fingerprint())"
    ours = f"{fingerprint('a', {'b': (1, 2.5)}, b'c')} {builder_fingerprint()}\n"
    for seed in ("0", "1"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", script]
        assert subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout == ours


words = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3).map(tuple) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(words, words)
def test_equal_values_and_only_they_have_equal_fingerprints(one: object, other: object):
    assert (fingerprint(one) == fingerprint(other)) == (repr(one) == repr(other))


def test_the_templates_of_the_builder_are_part_of_its_fingerprint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "feed.xml").write_text("1")
    monkeypatch.setattr("builder.cache.__file__", str(tmp_path / "cache.py"))
    before = builder_fingerprint.__wrapped__()
    (tmp_path / "compiled.pyc").write_text("not source")
    assert builder_fingerprint.__wrapped__() == before
    (tmp_path / "feed.xml").write_text("2")
    assert builder_fingerprint.__wrapped__() != before
