"""WordPress export: the items of a WXR file as bytes, and what it says of authors and pictures."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from builder.convert.containers import RECORD_LIMIT, one_line
from builder.convert.decoding import decoded

_TOKEN = re.compile(rb"<!\[CDATA\[|\]\]>|<item\b[^>]{0,200}>|</item\s*>")
_TEXT = re.compile(rb"<(content|excerpt):encoded>.*?</\1:encoded>", re.DOTALL)
_PIECE = 1 << 20
_LONGEST_TOKEN = 256
_HEAD_LIMIT = 4 << 20
_AUTHOR = re.compile(rb"<wp:author>(.*?)</wp:author>", re.DOTALL)
_GALLERY = re.compile(rb"\[gallery\b[^\]]{0,2000}?\bids=(?:\"|'|&quot;|&#0?34;)([\d, ]{1,2000})")
_THUMBNAIL = re.compile(
    rb"<wp:meta_key>(?:<!\[CDATA\[)?_thumbnail_id(?:\]\]>)?</wp:meta_key>\s*<wp:meta_value>(?:<!\[CDATA\[)?(\d+)"
)


@dataclass
class Export:
    """What an export says apart from its posts."""

    authors: dict[str, str] = field(default_factory=dict)
    """By login: the name that the site shows."""
    attachments: dict[str, str] = field(default_factory=dict)
    """By number: the address of a picture."""

    @classmethod
    def of(cls, path: Path) -> "Export":
        """Read the whole file once for them."""
        found = cls()
        with path.open("rb") as stream:
            head = stream.read(_HEAD_LIMIT).partition(b"<item")[0]
            for author in _AUTHOR.findall(head):
                found.authors[value(author, "wp:author_login")] = one_line(value(author, "wp:author_display_name"))
            stream.seek(0)
            for item in map(without_texts, filter(None, items(stream))):
                if value(item, "wp:post_type") == "attachment":
                    found.attachments[value(item, "wp:post_id")] = value(item, "wp:attachment_url")
        return found


def value(item: bytes, name: str) -> str:
    """The text of the first element with this name, in an item `without_texts`; empty without one."""
    tag = name.encode()
    start = item.find(b"<" + tag + b">")
    end = item.find(b"</" + tag + b">", start)
    if start < 0 or end < 0:
        return ""
    text = decoded(item[start + len(tag) + 2 : end]).strip()
    if text.startswith("<![CDATA[") and text.endswith("]]>"):
        return text[9:-3].strip()
    return html.unescape(text)


def without_texts(item: bytes) -> bytes:
    """An item without what its author wrote, which may have tags such as those of an export."""
    return _TEXT.sub(b"", item)


def items(stream: BinaryIO) -> Iterator[bytes | None]:
    """The bytes of each `<item>`; None for one that is too long or does not end."""
    splitter = _Splitter()
    while piece := stream.read(_PIECE):
        yield from splitter.take(piece, _LONGEST_TOKEN)
    yield from splitter.take(b"", 0)
    if splitter.start >= 0:
        yield None


class _Splitter:
    """Finds items in pieces of a file. What is in CDATA is no tag."""

    def __init__(self) -> None:
        self._held = b""
        self._at = 0
        self._in_cdata = False
        self.start = -1
        """Where in what is held an item begins; -1 outside of items."""

    def take(self, piece: bytes, rest: int) -> Iterator[bytes | None]:
        """The items that end in a piece. Of its last `rest` bytes a tag may be only the beginning."""
        self._held += piece
        limit = len(self._held) - rest
        for token in _TOKEN.finditer(self._held, self._at):
            if token.start() >= limit:
                break
            self._at = token.end()
            yield from self._item(token)
        self._at = max(self._at, limit)
        if 0 <= self.start < len(self._held) - RECORD_LIMIT:
            yield None
            self.start = -1
        cut = self.start if self.start >= 0 else self._at
        self._held, self._at = self._held[cut:], self._at - cut
        self.start = min(self.start, 0)

    def _item(self, token: re.Match[bytes]) -> Iterator[bytes | None]:
        if token[0] == b"]]>":
            self._in_cdata = False
        elif self._in_cdata:
            return
        elif token[0].startswith(b"<!"):
            self._in_cdata = True
        elif self.start >= 0:
            # An item inside of another one: the first does not end.
            yield self._held[self.start : token.end()] if token[0].startswith(b"</") else None
            self.start = -1 if token[0].startswith(b"</") else token.start()
        elif not token[0].startswith(b"</"):
            self.start = token.start()


def attachment_ids(item: bytes) -> list[str]:
    """The numbers of the pictures that a post shows."""
    ids = [number.decode() for number in _THUMBNAIL.findall(item)]
    for gallery in _GALLERY.findall(item):
        ids += [number.strip() for number in gallery.decode().split(",")]
    return [*dict.fromkeys(filter(None, ids))][:200]
