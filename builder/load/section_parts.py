"""Section parts: quotation, properties and comment of one section, and formatting errors between them."""

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
NO_HYPHEN = re.compile(rf"\s*+[^\w\s]?+[ \t]*+({'|'.join(KEYS)})[ \t]*:[ \t]*(.*)$", re.IGNORECASE)
NO_COLON = re.compile(rf"\s*[-*+][ \t]+({'|'.join(KEYS)})[ \t]+(.*)$", re.IGNORECASE)
SECOND_PROPERTY = re.compile(rf"[-*+][ \t]*+(({'|'.join(KEYS)})[ \t]*+:[ \t].*)$")


@dataclass
class SectionParts:
    """The parts of a section, and the problems found between them."""

    quoted: list[Line] = field(default_factory=list)
    """Lines of the quotation without their `>`."""
    listed: list[Property] = field(default_factory=list)
    comment: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def ends_in_quotation(self) -> bool:
        """Whether the comment ends in a block quote."""
        return any(QUOTED.match(line) for _, line in self.comment[-1:])


def split_section(section: Section, path: str) -> SectionParts:
    """The parts of a section. After an error the rest is read as intended, so that each error is reported once."""
    parser = _SectionParser(section, path)
    parser.quotation()
    parser.properties()
    parser.comment()
    return parser.parts


class _SectionParser:
    """Reads the lines of a section once, from top to bottom."""

    def __init__(self, section: Section, path: str) -> None:
        self.section, self.path = section, path
        self.lines = deque(section.lines)
        self.parts = SectionParts()
        if match := re.search(r"\s(>|##)\s", section.title):
            help_ = "put the heading and the quotation on separate lines"
            self.report("N111", f"the heading contains `{match[1]}`", (section.line, ""), help_)

    def report(self, code: str, message: str, line: Line, help_: str) -> None:
        self.parts.problems.append(Problem(code, message, Place(self.path, line[0]), help_))

    def skip_blank(self) -> None:
        while self.lines and not self.lines[0][1].strip():
            self.lines.popleft()

    def block(self) -> Iterator[Line]:
        """The lines up to the next blank one; each is consumed when the next is requested."""
        while self.lines and self.lines[0][1].strip():
            yield self.lines[0]
            self.lines.popleft()

    def at_quotation(self) -> bool:
        return bool(self.lines and QUOTED.match(self.lines[0][1]))

    def quotation(self) -> None:
        """The block quote, and problems of text directly below it or a second one."""
        self.skip_blank()
        if self.section.level == 3 and self.at_quotation():
            help_ = "quote inside the comment, or begin an annotation with ##"
            self.report("N115", "a reply cannot begin with a quotation", self.lines[0], help_)
        for line in self.block():
            if match := QUOTED.match(line[1]):
                self.parts.quoted.append((line[0], match[1]))
            elif not self.parts.quoted or PROPERTY.match(line[1]):
                break
            else:
                self.below_quotation(line)
        self.skip_blank()
        if self.parts.quoted and self.at_quotation():
            help_ = "if both are one passage, write > on the blank line between them"
            self.report("N115", "there is a second quotation", self.lines[0], help_)
            while self.at_quotation():
                self.lines.popleft()
                self.skip_blank()

    def below_quotation(self, line: Line) -> None:
        message = f"`{short(line[1])}` is directly below the quotation"
        if match := NO_HYPHEN.fullmatch(line[1]):
            self.report("N110", message, line, f"a property begins with a hyphen: - {match[1]}: {match[2]}")
            self.add(match[1], match[2], line)
        else:
            self.report("N110", message, line, f"if it belongs to the quotation: > {line[1].strip()}")

    def properties(self) -> None:
        """The list of properties, even if it has a blank line in it."""
        self.property_block()
        while self.parts.listed:
            self.skip_blank()
            if not (self.lines and KNOWN_PROPERTY.match(self.lines[0][1])):
                return
            message = f"there is a blank line above `{short(self.lines[0][1])}`"
            self.report("N112", message, self.lines[0], "remove the blank line between the properties")
            self.property_block()
        self.missing_properties()

    def property_block(self) -> None:
        for line in self.block():
            if match := PROPERTY.match(line[1]):
                start = (0, Place(self.path, line[0], match.start(2) + 1))
                self.add(match[1].lower(), match[2].strip(), line, match.start(1) + 1, (start,))
            elif self.parts.listed and re.match(r"\s{2,}\S", line[1]) and not BULLET.match(line[1]):
                self.continued(line)
            elif match := NO_HYPHEN.fullmatch(line[1]):
                code = "N116" if self.parts.listed else "N113"
                help_ = f"a property begins with a hyphen: - {match[1]}: {match[2]}"
                self.report(code, f"`{short(line[1])}` is not a property", line, help_)
                self.add(match[1].lower(), match[2].strip(), line)
            elif match := NO_COLON.fullmatch(line[1]):
                message = f"`{short(line[1])}` is not a property: the colon is missing"
                self.report("N120", message, line, f"write - {match[1]}: {match[2]}")
                self.add(match[1].lower(), match[2].strip(), line)
            else:
                if self.parts.listed:
                    help_ = "add a blank line above the comment; indent a continued property by two spaces"
                    self.report("N116", f"`{short(line[1])}` is directly below the properties", line, help_)
                return

    def continued(self, line: Line) -> None:
        """The next line of a value."""
        last = self.parts.listed[-1]
        if len(last.value) > LIMIT:  # already reported
            return
        del self.parts.listed[-1]
        text = line[1].strip()
        start = (len(last.value) + 1, Place(self.path, line[0], line[1].index(text) + 1))
        self.add(last.key, f"{last.value} {text}", (last.place.line, ""), last.place.column, (*last.starts, start))

    def add(
        self, key: str, value: str, line: Line, column: int = 1, starts: tuple[tuple[int, Place], ...] = ()
    ) -> None:
        place = Place(self.path, line[0], column)
        if len(value) > LIMIT:
            self.parts.problems.append(too_long(f"the property `{key[:80]}`", value, place))
        elif second := SECOND_PROPERTY.search(value):
            message = f"two properties are on one line: `{key}` and `{second[2]}`"
            self.report("N122", message, line, f"begin a new line: - {second[1]}")
            self.parts.listed.append(Property(key, value[: second.start()].rstrip(" \t"), place, starts))
            after, _, rest = second[1].partition(":")
            self.add(after.strip().lower(), rest.strip(), line, column)
            return
        self.parts.listed.append(Property(key, value, place, starts))

    def missing_properties(self) -> None:
        if any(KNOWN_PROPERTY.match(line) for _, line in self.lines):
            help_ = "only the quotation may be above the properties, with > at the beginning of each line"
            self.report("N113", f"`{short(self.lines[0][1])}` is above the properties", self.lines[0], help_)
        else:
            line = (self.section.line, "")
            help_ = "add a list below it: - type: …, - by: …, - date: …"
            self.report("N113", f"“{short(self.section.title)}” has no properties", line, help_)

    def comment(self) -> None:
        self.skip_blank()
        while self.lines and not self.lines[-1][1].strip():
            self.lines.pop()
        self.parts.comment = list(self.lines)
        if self.parts.listed:
            self.parts.problems += comment_problems(self.parts.comment, self.path)
