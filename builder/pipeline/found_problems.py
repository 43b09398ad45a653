"""Found problems: those of a run over any number of captures, of each code only as many as anybody reads."""

from collections import Counter
from collections.abc import Iterable

from builder.problems import RULES, Problem, in_reading_order

MOST = 1_000
"""Problems of one code."""


class FoundProblems:
    """Problems as they are found; all are counted, the first MOST of each code stored."""

    def __init__(self) -> None:
        self._first: list[Problem] = []
        self._counts: Counter[str] = Counter()
        self._last: dict[str, Problem] = {}

    def __len__(self) -> int:
        return self._counts.total()

    def add(self, *problems: Problem) -> None:
        """Count these problems."""
        for problem in problems:
            self._counts[problem.code] += 1
            if self._counts[problem.code] <= MOST:
                self._first.append(problem)
            else:
                self._last[problem.code] = problem

    def take(self, problems: list[Problem]) -> None:
        """Count the problems of a list, and empty it."""
        self.add(*problems)
        problems.clear()

    def in_order(self) -> list[Problem]:
        """The first ones in reading order; of each code with more, a last one says how many."""
        return [*in_reading_order(self._first), *self._rest()]

    def _rest(self) -> Iterable[Problem]:
        for code, last in self._last.items():
            message = f"{RULES[code].title} ({self._counts[code] - MOST:,} more, the last one here)"
            yield Problem(code, message, last.place, last.help, last.is_lenient)
