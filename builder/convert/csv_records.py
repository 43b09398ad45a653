"""CSV: a table of articles with a header, separated by commas, semicolons, tabs or vertical lines.

The bytes of a record are those of its row in the file, which may have several lines; of a file in UTF-16, its text in
UTF-8. The header is known to every record, but not part of its bytes.
"""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from builder.convert.capture import Capture, Document, Format, Options
from builder.convert.containers import RECORD_LIMIT, RecordNames, damaged, lines, unreadable
from builder.convert.decoding import decoded
from builder.convert.field_map import first, id_fields
from builder.convert.record_article import record_article
from builder.problems import Problem

_DELIMITERS = ",;\t|"
_HEADER_LIMIT = 64 << 10
_HELP = "the first line has to name the columns, such as `title,date,text`"


def read(capture: Capture, options: Options) -> Document:
    """The article in a row; raises ContentError when it has none."""
    header = _row(capture.context["header"], capture.context["delimiter"])
    row = _row(decoded(capture.content), capture.context["delimiter"])
    return record_article(dict(zip(header, row, strict=False)), capture, options)


def records(path: Path, file: str, options: Options) -> Iterator[Capture | Problem]:
    """The rows of a table as captures, each named by its id or by the number of its first line."""
    with path.open("rb") as binary:
        rows = _Rows(lines(_in_utf8(binary)))
        header = decoded(rows.first_line()).lstrip("\ufeff")
        delimiter = _delimiter(header)
        columns = [name.strip() for name in _row(header, delimiter)]
        _check_header(columns, header, file)
        context = {"header": header, "delimiter": delimiter}
        names = RecordNames()
        for number, content, values in rows.read(delimiter):
            if values is None:
                message = f"the row has more than {RECORD_LIMIT:,} bytes, or its quotation marks do not close"
                yield damaged(file, message, number)
            elif any(values[len(columns) :]):
                yield damaged(file, "the row has more values than the header has names", number)
            elif any(values):
                record = dict(zip(columns, values, strict=False))
                own = next(iter(first(record, id_fields(record, options))[0]), "")
                yield Capture(file, content, names.name(own.strip(), f"row {number}"), format="csv", context=context)


class _Rows:
    """The rows of a table, and the bytes that each was read from."""

    def __init__(self, numbered: Iterator[tuple[int, bytes | None]]) -> None:
        self._numbered = numbered
        # Not a list: each of five million short lines would take 40 bytes.
        self._held = bytearray()
        self._lines_held = self._start = 0

    def first_line(self) -> bytes:
        return next(self._numbered, (0, b""))[1] or b""

    def read(self, delimiter: str) -> Iterator[tuple[int, bytes, list[str] | None]]:
        """Number of the first line, bytes and values of each row; no values for one that cannot be read."""
        csv.field_size_limit(RECORD_LIMIT)
        reader = csv.reader(self._lines(), delimiter=delimiter)
        while True:
            self._held = bytearray()
            self._lines_held = self._start = 0
            try:
                values = next(reader)
            except StopIteration:
                return
            except csv.Error:
                values = None
            content = bytes(self._held).rstrip(b"\r\n")
            # Quotation marks inside a quoted value are doubled: of a row with several lines, their number is even.
            is_closed = self._lines_held < 2 or content.count(b'"') % 2 == 0
            yield self._start, content, values if is_closed else None

    def _lines(self) -> Iterator[str]:
        """The lines as text, remembered as bytes."""
        for number, line in self._numbered:
            self._start = self._start or number
            if line is None:
                yield '"'  # a quotation mark that does not close, or closes one: the row cannot be read
                continue
            self._held += line
            self._lines_held += 1
            yield decoded(line).replace("\0", "")


def _in_utf8(binary: io.BufferedReader) -> BinaryIO:
    """The file, in UTF-8 if its byte order mark says UTF-16: a line ends with another byte there."""
    if not binary.peek(2).startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return binary
    recoder = codecs.EncodedFile(binary, "utf-8", "utf-16", "replace")
    return io.BufferedReader(_Raw(recoder))  # type: ignore[type-var]


class _Raw(io.RawIOBase):
    """A reader of a codec as a raw stream, which can be read line by line."""

    def __init__(self, recoder: codecs.StreamRecoder) -> None:
        self._recoder, self._rest = recoder, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        self._rest = self._rest or self._recoder.read(1 << 15)
        piece, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)


def _delimiter(header: str) -> str:
    """What separates the columns: by the header alone, because texts have commas of their own."""
    counts = Counter(
        character for character in re.sub('"[^"]*"', "", header[:_HEADER_LIMIT]) if character in _DELIMITERS
    )
    return counts.most_common(1)[0][0] if counts else ","


def _row(text: str, delimiter: str) -> list[str]:
    """The values of one row."""
    csv.field_size_limit(RECORD_LIMIT)
    try:
        return next(csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter), [])
    except csv.Error:
        return []


def _check_header(columns: list[str], header: str, file: str) -> None:
    """Raises ContentError unless these can be the names of columns."""
    if not header.strip():
        raise unreadable(file, "the table is empty", _HELP)
    if len(header) > _HEADER_LIMIT or len(columns) < 2 or not all(columns) or len({*columns}) < len(columns):
        raise unreadable(file, "the file is no table whose first line names its columns", _HELP)


FORMAT = Format("csv", "a table of articles with a header (CSV)", (".csv", ".tsv"), read, records=records)
