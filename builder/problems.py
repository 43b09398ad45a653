"""Problems: what can be wrong with content, and how it is said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]


class Place(NamedTuple):
    """A point in a file, as editors count: lines and columns start at 1. No dataclass: every value read has one."""

    path: str
    """Relative to the folder of site.yaml, with forward slashes."""
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Rule:
    """What a code stands for. A code never changes its meaning."""

    severity: Severity
    title: str


RULES: dict[str, Rule] = {
    # F: files and front matter
    "F001": Rule("error", "the file is empty"),
    "F002": Rule("error", "the file is not UTF-8 text"),
    "F003": Rule("error", "the file holds a NUL character"),
    "F004": Rule("error", "the file is too large, or one of its lines is too long"),
    "F005": Rule("error", "there is no front matter"),
    "F006": Rule("error", "the YAML cannot be read"),
    "F007": Rule("error", "unknown key"),
    "F008": Rule("error", "a value of the wrong kind"),
    "F009": Rule("error", "a key is missing"),
    "F010": Rule("error", "a key stands twice"),
    "F011": Rule("error", "YAML that is refused: aliases, tags, merge keys, deep nesting"),
    "F012": Rule("error", "the file cannot be read, or lies outside the archive"),
    "F013": Rule("error", "a file name that cannot be an address"),
    "F014": Rule("error", "Markdown that is refused: too many levels, or references that unfold without end"),
    "F015": Rule("error", "two files with one name, where the name is the address"),
    # N: annotations
    "N101": Rule("error", "the quotation is not found in the article"),
    "N102": Rule("error", "the quotation stands in several places"),
    "N103": Rule("warning", "the words under the annotation have changed"),
    "N104": Rule("warning", "the passage stands elsewhere than its context says"),
    "N105": Rule("error", "there is no article for these annotations"),
    "N110": Rule("error", "text directly below the quotation"),
    "N111": Rule("error", "no heading before the annotation"),
    "N112": Rule("error", "a property after the comment has begun"),
    "N113": Rule("error", "an annotation without properties"),
    "N114": Rule("error", "marks that do not match: bold in the quotation, code in the comment"),
    "N115": Rule("error", "a quotation where none belongs"),
    "N116": Rule("error", "text directly below the properties"),
    "N117": Rule("error", "a quotation that is too long"),
    "N120": Rule("error", "unknown property"),
    "N121": Rule("error", "a property is missing"),
    "N122": Rule("error", "a value that is not one of those allowed"),
    "N123": Rule("error", "a date that cannot be read"),
    "N124": Rule("error", "a source whose link or archived copy cannot be followed"),
    "N125": Rule("error", "a property stands twice"),
    "N130": Rule("error", "an id stands twice"),
    "N131": Rule("warning", "a heading was changed, and with it the address of its annotation"),
    "N132": Rule("error", "`see` or `reply-to` leads to no annotation"),
    "N140": Rule("warning", "the article has changed since its annotations were checked"),
    # E: entities
    "E201": Rule("error", "unknown entity"),
    "E202": Rule("error", "an entity stands twice"),
    "E203": Rule("warning", "an ambiguous name is left without a link"),
    "E204": Rule("warning", "one Wikidata item on two entities"),
    "E205": Rule("warning", "one name on two entities"),
    "E206": Rule("warning", "a name that ends in punctuation"),
    # T: topics
    "T301": Rule("warning", "unknown topic"),
    "T302": Rule("error", "a topic's parents form a circle, or one is unknown"),
    # L: links and addresses
    "L401": Rule("error", "a link leads nowhere"),
    "L402": Rule("error", "a link to an anchor that is not on its page"),
    "L403": Rule("warning", "an address of a kind that is not allowed is not linked"),
    "L404": Rule("error", "two pages at one address"),
    # C: convert
    "C501": Rule("error", "the words of the article would differ from the capture's"),
    "C502": Rule("error", "the capture has changed since it was converted"),
    "C503": Rule("error", "no article is found in the capture"),
    "C504": Rule("error", "a profile that cannot be used"),
    "C505": Rule("error", "the article differs from its capture, and nothing says why"),
    "C506": Rule("warning", "the date of publication is not known"),
    "C507": Rule("error", "a web annotation that cannot become a note as it is"),
    "C508": Rule("warning", "a kind of file that is not read yet"),
    "C509": Rule("error", "the capture of an article is missing"),
    "C510": Rule("error", "the capture, converted again, does not give the words of the article"),
    # S: the site as a whole
    "S601": Rule("error", "site.yaml cannot be used"),
    "S602": Rule("error", "the output folder was not made by the builder"),
    "S603": Rule("error", "the theme cannot be used"),
    "S604": Rule("error", "the site cannot be written, or shown"),
    "S605": Rule("warning", "the search index cannot be made"),
    "S606": Rule("error", "the workers of a build cannot be reached, or were lost"),
}


@dataclass(frozen=True)
class Problem:
    """Something an editor can mend: what, where, and how."""

    code: str
    message: str
    place: Place
    help: str = ""

    @property
    def severity(self) -> Severity:
        """An error stops publishing, a warning does not."""
        return RULES[self.code].severity

    def __str__(self) -> str:
        line = f"{self.place}: {self.severity} {self.code}: {self.message}"
        return f"{line}\n  help: {self.help}" if self.help else line


class ContentError(Exception):
    """A file that cannot be understood, with every problem found in it."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def in_reading_order(problems: Iterable[Problem]) -> list[Problem]:
    """Each problem once, file by file from top to bottom."""
    return sorted(set(problems), key=lambda problem: (problem.place, problem.code, problem.message))


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Those that stop publishing."""
    return [problem for problem in problems if problem.severity == "error"]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`did you mean 'x'?`, or nothing when no known word is like it."""
    # An archive knows ten thousand names, and comparing is slow; a slip of the hand changes the length but little.
    likely = [name for name in known if abs(len(name) - len(word)) <= 3][:2000]
    nearest = get_close_matches(word, likely, n=1, cutoff=0.6)
    return f"did you mean '{nearest[0]}'?" if nearest else ""
