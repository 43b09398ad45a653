"""Typing errors: random but reproducible mistakes in a file."""

from __future__ import annotations

import random
from collections.abc import Callable

LETTERS = "abcdefghijklmnopqrstuvwxyz"
TypingError = tuple[str, str, int]
"""Its kind, the changed text, and the line of the error, from 0."""


def make_error(text: str, seed: int) -> TypingError:
    """The text with one random typing error."""
    chance = random.Random(seed)
    lines = text.split("\n")
    while True:
        kind = chance.choice(list(KINDS))
        at = chance.randrange(len(lines))
        changed = KINDS[kind](list(lines), at, chance)
        if changed is not None and changed != lines:
            return kind, "\n".join(changed), at


def _character(change: Callable[[str, int, random.Random], str]) -> Callable[..., list[str] | None]:
    def apply(lines: list[str], at: int, chance: random.Random) -> list[str] | None:
        if not lines[at]:
            return None
        lines[at] = change(lines[at], chance.randrange(len(lines[at])), chance)
        return lines

    return apply


def _joined(lines: list[str], at: int, chance: random.Random) -> list[str] | None:
    if at + 1 == len(lines):
        return None
    lines[at : at + 2] = [lines[at] + chance.choice(["", " "]) + lines[at + 1].lstrip()]
    return lines


def _wrapped(lines: list[str], at: int, chance: random.Random) -> list[str] | None:
    spaces = [place for place, sign in enumerate(lines[at]) if sign == " "]
    if not spaces:
        return None
    place = chance.choice(spaces)
    lines[at : at + 1] = [lines[at][:place], lines[at][place + 1 :]]
    return lines


def _blank_lost(lines: list[str], at: int, _: random.Random) -> list[str] | None:
    return None if lines[at] else lines[:at] + lines[at + 1 :]


def _blank_added(lines: list[str], at: int, _: random.Random) -> list[str]:
    return [*lines[:at], "", *lines[at:]]


def _indented(lines: list[str], at: int, chance: random.Random) -> list[str] | None:
    if not lines[at]:
        return None
    lines[at] = chance.choice([" ", "  ", "    ", "\t"]) + lines[at]
    return lines


def _outdented(lines: list[str], at: int, _: random.Random) -> list[str]:
    lines[at] = lines[at].lstrip()
    return lines


def _curly(lines: list[str], at: int, _: random.Random) -> list[str]:
    lines[at] = lines[at].replace('"', "”").replace("'", "’")
    return lines


def _line_lost(lines: list[str], at: int, _: random.Random) -> list[str]:
    return lines[:at] + lines[at + 1 :]


def _line_doubled(lines: list[str], at: int, _: random.Random) -> list[str]:
    return [*lines[: at + 1], *lines[at:]]


def _lines_swapped(lines: list[str], at: int, _: random.Random) -> list[str] | None:
    if at + 1 == len(lines):
        return None
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    return lines


KINDS: dict[str, Callable[..., list[str] | None]] = {
    "character deleted": _character(lambda line, at, _: line[:at] + line[at + 1 :]),
    "character doubled": _character(lambda line, at, _: line[: at + 1] + line[at:]),
    "characters swapped": _character(lambda line, at, _: line[:at] + line[at : at + 2][::-1] + line[at + 2 :]),
    "character mistyped": _character(lambda line, at, chance: line[:at] + chance.choice(LETTERS) + line[at + 1 :]),
    "lines joined": _joined,
    "line wrapped": _wrapped,
    "blank line lost": _blank_lost,
    "blank line added": _blank_added,
    "line indented": _indented,
    "line outdented": _outdented,
    "quotation marks made curly": _curly,
    "line lost": _line_lost,
    "line doubled": _line_doubled,
    "lines swapped": _lines_swapped,
}
