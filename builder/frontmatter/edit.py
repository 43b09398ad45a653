"""Edit: set a value or add one to a list, in front matter or a YAML list; everything else stays as it is written."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from builder.files import split_lines
from builder.frontmatter.head import read_mapping
from builder.frontmatter.yaml_values import KeyPath, read_yaml
from builder.problems import ContentError, Place

PLAIN_SCALAR = re.compile(r"(?:/\w|[^\W\d_])(?:[\w'’./()-]| (?=[\w'’./()-]))*")
"""Text that needs no quotation marks in a YAML list of either style."""
YAML_KEYWORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
PRECEDING_KEYS = ("aliases", "description", "kind", "name", "id", "date", "title", "withdrawn")
"""A new list is inserted after the first of these keys that exists."""
FLOW_TOKEN = re.compile(r"""(?<=[\[, ])(?:"(?:\\.|[^"\\])*"|'[^']*')|(?<=\s)#[^\n]*|\]""", re.DOTALL)
"""In a list in brackets: a quoted string, a comment, or the closing bracket."""

VALUE = re.compile(r"""([\w-]+:)[ \t]*(?:"(?:\\.|[^"\\])*"|'[^']*'|[^\s"'|>\[{#][^#\n]*?|)((?:[ \t]+#[^\n]*)?\r?\n?)""")
"""A key with a value on one line, and the comment and the end of the line after it."""


def add_item(text: str, field: str, value: str, id_: str | None = None) -> str | None:
    """The text with the value in the list `field`, otherwise unchanged; None if that is not possible safely.

    `id_` is that of a mapping in a YAML list; without it, the text is a file with front matter.
    """
    is_list = id_ is not None
    values, places = parse(text, is_list=is_list)
    key_path = path_of(values, id_) if is_list else ()
    if key_path is None:
        return None
    mapping: dict[str, Any] = values[key_path[0]] if key_path else values
    if value in (mapping.get(field) or ()):
        return text
    if not any((*key_path, f"{one}:") in places for one in (field, *PRECEDING_KEYS)):
        return None
    edited = insert(split_lines(text), places, key_path, field, scalar(value))
    mapping[field] = [*(mapping.get(field) or ()), value]
    # Parsing the result again proves that nothing else in the file has changed.
    try:
        found, _ = parse(edited, is_list=is_list)
    except ContentError:
        return None
    return edited if found == values else None


def parse(text: str, *, is_list: bool) -> tuple[Any, Mapping[KeyPath, Place]]:
    """The values in a file with front matter, or of a list of mappings, and the place of each."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if is_list:
        values, places, _ = read_yaml(plain, "", limit=len(plain))
        return values, places
    front_matter = read_mapping(plain, "")
    return {**front_matter.values, "\0body": front_matter.body}, front_matter.places


def path_of(values: Any, id_: str | None) -> KeyPath | None:
    """The position of the mapping with this id in a list."""
    found = (index for index, item in enumerate(values) if isinstance(item, dict) and item.get("id") == id_)
    return next(((index,) for index in found), None)


def scalar(name: str) -> str:
    """The text as a YAML scalar."""
    if PLAIN_SCALAR.fullmatch(name) and name.lower() not in YAML_KEYWORDS:
        return name
    return json.dumps(name, ensure_ascii=False)


def insert(lines: list[str], places: Mapping[KeyPath, Place], key_path: KeyPath, field: str, name: str) -> str:
    """The text with the value added to the list, in the style of the list: in brackets or one line each."""
    key = places.get((*key_path, f"{field}:"))
    newline = "\r\n" if lines[0].endswith("\r\n") else "\n"
    if key is None:
        previous = next(places[*key_path, f"{one}:"] for one in PRECEDING_KEYS if (*key_path, f"{one}:") in places)
        indent = " " * (previous.column - 1)
        lines.insert(end_of_value(lines, previous), f"{indent}{field}: [{name}]{newline}")
        return "".join(lines)
    items = [place for path, place in places.items() if path[:-1] == (*key_path, field) and isinstance(path[-1], int)]
    value = places.get((*key_path, field), key)
    if lines[value.line - 1][value.column - 1 : value.column] == "[":
        return insert_in_brackets(lines, value, name, empty=not items)
    if items:
        last = max(items)
        dash = lines[last.line - 1][: last.column - 1]
        lines.insert(end_of_value(lines, last), f"{dash}{name}{newline}")
    else:
        head, colon, rest = lines[key.line - 1].partition(":")
        lines[key.line - 1] = f"{head}{colon} [{name}]{rest}"
    return "".join(lines)


def end_of_value(lines: Sequence[str], key: Place) -> int:
    """The number of lines up to the end of the key's value, which is indented more than the key."""
    position = key.line
    while position < len(lines):
        line = lines[position]
        depth = len(line) - len(line.lstrip(" "))
        is_item = line.lstrip(" ").startswith("- ") and depth >= key.column - 1
        if not line.strip() or line.lstrip().startswith("#") or not (depth > key.column - 1 or is_item):
            break
        position += 1
    return position


def insert_in_brackets(lines: Sequence[str], opening: Place, name: str, *, empty: bool) -> str:
    """The text with the value before the closing bracket of the list."""
    text = "".join(lines)
    start = sum(map(len, lines[: opening.line - 1])) + opening.column
    closing = next((token.start() for token in FLOW_TOKEN.finditer(text, start) if token[0] == "]"), None)
    if closing is None:
        return text
    line_start = text.rfind("\n", 0, closing) + 1
    head = text[line_start:closing]
    items = head.rstrip()
    comma = "" if empty or items.endswith(",") else ","
    space = "" if empty else " "
    spaces = head[len(items) :] if items else ""
    return f"{text[:line_start]}{items}{comma}{space}{name}{spaces}{text[closing:]}"


def set_value(text: str, field: str, value: str, id_: str | None = None) -> str | None:
    """The text with one value under the key `field`, otherwise unchanged; None if that is not possible safely.

    A value on one line is replaced, with the comment after it kept; a key that is missing is added. `id_` is as in
    `add_item`.
    """
    is_list = id_ is not None
    values, places = parse(text, is_list=is_list)
    key_path = path_of(values, id_) if is_list else ()
    if key_path is None:
        return None
    mapping: dict[str, Any] = values[key_path[0]] if key_path else values
    lines = text.splitlines(keepends=True)
    key = places.get((*key_path, f"{field}:"))
    if key is None:
        previous = next((places[path] for one in PRECEDING_KEYS if (path := (*key_path, f"{one}:")) in places), None)
        if previous is None:
            return None
        newline = "\r\n" if lines[0].endswith("\r\n") else "\n"
        lines.insert(end_of_value(lines, previous), f"{' ' * (previous.column - 1)}{field}: {scalar(value)}{newline}")
    elif found := VALUE.fullmatch(lines[key.line - 1], key.column - 1):
        lines[key.line - 1] = f"{lines[key.line - 1][: key.column - 1]}{found[1]} {scalar(value)}{found[2]}"
    mapping[field] = value
    edited = "".join(lines)
    try:
        read, _ = parse(edited, is_list=is_list)
    except ContentError:
        return None
    return edited if read == values else None
