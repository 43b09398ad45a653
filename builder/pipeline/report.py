"""Report: the result of a build, printed as one line."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.problems import Problem

if TYPE_CHECKING:
    from builder.model import Site


@dataclass(frozen=True)
class Report:
    """The result of a build or check."""

    pages: int = 0
    written: int = 0
    removed: int = 0
    problems: tuple[Problem, ...] = ()
    published: bool = False
    """False when errors stopped the build and the published site is unchanged."""
    day: dt.date | None = None
    """The day of the build."""
    seconds: float = 0.0
    site: Site | None = None

    def __str__(self) -> str:
        counts = Counter(problem.severity for problem in self.problems)
        counted = [f"{number} {severity}{'s' if number > 1 else ''}" for severity, number in sorted(counts.items())]
        problems = ", ".join(counted) or "no problems"
        day = f", as of {self.day}" if self.day else ""
        if not self.published:
            return f"not published: {problems}{day}, {self.seconds:.1f} s"
        files = f"{self.written:,} written, {self.removed:,} removed"
        return f"{self.pages:,} pages: {files}, {problems}{day}, {self.seconds:.1f} s"
