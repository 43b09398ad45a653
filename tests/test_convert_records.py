"""Exports in JSON and CSV become articles: each record one, whatever of the others is damaged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.convert import Capture, Conversion, Options, convert, read_profile
from builder.convert import csv_records as csv_format
from builder.convert.bylines import authors
from builder.convert.containers import RecordNames, lines, read_moment
from builder.convert.field_map import FIELD_MAPS
from builder.convert.json_records import document_records, line_records
from builder.problems import ContentError, Problem
from tests.capture_factory import TEXTS

TEXT = "The harbour office said that the ferry sails again.\n\nIt sails twice a day."
HTML = "<p>The harbour office said that the ferry sails <em>again</em>.</p><p>It sails twice a day.</p>"
WORDS = TEXT.split()


def split(items: Iterator[Capture | Problem]) -> tuple[list[Capture], list[str]]:
    captures, problems = [], []
    for item in items:
        if isinstance(item, Capture):
            captures.append(item)
        else:
            problems.append(f"{item.place.line} {item.code}: {item.message}")
    return captures, problems


def found(folder: Path, content: str | bytes, name: str = "a.jsonl", **options: Any) -> tuple[list[Capture], list[str]]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    read = {"jsonl": line_records, "json": document_records}.get(path.suffix[1:], csv_format.records)
    return split(read(path, name, Options(**options)))


def only(folder: Path, record: Any, **options: Any) -> Conversion:
    (capture,), problems = found(folder, json.dumps(record), "a.json", **options)
    assert not problems
    return convert(capture, Options(**options))


KINDS: dict[str, tuple[Any, dict[str, Any]]] = {
    "news-please": (
        {"title": "Ferry sails", "maintext": TEXT, "date_publish": "2017-07-17 17:03:00", "authors": ["Jane Doe"],
         "url": "https://example.org/a", "source_domain": "example.org", "date_download": "2017-07-18 10:00:00"},
        {"date": "2017-07-17", "authors": ["Jane Doe"], "publisher": "example.org", "captured": "2017-07-18"},
    ),
    "trafilatura": (
        {"title": "Ferry sails", "author": "Jane Doe; Jan Roe", "source-hostname": "Harbour paper", "text": TEXT,
         "source": "https://example.org/a", "date": "2017-07-17", "categories": "Ships;Quays", "tags": "x;y",
         "comments": "never printed", "excerpt": None},
        {"date": "2017-07-17", "authors": ["Jane Doe", "Jan Roe"], "publisher": "Harbour paper",
         "topics": ["ships", "quays"], "meta": {"keywords": ["x", "y"]}},
    ),
    "Media Cloud": (
        {"stories_id": 7, "title": "Ferry sails", "publish_date": "2017-07-17T10:00:00Z", "media_name": "Harbour paper",
         "url": "https://example.org/a", "text": TEXT},
        {"date": "2017-07-17T10:00:00+00:00", "publisher": "Harbour paper", "record": "7"},
    ),
    "Trove": (
        {"response": {"zone": [{"records": {"article": [
            {"id": "183", "url": "/newspaper/183", "heading": "Ferry sails", "title": {"value": "Harbour paper"},
             "date": "1917-04-23", "page": "7", "category": "Article", "articleText": HTML,
             "troveUrl": "https://example.org/a"}]}}]}},
        {"date": "1917-04-23", "publisher": "Harbour paper", "page": "7", "section": "Article", "record": "183"},
    ),
    "Chronicling America": (
        {"totalItems": 1, "items": [
            {"lccn": "sn1", "id": "/lccn/sn1/", "title": "Ferry sails", "date": "19050713", "ocr_eng": TEXT,
             "sequence": 12, "place_of_publication": "Harbour", "url": "https://example.org/a"}]},
        {"date": "1905-07-13", "page": "12", "place": "Harbour"},
    ),
    "Guardian": (
        {"response": {"results": [
            {"id": "world/a", "webTitle": "Ferry", "webUrl": "https://example.org/a", "sectionName": "World",
             "webPublicationDate": "2015-11-03T12:00:00Z", "fields": {"headline": "Ferry sails", "body": HTML},
             "tags": [{"type": "contributor", "webTitle": "Jane Doe"}, {"type": "keyword", "webTitle": "Ships"}]}]}},
        {"date": "2015-11-03T12:00:00+00:00", "authors": ["Jane Doe"], "section": "World", "topics": ["ships"]},
    ),
    "ninjs 1": (
        {"uri": "https://example.org/a", "headline": "Ferry sails", "body_xhtml": HTML, "byline": "By Jane Doe",
         "versioncreated": "2014-01-02T03:04:05+01:00", "pubstatus": "canceled", "subject": [{"name": "Ships"}]},
        {"date": "2014-01-02T03:04:05+01:00", "authors": ["Jane Doe"], "status": "draft", "topics": ["ships"]},
    ),
    "ninjs 2": (
        {"uri": "urn:a", "headlines": [{"value": "Ferry sails"}], "url": "https://example.org/a",
         "bodies": [{"contenttype": "text/html", "value": HTML}], "by": "Jane Doe",
         "versioncreated": "2020-01-02T03:04:05Z"},
        {"date": "2020-01-02T03:04:05+00:00", "authors": ["Jane Doe"], "record": "urn:a"},
    ),
    "ninjs 3": (
        {"uri": "urn:a", "headlines": [{"role": "sub", "value": "Sub"}, {"role": "main", "value": "Ferry sails"}],
         "bodies": [{"role": "main", "contentType": "text/plain", "value": TEXT}], "by": "Jane Doe and Jan Roe",
         "versionCreated": "2020-01-02T03:04:05Z", "url": "https://example.org/a"},
        {"date": "2020-01-02T03:04:05+00:00", "authors": ["Jane Doe", "Jan Roe"]},
    ),
    "another": (
        [{"headline": "Ferry sails", "content": HTML, "published": 1446555600, "link": "https://example.org/a",
          "author": {"name": "Jane Doe"}, "views": 3, "odd": {"deep": 1.5}}],
        {"date": "2015-11-03T13:00:00+00:00", "authors": ["Jane Doe"], "meta": {"views": 3, "odd.deep": "1.5"}},
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_known_exports_are_read_by_their_fields(tmp_path: Path, kind: str) -> None:
    record, wanted = KINDS[kind]
    made = only(tmp_path, record)
    document = made.document
    assert made.title == "Ferry sails"
    assert made.reading_text.split() == WORDS
    assert document.source["url"] == "https://example.org/a"
    known = {**document.values, **document.source, "date": str(made.date)}
    known["captured"] = str(document.source["captured"])
    known["record"] = made.text.partition("record: ")[2].partition("\n")[0].strip("'")
    assert {key: known[key] for key in wanted} == wanted
    assert "never printed" not in made.text


def test_every_known_export_is_documented() -> None:
    guide = Path(__file__).parents[1] / "docs" / "content" / "pages" / "how-to" / "convert-exports.md"
    assert [one.name for one in FIELD_MAPS if f"| {one.name} |" not in guide.read_text(encoding="utf-8")] == []


def test_damaged_lines_are_told_and_the_others_are_read(tmp_path: Path) -> None:
    good = json.dumps({"title": "Ferry sails", "text": TEXT, "id": "a"})
    odd = [
        "{broken",
        "[1]",
        "",
        "[" * 100_000,
        '{"a":' * 100_000,
        "\x00\xff",
        '{"title": 1' + "0" * 5_000 + "}",
        "x" * 300,
    ]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join([good, *odd, good.replace('"a"', '"b"')]), encoding="utf-8")
    captures, problems = split(line_records(path, "a.jsonl", Options()))
    assert [one.record for one in captures] == ["a", "b"]
    assert [problem.partition(":")[0] for problem in problems] == [f"{n} C542" for n in (2, 3, 5, 6, 7, 8, 9)]


def test_a_line_that_is_too_long_is_skipped_unread(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"a\n" + b"x" * 5_000 + b"\nb\n" + b"y" * 100)
    with path.open("rb") as stream:
        assert [*lines(stream, 99)] == [(1, b"a\n"), (2, None), (3, b"b\n"), (4, None)]


@pytest.mark.parametrize(
    "odd",
    ['"a": NaN', '"a": 1e999', '"title": "Ferry sails"', '"a": "\\ud800"', '"a": [[[[1]]]]', '"a": {"b": {"c": {}}}',
     '"<<": "x"', '"null": "~"', '"a": "' + "x" * 3_000 + '"', '"a": 123456789012345678901234567890', '"": "x"'],
)  # fmt: skip
def test_odd_values_are_harmless(tmp_path: Path, odd: str) -> None:
    (capture,), problems = found(tmp_path, f'{{"title": "Ferry sails", "text": {json.dumps(TEXT)}, {odd}}}')
    assert not problems
    assert convert(capture, Options()).reading_text.split() == WORDS


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None, max_examples=50)
@given(TEXTS, st.dictionaries(st.text(max_size=8), JSON, max_size=5))
def test_every_word_is_kept_whatever_else_a_record_has(text: str, more: dict[str, Any]) -> None:
    record = {**more, "title": "Ferry sails", "text": f"First {text}"}
    capture = Capture("a.jsonl", json.dumps(record).encode(), "line 1", format="jsonl")
    assert convert(capture, Options()).reading_text.startswith("First")


def test_records_of_a_long_list_are_read_piece_by_piece(tmp_path: Path) -> None:
    records = [{"title": f"Ferry {n}", "text": TEXT * 30, "id": n} for n in range(200)]
    for indent in (None, 1):
        content = json.dumps(records, indent=indent)
        captures, problems = found(tmp_path, content, "a.json")
        assert not problems
        assert [one.record for one in captures] == [str(n) for n in range(200)]
        assert all(one.content.decode() in content for one in captures)
    with pytest.raises(ContentError, match="after 200 articles"):
        found(tmp_path, content[:-2] + ",", "a.json")


@pytest.mark.parametrize("content", ["", "{", "[", "[1, 2]", '{"a": 1}', "[" * 2_000, "\x00", "[{]"])
def test_a_file_without_articles_is_a_problem(tmp_path: Path, content: str) -> None:
    with pytest.raises(ContentError) as raised:
        found(tmp_path, content, "a.json")
    assert [problem.code for problem in raised.value.problems] == ["C503"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_tables_are_read_in_every_encoding_and_with_every_delimiter(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    rows = (
        ("title", "date", "text", "author"),
        ('"Café, ""sails""; a|b"', "2015-11-03", '"The ferry\n\nsails, twice."', "Jane Doe"),
        ("Second", "2015", '5" pipe', "x"),
    )
    content = "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)
    captures, problems = found(tmp_path, content, "a.csv")
    assert not problems
    assert [one.record for one in captures] == ["row 2", "row 5"]
    first, second = (convert(one, Options()) for one in captures)
    assert (first.title, first.reading_text.split()) == ('Café, "sails"; a|b', ["The", "ferry", "sails,", "twice."])
    assert first.document.values["authors"] == ["Jane Doe"]
    assert (second.title, second.reading_text) == ("Second", '5" pipe')
    if encoding != "utf-16":
        assert all(one.content in content for one in captures)


def test_rows_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    captures, problems = found(tmp_path, 'title,text\nA,a\nB,b,c\n\n,\nC,c,,\nD,"never closed\nE,e\n', "a.csv")
    assert [one.record for one in captures] == ["row 2", "row 6"]
    assert [problem.split(":")[0] for problem in problems] == ["3 C542", "7 C542"]


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"title", b"a,a\n1,2", b"a,,b\n1,2,3", b"\x00\x01\x02", b"x," * 50_000]
)
def test_a_file_that_is_no_table_is_a_problem(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(ContentError) as raised:
        found(tmp_path, content, "a.csv")
    assert [problem.code for problem in raised.value.problems] == ["C503"]


PROFILE = """
fields: {title: kop, body: [inhoud.tekst, inhoud], topics: rubriek}
set: {publisher: Harbour paper, language: nl}
"""


@pytest.mark.parametrize("named", ["", "paper"])
def test_a_profile_says_what_the_fields_of_another_export_are(tmp_path: Path, named: str) -> None:
    profile = read_profile(PROFILE, "content/profiles/paper.yaml")
    record = [{"kop": "Ferry sails", "inhoud": {"tekst": TEXT}, "rubriek": "Schepen", "date": "2015-11-03"}]
    options = {"profiles": (profile,), "profile": named}
    (capture,) = split(document_records(_file(tmp_path, json.dumps({"rows": record})), "a.json", Options(**options)))[0]  # type: ignore[arg-type]
    made = convert(capture, Options(**options))  # type: ignore[arg-type]
    assert made.title == "Ferry sails"
    assert made.document.values["topics"] == ["schepen"]
    assert made.document.values["language"] == "nl"
    assert made.document.source["profile"] == "paper"
    assert str(made.date) == "2015-11-03"


def _file(folder: Path, content: str) -> Path:
    path = folder / "a.json"
    path.write_text(content, encoding="utf-8")
    return path


def test_a_record_without_a_title_or_text_says_so(tmp_path: Path) -> None:
    (capture,), _ = found(tmp_path, '\n{"title": "Ferry"}')
    with pytest.raises(ContentError, match=r"a\.jsonl:2:1: error C503: the record has no text"):
        convert(capture, Options())


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Jane Doe and Jan Roe", ["Jane Doe", "Jan Roe"]),
        ("Jane Doe, Jan Roe & Ann Poe", ["Jane Doe", "Jan Roe", "Ann Poe"]),
        ("Doe, Jane; Roe, Jan", ["Doe, Jane", "Roe, Jan"]),
        ("JANE DOE, Staff Writer", ["JANE DOE"]),
        ("Bysshe Doe", ["Bysshe Doe"]),
        ("https://example.org/jane", []),
        ("admin", []),
        ("jane@example.org", []),
        ("Harbour paper", []),
        ("x" * 100, []),
    ],
)
def test_bylines(byline: str, names: list[str]) -> None:
    assert authors([byline], "Harbour paper") == names


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2015-11-03T09:12:00-05:00", "2015-11-03T09:12:00-05:00"),
        ("Wed, 02 Oct 2002 13:00:00 GMT", "2002-10-02T13:00:00+00:00"),
        ("2015-11-03 09:12", "2015-11-03"),
        ("03/04/2015", "None"),
        ("2015-02-30", "None"),
        (1446555600000, "2015-11-03T13:00:00+00:00"),
        (True, "None"),
        ("", "None"),
        ("soon", "None"),
    ],
)
def test_dates_have_exactly_what_is_known(value: object, date: str) -> None:
    assert str(read_moment(value)) == date


def test_ids_that_are_repeated_or_look_like_positions_are_no_names() -> None:
    names = RecordNames()
    assert [names.name(own, f"line {n}") for n, own in enumerate(["a", "a", "", "line 9", "x" * 300])] == [
        "a", "line 1", "line 2", "line 3", "line 4",
    ]  # fmt: skip
