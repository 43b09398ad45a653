"""HTML Markdown: HTML as the Markdown that articles have, and its words."""

from typing import Any

from builder.convert.blocks import Block, words_of
from builder.convert.html_blocks import blocks_of
from builder.convert.html_tree import fragment
from builder.convert.markdown_writer import written


def html_to_markdown(html: str) -> tuple[str, str]:
    """An HTML fragment as Markdown, and the words that reading the Markdown must give.

    Scripts, styles and form controls are left out; addresses stay as they are, and of those that no link may have, only
    the words. Images have no words. Never fails: what cannot be written is written plainer.
    """
    return tree_to_markdown(fragment(html))


def tree_to_markdown(root: Any) -> tuple[str, str]:
    """The same of an element of lxml."""
    return blocks_to_markdown(blocks_of(root))


def blocks_to_markdown(blocks: list[Block]) -> tuple[str, str]:
    """The Markdown of blocks, and their words."""
    return written(blocks), " ".join(words_of(blocks).split())
