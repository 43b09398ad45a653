"""Markdown: the archive's Markdown, its reading text, and marks laid over it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from builder.markdown.html_renderer import HtmlRenderer
from builder.markdown.parser import MarkdownError, is_allowed, tokenize
from builder.markdown.text_builder import Document, TextBuilder
from builder.model import Block, Prose

__all__ = [
    "Document",
    "MarkdownError",
    "is_allowed",
    "parse",
    "reading_text",
    "to_blocks",
    "to_html",
]


def parse(body: str, titles: Mapping[str, str] | None = None) -> Document:
    """The reading text of Markdown and where things stand in it; raises MarkdownError for a body that is refused.

    CommonMark with tables, strikethrough, footnotes, definition lists and `[[cross-links]]`; raw HTML is text.
    `titles` gives the words of a cross-link that has none of its own.
    """
    tokens, refused = tokenize(body)
    return TextBuilder(titles or {}).read(tokens, refused)


def reading_text(body: str, titles: Mapping[str, str] | None = None) -> str:
    """The characters of a body that a reader sees."""
    return parse(body, titles).text


def to_html(prose: Prose, address: Callable[[str], str] = str) -> str:
    """A text as HTML, with its marks laid over it; `address` turns an address of this site into a link."""
    return "\n".join(block.html for block in to_blocks(prose, address))


def to_blocks(prose: Prose, address: Callable[[str], str] = str) -> list[Block]:
    """The same, one top-level block at a time. Without their tags the blocks are the reading text."""
    document = parse(prose.body, dict(prose.titles))
    return HtmlRenderer(document, prose, address).blocks()
