"""Markdown: a text parsed, as plain reading text, and as HTML with marks around its passages."""

from collections.abc import Callable, Mapping

from builder.markdown.foreign import ForeignBlock, foreign_blocks
from builder.markdown.html_renderer import HtmlRenderer
from builder.markdown.parser import MarkdownError, is_allowed, tokenize
from builder.markdown.text_builder import Document, TextBuilder
from builder.model import Block, Prose

__all__ = [
    "Document",
    "ForeignBlock",
    "MarkdownError",
    "foreign_blocks",
    "is_allowed",
    "parse",
    "reading_text",
    "to_blocks",
    "to_html",
]


def parse(body: str, titles: Mapping[str, str] | None = None) -> Document:
    """The reading text of Markdown with the position of everything in it; raises MarkdownError for rejected Markdown.

    The syntax is CommonMark with tables, strikethrough, footnotes, definition lists and `[[cross-links]]`; raw HTML is
    text. `titles` has the text of cross-links without a label, by target.
    """
    tokens, refused = tokenize(body)
    return TextBuilder(titles or {}).document(tokens, refused)


def reading_text(body: str, titles: Mapping[str, str] | None = None) -> str:
    """The text of a body as a reader sees it."""
    return parse(body, titles).text


def to_html(prose: Prose, address: Callable[[str], str] = str) -> str:
    """A text as HTML with its marks; `address` turns an address of this site into a link."""
    return "\n".join(block.html for block in to_blocks(prose, address))


def to_blocks(prose: Prose, address: Callable[[str], str] = str) -> list[Block]:
    """The same by top-level block. Without tags, the blocks are the reading text."""
    document = parse(prose.body, dict(prose.titles))
    return HtmlRenderer(document, prose, address).blocks()
