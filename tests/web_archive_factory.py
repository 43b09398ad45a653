"""Web archives for tests."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import zipfile

DATE = "2015-11-04T06:37:00Z"
TEXT = (
    "The harbour office said on Tuesday that the night ferry sails again from the old quay, four times each night.",
    "It will sail until the end of the summer, and a second boat is to follow if enough people take it.",
    "Nobody has said yet who will pay for the crew, which is to have eleven people who like to work at night.",
)


def page(title: str = "Night ferry sails again", *more: str) -> bytes:
    paragraphs = "".join(f"<p>{text}</p>" for text in (*TEXT, *more))
    head = f"<head><title>{title}</title></head>" if title else "<head></head>"
    return f"<html>{head}<body><article><h1>{title}</h1>{paragraphs}</article></body></html>".encode()


def http(body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    lines = {"Content-Type": "text/html; charset=utf-8", **{key.replace("_", "-"): headers[key] for key in headers}}
    return (
        f"HTTP/1.1 {status}\r\n".encode() + "".join(f"{k}: {v}\r\n" for k, v in lines.items()).encode() + b"\r\n" + body
    )


def record(block: bytes, number: int = 1, kind: str = "response", **headers: str) -> bytes:
    digest = base64.b32encode(hashlib.sha1(block).digest()).decode()
    values = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:00000000-0000-0000-0000-{number:012}>",
        "WARC-Date": DATE,
        "WARC-Target-URI": f"https://example.org/{number}",
        "WARC-Block-Digest": f"sha1:{digest}",
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(block)),
        **{key.replace("_", "-"): value for key, value in headers.items()},
    }
    head = "WARC/1.0\r\n" + "".join(f"{key}: {value}\r\n" for key, value in values.items()) + "\r\n"
    return head.encode() + block + b"\r\n\r\n"


def arc(body: bytes) -> bytes:
    version = b"1 0 Example\nURL IP-address Archive-date Content-type Archive-length\n"
    head = f"filedesc://x.arc 0.0.0.0 20050102030405 text/plain {len(version)}\n".encode()
    return (
        head
        + version
        + f"\nhttp://example.org/a 192.0.2.1 20050102030405 text/html {len(body)}\n".encode()
        + body
        + b"\n"
    )


def compressed(*records: bytes) -> bytes:
    return b"".join(gzip.compress(one, mtime=0) for one in records)


def chunked(body: bytes) -> bytes:
    pieces = (body[at : at + 100] for at in range(0, len(body), 100))
    return b"".join(f"{len(piece):x}\r\n".encode() + piece + b"\r\n" for piece in pieces) + b"0\r\n\r\n"


def wacz(warc: bytes, pages: str = "") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data.warc.gz", warc)
        if pages:
            archive.writestr("pages/pages.jsonl", pages)
    return stream.getvalue()
