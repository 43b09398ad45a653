"""Site profile: a small YAML file of patterns that separate the articles of one site from its boilerplate.

A profile is a file `content/profiles/<id>.yaml`. Every key is optional; without `match`, a profile is used only when
it is named on the command line (`convert --profile <id>`):

```yaml
match:            # the profile is for captures in which each of these patterns matches some line
  - '^You are reading an archived page\\.$'
  - '^How comments are shown$'
start_after:      # the article begins below the first line that matches one of these
  - '^Skip to content$'
end_before:       # the article ends above the first line that matches one of these
  - '^- advertisement -$'
  - '^How comments are shown$'
drop_line:        # lines to remove anywhere in the article
  - '^You are reading an archived page'
byline: "^(?P<author>.{1,40})'s picture$"        # the line is removed, the author is used
date:             # the line is removed, the day is used
  pattern: '^Published (?P<date>\\d{1,2} \\w+ \\d{4})'
  format: '%d %B %Y'                              # as in Python's strptime; the names of months are English
comment_header:   # the first line of each reader comment. The article ends above the first comment; comments are never
                  # published. Their earliest day is the date of an article without one, and is marked as inferred
  pattern: '^\\w{3}, (?P<date>\\d\\d/\\d\\d/\\d{4}) - \\d\\d:\\d\\d \\| \\d+ .+$'
  format: '%m/%d/%Y'
encoding: windows-1251    # of captures that are not in UTF-8 or UTF-16; without it, they are read as Windows-1252
quote_gap: 2      # this many blank lines separate two paragraphs of one quotation
set:              # front matter of every article of this site
  publisher: Example Wire
  language: en
  rights: Text written for this demonstration archive
  authors: [Archive desk]                         # used when there is no byline
  topics: [diplomacy]
fields:           # of JSON and CSV: in which field of a record each part of the article is; a list is tried in turn
  title: headline
  body: [content.html, summary]
```

The first line that remains between start and end is the title, all others are the article: boilerplate that no pattern
matches stays visible in the article. Patterns are Python regular expressions, tried on one line at a time with white
space collapsed (a no-break space is a space); put them in single quotes. A pattern has at most 500 characters; a line
of more than 2,000 is never boilerplate. If several profiles match, the first by file name is used.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from builder.convert.decoding import known_encoding
from builder.convert.patterns import PatternError, compile_pattern, search_line
from builder.files import files_below, read_text, relative
from builder.frontmatter import KeyPath, read_keys, read_yaml
from builder.problems import ContentError, Place, Problem
from builder.schema import Schema

PROFILES = "content/profiles"
CLEANED = "cleaned"
"""Named instead of a profile: the whole capture is the article, its first line the title."""
AUTHOR_LIMIT = 60
"""Characters; a longer text is not a name."""
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_SAMPLE_DAY = datetime(2015, 11, 3)  # noqa: DTZ001 - a calendar day, only formatted and parsed
Patterns = Annotated[tuple[str, ...], Meta(description="a list of patterns, each on its own line after a hyphen")]
Line = Annotated[str, Meta(description="one line of text", max_length=500)]
Names = Annotated[
    tuple[Annotated[str, Meta(min_length=1, max_length=AUTHOR_LIMIT)], ...],
    Meta(description="a list of names: [one, another]"),
]
Language = Annotated[str, Meta(description="a language tag, such as en", pattern="^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$")]
Slugs = Annotated[
    tuple[Annotated[str, Meta(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)], ...],
    Meta(description="a list such as [one, another-one]"),
]


class DatedPatternKeys(Schema, frozen=True):
    """A pattern with a group `date`, and the format of that date."""

    pattern: Annotated[str, Meta(min_length=1, description="a pattern with a group (?P<date>…)")]
    format: Annotated[str, Meta(min_length=1, description="how the date is written, such as '%m/%d/%Y'")]


_ABSENT = DatedPatternKeys(pattern="", format="")


class SetKeys(Schema, frozen=True):
    """Front matter added to every article of a site."""

    publisher: Line = ""
    language: Language = ""
    rights: Line = ""
    authors: Names = ()
    topics: Slugs = ()


Paths = Annotated[
    str | tuple[Annotated[str, Meta(min_length=1, max_length=200)], ...],
    Meta(description="the name of a field, or a list of names that are tried in turn"),
]


class FieldsKeys(Schema, frozen=True):
    """The fields of the records of an export, by the part of an article that they hold."""

    id: Paths = ()
    title: Paths = ()
    body: Paths = ()
    text: Paths = ()
    html: Paths = ()
    date: Paths = ()
    authors: Paths = ()
    publisher: Paths = ()
    section: Paths = ()
    edition: Paths = ()
    page: Paths = ()
    place: Paths = ()
    language: Paths = ()
    topics: Paths = ()
    keywords: Paths = ()
    summary: Paths = ()
    rights: Paths = ()
    url: Paths = ()
    captured: Paths = ()
    status: Paths = ()

    def candidates(self) -> dict[str, tuple[str, ...]]:
        """By part: the fields to try, without the parts that have none."""
        found = {name: getattr(self, name) for name in self.__struct_fields__}
        return {name: (paths,) if isinstance(paths, str) else paths for name, paths in found.items() if paths}


class ProfileKeys(Schema, frozen=True):
    """The keys of a profile file."""

    match: Patterns = ()
    start_after: Patterns = ()
    end_before: Patterns = ()
    drop_line: Patterns = ()
    byline: Annotated[str, Meta(description="a pattern with a group (?P<author>…)")] | None = None
    date: DatedPatternKeys = _ABSENT
    comment_header: DatedPatternKeys = _ABSENT
    encoding: Line = ""
    quote_gap: Annotated[int, Meta(description="a number of blank lines, at least 2", ge=2, le=100)] = 0
    set: SetKeys = SetKeys()
    fields: FieldsKeys = FieldsKeys()


@dataclass(frozen=True)
class DatedPattern:
    """Finds the date in a line."""

    pattern: re.Pattern[str]
    format: str

    def day(self, line: str) -> date | None:
        """The day; None when the pattern does not match or its date cannot be read."""
        match = search_line(self.pattern, line)
        if match is None or match["date"] is None:
            return None
        try:
            return datetime.strptime(match["date"].strip(), self.format).date()  # noqa: DTZ007 - a calendar day
        except ValueError:
            return None


@dataclass(frozen=True)
class Profile:
    """The compiled patterns of one site."""

    id: str
    match: tuple[re.Pattern[str], ...] = ()
    start_after: tuple[re.Pattern[str], ...] = ()
    end_before: tuple[re.Pattern[str], ...] = ()
    drop_line: tuple[re.Pattern[str], ...] = ()
    byline: re.Pattern[str] | None = None
    date: DatedPattern | None = None
    comment_header: DatedPattern | None = None
    encoding: str = ""
    quote_gap: int = 0
    """0 when the profile has no such key."""
    set: SetKeys = field(default_factory=SetKeys)
    fields: FieldsKeys = field(default_factory=FieldsKeys)

    def fits(self, lines: tuple[str, ...]) -> bool:
        """Whether each pattern of `match` matches some line."""
        return bool(self.match) and all(any(search_line(pattern, line) for line in lines) for pattern in self.match)


def profile_files(root: Path) -> Iterator[Path]:
    """The profile files of an archive."""
    return files_below(root / PROFILES, suffixes=(".yaml", ".yml"))


def read_profiles(root: Path) -> tuple[Profile, ...]:
    """All profiles of an archive; raises ContentError with every problem in any of them."""
    profiles: list[Profile] = []
    problems: list[Problem] = []
    for path in profile_files(root):
        try:
            profiles.append(read_profile(read_text(path, root), relative(path, root)))
        except ContentError as error:
            problems += error.problems
    if problems:
        raise ContentError(*problems)
    return tuple(profiles)


def read_profile(text: str, path: str) -> Profile:
    """The profile in a file's text; raises ContentError with every problem in it."""
    profile_id = path.rpartition("/")[2].rpartition(".")[0]
    if not _ID.fullmatch(profile_id) or profile_id == CLEANED:
        help_ = "use a-z, 0-9 and hyphens, and not `cleaned`"
        raise ContentError(Problem("C504", f"a profile cannot be named `{profile_id}`", Place(path), help_))
    try:
        values, places, problems = read_yaml(text, path)
    except ContentError as error:
        raise ContentError(*(replace(problem, code="C504") for problem in error.problems)) from error
    keys, more = read_keys({} if values is None else values, places, ProfileKeys, path)
    problems = [replace(problem, code="C504") for problem in (*problems, *more)]
    compiler = _Compiler(places, path)
    profile = Profile(
        id=profile_id,
        match=compiler.patterns("match", keys.match),
        start_after=compiler.patterns("start_after", keys.start_after),
        end_before=compiler.patterns("end_before", keys.end_before),
        drop_line=compiler.patterns("drop_line", keys.drop_line),
        byline=None if keys.byline is None else compiler.pattern(("byline",), keys.byline, "author"),
        date=compiler.dated_pattern("date", keys.date),
        comment_header=compiler.dated_pattern("comment_header", keys.comment_header),
        encoding=compiler.encoding(keys.encoding),
        quote_gap=keys.quote_gap,
        set=keys.set,
        fields=keys.fields,
    )
    if problems := [*problems, *compiler.problems]:
        raise ContentError(*problems)
    return profile


class _Compiler:
    """Compiles the patterns of a profile and collects their problems."""

    def __init__(self, places: Mapping[KeyPath, Place], path: str) -> None:
        self.places, self.path = places, path
        self.problems: list[Problem] = []

    def pattern(self, where: KeyPath, source: str, group: str = "") -> re.Pattern[str] | None:
        """The compiled pattern, which must have `group`; None when it has a problem."""
        try:
            pattern = compile_pattern(source)
            if group and group not in pattern.groupindex:
                raise PatternError(f"the pattern has no group (?P<{group}>…)")
            if pattern.search("") is not None:
                raise PatternError("the pattern matches a blank line, so it would match everywhere")
        except PatternError as error:
            self._report(where, f"`{where[0]}`: {error}", "fix or remove the pattern")
            return None
        return pattern

    def patterns(self, name: str, sources: Sequence[str]) -> tuple[re.Pattern[str], ...]:
        compiled = (self.pattern((name, index), source) for index, source in enumerate(sources))
        return tuple(pattern for pattern in compiled if pattern)

    def dated_pattern(self, name: str, keys: DatedPatternKeys) -> DatedPattern | None:
        pattern = self.pattern((name, "pattern"), keys.pattern, "date") if keys.pattern else None
        if not keys.format:
            return None
        try:
            day = datetime.strptime(_SAMPLE_DAY.strftime(keys.format), keys.format)  # noqa: DTZ007 - a calendar day
        except (ValueError, re.error):
            day = None
        if day is None or day.date() != _SAMPLE_DAY.date():
            help_ = "include day, month and year, such as '%m/%d/%Y' for 11/03/2015"
            self._report((name, "format"), f"`{name}`: the format '{keys.format}' does not give a day", help_)
        return DatedPattern(pattern, keys.format) if pattern else None

    def encoding(self, name: str) -> str:
        if name and not known_encoding(name):
            self._report(("encoding",), f"`encoding`: '{name}' is not known", "write a name such as windows-1251")
        return name

    def _report(self, where: KeyPath, message: str, help_: str) -> None:
        self.problems.append(Problem("C504", message, self.places.get(where, Place(self.path)), help_))
