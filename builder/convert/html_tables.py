"""HTML tables: a table of data as a table, one that only arranges a page as what is in its cells."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

from builder.convert.blocks import Block, Paragraph, Run, Table

_Row = list[tuple[Any, list[Block]]]
_CELL_LIMIT = 20_000
"""Cells of a table; each of them is written even where the page leaves it out, for a cell over many columns."""


def read_table(table: Any, blocks: Callable[[Any], list[Block]]) -> list[Block]:
    """A table with its caption, if it has one; `blocks` reads a cell."""
    rows = [row for row in table.iterdescendants("tr") if _table_of(row) is table]
    outside = _outside(table, rows, blocks)
    cells = _cells(rows, blocks)
    lines = [list(chain.from_iterable(_padded(cell, found) for cell, found in row)) for row in cells]
    width = max(map(len, lines), default=0)
    if width * len(lines) > _CELL_LIMIT or _is_layout(table, cells):
        return [*outside, *chain.from_iterable(found for row in cells for _, found in row)]
    has_header = all(cell.tag == "th" for cell, _ in cells[0]) or rows[0].getparent().tag == "thead"
    return [*outside, Table([line + [[]] * (width - len(line)) for line in lines], has_header)]


def _cells(rows: Sequence[Any], blocks: Callable[[Any], list[Block]]) -> list[_Row]:
    """The cells of each row that has text, with their blocks."""
    cells = [[(cell, blocks(cell)) for cell in row.iterchildren("td", "th")] for row in rows]
    return [row for row in cells if any(found for _, found in row)]


def emphasized(block: Block) -> Block:
    """The paragraph of a caption."""
    if not isinstance(block, Paragraph) or block.level:
        return block
    return Paragraph([run._replace(marks=run.marks | {"em"}) if run.kind == "text" else run for run in block.runs])


def _outside(table: Any, rows: Sequence[Any], blocks: Callable[[Any], list[Block]]) -> list[Block]:
    """The captions of a table, and text of it that is in no cell."""
    captions = [part for part in table.iterdescendants("caption") if _table_of(part) is table]
    found = [emphasized(block) for caption in captions for block in blocks(caption)]
    return [*found, *(Paragraph([Run(text)]) for text in _strays(table, rows) if text.strip())]


def _table_of(element: Any) -> Any:
    return next(element.iterancestors("table"), None)


def _strays(table: Any, rows: Sequence[Any]) -> Iterator[str]:
    """Text of a table that is in no cell."""
    for element in (table, *(row.getparent() for row in rows if row.getparent() is not table), *rows):
        yield element.text or ""
        yield from (child.tail or "" for child in element)


def _is_layout(table: Any, cells: Sequence[_Row]) -> bool:
    """Whether a table only arranges a page: it has no rows and columns of short text."""
    if table.get("role") in ("presentation", "none") or table.find(".//table") is not None:
        return True
    if len(cells) < 2 or max(map(len, cells)) < 2:
        return True
    found = [found for row in cells for _, found in row]
    return any(len(one) > 1 or any(not isinstance(block, Paragraph) or block.level for block in one) for one in found)


def _padded(cell: Any, found: list[Block]) -> list[Sequence[Run]]:
    """The text of a cell, with an empty cell for each further column that it covers."""
    span = cell.get("colspan") or "1"
    more = min(int(span), 100) - 1 if span.isdecimal() and len(span) < 5 else 0
    runs = found[0].runs if found and isinstance(found[0], Paragraph) else []
    return [runs, *([[]] * max(more, 0))]
