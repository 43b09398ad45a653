"""Conversion report: what `convert` prints about a run."""

from dataclasses import dataclass

from builder.convert import Conversion
from builder.counts import pluralize
from builder.problems import Problem

LISTED = 8
"""Articles listed in a report."""


@dataclass(frozen=True)
class Converted:
    """One converted capture."""

    source: str
    article: str
    """Path of the article."""
    result: Conversion

    def __str__(self) -> str:
        count = self.result.document.guessed_quotations
        guessed = f", {count} possible quotations" if count else ""
        return f"{self.article}: {self.result.words:,} words kept, {self.result.words_left_out:,} left out{guessed}"


@dataclass(frozen=True)
class Report:
    """The result of a conversion, or of a dry run."""

    written: tuple[Converted, ...] = ()
    """The first of them; `count` says how many there are."""
    count: int = 0
    unchanged: tuple[str, ...] = ()
    """The first captures that already have an article; `unchanged_count` says how many there are."""
    unchanged_count: int = 0
    ignored: int = 0
    """Files that content/ignore.yaml sets aside."""
    problems: tuple[Problem, ...] = ()
    """Of each code the first ones; `problem_count` says how many there are."""
    problem_count: int = 0
    dry_run: bool = False

    def __str__(self) -> str:
        lines = [str(converted) for converted in self.written]
        if self.count > len(self.written):
            lines.append(f"… and {self.count - len(self.written):,} more")
        done = "would be converted" if self.dry_run else "converted"
        problems = pluralize(self.problem_count, "problem") if self.problem_count else "no problems"
        ignored = f", {self.ignored:,} set aside" if self.ignored else ""
        lines.append(
            f"{pluralize(self.count, 'capture')} {done}, {self.unchanged_count:,} unchanged{ignored}, {problems}"
        )
        return "\n".join(lines)
