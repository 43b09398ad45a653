"""Annotations: a heading, a quotation, a list of properties and a comment, read line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from slugify import slugify

from builder.config import Config
from builder.frontmatter import read_mapping
from builder.load.properties import KEYS, REPLY_KEYS, Properties, Property
from builder.load.quotation import Quotation, read_quotation
from builder.load.sections import KNOWN_PROPERTY, Line, Section, comment_problems, sections, short
from builder.model import Annotation, Reply, Status
from builder.problems import ContentError, Place, Problem, did_you_mean

QUOTED = re.compile(r" {0,3}>(?: ?>)* ?(.*)$")
BULLET = re.compile(r"\s*[-*+][ \t]+(.*)$")
PROPERTY = re.compile(r"\s*[-*+][ \t]+([A-Za-z][\w-]*)[ \t]*:(?:[ \t]+|$)(.*)$")
BARE_PROPERTY = re.compile(rf"\s*[^\w\s]?[ \t]*({'|'.join(KEYS)})[ \t]*:[ \t]*(.*)$", re.IGNORECASE)
DEFAULT_KEYS = ("by", "date", "status")


@dataclass(frozen=True)
class Written:
    """A section taken apart."""

    section: Section
    place: Place
    quotation: Quotation
    quote_line: int
    properties: Properties
    comment: str
    comment_line: int


def load_annotations(
    path: str, text: str, article: str, config: Config
) -> tuple[tuple[Annotation, ...], tuple[Problem, ...]]:
    """The annotations of a file, and all that is wrong with it; one that lacks something needed is left out."""
    try:
        body, first_line, defaults, problems = _defaults(text, path, config)
    except ContentError as error:
        return (), error.problems
    found, wrong = sections(body, first_line, path)
    reader = _Reader(path, config, defaults, [*problems, *wrong])
    reader.read(found)
    return tuple(_annotations(reader.written, article)), tuple(reader.problems)


def _defaults(text: str, path: str, config: Config) -> tuple[str, int, dict[str, str], list[Problem]]:
    """The body, its first line, and what front matter says for all annotations of the file."""
    if not text.startswith("---"):
        return text, 1, {}, []
    head = read_mapping(text, path)
    problems, defaults = list(head.problems), {}
    for key, value in head.values.items():
        place = head.places.get((key,), Place(path))
        if key not in DEFAULT_KEYS:
            mend = (
                did_you_mean(key, DEFAULT_KEYS)
                or "here may stand `by`, `date` and `status`, for all annotations of the file"
            )
            problems.append(Problem("F007", f"unknown key `{key}`", place, mend))
        elif not isinstance(value, str):
            problems.append(Problem("F008", f"`{key}` must be words on one line", place))
        else:
            defaults[key] = value
            problems += Properties([], {key: value}, DEFAULT_KEYS, config, place).wrong(Property(key, value, place))
    return head.body, head.body_line, defaults, problems


class _Reader:
    """Takes sections apart, and notes what is wrong with them."""

    def __init__(self, path: str, config: Config, defaults: Mapping[str, str], problems: list[Problem]) -> None:
        self.path, self.config, self.defaults, self.problems = path, config, defaults, problems
        self.written: list[Written] = []

    def read(self, found: Sequence[Section]) -> None:
        """Every section in turn."""
        above: Section | None = None
        for section in found:
            if section.level == 3 and not self.written:
                mend = f"an annotation begins with two signs: ## {section.title}"
                self.say("N111", "a reply stands before any annotation", section.line, mend)
            written = self.section(section)
            if section.level == 2 and not written.quote_line and _ends_in_quotation(above):
                mend = "put the quotation below the heading, or a line of text between them"
                self.say("N115", "a quotation stands above this heading, and none below it", section.line, mend)
            self.written.append(written)
            above = section

    def say(self, code: str, message: str, line: int, mend: str = "") -> None:
        self.problems.append(Problem(code, message, Place(self.path, line), mend))

    def section(self, section: Section) -> Written:
        """The quotation, properties and comment under a heading."""
        lines = section.lines
        if joined := re.search(r"\s(>|##)\s", section.title):
            mend = "put the heading and the quotation on lines of their own"
            self.say("N111", f"the heading holds `{joined[1]}`", section.line, mend)
        at, quoted = self.quotation(lines, _first(lines, 0), section)
        start = _first(lines, at)
        at, listed = self.properties(lines, start, section)
        if listed:
            self.directly_below(lines[at : at + 1])
        comment = _first(lines, at)
        self.problems += comment_problems(lines[comment:], self.path)
        place = Place(self.path, section.line)
        quotation, wrong = read_quotation(quoted, self.path)
        self.problems += wrong
        keys = KEYS if section.level == 2 else REPLY_KEYS
        properties = Properties(listed, self.defaults, keys, self.config, place)
        if listed:
            self.problems += properties.check(image=bool(quotation.image))
        if not (properties.text("id") or slugify(section.title)):
            self.say(
                "N121",
                f"no address can be made of the heading “{section.title}”",
                section.line,
                "add a line - id: a-name-of-your-own",
            )
        words = "\n".join(line for _, line in lines[comment:]).rstrip()
        return Written(
            section,
            place,
            quotation,
            quoted[0][0] if quoted else 0,
            properties,
            words,
            lines[comment][0] if words else 0,
        )

    def quotation(self, lines: Sequence[Line], at: int, section: Section) -> tuple[int, list[Line]]:
        """The lines of the block quote without their marks, and where it ends."""
        quoted: list[Line] = []
        while at < len(lines) and (match := QUOTED.match(lines[at][1])):
            quoted.append((lines[at][0], match[1]))
            at += 1
        if quoted and section.level == 3:
            self.say(
                "N115",
                "a reply has no quotation of its own",
                quoted[0][0],
                "quote within its comment, or begin an annotation with ##",
            )
        while quoted and at < len(lines) and lines[at][1].strip() and not PROPERTY.match(lines[at][1]):
            number, line = lines[at]
            if bare := BARE_PROPERTY.fullmatch(line):
                self.say(
                    "N110",
                    f"`{short(line)}` stands directly below the quotation",
                    number,
                    f"a property begins with a hyphen: - {bare[1]}: {bare[2]}",
                )
            else:
                self.say(
                    "N110",
                    f"`{short(line)}` stands directly below the quotation",
                    number,
                    f"if it belongs to the quotation: > {line.strip()}",
                )
            at += 1
        return at, quoted

    def properties(self, lines: Sequence[Line], at: int, section: Section) -> tuple[int, list[Property]]:
        """The list of properties, and where it ends; says what stands in its place."""
        if at < len(lines) and QUOTED.match(lines[at][1]):
            self.say(
                "N115",
                "a second quotation",
                lines[at][0],
                "if both are one passage, write > on the empty line between them",
            )
            while at < len(lines) and (QUOTED.match(lines[at][1]) or not lines[at][1].strip()):
                at += 1
        listed: list[Property] = []
        while at < len(lines) and lines[at][1].strip():
            number, line = lines[at]
            if match := PROPERTY.match(line):
                listed.append(
                    Property(match[1].lower(), match[2].strip(), Place(self.path, number, match.start(1) + 1))
                )
            elif listed and re.match(r"\s{2,}\S", line) and not BULLET.match(line):
                listed[-1] = replace(listed[-1], value=f"{listed[-1].value} {line.strip()}")
            elif bullet := (BULLET.match(line) if listed else None):
                word = bullet[1].split(" ")[0]
                self.say(
                    "N120",
                    f"`{short(line)}` is no property: the colon is missing",
                    number,
                    f"write - {word}: …, or leave a line empty above the comment",
                )
            else:
                break
            at += 1
        if not listed:
            self.no_properties(lines, at, section)
        return at, listed

    def no_properties(self, lines: Sequence[Line], at: int, section: Section) -> None:
        if at < len(lines) and (bare := BARE_PROPERTY.fullmatch(lines[at][1])):
            self.say(
                "N113",
                f"`{short(lines[at][1])}` is no property",
                lines[at][0],
                f"a property begins with a hyphen: - {bare[1]}: {bare[2]}",
            )
        elif any(KNOWN_PROPERTY.match(line) for _, line in lines[at:]):
            self.say(
                "N113",
                f"`{short(lines[at][1])}` stands above the properties",
                lines[at][0],
                "above the list of properties stands only the quotation, each line with > before it",
            )
        else:
            types = ", ".join(self.config.annotation_types)
            mend = f"write a list below it: - type: …, - by: …, - date: …; the types are {types}"
            self.say("N113", f"“{section.title}” has no properties", section.line, mend)

    def directly_below(self, lines: Sequence[Line]) -> None:
        """Text that stands against the properties: nobody can tell it from a property gone wrong."""
        for number, line in lines:
            if line.strip():
                bare = BARE_PROPERTY.fullmatch(line)
                mend = "leave a line empty above the comment; a property that goes on is indented by two spaces"
                mend = f"write - {bare[1]}: {bare[2]}" if bare else mend
                self.say("N116", f"`{short(line)}` stands directly below the properties", number, mend)


def _ends_in_quotation(section: Section | None) -> bool:
    last = [line for _, line in section.lines if line.strip()][-1:] if section else []
    return bool(last and QUOTED.match(last[0]))


def _first(lines: Sequence[Line], at: int) -> int:
    """The next line that is not empty."""
    while at < len(lines) and not lines[at][1].strip():
        at += 1
    return at


def _annotations(written: Sequence[Written], article: str) -> Iterator[Annotation]:
    """The complete ones, each with its replies."""
    current: Annotation | None = None
    for one in written:
        if one.section.level == 2:
            if current:
                yield current
            current = _annotation(one, article)
        elif current and (reply := _reply(one)):
            current = replace(current, replies=(*current.replies, reply))
    if current:
        yield current


def _annotation(one: Written, article: str) -> Annotation | None:
    properties, quotation = one.properties, one.quotation
    written, identity = properties.day("date"), _identity(one)
    if not (written and identity and properties.complete):
        return None
    return Annotation(
        article=article,
        id=identity,
        title=one.section.title,
        type=properties.text("type"),
        by=properties.text("by"),
        date=written,
        comment=one.comment,
        place=one.place,
        quote=quotation.words,
        prefix=quotation.before,
        suffix=quotation.after,
        quote_place=Place(one.place.path, one.quote_line) if one.quote_line else None,
        image=quotation.image,
        region=properties.region(),
        updated=properties.day("updated"),
        sources=properties.sources(),
        tags=properties.names("tags"),
        verdict=properties.text("verdict"),
        claim=properties.text("claim"),
        claimant=properties.text("claimant"),
        language=properties.text("lang"),
        see=properties.names("see"),
        status=cast("Status", properties.text("status") or "published"),
        comment_line=one.comment_line,
    )


def _reply(one: Written) -> Reply | None:
    properties = one.properties
    written, identity = properties.day("date"), _identity(one)
    if not (written and identity and properties.complete):
        return None
    return Reply(
        id=identity,
        title=one.section.title,
        type=properties.text("type"),
        by=properties.text("by"),
        date=written,
        comment=one.comment,
        place=one.place,
        sources=properties.sources(),
        status=cast("Status", properties.text("status") or "published"),
        comment_line=one.comment_line,
    )


def _identity(one: Written) -> str:
    return one.properties.text("id") or slugify(one.section.title, max_length=80, word_boundary=True)
