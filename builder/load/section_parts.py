"""Parts: quotation, properties and comment of one section, and every slip of a hand between them."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from builder.load.properties import KEYS, Property
from builder.load.sections import KNOWN_PROPERTY, LIMIT, Line, Section, comment_problems, short, too_long
from builder.problems import Place, Problem

QUOTED = re.compile(r" {0,3}>(?: ?>)* ?(.*)$")
BULLET = re.compile(r"\s*[-*+][ \t]+\S")
PROPERTY = re.compile(r"\s*[-*+][ \t]+([A-Za-z][\w-]*)[ \t]*:(?:[ \t]+|$)(.*)$")
BARE_PROPERTY = re.compile(rf"\s*+[^\w\s]?+[ \t]*+({'|'.join(KEYS)})[ \t]*:[ \t]*(.*)$", re.IGNORECASE)
NO_COLON = re.compile(rf"\s*[-*+][ \t]+({'|'.join(KEYS)})[ \t]+(.*)$", re.IGNORECASE)
JOINED = re.compile(rf"[-*+][ \t]*+(({'|'.join(KEYS)})[ \t]*+:[ \t].*)$")


@dataclass
class SectionParts:
    """What a section is made of."""

    quoted: list[Line] = field(default_factory=list)
    """Lines of the quotation without their marks."""
    listed: list[Property] = field(default_factory=list)
    comment: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def ends_in_quotation(self) -> bool:
        """Whether the last words of the comment are a quotation."""
        return any(QUOTED.match(line) for _, line in self.comment[-1:])


def split_section(section: Section, path: str) -> SectionParts:
    """The parts of a section. After a slip the rest is read as it was meant, so that one slip is told once."""
    reader = _Reader(section, path)
    reader.quotation()
    reader.properties()
    reader.comment()
    return reader.parts


class _Reader:
    """Goes through the lines of a section once, from top to bottom."""

    def __init__(self, section: Section, path: str) -> None:
        self.section, self.path = section, path
        self.lines = deque(section.lines)
        self.parts = SectionParts()
        if joined := re.search(r"\s(>|##)\s", section.title):
            mend = "put the heading and the quotation on lines of their own"
            self.say("N111", f"the heading holds `{joined[1]}`", (section.line, ""), mend)

    def say(self, code: str, message: str, line: Line, mend: str) -> None:
        self.parts.problems.append(Problem(code, message, Place(self.path, line[0]), mend))

    def skip_blank(self) -> None:
        while self.lines and not self.lines[0][1].strip():
            self.lines.popleft()

    def block(self) -> Iterator[Line]:
        """The lines up to the next empty one; each is taken when the one after it is asked for."""
        while self.lines and self.lines[0][1].strip():
            yield self.lines[0]
            self.lines.popleft()

    def quotation(self) -> None:
        """The block quote, and what stands against it or is a second one."""
        self.skip_blank()
        if self.lines and self.section.level == 3 and QUOTED.match(self.lines[0][1]):
            mend = "quote within its comment, or begin an annotation with ##"
            self.say("N115", "a reply has no quotation of its own", self.lines[0], mend)
        for line in self.block():
            if match := QUOTED.match(line[1]):
                self.parts.quoted.append((line[0], match[1]))
            elif not self.parts.quoted or PROPERTY.match(line[1]):
                break
            else:
                self.below_quotation(line)
        self.skip_blank()
        if self.parts.quoted and self.lines and QUOTED.match(self.lines[0][1]):
            mend = "if both are one passage, write > on the empty line between them"
            self.say("N115", "a second quotation", self.lines[0], mend)
            while self.lines and (QUOTED.match(self.lines[0][1]) or not self.lines[0][1].strip()):
                self.lines.popleft()

    def below_quotation(self, line: Line) -> None:
        message = f"`{short(line[1])}` stands directly below the quotation"
        if bare := BARE_PROPERTY.fullmatch(line[1]):
            self.say("N110", message, line, f"a property begins with a hyphen: - {bare[1]}: {bare[2]}")
            self.add(bare[1], bare[2], line)
        else:
            self.say("N110", message, line, f"if it belongs to the quotation: > {line[1].strip()}")

    def properties(self) -> None:
        """The list of properties, in one piece or with an empty line in it."""
        self.property_block()
        while self.parts.listed:
            self.skip_blank()
            if not (self.lines and KNOWN_PROPERTY.match(self.lines[0][1])):
                return
            message = f"an empty line stands above `{short(self.lines[0][1])}`"
            self.say("N112", message, self.lines[0], "leave no empty line between properties")
            self.property_block()
        self.no_properties()

    def property_block(self) -> None:
        for line in self.block():
            if match := PROPERTY.match(line[1]):
                begins = (0, Place(self.path, line[0], match.start(2) + 1))
                self.add(match[1].lower(), match[2].strip(), line, match.start(1) + 1, (begins,))
            elif self.parts.listed and re.match(r"\s{2,}\S", line[1]) and not BULLET.match(line[1]):
                last = self.parts.listed[-1]
                if len(last.value) > LIMIT:  # told already
                    continue
                del self.parts.listed[-1]
                words = line[1].strip()
                begins = (len(last.value) + 1, Place(self.path, line[0], line[1].index(words) + 1))
                starts = (*last.starts, begins)
                self.add(last.key, f"{last.value} {words}", (last.place.line, ""), last.place.column, starts)
            elif bare := BARE_PROPERTY.fullmatch(line[1]):
                mend = f"a property begins with a hyphen: - {bare[1]}: {bare[2]}"
                self.say(self.stray, f"`{short(line[1])}` is no property", line, mend)
                self.add(bare[1].lower(), bare[2].strip(), line)
            elif bare := NO_COLON.fullmatch(line[1]):
                mend = f"write - {bare[1]}: {bare[2]}"
                self.say("N120", f"`{short(line[1])}` is no property: the colon is missing", line, mend)
                self.add(bare[1].lower(), bare[2].strip(), line)
            elif self.parts.listed:
                mend = "leave a line empty above the comment; a property that goes on is indented by two spaces"
                self.say("N116", f"`{short(line[1])}` stands directly below the properties", line, mend)
                return
            else:
                return

    @property
    def stray(self) -> str:
        """The code for text where a property should stand."""
        return "N116" if self.parts.listed else "N113"

    def add(
        self, key: str, value: str, line: Line, column: int = 1, starts: tuple[tuple[int, Place], ...] = ()
    ) -> None:
        place = Place(self.path, line[0], column)
        if len(value) > LIMIT:
            self.parts.problems.append(too_long(f"the property `{key[:80]}`", value, place))
        elif joined := JOINED.search(value):
            mend = f"begin a new line: - {joined[1]}"
            self.say("N122", f"two properties stand on one line: `{key}` and `{joined[2]}`", line, mend)
            self.parts.listed.append(Property(key, value[: joined.start()].rstrip(" \t"), place, starts))
            after, _, rest = joined[1].partition(":")
            self.add(after.strip().lower(), rest.strip(), line, column)
            return
        self.parts.listed.append(Property(key, value, place, starts))

    def no_properties(self) -> None:
        if any(KNOWN_PROPERTY.match(line) for _, line in self.lines):
            mend = "above the list of properties stands only the quotation, each line with > before it"
            self.say("N113", f"`{short(self.lines[0][1])}` stands above the properties", self.lines[0], mend)
        else:
            line = (self.section.line, "")
            mend = "write a list below it: - type: …, - by: …, - date: …"
            self.say("N113", f"“{short(self.section.title)}” has no properties", line, mend)

    def comment(self) -> None:
        self.skip_blank()
        while self.lines and not self.lines[-1][1].strip():
            self.lines.pop()
        self.parts.comment = list(self.lines)
        if self.parts.listed:
            self.parts.problems += comment_problems(self.parts.comment, self.path)
