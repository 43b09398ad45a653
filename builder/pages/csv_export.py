"""CSV export: all annotations of the archive in one table."""

import csv
from collections.abc import Iterator
from io import StringIO

from builder.addresses import note_address
from builder.model import Annotation, Page, Reply
from builder.pages.exports import TextView
from builder.pages.index import Index, PlacedAnnotation
from builder.pages.note_views import editors, source_links, type_of

COLUMNS = (
    "article", "address", "title", "type", "by", "date", "updated", "quotation", "comment", "sources",
    "archived copies", "tags", "verdict", "claim", "claimant", "state",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet program takes a cell that starts with one of these for a formula, which could leak data."""


def csv_export_pages(index: Index) -> Iterator[Page]:
    """Every annotation, newest first, also those that are not placed; replies follow their annotation."""
    table = StringIO()
    # Line feeds only, like every other file; all spreadsheet programs read them.
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    for placed in index.annotations:
        for row in _rows(index, placed):
            writer.writerow([escape_formula(cell) for cell in row])
    yield Page("/annotations/annotations.csv", "plain.txt", TextView(table.getvalue()))


def escape_formula(cell: str) -> str:
    """The cell, with an apostrophe first if it looks like a formula; spreadsheet programs hide the apostrophe."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _sources(index: Index, entry: Annotation | Reply) -> tuple[str, str]:
    """Two cells with a line for each source: its address or label, and the address of its archived copy."""
    links = source_links(index, entry)
    addresses = (
        index.full_url(one.address) if one.address.startswith("/") else one.address or one.label for one in links
    )
    copies = [one.archived for one in links]
    return "\n".join(addresses), "\n".join(copies) if any(copies) else ""


def _rows(index: Index, placed: PlacedAnnotation) -> Iterator[tuple[str, ...]]:
    article, anchor = placed.article, placed.anchor
    note = anchor.annotation
    address = index.full_url(note_address(article.address, note.id))
    quotation = index.passage_of(article, anchor) or note.quote or note.image
    verdict = index.config.verdicts.get(note.verdict, note.verdict)
    own = ", ".join(note.tags), verdict, note.claim, note.claimant, anchor.state
    entries: list[tuple[Annotation | Reply, str, tuple[str, ...]]] = [(note, quotation, own)]
    entries += [(reply, "", ("", "", "", "", "reply")) for reply in note.replies]
    for entry, passage, details in entries:
        dates = entry.date.isoformat(), entry.updated.isoformat() if entry.updated else ""
        signed = type_of(index.config, entry.type).word, editors(index, entry.by), *dates
        sources = _sources(index, entry)
        yield article.title, address, entry.title, *signed, passage, entry.comment, *sources, *details
