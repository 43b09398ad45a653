"""Text structure: the text that the linker reads, and its layout."""

from dataclasses import dataclass

from builder.model import Layout


@dataclass(frozen=True)
class TextStructure:
    """A reading text with its title and layout."""

    text: str
    title: str
    """Used as evidence only: mentions are in the text. When empty, the first block is the headline."""
    layout: Layout
    """Blocks, within which a name lies; headings, where sections begin; text that is not linked; manual links."""
