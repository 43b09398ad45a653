"""Validate: values as an instance of a schema, with every problem at its place."""

from collections.abc import Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

import msgspec

from builder.frontmatter.yaml_values import KeyPath
from builder.problems import Place, Problem, did_you_mean
from builder.schema import MARK, Schema

SchemaType = TypeVar("SchemaType", bound=Schema)


def read_struct(
    values: Any, places: Mapping[KeyPath, Place], schema: type[SchemaType], path: str, where: KeyPath = ()
) -> tuple[SchemaType | None, list[Problem]]:
    """Values as an instance of `schema`, and every problem found; None when there is one."""
    keys, problems = read_keys(values, places, schema, path, where)
    return (None if problems else keys), problems


def read_keys(
    values: Any, places: Mapping[KeyPath, Place], schema: type[SchemaType], path: str, where: KeyPath = ()
) -> tuple[SchemaType, list[Problem]]:
    """Values as an instance of `schema`, and every problem found; a key with a problem counts as absent.

    So the rest of a file can be checked in the same run. Nested schemas are read the same way. Help lines use the
    `msgspec.Meta(description=…)` of a field, which also goes into the JSON Schema for editors.
    """
    if not isinstance(values, dict):
        message = f"{f'`{where[-1]}`' if where else 'the file'} is not a list of keys"
        help_ = "write each key on its own line: `key: value`"
        return without_keys(schema), [Problem("F008", message, _nearest(places, where, path), help_)]
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
    return without_keys(schema, {name: value for name, value in converted.items() if value is not None}), problems


def without_keys(schema: type[SchemaType], given: Mapping[str, Any] | None = None) -> SchemaType:
    """An instance of `schema` with the given fields; the other required ones are empty."""
    required = {field.name: _empty(field.type) for field in _fields(schema).values() if field.required}
    return schema(**required | dict(given or {}))


def _empty(kind: Any) -> Any:
    return () if get_origin(_unwrap(kind)[0]) is tuple else ""


@cache
def _fields(schema: type[Schema]) -> dict[str, msgspec.structs.FieldInfo]:
    """The fields by key; cached because msgspec computes them at every call, which takes longer than reading a file."""
    return {field.encode_name: field for field in msgspec.structs.fields(schema)}


def _read_value(  # noqa: PLR0913 - what `read_keys` has, for one of its values
    value: Any, places: Mapping[KeyPath, Place], kind: Any, path: str, where: KeyPath, *, of: str = ""
) -> tuple[Any, list[Problem]]:
    """One value as the type of its field, and its problems; None, or the valid items of a list, when there are some.

    `of` is the help of the list or mapping around the value, for an item without its own.
    """
    inner, description = _unwrap(kind)
    if isinstance(inner, type) and issubclass(inner, Schema):
        return read_keys(value, places, inner, path, where)
    try:
        return msgspec.convert(value, kind, strict=False), []
    except msgspec.ValidationError:
        pass
    help_ = f"write {description}" if description else of
    usable, problems = _read_items(value, places, inner, path, where, help_)
    message, shorter = _problem_of(value, kind, where)
    if problems and not shorter:
        return usable, problems
    problems.append(Problem("F008", message, _nearest(places, where, path), shorter or help_))
    return usable if shorter else None, problems


def _read_items(  # noqa: PLR0913, PLR0917 - what `_read_value` has
    value: Any, places: Mapping[KeyPath, Place], inner: Any, path: str, where: KeyPath, help_: str
) -> tuple[Any, list[Problem]]:
    """The valid items of a list or mapping, and the problems of the others; None for another value."""
    read = {
        at: _read_value(item, places, kind, path, (*where, at), of=help_) for at, item, kind in _items(value, inner)
    }
    valid = {at: found for at, (found, _) in read.items() if found is not None}
    problems = [problem for _, invalid in read.values() for problem in invalid]
    return (valid if isinstance(value, dict) else tuple(valid.values())) if read else None, problems


def _problem_of(value: Any, kind: Any, where: KeyPath) -> tuple[str, str]:
    """What is wrong with a value, and how to fix it if it is only too long."""
    name = next(part for part in reversed(where) if isinstance(part, str))
    excess = _excess(value, kind)
    if not excess:
        return f"`{name}` cannot be {_label(value)}", ""
    subject = f"an item of `{name}`" if isinstance(where[-1], int) else f"`{name}`"
    return f"{subject} has {excess}", "shorten it" if isinstance(value, str) else "remove some of them"


def _items(value: Any, inner: Any) -> list[tuple[str | int, Any, Any]]:
    """Key or index, value and type of each item of a list or mapping; none for another value, or an unknown type."""
    arguments = get_args(inner)
    if isinstance(value, list) and get_origin(inner) in (tuple, list):
        return [(index, item, arguments[0]) for index, item in enumerate(value)]
    if isinstance(value, dict) and get_origin(inner) is dict:
        return [(key, item, arguments[1]) for key, item in value.items()]
    return []


def _label(value: Any) -> str:
    """A value as a message quotes it."""
    if value is None:
        return "empty"
    return f"{value!r}"[:60] if isinstance(value, str) else "a list" if isinstance(value, list) else "a mapping"


def _excess(value: Any, kind: Any) -> str:
    """How a value exceeds the limit of its type: `70 items; at most 64 are allowed`. Empty when it does not."""
    limits = (meta.max_length for meta in getattr(kind, "__metadata__", ()) if isinstance(meta, msgspec.Meta))
    limit = next((one for one in limits if one is not None), None)
    if limit is None or not isinstance(value, str | list | dict) or len(value) <= limit:
        return ""
    return f"{len(value):,} {'characters' if isinstance(value, str) else 'items'}; at most {limit:,} are allowed"


@cache
def _unwrap(kind: Any) -> tuple[Any, str]:
    """The type inside an `Annotated` or an optional type, and its description."""
    if get_origin(kind) in (Union, UnionType):
        kind = next(one for one in get_args(kind) if one not in (msgspec.UnsetType, NoneType))
    description = ""
    while hasattr(kind, "__metadata__"):
        descriptions = (getattr(meta, "description", None) for meta in kind.__metadata__)
        description = next(filter(None, descriptions), description)
        kind = kind.__origin__
    return kind, description


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
    for one in found["$defs"].values():
        for field in one.get("properties", {}).values():
            if field.pop(MARK, False):
                field["type"] = ["string", "integer"]
    definition = found["$defs"][schema.__name__]
    if "withdrawn" in definition["properties"]:
        definition["anyOf"] = [{"required": definition.pop("required")}, {"required": ["withdrawn"]}]
    return found
