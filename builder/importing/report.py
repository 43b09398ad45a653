"""Report: what an import has written and found."""

from dataclasses import dataclass

from builder.counts import pluralize
from builder.problems import Place, Problem


@dataclass(frozen=True)
class ImportReport:
    """The result of an import, or of a dry run."""

    files: tuple[tuple[str, int], ...]
    """Path of each new file, and its number of annotations and replies."""
    updates: tuple[tuple[Place, str], ...]
    """Place of each annotation and reply that took over the present words, and what these are."""
    duplicates: int
    """Web annotations that the archive has already."""
    problems: tuple[Problem, ...]
    dry_run: bool

    def __str__(self) -> str:
        lines = [f"{path}: {pluralize(number, 'note')}" for path, number in self.files]
        lines += [f"{place}: {words}" for place, words in self.updates]
        done = "would be imported" if self.dry_run else "imported"
        problems = pluralize(len(self.problems), "problem") if self.problems else "no problems"
        imported = pluralize(sum(number for _, number in self.files), "web annotation")
        updated = f"{len(self.updates):,} updated, " if self.updates else ""
        return "\n".join([*lines, f"{imported} {done}, {updated}{self.duplicates:,} already present, {problems}"])
