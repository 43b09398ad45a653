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
from builder.convert.record_article import record_article
from builder.problems import Problem

_DEPTH = 6
"""Levels of a document in which lists of articles are looked for."""
_DECODER = json.JSONDecoder(parse_constant=lambda _: None)
"""NaN and the infinities, which are no JSON, count as absent."""
_SPACE = " \t\n\r"


def read(capture: Capture, options: Options) -> Document:
    """The article in an object of JSON; raises ContentError when it has none."""
    try:
        record = _DECODER.decode(decoded(capture.content).strip())
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
                record = _DECODER.decode(text)
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
        for text, value in _elements(path):
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


def _elements(path: Path) -> Iterator[tuple[str, Any]]:
    """Text and value of each element of a document that is a list, else of the document; raises ValueError."""
    with path.open("rb") as stream:
        head = stream.read(4)
        encoding = "utf-8-sig" if not head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-16"
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        text = file.read(1 << 16).lstrip()
        if not text.startswith("["):
            text += file.read(RECORD_LIMIT + 1)
            if len(text) > RECORD_LIMIT:
                raise ValueError("too long")
            yield text, _DECODER.decode(text)
            return
        text = text[1:]
        while True:
            text = text.lstrip(_SPACE + ",")
            if text.startswith("]"):
                return
            try:
                value, end = _DECODER.raw_decode(text)
                # A number may go on after what has been read.
                is_whole = end < len(text)
            except ValueError:
                is_whole = False
            if is_whole:
                yield text[:end], value
                text = text[end:]
                continue
            # Twice as much each time, so that a long element is not decoded again for every piece of it.
            more = file.read(max(len(text), 1 << 16))
            if not more or len(text) > RECORD_LIMIT:
                raise ValueError("cut off, or an element that is too long")
            text += more


def _articles(text: str, value: Any, options: Options, depth: int) -> Iterator[tuple[dict[str, Any], str]]:
    """Each article in a value, with its text in the document."""
    if is_article(value, options):
        yield value, text
    elif isinstance(value, dict | list) and depth < _DEPTH:
        for part, inner in _parts(text, value):
            yield from _articles(part, inner, options, depth + 1)


def _parts(text: str, value: dict[str, Any] | list[Any]) -> Iterator[tuple[str, Any]]:
    """The text and value of each object and list directly in a value."""
    at = _skip(text, 1)
    while text[at] not in "]}":
        if isinstance(value, dict):
            at = _skip(text, _skip(text, _DECODER.raw_decode(text, at)[1]) + 1)
        inner, end = _DECODER.raw_decode(text, at)
        if isinstance(inner, dict | list):
            yield text[at:end], inner
        at = _skip(text, end)
        at = _skip(text, at + 1) if text[at] == "," else at


def _skip(text: str, at: int) -> int:
    """The next place that is no space."""
    while text[at] in _SPACE:
        at += 1
    return at


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
