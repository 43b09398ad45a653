"""WARC, ARC and WACZ files become articles, whatever of them is damaged."""

from __future__ import annotations

import gzip
import json
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.convert import Capture, Options, convert
from builder.convert import wacz as wacz_format
from builder.convert import warc as warc_format
from builder.problems import ContentError, Problem
from tests.web_archive_factory import DATE, TEXT, arc, chunked, compressed, http, page, record, wacz


def found(tmp_path: Path, content: bytes, name: str = "a.warc") -> tuple[list[Capture], list[str]]:
    path = tmp_path / name
    path.write_bytes(content)
    format_ = wacz_format if name.endswith(".wacz") else warc_format
    items: Iterator[Capture | Problem] = format_.records(path, name, Options())
    captures, problems = [], []
    for item in items:
        if isinstance(item, Problem):
            problems.append(f"{item.code}: {item.message}")
        else:
            captures.append(item)
    return captures, problems


GOOD = record(http(page()), 1)
OTHER = record(http(page("Second boat follows")), 2)
SEGMENT = record(http(page()), 1, WARC_Segment_Number="1")
LAST = record(http(page("Crew is found")), 3)


def titles(captures: list[Capture]) -> list[str]:
    return [convert(one, Options()).title for one in captures]


def test_a_page_becomes_an_article(tmp_path: Path) -> None:
    (capture,), problems = found(tmp_path, compressed(GOOD), "a.warc.gz")
    assert not problems
    assert capture.record == "urn:uuid:00000000-0000-0000-0000-000000000001"
    assert capture.content + b"\r\n\r\n" == GOOD
    made = convert(capture, Options())
    assert made.title == "Night ferry sails again"
    assert all(text in made.reading_text for text in TEXT)
    assert made.document.source["url"] == "https://example.org/1"
    assert str(made.document.source["captured"]).replace("+00:00", "Z") == DATE
    assert "format: warc\n" in made.text


@pytest.mark.parametrize(
    "content",
    [
        GOOD + OTHER + LAST,
        compressed(GOOD, OTHER, LAST),
        gzip.compress(GOOD + OTHER + LAST),
        GOOD.replace(b"\r\n\r\n", b"\r\n\r\n", 1) + b"\r\n" + OTHER + LAST,
    ],
    ids=["plain", "members", "whole", "blank lines"],
)
def test_every_record_is_read_however_it_is_compressed(tmp_path: Path, content: bytes) -> None:
    captures, problems = found(tmp_path, content, "a.warc.gz" if content[:2] == b"\x1f\x8b" else "a.warc")
    assert problems == []
    assert titles(captures) == ["Night ferry sails again", "Second boat follows", "Crew is found"]


LENGTH = b"Content-Length: %d" % len(http(page()))


@pytest.mark.parametrize(
    ("content", "read", "message"),
    [
        (GOOD.replace(LENGTH, b"Content-Length: 999999") + OTHER, ["Second boat follows"], "a record is cut off"),
        (
            GOOD.replace(LENGTH, b"Content-Length: 1000") + OTHER + LAST,
            ["Second boat follows", "Crew is found"],
            "a record has another length than it says",
        ),
        (
            GOOD.replace(LENGTH, b"Content-Length: 10") + OTHER,
            ["Second boat follows"],
            "a record has another length than it says",
        ),
        (GOOD.replace(LENGTH, b"Content-Length: -1") + OTHER, ["Second boat follows"], "does not say how long it is"),
        (GOOD.replace(LENGTH, b"X: 1") + OTHER, ["Second boat follows"], "does not say how long it is"),
        (
            GOOD + b"rubbish\r\n\r\n" + OTHER,
            ["Night ferry sails again", "Second boat follows"],
            "something here is not a record",
        ),
        (b"rubbish\r\n" + GOOD, ["Night ferry sails again"], "something here is not a record"),
        (GOOD + OTHER[: len(OTHER) // 2], ["Night ferry sails again"], "a record is cut off"),
        (GOOD.replace(b"night", b"might") + OTHER, ["Second boat follows"], "is not what its checksum says"),
        (SEGMENT + OTHER, ["Second boat follows"], "is one of several segments"),
        (compressed(GOOD)[:300] + compressed(OTHER), ["Second boat follows"], "the compression is damaged in 1 place"),
        (compressed(GOOD)[:-200], [], "a record is cut off"),
        (compressed(GOOD) + b"x" + compressed(OTHER), ["Night ferry sails again", "Second boat follows"], "damaged"),
    ],
)  # fmt: skip
def test_what_is_damaged_is_told_and_the_rest_is_read(
    tmp_path: Path, content: bytes, read: list[str], message: str
) -> None:
    captures, problems = found(tmp_path, content)
    assert titles(captures) == read
    assert any(message in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (chunked(page()), {"Transfer_Encoding": "chunked"}),
        (gzip.compress(page()), {"Content_Encoding": "gzip"}),
        (zlib.compress(page()), {"Content_Encoding": "deflate"}),
        (zlib.compress(page())[2:-4], {"Content_Encoding": "deflate"}),
        (chunked(gzip.compress(page())), {"Transfer_Encoding": "chunked", "Content_Encoding": "gzip"}),
        (page(), {"Content_Encoding": "gzip"}),
        (page(), {"Transfer_Encoding": "chunked"}),
        (page(), {"Content_Length": "12"}),
    ],
)
def test_a_page_is_read_as_it_was_sent_or_stored(tmp_path: Path, body: bytes, headers: dict[str, str]) -> None:
    captures, problems = found(tmp_path, record(http(body, **headers)))
    assert titles(captures) == ["Night ferry sails again"]
    assert not problems


def test_a_bomb_in_a_page_is_refused(tmp_path: Path) -> None:
    (capture,), _ = found(tmp_path, record(http(gzip.compress(bytes(30 << 20)), Content_Encoding="gzip")))
    with pytest.raises(ContentError, match="has more than"):
        convert(capture, Options())


def test_brotli_without_its_library_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "brotli", None)
    (capture,), _ = found(tmp_path, record(http(b"\x8b\x00", Content_Encoding="br")))
    with pytest.raises(ContentError, match="pip install brotli"):
        convert(capture, Options())


def test_only_pages_are_read(tmp_path: Path) -> None:
    content = b"".join((
        record(b"software: x\r\n", 1, "warcinfo"),
        record(b"GET / HTTP/1.1\r\n\r\n", 2, "request"),
        record(http(b"", "301 Moved", Location="https://example.org/9"), 3),
        record(http(b"x", "404 Not Found"), 4),
        record(http(b"\x89PNG", Content_Type="image/png"), 5),
        record(http(b""), 6, "revisit"),
        record(http(page()), 9),
    ))  # fmt: skip
    (capture,), problems = found(tmp_path, content)
    assert convert(capture, Options()).document.source["meta"]["redirected_from"] == "https://example.org/3"
    assert problems == ["C543: 1 record says that a page was captured again without a change"]


def test_an_arc_is_read(tmp_path: Path) -> None:
    (capture,), problems = found(tmp_path, arc(http(page())), "a.arc")
    assert not problems
    assert capture.record == "20050102030405 http://example.org/a"
    made = convert(capture, Options())
    assert made.title == "Night ferry sails again"
    assert str(made.document.source["captured"]).startswith("2005-01-02T03:04:05")


def test_a_wacz_gives_the_titles_that_scripts_set(tmp_path: Path) -> None:
    pages = "\n".join(
        (json.dumps({"format": "x"}), "broken", json.dumps({"url": "https://example.org/1", "title": "Ferry"}))
    )
    content = wacz(compressed(record(http(page("")))), pages)
    (capture,), problems = found(tmp_path, content, "a.wacz")
    assert not problems
    assert convert(capture, Options()).title == "Ferry"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK\x03\x04 rubbish", "no zip file that can be read"),
        (wacz(GOOD).replace(b"archive/", b"../tmp//"), "no WARC in its folder"),
    ],
)
def test_a_file_that_is_no_wacz_is_a_problem(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(ContentError, match=message):
        found(tmp_path, content, "a.wacz")


def test_a_bomb_in_a_wacz_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wacz_format, "_ALLOWANCE", 0)
    content = wacz(bytes(1 << 20))
    assert found(tmp_path, content, "a.wacz")[1][0].startswith("C542: 'archive/data.warc.gz' expands")
    assert zipfile.is_zipfile(tmp_path / "a.wacz")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_damage_stops_a_file(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Whatever happens to the bytes of the first record, the last one is read."""
    first = bytearray(compressed(GOOD) if data.draw(st.booleans()) else GOOD)
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(first) - 1))
        first[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    last = compressed(LAST) if first[:2] == b"\x1f\x8b" else LAST
    try:
        captures, _ = found(tmp_path_factory.mktemp("warc"), bytes(first) + b"\r\n" * (last is LAST) + last)
    except ContentError:
        return
    assert captures
    assert captures[-1].content + b"\r\n\r\n" == LAST
