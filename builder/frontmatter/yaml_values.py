"""YAML values: a YAML document as dicts, lists and text, within limits, with the place of every value."""

import re
from bisect import bisect_left
from collections.abc import Mapping
from typing import Any

import yaml

from builder.files import position
from builder.problems import ContentError, Place, Problem

SIZE_LIMIT = 64 << 10
DEPTH_LIMIT = 10
KEY_LIMIT = 200
# PyYAML's own loaders kill the process on deep nesting (the one in C) and take seconds for 600 bytes of merge keys
# (both). Its stream of events does neither, so values are built from the events, within limits.
_PARSER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_VALUES = frozenset({yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent})
_ENDS = frozenset({yaml.MappingEndEvent, yaml.SequenceEndEvent})
_OTHER_BREAKS = re.compile("[\x85\u2028\u2029]")
"""Signs at which lines of YAML end, and those of content files do not."""
_ALIAS = ("an alias (& or *)", "write the value out, or put quotes around it")
_NULL = frozenset({"", "~", "null", "Null", "NULL"})

KeyPath = tuple[str | int, ...]
"""Keys and indexes from the top of the YAML to a value; a key itself has a `:` at its end."""


def read_yaml(
    text: str, path: str, *, first_line: int = 1, limit: int = SIZE_LIMIT
) -> tuple[Any, dict[KeyPath, Place], list[Problem]]:
    """A YAML document as dicts, lists, text and None, the place of every value, and a problem for each duplicate key.

    Raises ContentError for invalid YAML (F006) and for YAML that is rejected (F011): aliases, anchors, tags, merge
    keys, more than ten levels, more than 200 keys in one mapping.
    """
    if len(text) > limit:
        message = f"more than {limit:,} characters of YAML"
        raise ContentError(Problem("F004", message, Place(path, first_line), "move text out of the front matter"))
    builder = _Builder(text, path, first_line)
    try:
        # The same as `yaml.parse`, without its check before each event.
        for event in iter(_PARSER(text).get_event, None):
            builder.add(event)
    except yaml.MarkedYAMLError as error:
        raise ContentError(_syntax_problem(error, text, path, first_line)) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        message = "the YAML cannot be read: it has a character that YAML does not allow"
        raise ContentError(Problem("F006", message, Place(path, first_line))) from error
    return builder.value, builder.places, builder.problems


class _Builder:
    """Builds values from events, with an explicit stack so that nesting cannot exhaust Python's."""

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self.line_ends = [-1, *(one.start() for one in re.finditer("\n", text))] if _OTHER_BREAKS.search(text) else []
        self.path = path
        self.first_line = first_line
        self.value: Any = None
        self.places: dict[KeyPath, Place] = {}
        self.problems: list[Problem] = []
        self._open: list[tuple[Any, KeyPath]] = []
        self._key: list[str | None] = []

    def add(self, event: Any) -> None:
        # Both parsers create exactly these classes; isinstance() takes three times as long.
        kind = type(event)
        if kind in _ENDS:
            self._open.pop()
            self._key.pop()
        elif kind in _VALUES:
            if event.anchor:
                raise ContentError(self._rejected(event, *_ALIAS))
            if event.tag not in (None, "!"):
                raise ContentError(self._rejected(event, "a tag (!)", "put quotes around the value"))
            if kind is yaml.ScalarEvent:
                self._put(None if not event.style and event.value in _NULL else event.value, event)
                return
            if len(self._open) >= DEPTH_LIMIT:
                raise ContentError(self._rejected(event, f"more than {DEPTH_LIMIT} levels", "use fewer levels"))
            container: Any = {} if kind is yaml.MappingStartEvent else []
            self._open.append((container, self._put(container, event)))
            self._key.append(None)
        elif kind is yaml.AliasEvent:
            raise ContentError(self._rejected(event, *_ALIAS))

    def _put(self, value: Any, event: Any) -> KeyPath:
        """Add a value to the open list or mapping, or keep it as the next key; returns its path."""
        place = self._place(event)
        if not self._open:
            self.value = value
            self.places[()] = place
            return ()
        container, where = self._open[-1]
        if isinstance(container, list):
            container.append(value)
            return self._at((*where, len(container) - 1), place)
        key = self._key[-1]
        if key is None:
            self._begin(container, value, where, place, event)
            return where
        self._key[-1] = None
        if key in container:
            help_ = f"keep one of them; the other is on line {self.places[(*where, key)].line}"
            self.problems.append(Problem("F010", f"duplicate key `{key}`", place, help_))
            return self._at((*where, f"{key} again"), place)
        container[key] = value
        return self._at((*where, key), place)

    def _begin(self, container: dict[str, Any], key: Any, where: KeyPath, place: Place, event: Any) -> None:
        """Keep the key of the next value."""
        if key == "<<" and not event.style:
            raise ContentError(self._rejected(event, "a merge key (<<)", "write the values out"))
        if isinstance(key, dict | list):
            raise ContentError(self._rejected(event, "a list or mapping as key", "put quotes around the key"))
        if len(container) >= KEY_LIMIT:
            raise ContentError(self._rejected(event, f"more than {KEY_LIMIT} keys", "split the file"))
        self._key[-1] = "null" if key is None else key
        self.places[(*where, f"{self._key[-1]}:")] = place

    def _at(self, where: KeyPath, place: Place) -> KeyPath:
        self.places[where] = place
        return where

    def _place(self, event: Any) -> Place:
        mark = event.start_mark
        if self.line_ends:
            line = bisect_left(self.line_ends, mark.index)
            return Place(self.path, line + self.first_line - 1, mark.index - self.line_ends[line - 1])
        return Place(self.path, mark.line + self.first_line, mark.column + 1)

    def _rejected(self, event: Any, what: str, help_: str) -> Problem:
        return Problem("F011", f"this YAML is rejected: {what}", self._place(event), help_)


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, path: str, first_line: int) -> Problem:
    mark = error.problem_mark or error.context_mark
    number, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if mark and _OTHER_BREAKS.search(text):
        number, column = position(text, mark.index)
    lines = text.split("\n")
    line = lines[number - 1] if number <= len(lines) else ""
    help_ = "compare the line with those around it: indentation, quotes and brackets must match"
    if "mapping values" in str(error.problem):
        help_ = "put quotes around a value that contains a colon"
    elif "\t" in line:
        help_ = "use spaces, not tabs"
    quoted = line.strip()[:80]
    message = f"the YAML cannot be read here: {quoted}" if quoted else "the YAML cannot be read"
    return Problem("F006", message, Place(path, number + first_line - 1, column), help_)


def key_places(places: Mapping[KeyPath, Place]) -> dict[str, Place]:
    """The place of each value by dotted path: `source.url`, `topics.0`."""
    return {
        ".".join(str(part) for part in where): place
        for where, place in places.items()
        if where and not str(where[-1]).endswith(":")
    }
