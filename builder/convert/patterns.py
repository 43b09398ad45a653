"""Patterns: the regular expressions of a profile, rejected if one could run for minutes."""

from __future__ import annotations

import re
import string
import warnings
from dataclasses import dataclass
from functools import cache

PATTERN_LIMIT = 500
"""Characters of a pattern."""
LINE_LIMIT = 2_000
"""Characters of a line that a pattern is tried on: boilerplate is short, and the cost grows with the line."""
COST_LIMIT = 20_000_000
"""Steps that a pattern may need on one line of that length, in the worst case."""

_SAMPLES = f"{string.digits}{string.ascii_letters}{string.punctuation} éß’“—日"
_GROUP = re.compile(r"\((?:\?(?:P<\w+>|[:=!]|<[=!]))?")
_QUANTIFIER = re.compile(r"([*+?]|\{\d*,?\d*\})([?+]?)")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_ZERO_WIDTH = frozenset({"^", "$", r"\A", r"\Z", r"\b", r"\B"})


class PatternError(ValueError):
    """An invalid or rejected pattern, with a message for its author."""


def compile_pattern(source: str) -> re.Pattern[str]:
    """The compiled pattern; raises PatternError if it is invalid or could take too long on some line.

    Python's matcher backtracks through every way to divide a line among repeats, so a hostile page could stop a
    build: `(a+)+$` takes exponential time. The ways are counted before the pattern is used.
    """
    if len(source) > PATTERN_LIMIT:
        raise PatternError(f"the pattern has {len(source):,} characters; at most {PATTERN_LIMIT} are allowed")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compiled = re.compile(source)
    except (re.error, OverflowError, RecursionError, Warning) as error:
        raise PatternError(f"not a regular expression: {error}") from error
    steps = _PatternParser(source.removeprefix("(?i)")).steps()
    if steps > COST_LIMIT:
        raise PatternError("the pattern could take minutes on one line: begin it with ^, and use fewer of .* and .+")
    return compiled


def search_line(pattern: re.Pattern[str], line: str) -> re.Match[str] | None:
    """The first match in a line; None in a line that is too long to be boilerplate."""
    return pattern.search(line) if len(line) <= LINE_LIMIT else None


@dataclass
class _Item:
    """One element of a pattern and its quantifier."""

    source: str
    """One character, escape or class; empty for a group."""
    branches: list[list[_Item]]
    minimum: int = 1
    maximum: int = 1


class _PatternParser:
    """Parses a pattern that Python has accepted and counts the ways to match it."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0

    def steps(self) -> int:
        branches = self._branches()
        if self.at < len(self.source):
            raise PatternError("the pattern has a ) too many")
        anchored = all(branch and branch[0].source in ("^", r"\A") for branch in branches)
        return sum(_ways(branch, []) for branch in branches) * (1 if anchored else LINE_LIMIT)

    def _branches(self) -> list[list[_Item]]:
        branches: list[list[_Item]] = [[]]
        while self.at < len(self.source) and self.source[self.at] != ")":
            if self.source[self.at] == "|":
                branches.append([])
                self.at += 1
            else:
                branches[-1].append(self._item())
        return branches

    def _item(self) -> _Item:
        item = self._group() if self.source[self.at] == "(" else _Item(self._atom(), [])
        match = _QUANTIFIER.match(self.source, self.at)
        if match and match[1] not in ("{}", "{,}"):
            self.at = match.end()
            item.minimum, item.maximum = _bounds(match[1])
        return item

    def _group(self) -> _Item:
        match = _GROUP.match(self.source, self.at)
        if match is None or self.source.startswith("?", match.end()):
            raise PatternError("the pattern has a kind of group that is not supported; use (…), (?:…) or (?P<name>…)")
        self.at = match.end()
        branches = self._branches()
        self.at += 1
        return _Item("", branches)

    def _atom(self) -> str:
        character = self.source[self.at]
        length = 1
        if character == "\\":
            length = 2
            if self.source[self.at + 1] in "123456789":
                raise PatternError("the pattern refers back to one of its groups; write the text out")
            if self.source[self.at + 1] in "xuUN":
                raise PatternError("the pattern has a character code; write the character itself")
        elif character == "[":
            match = _CLASS.match(self.source, self.at)
            length = len(match[0]) if match else 1
        self.at += length
        return self.source[self.at - length : self.at]


def _bounds(quantifier: str) -> tuple[int, int]:
    if quantifier in "*+?":
        return {"*": (0, LINE_LIMIT), "+": (1, LINE_LIMIT), "?": (0, 1)}[quantifier]
    least, comma, most = quantifier[1:-1].partition(",")
    minimum = int(least or 0)
    return minimum, min(int(most), LINE_LIMIT) if most else LINE_LIMIT if comma else minimum


def _ways(items: list[_Item], after: list[_Item]) -> int:
    """In how many ways the items can divide a line; `after` are the items that follow them."""
    ways = 1
    for index, item in enumerate(items):
        rest = [*items[index + 1 :], *after]
        inner = 1
        if item.branches:
            once = item.maximum == 1
            inner = sum(_ways(branch, rest if once else [_UNKNOWN]) for branch in item.branches)
        if item.maximum > 1 and inner > 1:
            ways *= COST_LIMIT + 1 if item.maximum >= 10 else inner**item.maximum
        else:
            ways *= inner
        if item.maximum > item.minimum and rest and not _has_one_end(item, rest):
            ways *= item.maximum - item.minimum + 1
        if ways > COST_LIMIT:
            return ways
    return ways


_UNKNOWN = _Item("", [])


def _has_one_end(item: _Item, rest: list[_Item]) -> bool:
    """Whether what may follow a repeat can never be part of it, so that it can end in one place only."""
    repeated, following = _first([item]), _first(rest)
    return repeated is not None and following is not None and not repeated & following


def _first(items: list[_Item]) -> frozenset[str] | None:
    """The characters that the items can begin with; None when that is not known."""
    if not items or items[0] is _UNKNOWN or items[0].source in _ZERO_WIDTH:
        return None
    item = items[0]
    if item.branches:
        parts = [_first(branch) for branch in item.branches]
        begins = None if None in parts else frozenset().union(*(part for part in parts if part))
    else:
        begins = _characters(item.source)
    if begins is not None and item.minimum == 0 and len(items) > 1:
        following = _first(items[1:])
        return None if following is None else begins | following
    return begins


@cache
def _characters(atom: str) -> frozenset[str]:
    matcher = re.compile(atom, re.IGNORECASE)
    return frozenset(character for character in _SAMPLES if matcher.fullmatch(character))
