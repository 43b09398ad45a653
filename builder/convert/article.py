"""Article: one capture as the text of an article file, whose words are verified against the capture."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from builder.convert.capture import Capture, Document, Options
from builder.convert.formats import format_named, format_of, unsupported
from builder.dates import Date
from builder.files import TEXT_LIMIT, text_sha256
from builder.frontmatter import dump
from builder.markdown import MarkdownError, reading_text
from builder.problems import ContentError, Problem

TITLE_LIMIT = 300
DATE_GIVEN = "given by the archive"
KEYS = (
    "title", "date", "authors", "publisher", "section", "edition", "page", "place", "language", "topics", "summary",
    "source", "rights", "aliases", "status",
)  # fmt: skip
"""Of front matter, in the documented order."""
SOURCE_KEYS = (
    "file", "record", "stored", "format", "sha256", "url", "archived", "captured", "text_sha256", "profile",
    "date_from", "meta",
)  # fmt: skip


@dataclass(frozen=True)
class Conversion:
    """An article file, and figures about its conversion."""

    text: str
    values: Mapping[str, Any]
    """Its front matter."""
    title: str
    reading_text: str
    """Of the body."""
    date: Date | None
    words: int
    """In title and body."""
    words_left_out: int
    """Words of the capture that the article does not have."""
    document: Document


def convert(capture: Capture, options: Options) -> Conversion:
    """The article file of a capture; raises ContentError when its words would differ from the capture's."""
    named = options.format or capture.format
    format_ = format_named(named, capture.place) if named else format_of(capture.file, capture.content)
    if format_ is None:
        raise ContentError(unsupported(capture.place.path, "C503"))
    document = format_.read(capture, options)
    title = " ".join(document.title.split())
    if len(title) > TITLE_LIMIT:
        message = f"the title would have {len(title):,} characters; at most {TITLE_LIMIT} are allowed"
        help_ = "write a profile for this site, or write this article by hand"
        raise ContentError(Problem("C503", message, capture.place, help_))
    document = replace(document, title=title)
    text = _verified_text(document, capture)
    words = len(title.split()) + len(text.split())
    values = _front_matter(document, capture, options, text, "" if format_.name == "text" else format_.name)
    file = article_file(values, document.body)
    if len(file.encode()) > TEXT_LIMIT:
        message = f"the article would have more than {TEXT_LIMIT:,} bytes"
        raise ContentError(Problem("C501", message, capture.place, "split the capture"))
    return Conversion(
        text=file,
        values=values,
        title=title,
        reading_text=text,
        date=values.get("date"),
        words=words,
        words_left_out=max(document.words_in_capture - words, 0),
        document=document,
    )


def article_file(values: Mapping[str, Any], body: str) -> str:
    """The text of an article file."""
    return f"---\n{dump(dict(values))}---\n\n{body}"


def _verified_text(document: Document, capture: Capture) -> str:
    """The reading text of the body; raises ContentError unless it has exactly the words of the capture."""
    words = document.words.split()
    try:
        text = reading_text(document.body)
    except MarkdownError as error:
        help_ = "shorten or split the capture's text, or write the article by hand"
        raise ContentError(Problem("C501", f"the article would have {error}", capture.place, help_)) from error
    written = text.split()
    if written != words:
        pairs = enumerate(zip_longest(written, words), 1)
        at = next(number for number, (word, captured) in pairs if word != captured)
        # The words themselves are not printed: they may be anything, and problems go into logs.
        message = f"the article would differ from the capture from word {at:,} on"
        raise ContentError(
            Problem("C501", message, capture.place, "write this article by hand, and report the capture")
        )
    return text


def _front_matter(document: Document, capture: Capture, options: Options, text: str, format_: str) -> dict[str, Any]:
    """The front matter in the documented order, without empty values."""
    source = {
        **document.source,
        "file": capture.file,
        "record": capture.record,
        "stored": capture.stored,
        "format": format_,
        "sha256": capture.sha256,
        "text_sha256": text_sha256(document.title, text),
    }
    if options.date:
        source["date_from"] = DATE_GIVEN
    values = {
        **document.values,
        "title": document.title,
        "date": options.date or document.date,
        "language": document.values.get("language") or options.language,
        "source": {key: source[key] for key in SOURCE_KEYS if source.get(key)},
    }
    return {key: values[key] for key in KEYS if values.get(key)}
