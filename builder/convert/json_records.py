"""JSON: exports of articles, one object a line (JSON lines), or as lists in a document.

What the fields mean is in builder/convert/field_map.py. The bytes of a record are those of its object in the file.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from builder.convert.capture import Capture, Document, Format, Options
from builder.convert.containers import RECORD_LIMIT, RecordNames, damaged, lines, unreadable
from builder.convert.decoding import decoded
from builder.convert.field_map import first, id_fields, is_article
from builder.convert.json_pieces import elements, parts_of
from builder.convert.record_article import record_article
from builder.problems import Problem

_DEPTH = 6
"""Levels of a document in which lists of articles are looked for."""
DECODER = json.JSONDecoder(parse_constant=lambda _: None)
"""NaN and the infinities, which JSON does not have, count as absent."""


def read(capture: Capture, options: Options) -> Document:
    """The article in an object of JSON; raises ContentError when it has none."""
    try:
        record = DECODER.decode(decoded(capture.content).strip())
        if isinstance(record, dict):
            return record_article(record, capture, options)
    except (ValueError, RecursionError):
        pass
    raise unreadable(capture.file, "the record is no object of JSON", "restore the file as it was exported")


def line_records(path: Path, file: str, options: Options) -> Iterator[Capture | Problem]:
    """The lines of a file as captures, each named by its id or its number."""
    names = RecordNames()
    with path.open("rb") as stream:
        for number, line in lines(stream):
            if line is None:
                yield damaged(file, f"the line has more than {RECORD_LIMIT:,} bytes", number)
                continue
            text = decoded(line).strip()
            if not text:
                continue
            try:
                record = DECODER.decode(text)
            except (ValueError, RecursionError):
                yield damaged(file, "the line is no JSON that can be read", number)
                continue
            if not isinstance(record, dict):
                yield damaged(file, "the line is no object of JSON", number)
                continue
            yield _capture(record, line.rstrip(b"\r\n"), names, f"line {number}", file, options, "jsonl")


def document_records(path: Path, file: str, options: Options) -> Iterator[Capture | Problem]:
    """The objects with the fields of an article anywhere in the lists of a document.

    A document that is one long list is read piece by piece; any other may have RECORD_LIMIT bytes.
    """
    names = RecordNames()
    number = 0
    try:
        for text, value in elements(path, DECODER):
            for record, content in _articles(text, value, options, 0):
                number += 1
                yield _capture(
                    record, content.encode("utf-8", "surrogatepass"), names, f"item {number}", file, options, "json"
                )
    except (ValueError, RecursionError) as error:
        message = "the file is no JSON that can be read" + (f" after {number:,} articles" if number else "")
        raise unreadable(file, message, "export it again; for one object a line name it .jsonl") from error
    if not number:
        help_ = "say under `fields:` of a profile in which fields title and text are, and use it with --profile"
        raise unreadable(file, "no object in the file has the fields of an article", help_)


def _capture(  # noqa: PLR0913, PLR0917 - of a record, everything that is known
    record: dict[str, Any], content: bytes, names: RecordNames, position: str, file: str, options: Options, format_: str
) -> Capture:
    own = next(iter(first(record, id_fields(record, options))[0]), "")
    return Capture(file, content, names.name(str(own).strip(), position), format=format_)


def _articles(text: str, value: Any, options: Options, depth: int) -> Iterator[tuple[dict[str, Any], str]]:
    """Each article in a value, with its text in the document."""
    if is_article(value, options):
        yield value, text
    elif isinstance(value, dict | list) and depth < _DEPTH:
        for part, inner in parts_of(text, value, DECODER):
            yield from _articles(part, inner, options, depth + 1)


JSON_LINES = Format(
    name="jsonl",
    description="an export of articles with one object of JSON a line",
    suffixes=(".jsonl", ".ndjson"),
    read=read,
    records=line_records,
)
JSON = Format(
    name="json",
    description="an export of articles in JSON, such as ninjs",
    suffixes=(".json",),
    read=read,
    records=document_records,
)
