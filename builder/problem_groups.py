"""Problem groups: a problem that occurs many times is printed once, with its number and first places."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from builder.problems import RULES, Problem

LIMIT = 10
"""Problems of one kind that are printed one by one, and kinds of one code that are printed."""
PLACES = 3
_VALUE = re.compile(r"'[^']*'?|\"[^\"]*\"?")
"""A value as written, which messages put in straight quotes: it differs from file to file, and the problem does not."""


def grouped(problems: Iterable[Problem], option: str = "--all") -> list[Problem]:
    """The problems, with those of one kind as a single one where there are more than LIMIT.

    They are of one kind when their code and their message are the same, whatever value was written. Of a code with many
    kinds the most frequent ones stay; a last problem counts the rest and names the `option` that prints each.
    """
    kinds: defaultdict[tuple[str, str, str], list[Problem]] = defaultdict(list)
    for problem in problems:
        kinds[problem.code, problem.severity, _VALUE.sub("", problem.message)].append(problem)
    by_code: defaultdict[tuple[str, str], list[list[Problem]]] = defaultdict(list)
    for (code, severity, _), kind in kinds.items():
        by_code[code, severity].extend([kind] if len(kind) > LIMIT else [[one] for one in kind])
    printed, counts = list[Problem](), list[Problem]()
    for groups in by_code.values():
        groups.sort(key=len, reverse=True)
        printed += (_as_one(group) for group in groups[:LIMIT])
        if rest := [problem for group in groups[LIMIT:] for problem in group]:
            counts.append(_count(rest, option))
    return [*sorted(printed, key=lambda problem: problem.place), *counts]


def _as_one(group: Sequence[Problem]) -> Problem:
    first = group[0]
    if len(group) == 1:
        return first
    same = all(problem.message == first.message for problem in group)
    return replace(first, message=f"{first.message} ({len(group):,} {'times' if same else 'like it'}{_where(group)})")


def _count(rest: Sequence[Problem], option: str) -> Problem:
    rest = sorted(rest, key=lambda problem: problem.place)
    message = f"{RULES[rest[0].code].title} ({len(rest):,} more{_where(rest)})"
    return replace(rest[0], message=message, help=f"`{option}` prints each of them")


def _where(group: Sequence[Problem]) -> str:
    """In how many files the problems are, and where the first ones are."""
    files = len({problem.place.path for problem in group})
    places = ["here", *(str(problem.place) for problem in group[1:PLACES])]
    return f"{f' in {files:,} files' if files > 1 else ''}: {', '.join(places)}{', …' if len(group) > PLACES else ''}"
