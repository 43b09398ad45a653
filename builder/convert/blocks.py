"""Blocks: the text of a page as paragraphs, headings, lists and other blocks, between its HTML and its Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple


class Run(NamedTuple):
    """Text within a paragraph that has the same marks throughout."""

    text: str
    kind: str = "text"
    """`text`, `code`, `image` (whose text is its alternative text) or `break`."""
    href: str = ""
    """Address that the run links to; empty for no link."""
    marks: frozenset[str] = frozenset()
    """`strong`, `em` and `del`."""
    source: str = ""
    """Address of an image."""

    @property
    def words(self) -> str:
        """What a reader sees as text."""
        return "" if self.kind == "image" else "\n" if self.kind == "break" else self.text


Runs = Sequence[Run]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a heading if it has a level."""

    runs: Runs
    level: int = 0


@dataclass(frozen=True)
class Quote:
    """A block quote."""

    blocks: Sequence[Block]


@dataclass(frozen=True)
class ListBlock:
    """A list."""

    items: Sequence[Sequence[Block]]
    start: int | None = None
    """First number of an ordered list; None for a list without numbers."""


@dataclass(frozen=True)
class Code:
    """Preformatted text."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class Table:
    """A table; all rows have the same number of cells."""

    rows: Sequence[Sequence[Runs]]
    has_header: bool


@dataclass(frozen=True)
class Definitions:
    """A definition list: each term with its definitions."""

    entries: Sequence[tuple[Runs, Sequence[Sequence[Block]]]]


@dataclass(frozen=True)
class Rule:
    """A thematic break."""


Block = Paragraph | Quote | ListBlock | Code | Table | Definitions | Rule


def words_of(blocks: Iterable[Block]) -> str:
    """The text of blocks as a reader sees it: one line for each, and for each line break."""
    return "\n".join(_lines(blocks))


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    for paragraph in flat(blocks):
        if isinstance(paragraph, Code):
            yield paragraph.text
        else:
            yield "".join(run.words for run in paragraph.runs)


def flat(blocks: Iterable[Block]) -> Iterator[Paragraph | Code]:
    """The paragraphs in blocks, and their code, without what they are in."""
    for block in blocks:
        match block:
            case Paragraph() | Code():
                yield block
            case Quote():
                yield from flat(block.blocks)
            case ListBlock():
                yield from flat(chain.from_iterable(block.items))
            case Table():
                yield from map(Paragraph, chain.from_iterable(block.rows))
            case Definitions():
                for term, definitions in block.entries:
                    yield Paragraph(term)
                    yield from flat(chain.from_iterable(definitions))


def has_content(runs: Runs) -> bool:
    """Whether there is anything to see in a paragraph."""
    return any(run.kind == "image" or run.words.strip() for run in runs)
