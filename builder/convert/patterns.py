"""Patterns: regular expressions from a profile, refused when one could run for minutes."""

from __future__ import annotations

import re
import string
import warnings
from dataclasses import dataclass
from functools import cache

PATTERN_LIMIT = 500
"""Characters of a pattern."""
LINE_LIMIT = 2_000
"""Characters of a line that a pattern is tried on: furniture is short, and cost grows with the line."""
COST_LIMIT = 20_000_000
"""Steps that a pattern may need on one line of that length, at the very worst."""

_SAMPLES = f"{string.digits}{string.ascii_letters}{string.punctuation} éß’“—日"
_GROUP = re.compile(r"\((?:\?(?:P<\w+>|[:=!]|<[=!]))?")
_QUANTIFIER = re.compile(r"([*+?]|\{\d*,?\d*\})([?+]?)")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_ZERO_WIDTH = frozenset({"^", "$", r"\A", r"\Z", r"\b", r"\B"})


class PatternError(ValueError):
    """A pattern that is wrong or refused, in words for whoever wrote it."""


def line_pattern(source: str) -> re.Pattern[str]:
    """The pattern, compiled; raises PatternError for one that is no pattern or might take too long on some line.

    Python's matcher tries every way to share a line out among repeats, so a page made for it could stop a build:
    `(a+)+$` needs longer than the sun will shine. The ways are counted beforehand.
    """
    if len(source) > PATTERN_LIMIT:
        raise PatternError(f"a pattern of {len(source):,} characters; at most {PATTERN_LIMIT} are allowed")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compiled = re.compile(source)
    except (re.error, OverflowError, RecursionError, Warning) as error:
        raise PatternError(f"not a regular expression: {error}") from error
    steps = _Reader(source.removeprefix("(?i)")).steps()
    if steps > COST_LIMIT:
        raise PatternError("a pattern that could take minutes on one line: begin it with ^, and use fewer of .* and .+")
    return compiled


def found_in(pattern: re.Pattern[str], line: str) -> re.Match[str] | None:
    """Where the pattern stands in one line; never in a line that is too long to be furniture."""
    return pattern.search(line) if len(line) <= LINE_LIMIT else None


@dataclass
class _Item:
    """One thing a pattern asks for, and how often."""

    source: str
    """One character, escape or class; empty for a group."""
    branches: list[list[_Item]]
    least: int = 1
    most: int = 1


class _Reader:
    """Reads a pattern that Python has accepted, and counts the ways to match it."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0

    def steps(self) -> int:
        branches = self._branches()
        if self.at < len(self.source):
            raise PatternError("a pattern with a ) too many")
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
            item.least, item.most = _bounds(match[1])
        return item

    def _group(self) -> _Item:
        match = _GROUP.match(self.source, self.at)
        if match is None or self.source.startswith("?", match.end()):
            raise PatternError("a kind of group that is not used here; (…), (?:…) and (?P<name>…) are")
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
                raise PatternError("a pattern that refers back to one of its groups; write out what is meant")
            if self.source[self.at + 1] in "xuUN":
                raise PatternError("a character written as a code; write the character itself")
        elif character == "[":
            match = _CLASS.match(self.source, self.at)
            length = len(match[0]) if match else 1
        self.at += length
        return self.source[self.at - length : self.at]


def _bounds(quantifier: str) -> tuple[int, int]:
    if quantifier in "*+?":
        return {"*": (0, LINE_LIMIT), "+": (1, LINE_LIMIT), "?": (0, 1)}[quantifier]
    least, comma, most = quantifier[1:-1].partition(",")
    low = int(least or 0)
    return low, min(int(most), LINE_LIMIT) if most else LINE_LIMIT if comma else low


def _ways(items: list[_Item], after: list[_Item]) -> int:
    """In how many ways the items can share a line out; `after` is what stands behind them."""
    ways = 1
    for index, item in enumerate(items):
        rest = [*items[index + 1 :], *after]
        inner = 1
        if item.branches:
            once = item.most == 1
            inner = sum(_ways(branch, rest if once else [_UNKNOWN]) for branch in item.branches)
        if item.most > 1 and inner > 1:
            ways *= COST_LIMIT + 1 if item.most >= 10 else inner**item.most
        else:
            ways *= inner
        if item.most > item.least and rest and not _ends_by_itself(item, rest):
            ways *= item.most - item.least + 1
        if ways > COST_LIMIT:
            return ways
    return ways


_UNKNOWN = _Item("", [])


def _ends_by_itself(item: _Item, rest: list[_Item]) -> bool:
    """Whether what may follow a repeat can never be part of it, so that it ends in one place only."""
    own, following = _first([item]), _first(rest)
    return own is not None and following is not None and not own & following


def _first(items: list[_Item]) -> frozenset[str] | None:
    """The characters that the items can begin with; None when that is not plain to see."""
    if not items or items[0] is _UNKNOWN or items[0].source in _ZERO_WIDTH:
        return None
    item = items[0]
    if item.branches:
        parts = [_first(branch) for branch in item.branches]
        begins = None if None in parts else frozenset().union(*(part for part in parts if part))
    else:
        begins = _characters(item.source)
    if begins is not None and item.least == 0 and len(items) > 1:
        following = _first(items[1:])
        return None if following is None else begins | following
    return begins


@cache
def _characters(atom: str) -> frozenset[str]:
    matcher = re.compile(atom, re.IGNORECASE)
    return frozenset(character for character in _SAMPLES if matcher.fullmatch(character))
