"""HTTP answer: the page in a record of a web archive, without the encodings in which it was sent."""

import io
import re
import zlib
from html import escape
from typing import Any

from builder.convert.containers import RECORD_LIMIT, unreadable
from builder.convert.gzip_members import ExpansionError, GzipMembers
from builder.convert.web_archive import WebRecord


def http_of(record: WebRecord, file: str) -> tuple[Any, bytes]:
    """The headers of the answer, None if there are none, and its body as it was sent."""
    try:
        from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException  # noqa: PLC0415 - only of the extra `convert`
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


def header(http: Any, name: str) -> str:
    """A header of an answer; empty without one."""
    return (http.get_header(name) or "") if http else ""


def decoded_body(body: bytes, http: Any, file: str) -> bytes:
    """The page without the encodings in which it was sent; of what is cut off, all that is there."""
    from warcio.bufferedreaders import ChunkedDataReader  # noqa: PLC0415 - only of the extra `convert`

    if "chunked" in header(http, "transfer-encoding").lower():
        body = ChunkedDataReader(io.BytesIO(body)).read()
    encoding = header(http, "content-encoding").strip().lower()
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
        import brotli  # noqa: PLC0415 - only of the extra `convert`
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


def with_title(page: bytes, title: str) -> bytes:
    """The page with a title that a script had set, if it has none."""
    if re.search(rb"<title\b[^>]*>\s*[^\s<]", page[:200_000], re.IGNORECASE):
        return page
    return f"<title>{escape(title)}</title>".encode("ascii", "xmlcharrefreplace") + page
