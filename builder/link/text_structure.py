"""Ground: what the linker needs to know of an article's Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from builder.model import Passage


class CrossLink(Protocol):
    """A link by hand: `[[id]]`, `[[id|words]]`, or `[[|words]]` for words that are never a link."""

    @property
    def target(self) -> str:
        """Empty for words that are never a link."""

    @property
    def passage(self) -> Passage:
        """The words shown."""


@dataclass(frozen=True)
class TextStructure:
    """An article's reading text and where names in it may stand; every list in reading order."""

    text: str
    title: str
    """Tells what the article is about; mentions are only in the text. When empty, the first block is the headline."""
    blocks: Sequence[Passage]
    """Each innermost block, disjoint: a name never crosses its edge, and none stands outside."""
    headings: Sequence[Passage] = ()
    """Where sections begin."""
    unlinkable: Sequence[Passage] = ()
    """Links, code, headings: names there are counted, not linked."""
    crosslinks: Sequence[CrossLink] = ()
