"""Reading and writing files the careful way."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from builder.files import LINE_LIMIT, files_below, read_text, text_sha256, write_new
from builder.problems import ContentError


def code_of(path: Path) -> str:
    with pytest.raises(ContentError) as raised:
        read_text(path, path.parent)
    return raised.value.problems[0].code


def test_a_byte_order_mark_and_foreign_line_ends_are_removed(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbfone\r\ntwo\rthree\n")
    assert read_text(tmp_path / "a.md", tmp_path) == "one\ntwo\nthree\n"


def test_a_file_that_is_not_text_is_rejected_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"one\ntw\xe9o\n")
    with pytest.raises(ContentError) as raised:
        read_text(path, tmp_path)
    assert str(raised.value).startswith("a.md:2:3: error F002: byte 0xe9")
    path.write_bytes(b"one\ntw\0o\n")
    assert code_of(path) == "F003"
    path.write_bytes(b" \n")
    assert code_of(path) == "F001"


def test_a_line_of_twenty_megabytes_is_rejected_without_being_parsed(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"x" * (20 << 20))
    assert code_of(path) == "F004"
    path.write_bytes(b"x" * (LINE_LIMIT + 1))
    assert code_of(path) == "F004"


def test_links_pipes_and_folders_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("x")
    (tmp_path / "link.md").symlink_to("target")
    os.mkfifo(tmp_path / "pipe.md")
    assert code_of(tmp_path / "link.md") == "F012"
    assert code_of(tmp_path / "pipe.md") == "F012"
    assert code_of(tmp_path) == "F012"


def test_files_are_listed_in_order_and_links_are_included(tmp_path: Path) -> None:
    for name in ("b.md", "a.md", ".hidden.md", "a.md~", "c.txt", "d/e.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "outside").symlink_to("/")
    assert [path.name for path in files_below(tmp_path, suffixes=(".md",))] == ["a.md", "b.md", "e.md", "outside"]


def test_an_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    write_new(tmp_path / "deep" / "a.md", b"one")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "deep" / "a.md", b"two")
    assert (tmp_path / "deep" / "a.md").read_bytes() == b"one"


def test_the_same_words_give_the_same_digest_in_any_layout() -> None:
    assert text_sha256("A title", "one\u00a0two\n\nthree") == text_sha256("A  title one", "two three")
    assert text_sha256("one two") != text_sha256("onetwo")
