"""Web archive: a WARC or ARC file as records, each with its own bytes; what is damaged is reported.

WARC: https://iipc.github.io/warc-specifications/; ARC: https://archive.org/web/researcher/ArcFileFormat.php.
"""

import io
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from builder.convert.containers import RECORD_LIMIT
from builder.convert.gzip_members import ExpansionError, GzipMembers

_LINE = 64 << 10
_HEADER_LINES = 200
_VERSION = re.compile(rb"WARC/(?:0\.\d\d|1\.\d)\r?\n")
_NEXT = re.compile(rb"(?<=\n)WARC/1\.\d\r\n")


class WebRecord(NamedTuple):
    """A record as the file has it, decompressed."""

    headers: dict[str, str]
    """By name in lower case; those of an ARC by the names that a WARC has."""
    content: bytes
    """Headers and block; only the headers of one that is longer than RECORD_LIMIT."""
    block: bytes


class Damage(NamedTuple):
    """What is wrong between two records."""

    message: str


def web_records(file: BinaryIO) -> Iterator[WebRecord | Damage]:
    """The records of a WARC or ARC, compressed or not: member by member, or as a whole."""
    members = GzipMembers(file)
    reader = _Reader(io.BufferedReader(members))  # type: ignore[type-var]
    try:
        yield from _records(reader)
    except ExpansionError:
        yield Damage("the file expands to a multiple of its size that no archive has; the rest of it is not read")
    if members.damaged:
        yield Damage(f"the compression is damaged in {members.damaged:,} places")


def _records(reader: "_Reader") -> Iterator[WebRecord | Damage]:
    while line := reader.next_line():
        if headers := _arc_headers(line):
            head = line
        elif _VERSION.fullmatch(line):
            head, headers = _warc_headers(reader, line)
        else:
            yield Damage("something here is not a record")
            reader.seek_record()
            continue
        length = headers.get("content-length", "")
        if not (length.isascii() and length.isdigit() and len(length) < 16):
            yield Damage("a record does not say how long it is")
            reader.seek_record()
            continue
        if int(length) > RECORD_LIMIT:
            reader.skip(int(length))
            yield WebRecord(headers, head, b"")
            continue
        block = reader.read(int(length))
        if len(block) < int(length):
            reader.go_back_to_record(block)
            yield Damage("a record is cut off")
        elif reader.is_at_record():
            yield WebRecord(headers, head + block, block)
        else:
            reader.go_back_to_record(block)
            yield Damage("a record has another length than it says")


def _warc_headers(reader: "_Reader", line: bytes) -> tuple[bytes, dict[str, str]]:
    """The bytes of the headers with the blank line after them, and the headers."""
    head = [line]
    while len(head) < _HEADER_LINES and head[-1].strip():
        head.append(reader.readline())
    text = b"".join(head).decode("utf-8", "replace")
    pairs = (one.partition(":") for one in text.splitlines()[1:] if ":" in one)
    return b"".join(head), {name.strip().lower(): value.strip() for name, _, value in pairs}


def _arc_headers(line: bytes) -> dict[str, str]:
    """The headers in a line such as `http://example.org/ 192.0.2.1 20050102030405 text/html 1234`; empty for others."""
    parts = line.decode("utf-8", "replace").split()
    if len(parts) < 5 or "://" not in parts[0] or not parts[-1].isdigit():
        return {}
    day = next((part for part in parts[2:-1] if part.isascii() and part.isdigit() and len(part) in (8, 12, 14)), "")
    if not day:
        return {}
    time = f"T{day[8:10]}:{day[10:12]}:{day[12:] or '00'}Z" if len(day) > 8 else ""
    return {
        "warc-type": "warcinfo" if parts[0].startswith("filedesc:") else "response",
        "warc-target-uri": parts[0],
        "warc-date": f"{day[:4]}-{day[4:6]}-{day[6:8]}{time}",
        "warc-record-id": f"{day} {parts[0]}"[:200],
        "content-length": parts[-1],
    }


class _Reader:
    """A stream that can be gone back in."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._front = b""

    def read(self, size: int) -> bytes:
        front, self._front = self._front[:size], self._front[size:]
        return front + self._stream.read(size - len(front)) if len(front) < size else front

    def readline(self) -> bytes:
        end = self._front.find(b"\n", 0, _LINE) + 1
        if end:
            line, self._front = self._front[:end], self._front[end:]
            return line
        front, self._front = self._front[:_LINE], self._front[_LINE:]
        return front + self._stream.readline(_LINE - len(front)) if len(front) < _LINE else front

    def next_line(self) -> bytes:
        """The next line that is not blank; empty at the end."""
        while (line := self.readline()) and not line.strip():
            pass
        return line

    def skip(self, size: int) -> None:
        while size > 0 and (piece := self.read(min(size, 1 << 20))):
            size -= len(piece)

    def is_at_record(self) -> bool:
        """Whether a blank line, a record or the end of the file is here, as after a record."""
        line = self.readline()
        self._front = line + self._front
        return not line.strip() or bool(_VERSION.fullmatch(line) or _arc_headers(line))

    def seek_record(self) -> None:
        """Go to the next line with which a record begins."""
        while (line := self.readline()) and not (_VERSION.fullmatch(line) or _arc_headers(line)):
            pass
        self._front = line + self._front

    def go_back_to_record(self, block: bytes) -> None:
        """Go back to the first record that begins in a block, else to the next one after it."""
        found = _NEXT.search(block)
        if found:
            self._front = block[found.start() :] + self._front
        else:
            self.seek_record()
