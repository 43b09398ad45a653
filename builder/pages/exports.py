"""Readings: the files beside an article in which programs read its text and its notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from builder.model import Anchor, Article
from builder.pages.index import Index
from builder.pages.summaries import WEB_ANNOTATIONS, Alternate


@dataclass(frozen=True)
class TextView:
    """A file of plain text."""

    text: str


@dataclass(frozen=True)
class DataView:
    """A file of JSON; a Prose in it is printed as HTML."""

    data: Mapping[str, object] = field(repr=False)


def text_files(index: Index, article: Article) -> tuple[Alternate, ...]:
    """The reading text, and the notes as web annotations where there are any."""
    text = Alternate("Plain text", text_address(article), "text/plain")
    notes = Alternate("Web annotations (JSON)", collection_address(article), WEB_ANNOTATIONS)
    return (text, notes) if exported(index, article) else (text,)


def exported(index: Index, article: Article) -> tuple[Anchor, ...]:
    """The notes that programs are told of.

    One without a place is left out: a selector that selects nothing would be taken for words of the article, and none
    for a note on all of it. Its page and the table of all annotations have it, marked as what it is.
    """
    return tuple(one for one in index.site.anchors.get(article.slug, ()) if one.placed)


def text_address(article: Article) -> str:
    """The reading text, which positions of web annotations count in."""
    return f"{article.address}text.txt"


def collection_address(article: Article) -> str:
    """The article's notes as web annotations."""
    return f"{article.address}annotations.json"
