"""Sense: how many edits that change the sense of a passage are followed, and how many harmless ones.

The cases are in `tests/gold/sense_changes.jsonl` and `tests/gold/harmless_edits.jsonl`: an article before and after an
edit, a quotation of it with or without context, and where the passage is after the edit. They were written without
knowledge of the rules. `python tests/evaluate/sense.py [KIND]` prints the share of each kind, and lists failures.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from builder.annotate import resolve, word_diff

GOLD = Path(__file__).resolve().parent.parent / "gold"
TRIM = " \t\r\n.,;:!?\"'()[]‘’“”…–—-"
TOLERANCE = 3
"""Characters by which the ends of a passage may differ."""


def cases(name: str) -> Iterator[dict[str, Any]]:
    """The cases of one file."""
    with (GOLD / f"{name}.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def outcome(case: dict[str, Any]) -> str:
    """`followed`, `refused` or, for another passage than the edited one, `wrong`."""
    passage = resolve(case["after"], case["quote"], case["prefix"], case["suffix"]).passage
    if passage is None:
        return "refused"
    (start, end), (gold_start, gold_end) = _trimmed(case["after"], *passage), _trimmed(case["after"], *case["gold"])
    is_near = abs(start - gold_start) <= TOLERANCE and abs(end - gold_end) <= TOLERANCE
    return "followed" if is_near or (start < gold_end and gold_start < end) else "wrong"


def counts(name: str) -> dict[str, Counter[str]]:
    """The outcomes of each kind of case."""
    found: dict[str, Counter[str]] = {}
    for case in cases(name):
        found.setdefault(case["kind"], Counter())[outcome(case)] += 1
    return found


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip(TRIM)), end - len(words) + len(words.rstrip(TRIM))


def _main() -> None:
    for name, right in (("sense_changes", "refused"), ("harmless_edits", "followed")):
        for kind, found in counts(name).items():
            print(f"{name:16} {kind:18}", *(f"{found[one]:4} {one}" for one in ("followed", "refused", "wrong")))  # noqa: T201 - the report
        for case in cases(name) if sys.argv[1:] else ():
            if case["kind"] in sys.argv[1:] and (got := outcome(case)) != right:
                words = word_diff(case["quote"], case["after"][slice(*case["gold"])])
                place = resolve(case["after"], case["quote"], case["prefix"], case["suffix"])
                print(f"{case['id']} {got}{' (contrary)' * place.is_contrary}: {words}")  # noqa: T201 - likewise


if __name__ == "__main__":
    _main()
