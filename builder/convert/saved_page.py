"""Saved page: a web page as a browser, SingleFile or another program saved it."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from builder.convert.capture import Capture, Document, Format, Options
from builder.convert.html_markdown import blocks_to_markdown
from builder.convert.html_tree import page, text_of
from builder.convert.page_metadata import Metadata, page_metadata, read_page_date, resolved
from builder.convert.page_text import Text, page_text
from builder.dates import Date
from builder.problems import ContentError, Problem

_AGREEMENT = 0.95
"""Of two extractors, below which a text is to be compared: such pages hold three quarters of the bad ones."""
_SHORT = 200
"""Characters below which an article is more likely a teaser or a notice."""
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d{4,5}\)(\S{1,2000})")
_SINGLE_FILE = re.compile(r"Page saved with SingleFile\s+url: (\S{1,2000})\s+saved date: ([^\n]{1,80})")
_JS_DATE = re.compile(r"\w{3} (\w{3}) (\d\d) (\d{4}) (\d\d:\d\d:\d\d) GMT([+-]\d{4})")
"""As JavaScript writes a moment: `Tue Nov 03 2015 13:20:00 GMT+0100 (…)`."""
_COMMENT = (
    "//*[self::li or self::div or self::article or self::section]"
    "[contains(concat(' ',normalize-space(@class),' '),' comment ')"
    " or starts-with(@id,'comment-') or @itemprop='comment']"
)
_NOT_SHOWN = ("script", "style", "svg", "template")


def read(capture: Capture, options: Options) -> Document:  # noqa: ARG001 - as every format
    """The article in a saved page; raises ContentError when there is none, or the page cannot be read safely."""
    return read_page(capture.content, capture)


FORMAT = Format("html", "a web page as a browser or SingleFile saved it", (".html", ".htm", ".xhtml", ".shtml"), read)


def read_page(html: bytes, capture: Capture, *, url: str = "", captured: str = "", charset: str = "") -> Document:
    """The article in a page.

    `url`, `captured` (a moment or day) and `charset` are what the capture says of the page elsewhere than in it.
    Raises ContentError as `read` does.
    """
    text = text_of(html, charset)
    root = page(text, capture)
    found_url, moment = _saved(text)
    saved = read_page_date(captured) or moment
    metadata = page_metadata(root, url or found_url, saved.first if saved else dt.datetime.now(dt.UTC).date())
    comments = len(root.xpath(_COMMENT))
    words_in_capture = _prepare(root, metadata.url)
    title = metadata.title or PurePosixPath(capture.file).stem
    found = page_text(root, metadata.url, title)
    body, words = blocks_to_markdown(found.blocks)
    if not words:
        help_ = "save the text of the article as a .txt file; a page that scripts fill in has no text when it is saved"
        raise ContentError(Problem("C503", "no article was found in the page", capture.place, help_))
    return Document(
        title=title,
        body=body,
        words=words,
        date=metadata.date,
        values={
            "authors": list(metadata.authors),
            "publisher": metadata.publisher,
            "section": metadata.section,
            "language": metadata.language,
        },
        source={
            "url": metadata.url if metadata.url.startswith(("http://", "https://")) else "",
            "captured": str(saved) if saved else "",
            "date_from": metadata.date_from,
            "meta": _meta(metadata, found, comments),
        },
        problems=tuple(_problems(capture, metadata, found, words)),
        words_in_capture=words_in_capture,
    )


def _saved(text: str) -> tuple[str, Date | None]:
    """Where and when the program that saved a page says that it did."""
    head = text[:8_192]
    if match := _SINGLE_FILE.search(head):
        return match[1], _moment(match[2])
    match = _SAVED_FROM.search(head)
    return (match[1], None) if match else ("", None)


def _moment(text: str) -> Date | None:
    match = _JS_DATE.match(text)
    if match is None:
        return read_page_date(text)
    try:
        return Date.of(dt.datetime.strptime(" ".join(match.groups()), "%b %d %Y %H:%M:%S %z"))
    except ValueError:
        return None


def _prepare(root: Any, url: str) -> int:
    """Take away what is not shown, and make links absolute; returns the number of words of the page.

    Relative links of a page that has no address are taken away.
    """
    base = next((one.get("href") for one in root.iter("base") if one.get("href")), "")
    base = resolved(base, url) if base else url
    for element in list(root.iter(*_NOT_SHOWN)):
        element.drop_tree()
    for link in root.iter("a"):
        href = (link.get("href") or "").strip()
        href = href if href.startswith("http") else resolved(href, base)
        if href.startswith(("http://", "https://", "mailto:")):
            link.set("href", href)
        else:
            link.attrib.pop("href", None)
    return len(" ".join(root.itertext()).split())


def _meta(metadata: Metadata, found: Text, comments: int) -> dict[str, Any]:
    """What is recorded of the page and of its conversion."""
    values = {
        "agreement": round(found.agreement, 2),
        "description": metadata.description,
        "comments": comments,
        "from": {name: metadata.origins[name] for name in sorted(metadata.origins)},
    }
    return {name: value for name, value in values.items() if value}


def _problems(capture: Capture, metadata: Metadata, found: Text, words: str) -> Iterator[Problem]:
    place = capture.place
    help_ = "compare it with the saved page"
    if found.agreement < _AGREEMENT:
        yield Problem("C530", "two extractors have found different texts in the page", place, help_)
    elif len(words) < _SHORT:
        yield Problem("C530", "the article is very short", place, help_)
    if metadata.is_date_guessed:
        help_ = "compare it with the saved page, and correct `date` and `date_from`"
        yield Problem("C532", f'the date "{metadata.date}" is guessed from the text of the page', place, help_)
    if metadata.refused_date:
        help_ = "look for the date in the saved page, and write it as `date`"
        yield Problem("C533", f'the date "{metadata.refused_date}" of the page is after it was saved', place, help_)
