"""Text: passages of a reading text, and where its blocks, headings and links are."""

from dataclasses import dataclass
from typing import NamedTuple

from builder.problems import Place


class Passage(NamedTuple):
    """Characters `start` to `end` (exclusive) of an article's reading text, in code points."""

    start: int
    end: int


class CrossLink(NamedTuple):
    """`[[target]]` or `[[target|label]]`; without a target, words that are never a link."""

    target: str
    passage: Passage
    line: int
    """Line of the text, from 1."""


class LinkUse(NamedTuple):
    """A Markdown link or image."""

    href: str
    line: int
    image: bool
    at: int = 0
    """Offset in the reading text at which it begins."""


@dataclass(frozen=True)
class Layout:
    """The structure of a Markdown text, so that later stages need not parse it again."""

    blocks: tuple[Passage, ...] = ()
    """Innermost blocks: paragraphs, headings, items, cells, code. A name never crosses the edge of one."""
    headings: tuple[Passage, ...] = ()
    unlinkable: tuple[Passage, ...] = ()
    """Links, code and headings: names in them are counted but not linked."""
    crosslinks: tuple[CrossLink, ...] = ()
    links: tuple[LinkUse, ...] = ()
    refused: tuple[str, ...] = ()
    """Links with a scheme that is not allowed, such as `javascript:`; their source is shown as text."""
    anchors: tuple[str, ...] = ()
    """Ids of the headings, in order."""
    former_anchors: tuple[str, ...] = ()
    """For each heading, the id that it had before letters kept their marks, empty if it is the same; empty if none
    has another."""


class TextLinks(NamedTuple):
    """The links of a Markdown text."""

    place: Place
    """Place of the article, entity, topic, free page, annotation or reply that the text belongs to."""
    hrefs: tuple[tuple[str, int], ...]
    """Target as written, and line of the file."""
    crosslinks: tuple[tuple[str, int], ...]
    refused: tuple[tuple[str, int], ...]
    anchors: tuple[str, ...]
    """Ids in the text that a link may lead to."""
