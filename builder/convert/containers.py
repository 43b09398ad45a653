"""Containers: what all formats share whose files hold many articles, each a record."""

import datetime as dt
import html
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from builder.convert.capture import SOURCES, Capture
from builder.convert.extraction import split_paragraphs
from builder.convert.markup import markdown
from builder.dates import Date
from builder.dates.other_forms import written_otherwise
from builder.problems import ContentError, Place, Problem
from builder.slugs import full_slug

RECORD_LIMIT = 20 << 20
"""Bytes of a record, and of a file that has to be read whole; articles have a few thousand."""
_NAME_LIMIT = 200
_SLUG_LIMIT = 80
_TOPICS = 64
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b\u2060\ufeff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|br|cite|em|font|i|p|q|s|small|span|strong|sub|sup|u)\b[^<>]{0,500}>", re.IGNORECASE
)
_SECONDS = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}", re.ASCII)


def damaged(file: str, message: str, line: int = 1, help_: str = "") -> Problem:
    """The problem of a record that cannot be read; those after it can."""
    help_ = help_ or "the other records are converted; a new export may have this one whole"
    return Problem("C542", message, Place(f"{SOURCES}/{file}", line), help_)


def unreadable(file: str, message: str, help_: str, line: int = 1) -> ContentError:
    """The error of a container of which nothing can be read, or of a record without an article."""
    return ContentError(Problem("C503", message, Place(f"{SOURCES}/{file}", line), help_))


def captured_again(capture: Capture, how: str) -> Problem:
    """The problem of a record that gets no article, because one has the same words."""
    message = f"the record '{capture.record}' {how}"
    return Problem("C543", message, Place(capture.place.path, line_of(capture.record)), "nothing has to be done")


def changed_record(capture: Capture, article: Place) -> Problem:
    """The problem of a record with the id of one that has an article, and with other bytes."""
    message = f"the record '{capture.record}' of {SOURCES}/{capture.file} has changed since it was converted"
    help_ = "keep the old export too, under another name; for the new words delete this article and convert again"
    return Problem("C502", message, article, help_)


def line_of(record: str) -> int:
    """The line of a record, if it is named by it."""
    kind, _, number = record.partition(" ")
    return int(number) if kind in ("line", "row") and number.isdigit() else 1


class RecordNames:
    """Names the records of one container: by their own ids, by their position where these are missing or repeated."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def name(self, own: str, position: str) -> str:
        """The id, if it is the first with it, else a position such as `line 12`."""
        own = " ".join(clean(own).split())
        name = own if 0 < len(own) <= _NAME_LIMIT and not is_position(own) else ""
        # A hash takes a tenth of the memory of an address. Should two agree, the second is named by its position.
        if not name or hash(name) in self._seen:
            return position
        self._seen.add(hash(name))
        return name


def is_position(record: str) -> bool:
    """Whether a record is named by its position, which may be that of another one after the next export."""
    return re.fullmatch(r"(line|row|item|record) \d+", record) is not None


def lines(stream: BinaryIO, limit: int = RECORD_LIMIT) -> Iterator[tuple[int, bytes | None]]:
    """Number and bytes of each line with its end; None for a line of more than `limit` bytes, which is skipped."""
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        if len(line) <= limit or line.endswith(b"\n"):
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(1 << 20)
        yield number, None


def clean(text: str) -> str:
    """The text without control characters, and with U+FFFD for what is half a character."""
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", _INVISIBLE.sub("", text))


def one_line(text: str) -> str:
    """A title or a name as words: entities decoded, tags of inline markup removed."""
    return " ".join(clean(html.unescape(_INLINE_TAG.sub(" ", text) if "<" in text else text)).split())


def text_body(text: str) -> tuple[str, str]:
    """Plain text as the Markdown of its paragraphs, and its words."""
    cleaned = clean(text).replace("\r\n", "\n").replace("\r", "\n")
    paragraphs = split_paragraphs([" ".join(line.split()) for line in cleaned.split("\n")])
    if not paragraphs:
        return "", ""
    words = " ".join(paragraph.text for paragraph in paragraphs)
    return markdown(paragraphs, [False] * len(paragraphs)), words


def read_moment(value: Any) -> Date | None:
    """The date that a field has: with its time only if the time zone is known; None where it could be another one.

    A number is the time of Unix in seconds or milliseconds, which is in UTC.
    """
    text = " ".join(str(value).split())
    if isinstance(value, bool) or not text:
        return None
    if _SECONDS.fullmatch(text):
        return _from_unix(float(text))
    try:
        date = Date.parse(text)
    except ValueError:
        return None
    found = (date,) if date else written_otherwise(text)
    return found[0] if len(found) == 1 and found[0].year > 0 else None


def _from_unix(number: float) -> Date:
    seconds = int(number / 1000 if number >= 1e11 else number)
    return Date.of(dt.datetime.fromtimestamp(seconds, dt.UTC))


def topics_of(titles: Iterable[str]) -> dict[str, str]:
    """By slug: the titles of the topics of an article, without those that have no letters."""
    found: dict[str, str] = {}
    for title in map(one_line, titles):
        slug = full_slug(title)
        if slug and len(slug) <= _SLUG_LIMIT and len(title) <= _NAME_LIMIT and len(found) < _TOPICS:
            found.setdefault(slug, title)
    return found
