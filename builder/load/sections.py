"""Sections: the text under each heading of a file of annotations, and headings that are none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from builder.load.properties import KEYS
from builder.problems import Place, Problem

HEADING = re.compile(r" {0,3}(##|###)[ \t]+(\S.*)$")
NEARLY_HEADING = re.compile(
    r"\s*(?:#{2,3}[^\s#].*|#[ \t].*|#{2,3}[ \t]*$)"  # no space after the signs, one sign, no words
    r"|\s{4,}#{2,3}[ \t].*|.*\S[ \t]+#{2,3}[ \t]+\S.*"  # indented like code, in the middle of a line
)
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)$")
KNOWN_PROPERTY = re.compile(rf"\s*[-*+][ \t]*({'|'.join(KEYS)})[ \t]*:", re.IGNORECASE)

LIMIT = 2_000
"""Characters of a heading, and of a property."""

Line = tuple[int, str]
"""Number in the file, and text."""


@dataclass
class Section:
    """What stands under one heading."""

    level: int
    title: str
    line: int
    lines: list[Line] = field(default_factory=list)


class Fence:
    """Whether a line, given one after the other, belongs to fenced code."""

    def __init__(self) -> None:
        self.mark = ""
        """What closes the code we are in; empty outside."""

    def holds(self, line: str) -> bool:
        """Whether the line is code or one of its fences."""
        match = FENCE.match(line)
        if not self.mark:
            self.mark = match[1] if match else ""
            return bool(match)
        if match and match[1].startswith(self.mark) and not match[2].strip():
            self.mark = ""
        return True


def sections(body: str, first_line: int, path: str) -> tuple[list[Section], list[Problem]]:
    """The text under each heading, and what is wrong with headings and code."""
    found: list[Section] = []
    problems: list[Problem] = []
    fence, code = Fence(), list[Line]()
    for number, line in enumerate(body.split("\n"), first_line):
        inside = bool(found) and fence.holds(line)
        if inside:
            code.append((number, line))
        if code and not fence.mark:
            problems += _swallowed(code, path)
            code = []
        heading = None if inside else HEADING.match(line)
        if heading:
            title = _title(heading[2])
            if len(title) > LIMIT:
                problems.append(too_long("a heading", title, Place(path, number)))
            found.append(Section(len(heading[1]), title[:LIMIT].rstrip(), number))
        elif found:
            found[-1].lines.append((number, line))
        elif line.strip() and not problems:
            problems.append(_before_any_heading(line, Place(path, number)))
    if fence.mark:
        place, mend = Place(path, code[0][0]), f"close it with a line of {fence.mark}"
        problems.append(Problem("N114", "the code that begins here does not end", place, mend))
    return found, problems


def _title(words: str) -> str:
    """The words of a heading without the signs that may close it."""
    words = words.rstrip(" \t")
    before = words.rstrip("#")
    return before.rstrip(" \t") if before.endswith((" ", "\t")) else words


def too_long(what: str, words: str, place: Place) -> Problem:
    """A line that costs more to read than any editor means by it."""
    message = f"{what} of {len(words):,} characters; at most {LIMIT:,} are read"
    return Problem("F004", message, place, "say it in fewer words, and the rest in the comment")


def _swallowed(code: Sequence[Line], path: str) -> Iterator[Problem]:
    """Code that holds an annotation: one of its fences was lost."""
    if any(HEADING.match(line) for _, line in code) and any(KNOWN_PROPERTY.match(line) for _, line in code):
        place = Place(path, code[0][0])
        yield Problem(
            "N114", "the code that begins here runs over an annotation", place, "put ``` above and below the code"
        )


def _before_any_heading(line: str, place: Place) -> Problem:
    if NEARLY_HEADING.fullmatch(line):
        return no_heading(line, place)
    message = f"no heading stands before `{short(line)}`"
    return Problem("N111", message, place, "begin each annotation with a heading: ## Its title")


def no_heading(line: str, place: Place) -> Problem:
    """A line that was meant as a heading, with the line to write."""
    words = line.strip().strip("#").strip()
    before, _, after = words.rpartition("## ")
    mend = (
        f"put it on a line of its own: ## {after}"
        if before
        else f"write ## {words}"
        if words
        else "write ## and a title"
    )
    return Problem("N111", f"`{short(line)}` is no heading of an annotation", place, mend)


def comment_problems(lines: Sequence[Line], path: str) -> Iterator[Problem]:
    """What within a comment was meant to be a property or a heading."""
    fence, told = Fence(), -1
    for number, line in lines:
        if fence.holds(line):
            continue
        place = Place(path, number)
        if known := KNOWN_PROPERTY.match(line):
            if told == number - 1:  # a whole list was torn off: one problem, not one a line
                told = number
                continue
            told = number
            mend = (
                "move it up to the other properties, without an empty line between; if a heading was lost: ## Its title"
            )
            yield Problem("N112", f"the property `{known[1]}` stands in the comment", place, mend)
        elif NEARLY_HEADING.fullmatch(line):
            yield no_heading(line, place)


def short(line: str) -> str:
    """A line as problems cite it."""
    words = " ".join(line.split())
    return words if len(words) <= 60 else f"{words[:59]}…"
