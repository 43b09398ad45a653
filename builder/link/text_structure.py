"""Text structure: what the linker needs to know about an article's Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from builder.model import Passage


class CrossLink(Protocol):
    """A link written by an editor: `[[id]]`, `[[id|text]]`, or `[[|text]]` for text that is never linked."""

    @property
    def target(self) -> str:
        """Empty for text that is never linked."""

    @property
    def passage(self) -> Passage:
        """The link text."""


@dataclass(frozen=True)
class TextStructure:
    """An article's reading text and the parts of it that matter to the linker; every list in reading order."""

    text: str
    title: str
    """Used as evidence only: mentions are in the text. When empty, the first block is the headline."""
    blocks: Sequence[Passage]
    """Innermost blocks, disjoint: a name lies within one of them."""
    headings: Sequence[Passage] = ()
    """Where sections begin."""
    unlinkable: Sequence[Passage] = ()
    """Links, code, headings: names there are counted, not linked."""
    crosslinks: Sequence[CrossLink] = ()
