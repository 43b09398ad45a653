"""Problems: errors and warnings about content, with their place and help."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from operator import attrgetter
from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]


class Place(NamedTuple):
    """A position in a file; lines and columns start at 1. A tuple for speed, because every value read has one."""

    path: str
    """Relative to the folder of site.yaml, with forward slashes."""
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Rule:
    """The severity and title of a code. A code never changes its meaning."""

    severity: Severity
    title: str


RULES: dict[str, Rule] = {
    # F: files and front matter
    "F001": Rule("error", "empty file"),
    "F002": Rule("error", "not UTF-8 text"),
    "F003": Rule("error", "NUL character in the file"),
    "F004": Rule("error", "file or line too long"),
    "F005": Rule("error", "no front matter"),
    "F006": Rule("error", "invalid YAML"),
    "F007": Rule("error", "unknown key"),
    "F008": Rule("error", "invalid value"),
    "F009": Rule("error", "missing key"),
    "F010": Rule("error", "duplicate key"),
    "F011": Rule("error", "YAML feature not allowed: alias, tag, merge key or deep nesting"),
    "F012": Rule("error", "file cannot be read, or is outside the archive"),
    "F013": Rule("error", "name cannot be used as an address"),
    "F014": Rule("error", "Markdown not allowed: deep nesting, or link references that expand without limit"),
    "F015": Rule("error", "duplicate file name"),
    "F016": Rule("warning", "date after today"),
    "F017": Rule("warning", "implausible year"),
    "F018": Rule("warning", "former address that a static host cannot redirect"),
    # N: annotations
    "N101": Rule("error", "quotation not found in the article"),
    "N102": Rule("error", "quotation matches several passages"),
    "N103": Rule("warning", "quotation differs from the article"),
    "N104": Rule("warning", "passage found in a different context"),
    "N105": Rule("error", "no article for these annotations"),
    "N110": Rule("error", "text directly below the quotation"),
    "N111": Rule("error", "annotation without a heading"),
    "N112": Rule("error", "property after the start of the comment"),
    "N113": Rule("error", "annotation without properties"),
    "N114": Rule("error", "unmatched markup: bold in the quotation, or code in the comment"),
    "N115": Rule("error", "misplaced quotation"),
    "N116": Rule("error", "text directly below the properties"),
    "N117": Rule("error", "quotation too long"),
    "N120": Rule("error", "unknown property"),
    "N121": Rule("error", "missing property"),
    "N122": Rule("error", "value not allowed"),
    "N123": Rule("error", "invalid date"),
    "N124": Rule("error", "invalid source link"),
    "N125": Rule("error", "duplicate property"),
    "N130": Rule("error", "duplicate annotation id"),
    "N131": Rule("warning", "changed heading changes the annotation's address"),
    "N132": Rule("error", "`see` or `reply-to` names no annotation"),
    "N140": Rule("warning", "article changed since its annotations were checked"),
    # E: entities
    "E201": Rule("error", "unknown entity"),
    "E202": Rule("error", "duplicate entity id"),
    "E203": Rule("warning", "ambiguous name, not linked"),
    "E204": Rule("warning", "Wikidata item used by two entities"),
    "E205": Rule("warning", "name used by two entities"),
    "E206": Rule("warning", "name ends in punctuation"),
    "E210": Rule("error", "table or register of entities that cannot be read"),
    "E211": Rule("error", "row of a table of entities that cannot be taken over"),
    "E212": Rule("warning", "value that cannot be changed in an entity's file"),
    "E213": Rule("warning", "table of entities leaves out what a file has"),
    # T: topics
    "T301": Rule("warning", "unknown topic"),
    "T302": Rule("error", "topic parents form a cycle, or a parent is unknown"),
    "T303": Rule("warning", "two tags with the same address"),
    # L: links and addresses
    "L401": Rule("error", "broken link"),
    "L402": Rule("error", "link to a missing anchor"),
    "L403": Rule("warning", "link scheme not allowed"),
    "L404": Rule("error", "two pages with the same address"),
    "L405": Rule("warning", "published address that no file redirects"),
    "L406": Rule("warning", "published address that no longer exists"),
    # C: convert
    "C501": Rule("error", "conversion would change the text"),
    "C502": Rule("error", "capture changed since it was converted"),
    "C503": Rule("error", "no article found in the capture"),
    "C504": Rule("error", "invalid site profile"),
    "C505": Rule("error", "unexplained difference between article and capture"),
    "C506": Rule("warning", "unknown date of publication"),
    "C507": Rule("error", "web annotation cannot be imported"),
    "C508": Rule("warning", "file type not supported"),
    "C509": Rule("error", "missing capture"),
    "C510": Rule("error", "converting the capture again gives a different text"),
    "C511": Rule("warning", "web annotation changed since it was imported"),
    "C512": Rule("warning", "web annotation missing where it was imported from"),
    "C513": Rule("error", "unknown format of captures"),
    "C520": Rule("warning", "pages of a site that are not converted"),
    "C521": Rule("warning", "markup taken out"),
    "C522": Rule("warning", "foreign keys of a post"),
    "C523": Rule("warning", "value of a post that cannot be used"),
    "C524": Rule("error", "post cannot be read"),
    "C530": Rule("warning", "article to be compared with its saved page"),
    "C531": Rule("error", "page that cannot be read safely"),
    "C532": Rule("warning", "guessed date of publication"),
    "C533": Rule("warning", "date after the page was saved"),
    "C535": Rule("error", "invalid list of ignored captures"),
    "C536": Rule("warning", "duplicate article or capture"),
    "C537": Rule("warning", "ignored capture does not exist"),
    "C539": Rule("warning", "date of another calendar"),
    "C540": Rule("error", "record missing from its container"),
    "C541": Rule("warning", "container not in the archive"),
    "C542": Rule("warning", "damaged record"),
    "C543": Rule("warning", "article captured more than once"),
    "C544": Rule("warning", "part of an export left out"),
    "C545": Rule("warning", "text taken out of a document"),
    # S: the site as a whole
    "S601": Rule("error", "invalid site.yaml"),
    "S602": Rule("error", "output folder not made by the builder"),
    "S603": Rule("error", "theme cannot be used"),
    "S604": Rule("error", "cannot write the site"),
    "S605": Rule("warning", "cannot make the search index"),
    "S606": Rule("error", "cannot reach the workers of a build"),
    "S607": Rule("error", "cannot start the preview"),
    "S608": Rule("error", "invalid SOURCE_DATE_EPOCH"),
    "S609": Rule("error", "invalid list of published addresses"),
}

UNREAD = frozenset({"F001", "F002", "F003", "F004", "F005", "F012", "F014", "N111", "N114"})
"""Errors because of which a part of a file is not read, such as an annotation."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something an editor can fix: what is wrong, where, and how to fix it."""

    code: str
    message: str
    place: Place
    help: str = ""
    is_lenient: bool = False
    """Whether it is a warning here, although its code is an error elsewhere."""

    @property
    def severity(self) -> Severity:
        """An error stops publishing, a warning does not."""
        return "warning" if self.is_lenient else RULES[self.code].severity

    def __str__(self) -> str:
        line = f"{self.place}: {self.severity} {self.code}: {self.message}"
        return f"{line}\n  help: {self.help}" if self.help else line


class ContentError(Exception):
    """Content that cannot be used, with every problem found in it."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def in_reading_order(problems: Iterable[Problem]) -> list[Problem]:
    """Each problem once, by file and from top to bottom."""
    # Unlike a set, it keeps what is sorted already so.
    return sorted(dict.fromkeys(problems), key=attrgetter("place", "code", "message"))


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """The problems that stop publishing."""
    return [problem for problem in problems if problem.severity == "error"]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`did you mean 'x'?`, or nothing when no known word is similar."""
    # Comparing is slow and an archive has ten thousand names; a typo changes the length only a little.
    likely = [name for name in known if abs(len(name) - len(word)) <= 3][:2000]
    nearest = get_close_matches(word, likely, n=1, cutoff=0.6)
    return f"did you mean '{nearest[0]}'?" if nearest else ""
