"""JSON pieces: the elements of a long document one by one, each with its text in the document."""

from collections.abc import Iterator
from json import JSONDecoder
from pathlib import Path
from typing import Any

from builder.convert.containers import RECORD_LIMIT

_SPACE = " \t\n\r"


def elements(path: Path, decoder: JSONDecoder) -> Iterator[tuple[str, Any]]:
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
            yield text, decoder.decode(text)
            return
        text = text[1:]
        while True:
            text = text.lstrip(_SPACE + ",")
            if text.startswith("]"):
                return
            try:
                value, end = decoder.raw_decode(text)
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


def parts_of(text: str, value: dict[str, Any] | list[Any], decoder: JSONDecoder) -> Iterator[tuple[str, Any]]:
    """The text and value of each object and list directly in a value."""
    at = _skip(text, 1)
    while text[at] not in "]}":
        if isinstance(value, dict):
            at = _skip(text, _skip(text, decoder.raw_decode(text, at)[1]) + 1)
        inner, end = decoder.raw_decode(text, at)
        if isinstance(inner, dict | list):
            yield text[at:end], inner
        at = _skip(text, end)
        at = _skip(text, at + 1) if text[at] == "," else at


def _skip(text: str, at: int) -> int:
    """The next place without a space."""
    while text[at] in _SPACE:
        at += 1
    return at
