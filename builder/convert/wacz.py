"""WACZ: a zip file with the WARC files of a web archive and a list of its pages.

Format: https://specs.webrecorder.net/wacz/. Nothing is unpacked to disk, so the names in it do no harm.
"""

import json
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from builder.convert.capture import Capture, Format, Options
from builder.convert.containers import damaged, lines, one_line, unreadable
from builder.convert.warc import pages, read
from builder.problems import ContentError, Problem

_ARCHIVES = (".warc", ".warc.gz")
_RATIO, _ALLOWANCE = 200, 100 << 20
"""Bytes that a file in it may have for each compressed one, and in addition to these."""
_FILES = 10_000
_TITLES = 100_000
_LINE = 1 << 20


def records(path: Path, file: str, options: Options) -> Iterator[Capture | Problem]:  # noqa: ARG001 - as every format
    """The pages of the WARC files in it as captures."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()[: _FILES + 1]
            found = [one for one in entries if one.filename.startswith("archive/") and one.filename.endswith(_ARCHIVES)]
            if len(entries) > _FILES or not found:
                message = (
                    "the file has no WARC in its folder `archive`"
                    if not found
                    else f"the file has more than {_FILES:,} files"
                )
                raise unreadable(file, message, "export it again")
            titles = _titles(archive)
            for entry in found:
                if entry.file_size > _RATIO * entry.compress_size + _ALLOWANCE:
                    yield damaged(
                        file, f"'{entry.filename[:100]}' expands to a multiple of its size that no archive has"
                    )
                    continue
                yield from _pages(archive, entry, file, titles)
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise unreadable(file, "the file is no zip file that can be read", "export or download it again") from error


def _pages(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: str, titles: dict[str, str]
) -> Iterator[Capture | Problem]:
    try:
        with archive.open(entry) as stream:
            yield from pages(stream, file, "wacz", titles)  # type: ignore[arg-type]
    except ContentError as error:
        yield damaged(file, f"'{entry.filename[:100]}': {error.problems[0].message}")
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError):
        # RuntimeError: it is encrypted.
        yield damaged(file, f"'{entry.filename[:100]}' is damaged, the rest of it is not read")


def _titles(archive: zipfile.ZipFile) -> dict[str, str]:
    """The titles in the list of pages, by address: browsers see those that scripts set."""
    found: dict[str, str] = {}
    try:
        with archive.open("pages/pages.jsonl") as stream:
            for _, line in lines(stream, _LINE):  # type: ignore[arg-type]
                page = _object(line or b"")
                address, title = page.get("url"), page.get("title")
                if isinstance(address, str) and isinstance(title, str) and len(title) <= 300 and title != address:
                    found[address] = one_line(title)
                if len(found) >= _TITLES:
                    break
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError):
        return found  # the list may be missing, and is not needed
    return found


def _object(line: bytes) -> dict[str, object]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


FORMAT = Format(
    name="wacz",
    description="a web archive in a zip file (WACZ)",
    suffixes=(".wacz",),
    read=read,
    recognizes=lambda head: head.startswith(b"PK"),
    records=records,
)
