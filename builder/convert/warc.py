"""WARC and ARC: the pages of a web archive, each response with HTML a record.

Another capture of a page that the archive has with the same words makes no article; one with other words does.
"""

import io
import re
import zlib
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha1
from pathlib import Path
from typing import BinaryIO

from builder.convert.capture import SOURCES, Capture, Document, Format, Options
from builder.convert.containers import RecordNames, damaged, unreadable
from builder.convert.http_answer import decoded_body, header, http_of, with_title
from builder.convert.saved_page import read_page
from builder.convert.web_archive import Damage, WebRecord, web_records
from builder.problems import Place, Problem

_PAGES = ("text/html", "application/xhtml+xml")
_REDIRECTS = 10_000
"""Redirections remembered, to say from which addresses a page was reached."""
_BEGINNINGS = (b"WARC/", b"filedesc://")


def read(capture: Capture, options: Options) -> Document:  # noqa: ARG001 - as every format
    """The article in the page of a record; raises ContentError when there is none."""
    record = next(web_records(io.BytesIO(capture.content)), None)
    if not isinstance(record, WebRecord):
        raise unreadable(capture.file, "the record is no record of a web archive", "restore the file")
    http, body = http_of(record, capture.file)
    page = decoded_body(body, http, capture.file)
    charset = re.search(r"charset=[\"']?([\w-]+)", header(http, "content-type"), re.IGNORECASE)
    if title := capture.context.get("title"):
        page = with_title(page, title)
    document = read_page(
        page,
        capture,
        url=_address(record),
        captured=record.headers.get("warc-date", ""),
        charset=charset[1] if charset else "",
    )
    meta = {
        "redirected_from": capture.context.get("redirected from"),
        "truncated": record.headers.get("warc-truncated"),
    }
    known = {**document.source.get("meta", {}), **{key: value for key, value in meta.items() if value}}
    return replace(document, source={**document.source, "meta": known})


def records(path: Path, file: str, options: Options) -> Iterator[Capture | Problem]:  # noqa: ARG001 - likewise
    """The pages of a file as captures, each named by its record id."""
    with path.open("rb") as stream:
        yield from pages(stream, file, "warc", {})


def pages(stream: BinaryIO, file: str, format_: str, titles: dict[str, str]) -> Iterator[Capture | Problem]:
    """The pages of a stream as captures; `titles` has those that are known from elsewhere, by address."""
    found = _Pages(file, format_, titles)
    number = 0
    for number, record in enumerate(web_records(stream), 1):
        if isinstance(record, Damage):
            yield damaged(file, record.message)
        elif one := found.page(record, number):
            yield one
    if not number:
        raise unreadable(file, "the file has no record of a web archive", "export or download it again")
    if found.revisits:
        say = "1 record says" if found.revisits == 1 else f"{found.revisits:,} records say"
        message = f"{say} that a page was captured again without a change"
        yield Problem("C543", message, Place(f"{SOURCES}/{file}"), "nothing has to be done: they have no text")


class _Pages:
    """The pages among the records of one stream, and what other records say of them."""

    def __init__(self, file: str, format_: str, titles: dict[str, str]) -> None:
        self.revisits = 0
        self._file, self._format, self._titles = file, format_, titles
        self._names = RecordNames()
        self._redirected: dict[str, str] = {}

    def page(self, record: WebRecord, number: int) -> Capture | Problem | None:
        """The capture of a page; None for what is none."""
        kind, address = record.headers.get("warc-type"), _address(record)
        self.revisits += kind == "revisit"
        if kind != "response" or not address.startswith(("http://", "https://")):
            return None
        http, _ = http_of(record, self._file)
        status = http.get_statuscode() if http else ""
        location = header(http, "location") if status.startswith("3") else ""
        if location and len(self._redirected) < _REDIRECTS:
            self._redirected[location] = address
        if status != "200" or header(http, "content-type").partition(";")[0].strip().lower() not in _PAGES:
            return None
        own = record.headers.get("warc-record-id", "").strip("<>")
        if trouble := _trouble(record):
            return damaged(self._file, f"the record '{own}' {trouble}")
        known = {"title": self._titles.get(address, ""), "redirected from": self._redirected.get(address, "")}
        context = {key: value for key, value in known.items() if value}
        name = self._names.name(own, f"record {number}")
        return Capture(self._file, record.content, name, format=self._format, context=context)


def _trouble(record: WebRecord) -> str:
    """Why a page cannot be read; empty when it can."""
    if "warc-segment-number" in record.headers:
        return "is one of several segments"
    algorithm, _, digest = record.headers.get("warc-block-digest", "").partition(":")
    if algorithm.lower() == "sha1" and len(digest) == 32:
        actual = b32encode(sha1(record.block, usedforsecurity=False).digest()).decode()
        if digest.upper() != actual:
            return "is not what its checksum says"
    return ""


def _address(record: WebRecord) -> str:
    return record.headers.get("warc-target-uri", "").strip("<>").replace(" ", "%20")


def _is_web_archive(head: bytes) -> bool:
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(31).decompress(head, 64)
        except zlib.error:
            return False
    return head.startswith(_BEGINNINGS)


FORMAT = Format(
    name="warc",
    description="a web archive (WARC or ARC), compressed or not",
    suffixes=(".warc", ".arc", ".gz"),
    read=read,
    recognizes=_is_web_archive,
    records=records,
)
