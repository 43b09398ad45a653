"""Front matter: the YAML block at the head of a file, with its line numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

import msgspec
import yaml

from builder.problems import ContentError, Place, Problem, did_you_mean
from builder.schema import Schema

SIZE_LIMIT = 64 << 10
DEPTH_LIMIT = 10
KEY_LIMIT = 200
# PyYAML's own loaders kill the process on deep nesting (the one in C) and take seconds for 600 bytes of merge keys
# (both); its stream of events does neither, so values are built from that, within limits.
_PARSER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_VALUES = frozenset({yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent})
_ENDS = frozenset({yaml.MappingEndEvent, yaml.SequenceEndEvent})
_ALIAS = ("an alias (& or *)", "write the value out, or put quotes around it")
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_HEAD = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)

SchemaType = TypeVar("SchemaType", bound=Schema)
Path = tuple[str | int, ...]
"""Keys and indexes from the top of the YAML to a value."""


@dataclass(frozen=True)
class FrontMatter:
    """A file's head and body. Every scalar is text as written; null is None."""

    values: dict[str, Any]
    places: Mapping[Path, Place]
    body: str
    body_line: int
    problems: tuple[Problem, ...] = ()
    """Such as keys that stand twice: the values are usable, publishing is not."""


def split(text: str, path: str) -> tuple[str, str, int]:
    """The YAML, the body, and the line the body begins on; raises ContentError when there is no front matter."""
    match = _HEAD.match(text)
    if match is None:
        if text.startswith("---"):
            raise ContentError(
                Problem(
                    "F005", "the front matter does not end", Place(path), "close it with a line of three hyphens: ---"
                )
            )
        raise ContentError(
            Problem(
                "F005", "there is no front matter", Place(path), "begin the file with ---, then `title: …`, then ---"
            )
        )
    body = text[match.end() :]
    blank = len(body) - len(body.lstrip("\n"))
    return match.group(1), body[blank:].rstrip(), text.count("\n", 0, match.end()) + blank + 1


def read_mapping(text: str, path: str) -> FrontMatter:
    """The front matter of a file; raises ContentError when its YAML cannot be used at all."""
    head, body, body_line = split(text, path)
    values, places, problems = read_yaml(head, path, first_line=2)
    if values is None:
        values = {}
    if not isinstance(values, dict):
        raise ContentError(
            Problem("F008", "the front matter is not a list of keys", Place(path, 2), "write `title: …`")
        )
    return FrontMatter(values, places, body, body_line, tuple(problems))


def read_yaml(
    text: str, path: str, *, first_line: int = 1, limit: int = SIZE_LIMIT
) -> tuple[Any, dict[Path, Place], list[Problem]]:
    """A YAML document as dicts, lists, text and None, the place of every value, and keys that stand twice.

    Raises ContentError for YAML that cannot be read (F006) or is refused before it costs anything (F011): aliases,
    anchors, tags, merge keys, more than ten levels, more than 200 keys in one mapping.
    """
    if len(text) > limit:
        raise ContentError(
            Problem(
                "F004",
                f"more than {limit:,} characters of YAML",
                Place(path, first_line),
                "move text out of the front matter",
            )
        )
    builder = _Builder(path, first_line)
    try:
        # What `yaml.parse` does, without asking before each event whether there is one.
        for event in iter(_PARSER(text).get_event, None):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise ContentError(_unreadable(error, text, path, first_line)) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ContentError(
            Problem("F006", "the YAML cannot be read: a character that YAML does not allow", Place(path, first_line))
        ) from error
    return builder.value, builder.places, builder.problems


class _Builder:
    """Builds values from events with a stack of its own, so that nothing nested can exhaust Python's."""

    def __init__(self, path: str, first_line: int) -> None:
        self.path = path
        self.first_line = first_line
        self.value: Any = None
        self.places: dict[Path, Place] = {}
        self.problems: list[Problem] = []
        self._open: list[tuple[Any, Path]] = []
        self._key: list[str | None] = []

    def take(self, event: Any) -> None:
        # Both parsers make these very classes; to ask whether it is one of a family takes three times as long.
        kind = type(event)
        if kind in _ENDS:
            self._open.pop()
            self._key.pop()
        elif kind in _VALUES:
            if event.anchor:
                raise ContentError(self._refused(event, *_ALIAS))
            if event.tag not in (None, "!"):
                raise ContentError(self._refused(event, "a tag (!)", "put quotes around the value"))
            if kind is yaml.ScalarEvent:
                self._put(None if not event.style and event.value in _NULL else event.value, event)
                return
            if len(self._open) >= DEPTH_LIMIT:
                raise ContentError(self._refused(event, f"more than {DEPTH_LIMIT} levels", "write it flatter"))
            container: Any = {} if kind is yaml.MappingStartEvent else []
            where = self._put(container, event)
            self._open.append((container, where))
            self._key.append(None)
        elif kind is yaml.AliasEvent:
            raise ContentError(self._refused(event, *_ALIAS))

    def _put(self, value: Any, event: Any) -> Path:
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
            first = self.places[(*where, key)]
            self.problems.append(
                Problem("F010", f"`{key}` stands twice", place, f"keep one of them; the other is in line {first.line}")
            )
            return self._at((*where, f"{key} again"), place)
        container[key] = value
        return self._at((*where, key), place)

    def _begin(self, container: dict[str, Any], key: Any, where: Path, place: Place, event: Any) -> None:
        if key == "<<" and not event.style:
            raise ContentError(self._refused(event, "a merge key (<<)", "write the values out"))
        if isinstance(key, dict | list):
            raise ContentError(self._refused(event, "a list or mapping as key", "put quotes around the key"))
        if len(container) >= KEY_LIMIT:
            raise ContentError(self._refused(event, f"more than {KEY_LIMIT} keys", "split the file"))
        self._key[-1] = "null" if key is None else key
        self.places[(*where, f"{self._key[-1]}:")] = place

    def _at(self, where: Path, place: Place) -> Path:
        self.places[where] = place
        return where

    def _place(self, event: Any) -> Place:
        mark = event.start_mark
        return Place(self.path, mark.line + self.first_line, mark.column + 1)

    def _refused(self, event: Any, what: str, mend: str) -> Problem:
        return Problem("F011", f"refused in YAML here: {what}", self._place(event), mend)


def _unreadable(error: yaml.MarkedYAMLError, text: str, path: str, first_line: int) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.split("\n")
    shown = lines[line].strip()[:80] if line < len(lines) else ""
    mend = "compare the line with its neighbours: indentation, quotes and brackets must match"
    if "mapping values" in str(error.problem):
        mend = "put quotes around a value that holds a colon"
    elif "\t" in (lines[line] if line < len(lines) else ""):
        mend = "use spaces, not tabs"
    what = f"the YAML cannot be read here: {shown}" if shown else "the YAML cannot be read"
    return Problem("F006", what, Place(path, line + first_line, column + 1), mend)


def read_struct(
    values: Any, places: Mapping[Path, Place], schema: type[SchemaType], path: str, where: Path = ()
) -> tuple[SchemaType | None, list[Problem]]:
    """Values as an instance of `schema`, with every problem found; None when there is one.

    Schemas inside `schema` are read the same way. A field's words come from its
    `msgspec.Meta(description=…)`, which also goes into the JSON Schema for editors.
    """
    if not isinstance(values, dict):
        return None, [
            Problem(
                "F008",
                f"{_named(where)} is not a list of keys",
                _nearest(places, where, path),
                "write `key: value` on lines of their own",
            )
        ]
    try:
        return msgspec.convert(values, schema, strict=False), []
    except msgspec.ValidationError:
        pass  # or a key without a value, which is as good as none
    problems: list[Problem] = []
    fields = _fields(schema)
    found: dict[str, Any] = {}
    for key, value in values.items():
        field = fields.get(key)
        if field is None:
            known = did_you_mean(key, fields) or f"known keys: {', '.join(fields)}"
            problems.append(
                Problem(
                    "F007", f"unknown key `{key}`{_inside(where)}", _nearest(places, (*where, f"{key}:"), path), known
                )
            )
        elif value is not None:
            read, wrong = _read_value(value, places, field.type, path, (*where, key))
            problems += wrong
            found[field.name] = read
    for key, name in _required(schema):
        if name not in found and not any(_points_at(problem, places, where, key) for problem in problems):
            problems.append(
                Problem(
                    "F009",
                    f"`{key}` is missing{_inside(where)}",
                    _nearest(places, where, path),
                    f"add a line `{key}: …`",
                )
            )
    return (None if problems else schema(**found)), problems


@cache
def _fields(schema: type[Schema]) -> dict[str, msgspec.structs.FieldInfo]:
    """By name as written; msgspec works them out anew at every call, which takes longer than reading a file."""
    return {field.encode_name: field for field in msgspec.structs.fields(schema)}


@cache
def _required(schema: type[Schema]) -> tuple[tuple[str, str], ...]:
    """As written, and the name of the field."""
    return tuple((key, field.name) for key, field in _fields(schema).items() if field.required)


def _read_value(
    value: Any, places: Mapping[Path, Place], kind: Any, path: str, where: Path
) -> tuple[Any, list[Problem]]:
    inner, described = _unwrap(kind)
    if isinstance(inner, type) and issubclass(inner, Schema):
        return read_struct(value, places, inner, path, where)
    element = _element_struct(inner)
    if element is not None and isinstance(value, list):
        results = [read_struct(item, places, element, path, (*where, index)) for index, item in enumerate(value)]
        return tuple(result for result, _ in results), [problem for _, wrong in results for problem in wrong]
    try:
        return msgspec.convert(value, kind, strict=False), []
    except msgspec.ValidationError as error:
        index = re.search(r"at `\$\[(\d+)\]", str(error))
        at: Path = (*where, int(index.group(1))) if index else where
        wrong = value[int(index.group(1))] if index else value
        shown = f"{wrong!r}"[:60] if isinstance(wrong, str) else "a list" if isinstance(wrong, list) else "a mapping"
        return None, [
            Problem(
                "F008",
                f"`{where[-1]}` cannot be {shown}",
                _nearest(places, at, path),
                f"write {described}" if described else "",
            )
        ]


@cache
def _unwrap(kind: Any) -> tuple[Any, str]:
    described = ""
    while hasattr(kind, "__metadata__"):
        described = next(
            (meta.description for meta in kind.__metadata__ if getattr(meta, "description", None)), described
        )
        kind = kind.__origin__
    return kind, described


@cache
def _element_struct(kind: Any) -> type[Schema] | None:
    for argument in getattr(kind, "__args__", ()):
        inner, _ = _unwrap(argument)
        if isinstance(inner, type) and issubclass(inner, Schema):
            return inner
    return None


def _points_at(problem: Problem, places: Mapping[Path, Place], where: Path, key: str) -> bool:
    return problem.place == places.get((*where, key))


def _nearest(places: Mapping[Path, Place], where: Path, path: str) -> Place:
    for length in range(len(where), -1, -1):
        if where[:length] in places:
            return places[where[:length]]
    return Place(path)


def _named(where: Path) -> str:
    return f"`{where[-1]}`" if where else "the file"


def _inside(where: Path) -> str:
    return f" in `{'.'.join(str(part) for part in where)}`" if where else ""


def key_places(places: Mapping[Path, Place]) -> dict[str, Place]:
    """Where each value stands, by dotted path: `source.url`, `topics.0`."""
    return {
        ".".join(str(part) for part in where): place
        for where, place in places.items()
        if where and not str(where[-1]).endswith(":")
    }


def json_schema(schema: type[Schema]) -> dict[str, Any]:
    """The JSON Schema of a kind of front matter, from the definition the loader checks with."""
    return msgspec.json.schema(schema)


def dump(values: Mapping[str, Any]) -> str:
    """A mapping as YAML, one line a value, that `read_yaml` reads back as the same; raises ValueError otherwise."""
    text: str = yaml.dump(
        dict(values), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1 << 30, default_flow_style=False
    )
    read, _, problems = read_yaml(text, "front matter", limit=1 << 30)
    if problems or read != _as_text(values):
        raise ValueError(f"front matter that YAML cannot hold: {sorted(values)}")
    return text


class _Dumper(yaml.SafeDumper):
    """Lists inside keys are indented, as people write them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:  # noqa: ARG002, FBT001, FBT002
        return super().increase_indent(flow, False)


def _as_text(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _as_text(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_as_text(item) for item in value]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None else str(value)
