"""Validate: values as an instance of a schema, with every problem at its place."""

import re
from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import Any, TypeVar

import msgspec

from builder.frontmatter.yaml_values import KeyPath
from builder.problems import Place, Problem, did_you_mean
from builder.schema import Schema

SchemaType = TypeVar("SchemaType", bound=Schema)


def read_struct(
    values: Any, places: Mapping[KeyPath, Place], schema: type[SchemaType], path: str, where: KeyPath = ()
) -> tuple[SchemaType | None, list[Problem]]:
    """Values as an instance of `schema`, and every problem found; None when there is one.

    Nested schemas are read the same way. Help lines use the `msgspec.Meta(description=…)` of a field, which also goes
    into the JSON Schema for editors.
    """
    if not isinstance(values, dict):
        message = f"{f'`{where[-1]}`' if where else 'the file'} is not a list of keys"
        help_ = "write each key on its own line: `key: value`"
        return None, [Problem("F008", message, _nearest(places, where, path), help_)]
    # msgspec stops at the first error; an editor should see all of them at once. So valid files take its fast path,
    # and in others each field is converted alone.
    try:
        return msgspec.convert(values, schema, strict=False), []
    except msgspec.ValidationError:
        pass  # also raised for a key without a value, which counts as absent below
    problems: list[Problem] = []
    fields = _fields(schema)
    converted: dict[str, Any] = {}
    for key, value in values.items():
        field = fields.get(key)
        if field is None:
            help_ = did_you_mean(key, fields) or f"use one of {', '.join(fields)}"
            place = _nearest(places, (*where, f"{key}:"), path)
            problems.append(Problem("F007", f"unknown key `{key}`{_inside(where)}", place, help_))
        elif value is not None:
            converted[field.name], invalid = _read_value(value, places, field.type, path, (*where, key))
            problems += invalid
    reported = {problem.place for problem in problems}
    for key, field in fields.items():
        if field.required and field.name not in converted and places.get((*where, key)) not in reported:
            place = _nearest(places, where, path)
            problems.append(Problem("F009", f"`{key}` is missing{_inside(where)}", place, f"add a line `{key}: …`"))
    return (None if problems else schema(**converted)), problems


@cache
def _fields(schema: type[Schema]) -> dict[str, msgspec.structs.FieldInfo]:
    """The fields by key; cached because msgspec computes them at every call, which takes longer than reading a file."""
    return {field.encode_name: field for field in msgspec.structs.fields(schema)}


def _read_value(
    value: Any, places: Mapping[KeyPath, Place], kind: Any, path: str, where: KeyPath
) -> tuple[Any, list[Problem]]:
    """One value as the type of its field, and its problems."""
    inner, description = _unwrap(kind)
    if isinstance(inner, type) and issubclass(inner, Schema):
        return read_struct(value, places, inner, path, where)
    element = _element_schema(inner)
    if element is not None and isinstance(value, list):
        results = [read_struct(item, places, element, path, (*where, index)) for index, item in enumerate(value)]
        return tuple(result for result, _ in results), [problem for _, invalid in results for problem in invalid]
    try:
        return msgspec.convert(value, kind, strict=False), []
    except msgspec.ValidationError as error:
        index = re.search(r"at `\$\[(\d+)\]", str(error))
        at: KeyPath = (*where, int(index.group(1))) if index else where
        part = value[int(index.group(1))] if index else value
        label = f"{part!r}"[:60] if isinstance(part, str) else "a list" if isinstance(part, list) else "a mapping"
        help_ = f"write {description}" if description else ""
        return None, [Problem("F008", f"`{where[-1]}` cannot be {label}", _nearest(places, at, path), help_)]


@cache
def _unwrap(kind: Any) -> tuple[Any, str]:
    """The type inside an `Annotated`, or the schema of an optional mapping; and its description."""
    description = ""
    while hasattr(kind, "__metadata__"):
        descriptions = (getattr(meta, "description", None) for meta in kind.__metadata__)
        description = next(filter(None, descriptions), description)
        kind = kind.__origin__
    if isinstance(kind, UnionType):
        schemas = (one for one in kind.__args__ if isinstance(one, type) and issubclass(one, Schema))
        kind = next(schemas, kind)
    return kind, description


@cache
def _element_schema(kind: Any) -> type[Schema] | None:
    """The schema of the items of a list."""
    for argument in getattr(kind, "__args__", ()):
        inner, _ = _unwrap(argument)
        if isinstance(inner, type) and issubclass(inner, Schema):
            return inner
    return None


def _nearest(places: Mapping[KeyPath, Place], where: KeyPath, path: str) -> Place:
    """The place of a value, or of the innermost mapping or list around it."""
    for length in range(len(where), -1, -1):
        if where[:length] in places:
            return places[where[:length]]
    return Place(path)


def _inside(where: KeyPath) -> str:
    return f" in `{'.'.join(str(part) for part in where)}`" if where else ""


def json_schema(schema: type[Schema]) -> dict[str, Any]:
    """The JSON Schema of a schema, for editors; what is withdrawn needs no other key."""
    found = msgspec.json.schema(schema)
    definition = found["$defs"][schema.__name__]
    if "withdrawn" in definition["properties"]:
        definition["anyOf"] = [{"required": definition.pop("required")}, {"required": ["withdrawn"]}]
    return found
