"""Sections: the text under each heading of an annotations file, and malformed headings."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from builder.load.properties import KEYS
from builder.problems import Place, Problem

HEADING = re.compile(r" {0,3}(##|###)[ \t]+(\S.*)$")
MALFORMED_HEADING = re.compile(
    r"\s*(?:#{2,3}[^\s#].*|#[ \t].*|#{2,3}[ \t]*$)"  # no space after the signs, one sign, no title
    r"|\s{4,}#{2,3}[ \t].*|.*\S[ \t]+#{2,3}[ \t]+\S.*"  # indented like code, in the middle of a line
)
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)$")
_WORDS = "|".join(key for key in KEYS if key not in {"reason", "withdrawn"})
KNOWN_PROPERTY = re.compile(rf"\s*[-*+][ \t]*({_WORDS}|withdrawn(?=[ \t]*:[ \t]*\d{{4}}-))[ \t]*:", re.IGNORECASE)
"""A list in a comment may well begin with the words of the last two."""

LIMIT = 2_000
"""Characters of a heading or a property."""

Line = tuple[int, str]
"""Number in the file, and text."""


@dataclass
class Section:
    """A heading and the lines under it."""

    level: int
    title: str
    line: int
    lines: list[Line] = field(default_factory=list)


class Fence:
    """The state of fenced code, updated line by line."""

    def __init__(self) -> None:
        self.mark = ""
        """The fence that closes the current code; empty outside code."""

    def contains(self, line: str) -> bool:
        """Whether the next line is code or a fence."""
        match = FENCE.match(line)
        if not self.mark:
            self.mark = match[1] if match else ""
            return bool(match)
        if match and match[1].startswith(self.mark) and not match[2].strip():
            self.mark = ""
        return True


def sections(body: str, first_line: int, path: str) -> tuple[list[Section], list[Problem]]:
    """The sections of a body, and the problems of headings and code."""
    found: list[Section] = []
    problems: list[Problem] = []
    fence, code = Fence(), list[Line]()
    for number, line in enumerate(body.split("\n"), first_line):
        in_code = bool(found) and fence.contains(line)
        if in_code:
            code.append((number, line))
        if code and not fence.mark:
            problems += _annotation_in_code(code, path)
            code = []
        heading = None if in_code else HEADING.match(line)
        if heading:
            title = _title(heading[2])
            if len(title) > LIMIT:
                problems.append(too_long("the heading", title, Place(path, number)))
            found.append(Section(len(heading[1]), title[:LIMIT].rstrip(), number))
        elif found:
            found[-1].lines.append((number, line))
        elif line.strip() and not problems:
            problems.append(_missing_heading(line, Place(path, number)))
    if fence.mark:
        help_ = f"close it with a line of {fence.mark}"
        problems.append(Problem("N114", "the code that begins here is not closed", Place(path, code[0][0]), help_))
    return found, problems


def _title(text: str) -> str:
    """The text of a heading without closing signs."""
    text = text.rstrip(" \t")
    before = text.rstrip("#")
    return before.rstrip(" \t") if before.endswith((" ", "\t")) else text


def too_long(what: str, text: str, place: Place) -> Problem:
    """The problem of a heading or property that exceeds the limit."""
    message = f"{what} has {len(text):,} characters; at most {LIMIT:,} are allowed"
    return Problem("F004", message, place, "shorten it, and write the rest in the comment")


def _annotation_in_code(code: Sequence[Line], path: str) -> Iterator[Problem]:
    """The problem of code that contains an annotation: one of its fences is missing."""
    if any(HEADING.match(line) for _, line in code) and any(KNOWN_PROPERTY.match(line) for _, line in code):
        message = "the code that begins here contains an annotation"
        yield Problem("N114", message, Place(path, code[0][0]), "put ``` above and below the code")


def _missing_heading(line: str, place: Place) -> Problem:
    if MALFORMED_HEADING.fullmatch(line):
        return _malformed_heading(line, place)
    message = f"there is no heading above `{short(line)}`"
    return Problem("N111", message, place, "begin each annotation with a heading: ## Its title")


def _malformed_heading(line: str, place: Place) -> Problem:
    """The problem of a line that is almost a heading, with the line to write."""
    title = line.strip().strip("#").strip()
    before, _, after = title.rpartition("## ")
    help_ = f"put it on its own line: ## {after}" if before else f"write ## {title or 'and a title'}"
    return Problem("N111", f"`{short(line)}` is not a heading of an annotation", place, help_)


def comment_problems(lines: Sequence[Line], path: str) -> Iterator[Problem]:
    """Lines of a comment that are probably properties or headings."""
    fence, last = Fence(), -1
    for number, line in lines:
        if fence.contains(line):
            continue
        place = Place(path, number)
        if match := KNOWN_PROPERTY.match(line):
            if last != number - 1:  # of several properties in a row, only the first is reported
                help_ = (
                    "move it up to the other properties, without a blank line between them; if a heading is missing"
                    " above it, add one: ## Its title"
                )
                yield Problem("N112", f"the property `{match[1]}` is in the comment", place, help_)
            last = number
        elif MALFORMED_HEADING.fullmatch(line):
            yield _malformed_heading(line, place)


def short(line: str) -> str:
    """A line as problems quote it, at most 60 characters."""
    text = " ".join(line.split())
    return text if len(text) <= 60 else f"{text[:59]}…"
