"""Spreadsheet: all annotations of the archive in one table."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from builder.config import Config
from builder.model import Annotation, Page, Reply
from builder.pages.exports import TextView
from builder.pages.index import Index, PlacedAnnotation
from builder.pages.note_views import editors, note_address, source_links, type_of
from builder.pages.summaries import full_url

COLUMNS = (
    "article", "address", "title", "type", "by", "date", "updated", "quotation", "comment", "sources",
    "archived copies", "tags", "verdict", "claim", "claimant", "state",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes what begins so for a formula, and a formula can send the table elsewhere."""


def csv_export_pages(index: Index, config: Config) -> Iterator[Page]:
    """Every annotation, newest first, also one without a place; replies stand below their note."""
    table = StringIO()
    # Line feeds alone: what every page is, and every spreadsheet reads.
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    for placed in index.annotations:
        for row in _rows(index, config, placed):
            writer.writerow([escape_formula(cell) for cell in row])
    yield Page("/annotations/annotations.csv", "plain.txt", TextView(table.getvalue()))


def escape_formula(cell: str) -> str:
    """The words of a cell, with an apostrophe before those that would act: spreadsheets take it off again."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _sources(index: Index, config: Config, said: Annotation | Reply) -> tuple[str, str]:
    """Two cells with a line for each source: where it is, or what it is called, and the address of its copy."""
    links = source_links(index, said)
    where = (
        full_url(config, one.address) if one.address.startswith("/") else one.address or one.label for one in links
    )
    copies = [one.archived for one in links]
    return "\n".join(where), "\n".join(copies) if any(copies) else ""


def _rows(index: Index, config: Config, placed: PlacedAnnotation) -> Iterator[tuple[str, ...]]:
    article, anchor = placed.article, placed.anchor
    note = anchor.annotation
    address = full_url(config, note_address(article, note.id))
    words = index.site.texts[article.slug].text[slice(*anchor.passage)] if anchor.passage else note.quote or note.image
    yield (
        article.title, address, note.title, type_of(config, note.type).word, editors(config, note.by),
        note.date.isoformat(), note.updated.isoformat() if note.updated else "", words, note.comment,
        *_sources(index, config, note), ", ".join(note.tags),
        config.verdicts.get(note.verdict, note.verdict), note.claim, note.claimant, anchor.state,
    )  # fmt: skip
    for reply in note.replies:
        yield (
            article.title, address, reply.title, type_of(config, reply.type).word, editors(config, reply.by),
            reply.date.isoformat(), reply.updated.isoformat() if reply.updated else "", "", reply.comment,
            *_sources(index, config, reply), "", "", "", "", "reply",
        )  # fmt: skip
