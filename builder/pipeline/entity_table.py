"""Entity table: the entity registry as a spreadsheet, out and in again."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from builder.files import decode, read_bytes, relative, rewrite, write_new
from builder.frontmatter import dump
from builder.frontmatter.edit import add_item, set_value
from builder.load.entities import load_entity, load_entity_list
from builder.model import Entity, Site
from builder.problems import ContentError, Place, Problem, errors
from builder.slugs import file_slug

VALUES = ("name", "kind", "description", "wikidata", "link")
DATES = ("born", "died", "founded", "dissolved", "start", "end")
LISTS = ("aliases", "short", "demonyms", "default_for", "not", "same_as", "related")
COLUMNS = ("id", *VALUES[:3], *LISTS[:5], "wikidata", *LISTS[5:], "link", *DATES, "file")
SEPARATOR = " | "
ITEMS = re.compile(r"(?<!\\)\|")
FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""The beginning of a cell that a spreadsheet would take as a formula; names come from texts of others."""
LIMIT = 64 << 20


@dataclass
class TableReport:
    """What was taken over from a spreadsheet."""

    written: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    dry_run: bool = False

    def __str__(self) -> str:
        files = "file" if len(self.written) == 1 else "files"
        return f"{len(self.written):,} {files} {'would be written' if self.dry_run else 'written'}"


def table(site: Site) -> str:
    """All entities as CSV, with a byte order mark by which spreadsheet programs know UTF-8."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for entity in site.entities.values():
        cells = cells_of(entity)
        rows.writerow([guarded(cells.get(column, "")) for column in COLUMNS])
    return "\ufeff" + text.getvalue()


def cells_of(entity: Entity) -> dict[str, str]:
    """The entity's cells, without those that are empty."""
    lists = {column: getattr(entity, f"{column}_" if column == "not" else column) for column in LISTS}
    return {
        "id": entity.id,
        "file": entity.place.path,
        "link": "" if entity.link == "first" else entity.link,
        **{column: getattr(entity, column) for column in VALUES if column != "link"},
        **{column: SEPARATOR.join(one.replace("|", r"\|") for one in items) for column, items in lists.items()},
        **{key: str(date) for key, date in entity.dates},
    }


def guarded(cell: str) -> str:
    """The cell with an apostrophe before what would be a formula."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before `guarded`."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell[1:]) else cell


def items_of(cell: str) -> list[str]:
    """The items of a list in a cell."""
    return [item for part in ITEMS.split(cell) if (item := part.strip().replace(r"\|", "|"))]


def read_table(site: Site, root: Path, path: Path, *, dry_run: bool = False) -> TableReport:
    """Take over what an edited table changes; raises ContentError if it cannot be read as one.

    Values are changed and items added, in the files as they are written; nothing is deleted.
    """
    report = TableReport(dry_run=dry_run)
    for row, place in rows_of(path, relative(path, root)):
        entity = site.entities.get(row.get("id", ""))
        try:
            file = changed(row, entity, root, report, place) if entity else added(row, site, root, report)
        except ContentError as error:
            problem = error.problems[0]
            report.problems.append(Problem("E211", "this row cannot be taken over", place, problem.message))
            continue
        if file and file not in report.written:
            report.written.append(file)
    return report


def rows_of(path: Path, name: str) -> Iterator[tuple[dict[str, str], Place]]:
    """The rows of a CSV file by column, with their lines; the delimiter may be a comma, a semicolon or a tab."""
    text = decode(read_bytes(path, path.parent, limit=LIMIT), name).removeprefix("\ufeff")
    head = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    try:
        columns = set(rows.fieldnames or ())
        if not {"id", "name"} <= columns:
            message = "this is no table of entities"
            help_ = f"its first line must name columns such as {', '.join(COLUMNS[:4])}"
            raise ContentError(Problem("E210", message, Place(name, 1), help_))
        for row in rows:
            cells = {column: unguarded(cell) for column, cell in row.items() if column and isinstance(cell, str)}
            if any(cells.values()):
                yield cells, Place(name, rows.line_num)
    except csv.Error as error:
        raise ContentError(Problem("E210", f"the table cannot be read: {error}", Place(name))) from error


def changed(row: Mapping[str, str], entity: Entity, root: Path, report: TableReport, place: Place) -> str:
    """The path of the entity's file, if the row changes it; raises ContentError for a value that is not allowed."""
    path = root / entity.place.path
    before = read_bytes(path, root, limit=LIMIT)
    text, old = before.decode("utf-8"), cells_of(entity)
    for column in (*VALUES, *DATES, *LISTS):
        cell = row.get(column, old.get(column, ""))
        if cell == old.get(column, ""):
            continue
        edited, left_out = with_cell(text, entity, column, old.get(column, ""), cell)
        if edited is None:
            message = f"`{column}` cannot be changed in the file as it is written"
            report.problems.append(Problem("E212", message, place, f"change it in {entity.place.path} by hand"))
        elif left_out:
            message = f"the table leaves out what `{column}` has in the file, where it stays"
            help_ = f"to delete it, remove {', '.join(left_out)} from {entity.place.path} by hand"
            report.problems.append(Problem("E213", message, place, help_))
        text = text if edited is None else edited
    if text.encode() == before:
        return ""
    validate(entity.place.path, text)
    return entity.place.path if report.dry_run or rewrite(path, before, text.encode()) else ""


def with_cell(text: str, entity: Entity, column: str, old: str, new: str) -> tuple[str | None, list[str]]:
    """The file's text with the changed cell, None if that is not possible safely; and what the cell leaves out."""
    id_ = None if entity.place.path.endswith(".md") else entity.id
    if column not in LISTS:
        return (set_value(text, column, new, id_), []) if new else (text, [old])
    known, items = items_of(old), items_of(new)
    edited: str | None = text
    for item in items:
        if edited is not None and item not in known:
            edited = add_item(edited, column, item, id_)
    return edited, [one for one in known if one not in items]


def validate(path: str, text: str) -> None:
    """Raises ContentError if the file would have a problem."""
    if path.endswith(".md"):
        load_entity(path, text)
    elif problems := load_entity_list(path, text)[1]:
        raise ContentError(*errors(problems))


def added(row: Mapping[str, str], site: Site, root: Path, report: TableReport) -> str:
    """The path of the file of a new entity; raises ContentError if a value is not allowed or the file exists."""
    slug = row.get("id") or file_slug(row.get("name", ""))
    path = f"content/entities/{slug}.md"
    if not slug or slug != file_slug(slug):
        help_ = "write lower-case letters, digits and hyphens"
        raise ContentError(Problem("F013", f"the id `{slug[:100]}` cannot be part of an address", Place(path), help_))
    values: dict[str, str | Sequence[str]] = {key: row[key] for key in (*VALUES, *DATES) if row.get(key)}
    values |= {key: items for key in LISTS if (items := items_of(row.get(key, "")))}
    text = f"---\n{dump(values)}---\n"
    if slug in site.entities or path in report.written:
        raise ContentError(Problem("E202", f"there is an entity {slug} already", Place(path)))
    load_entity(path, text)
    if not report.dry_run:
        try:
            write_new(root / path, text.encode())
        except FileExistsError as error:
            raise ContentError(Problem("E202", f"there is a file {path} already", Place(path))) from error
    return path
