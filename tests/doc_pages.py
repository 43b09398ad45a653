"""Parts of the documentation that are made from the code: tables and whole sections, found by their headings."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "docs" / "content" / "pages"
BENCHMARKS = PAGES / "reference" / "benchmarks.md"
HEADING = re.compile(r"(#{1,6}) (.+)")
CELL = re.compile(r"(?<!\\)\|")
ESCAPED = r"\\|"
Row = Sequence[str]


def table(head: Row, rows: Iterable[Row]) -> str:
    """A Markdown table; a `|` within a cell is escaped."""
    lines = [_line(head), "|" + "---|" * len(head), *map(_line, rows)]
    return "\n".join(lines)


def _line(cells: Row) -> str:
    return f"| {' | '.join(CELL.sub(ESCAPED, cell) for cell in cells)} |"


def rows_of(text: str) -> list[list[str]]:
    """The rows of a Markdown table, without its head."""
    return [[cell.strip() for cell in CELL.split(line.strip())[1:-1]] for line in text.splitlines()[2:]]


def headings(text: str) -> Iterator[tuple[int, int, str]]:
    """Each heading outside of code: number of its line, its level and its words."""
    fence = ""
    for number, line in enumerate(text.splitlines()):
        if opens := re.match(r" *(```+)", line):
            fence = "" if fence else opens[1]
        elif not fence and (match := HEADING.fullmatch(line)):
            yield number, len(match[1]), match[2]


def section(text: str, heading: str) -> tuple[int, int]:
    """The first line below a heading, and the line at which the section ends."""
    found = list(headings(text))
    for index, (number, level, words) in enumerate(found):
        if words == heading:
            ends = (line for line, other, _ in found[index + 1 :] if other <= level)
            return number + 1, next(ends, len(text.splitlines()))
    raise AssertionError(f"there is no heading {heading!r}")


def section_text(text: str, heading: str) -> str:
    """What is under a heading."""
    start, end = section(text, heading)
    return "\n".join(text.splitlines()[start:end]).strip()


def with_section(text: str, heading: str, content: str) -> str:
    """The page with other content under a heading."""
    start, end = section(text, heading)
    lines = text.splitlines()
    after = [""] if end < len(lines) else []
    return "\n".join([*lines[:start], "", *content.strip().splitlines(), *after, *lines[end:]]) + "\n"


def first_table(text: str, heading: str) -> str:
    """The first table under a heading, before any further heading."""
    lines = section_text(text, heading).splitlines()
    found: list[str] = []
    for line in lines:
        if line.startswith("|"):
            found.append(line)
        elif found or HEADING.fullmatch(line):
            break
    return "\n".join(found)


def check_table(path: Path, heading: str, made: str) -> None:
    """The first table under the heading is this one; with ACCEPT=1 it is written there."""
    text = path.read_text(encoding="utf-8")
    old = first_table(text, heading)
    assert old, f"{path.name}: there is no table under {heading!r}"
    if os.environ.get("ACCEPT") and old != made:
        start, _ = section(text, heading)
        lines = text.splitlines(keepends=True)
        below = "".join(lines[start:]).replace(old, made, 1)
        path.write_text("".join(lines[:start]) + below, encoding="utf-8")
        old = made
    assert old == made


def check_explained_table(path: Path, heading: str, head: Row, rows: Iterable[Row]) -> None:
    """As `check_table`, for rows to which the page adds a second column in its own words."""
    known = {row[0]: row[1] for row in rows_of(first_table(path.read_text(encoding="utf-8"), heading))}
    made = [[row[0], known.get(row[0], ""), *row[1:]] for row in rows]
    check_table(path, heading, table(head, made))
    unexplained = [row[0] for row in made if not row[1]]
    assert not unexplained, f"{path.name}: nothing explains {', '.join(unexplained)}"
