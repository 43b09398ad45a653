"""Report: what a build did, on one line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.problems import Problem

if TYPE_CHECKING:
    from builder.model import Site


@dataclass(frozen=True)
class Report:
    """What a build did."""

    pages: int = 0
    written: int = 0
    removed: int = 0
    problems: tuple[Problem, ...] = ()
    published: bool = False
    """False when errors kept the old site in its place."""
    seconds: float = 0.0
    site: Site | None = None

    def __str__(self) -> str:
        kinds = {word: sum(problem.severity == word for problem in self.problems) for word in ("error", "warning")}
        said = [f"{count} {word}{'s' if count > 1 else ''}" for word, count in kinds.items() if count]
        problems = ", ".join(said) or "no problems"
        if not self.published:
            return f"not published: {problems}, {self.seconds:.1f} s"
        files = f"{self.written:,} written, {self.removed:,} removed"
        return f"{self.pages:,} pages: {files}, {problems}, {self.seconds:.1f} s"
