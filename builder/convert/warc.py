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
from typing import Any, BinaryIO

from builder.convert.capture import SOURCES, Capture, Document, Format, Options
from builder.convert.containers import RECORD_LIMIT, RecordNames, damaged, unreadable
from builder.convert.gzip_members import ExpansionError, GzipMembers
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
    http, body = _http(record, capture.file)
    page = _decoded(body, http, capture.file)
    charset = re.search(r"charset=[\"']?([\w-]+)", _header(http, "content-type"), re.IGNORECASE)
    if title := capture.context.get("title"):
        page = _with_title(page, title)
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
    names = RecordNames()
    redirected: dict[str, str] = {}
    revisits = number = 0
    for number, record in enumerate(web_records(stream), 1):
        if isinstance(record, Damage):
            yield damaged(file, record.message)
            continue
        kind = record.headers.get("warc-type")
        revisits += kind == "revisit"
        address = _address(record)
        if kind != "response" or not address.startswith(("http://", "https://")):
            continue
        http, _ = _http(record, file)
        status = http.get_statuscode() if http else "200"
        if status.startswith("3") and (location := _header(http, "location")) and len(redirected) < _REDIRECTS:
            redirected[location] = address
        content_type = _header(http, "content-type").partition(";")[0].strip().lower()
        if status != "200" or content_type not in _PAGES:
            continue
        own = record.headers.get("warc-record-id", "").strip("<>")
        if trouble := _trouble(record):
            yield damaged(file, f"the record '{own}' {trouble}")
            continue
        context = {"title": titles.get(address, ""), "redirected from": redirected.get(address, "")}
        known = {key: value for key, value in context.items() if value}
        name = names.name(own, f"record {number}")
        yield Capture(file, record.content, name, format=format_, context=known)
    if not number:
        raise unreadable(file, "the file has no record of a web archive", "export or download it again")
    if revisits:
        say = "1 record says" if revisits == 1 else f"{revisits:,} records say"
        message = f"{say} that a page was captured again without a change"
        yield Problem("C543", message, Place(f"{SOURCES}/{file}"), "nothing has to be done: they have no text")


def _trouble(record: WebRecord) -> str:
    """Why a page cannot be read; empty when it can."""
    if not record.block:
        return f"has more than {RECORD_LIMIT:,} bytes, or none"
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


def _http(record: WebRecord, file: str) -> tuple[Any, bytes]:
    """The headers of the answer, None if there are none, and its body as it was sent."""
    try:
        from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException
    except ImportError as error:
        raise unreadable(
            file, "web archives need warcio", "install the extra: pip install 'annotated-archive[convert]'"
        ) from error
    stream = io.BytesIO(record.block)
    try:
        headers = StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1", "HTTP/2", "HTTP/2.0"]).parse(stream)
    except (StatusAndHeadersParserException, EOFError, ValueError):
        return None, record.block
    return headers, stream.read()


def _header(http: Any, name: str) -> str:
    return (http.get_header(name) or "") if http else ""


def _decoded(body: bytes, http: Any, file: str) -> bytes:
    """The page without the encodings in which it was sent; of what is cut off, all that is there."""
    from warcio.bufferedreaders import ChunkedDataReader

    if "chunked" in _header(http, "transfer-encoding").lower():
        body = ChunkedDataReader(io.BytesIO(body)).read()
    encoding = _header(http, "content-encoding").strip().lower()
    try:
        # Some archives keep the header of what they have decompressed already.
        if encoding in ("gzip", "x-gzip") and body.startswith(b"\x1f\x8b"):
            body = io.BufferedReader(GzipMembers(io.BytesIO(body))).read(RECORD_LIMIT + 1)  # type: ignore[type-var]
        elif encoding == "deflate":
            body = _inflated(body)
        elif encoding == "br":
            body = _unbrotli(body, file)
    except (ExpansionError, zlib.error) as error:
        raise unreadable(file, "the page of a record cannot be decompressed", "") from error
    if len(body) > RECORD_LIMIT:
        raise unreadable(file, f"the page of a record has more than {RECORD_LIMIT:,} bytes", "")
    return body


def _inflated(body: bytes) -> bytes:
    for bits in (15, -15):
        try:
            return zlib.decompressobj(bits).decompress(body, RECORD_LIMIT + 1)
        except zlib.error:
            continue
    return body


def _unbrotli(body: bytes, file: str) -> bytes:
    try:
        import brotli
    except ImportError as error:
        raise unreadable(file, "a page is compressed with Brotli", "install it: pip install brotli") from error
    decoder, output = brotli.Decompressor(), bytearray()
    try:
        for at in range(0, len(body), 256):  # a few bytes may become many
            output += decoder.process(body[at : at + 256])
            if len(output) > RECORD_LIMIT:
                break
    except brotli.error:
        return bytes(output) or body
    return bytes(output)


def _with_title(page: bytes, title: str) -> bytes:
    """The page with a title that a script had set, if it has none of its own."""
    from html import escape

    if re.search(rb"<title\b[^>]*>\s*[^\s<]", page[:200_000], re.IGNORECASE):
        return page
    return f"<title>{escape(title)}</title>".encode("ascii", "xmlcharrefreplace") + page


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
