"""Write: add a suggestion to the registry, as a new file or as a name in an existing file."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from builder.files import read_bytes, rewrite, write_new
from builder.frontmatter import KeyPath, dump, read_mapping, read_yaml
from builder.model import Entity
from builder.problems import ContentError, Place
from builder.slugs import file_slug
from builder.suggest.suggestion import Suggestion

PLAIN_SCALAR = re.compile(r"[^\W\d_](?:[\w'’./()-]| (?=[\w'’./()-]))*")
"""Text that needs no quotation marks in a YAML list of either style."""
CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff\u2028\u2029]")
"""Characters that end a YAML comment or are not allowed in it."""
YAML_KEYWORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
PRECEDING_KEYS = ("aliases", "description", "kind", "name", "id")
"""A new list is inserted after the first of these keys that exists."""
FLOW_TOKEN = re.compile(r"""(?<=[\[, ])(?:"(?:\\.|[^"\\])*"|'[^']*')|(?<=\s)#[^\n]*|\]""", re.DOTALL)
"""In a list in brackets: a quoted string, a comment, or the closing bracket."""


def write(root: Path, suggestion: Suggestion, entities: Mapping[str, Entity]) -> Path | None:
    """Write the suggestion and return the file; None, with nothing written, if that is not possible safely."""
    if not suggestion.entity:
        return write_new_entity(root, suggestion, entities)
    entity = entities[suggestion.entity]
    path = root / entity.place.path
    before = read_bytes(path, root)
    text = before.decode("utf-8")
    for name in (suggestion.name, *suggestion.aliases):
        edited = add_name(text, entity, suggestion.field, name)
        if edited is None:
            return None
        text = edited
    return path if rewrite(path, before, text.encode("utf-8")) else None


def write_new_entity(root: Path, suggestion: Suggestion, entities: Mapping[str, Entity]) -> Path | None:
    """A new file in content/entities/, with the evidence in a comment; None if the id exists."""
    slug = file_slug(suggestion.name)
    path = root / "content" / "entities" / f"{slug}.md"
    if not slug or slug in entities:
        return None
    values = {
        "name": suggestion.name,
        "kind": suggestion.kind,
        "aliases": [name for name in suggestion.short if name.isupper()] + list(suggestion.aliases),
        "short": [name for name in suggestion.short if not name.isupper()],
    }
    comment = f"The kind is a guess. {suggestion.evidence.path}: {suggestion.evidence.sentence}"
    comment = " ".join(CONTROL_CHARACTERS.sub(" ", comment).split())
    head = dump({key: value for key, value in values.items() if value})
    try:
        write_new(path, f"---\n# {comment}\n{head}---\n".encode())
    except FileExistsError:
        return None
    return path


def add_name(text: str, entity: Entity, field: str, name: str) -> str | None:
    """The file's text with the name in the list `field`, otherwise unchanged; None if that is not possible safely."""
    is_list = not entity.place.path.endswith(".md")
    values, places = parse(text, is_list=is_list)
    key_path = path_of(values, entity.id) if is_list else ()
    if key_path is None:
        return None
    mapping: dict[str, Any] = values[key_path[0]] if key_path else values
    if name in (mapping.get(field) or ()):
        return text
    edited = insert(text.splitlines(keepends=True), places, key_path, field, scalar(name))
    mapping[field] = [*(mapping.get(field) or ()), name]
    # Parsing the result again proves that nothing else in the file has changed.
    try:
        found, _ = parse(edited, is_list=is_list)
    except ContentError:
        return None
    return edited if found == values else None


def parse(text: str, *, is_list: bool) -> tuple[Any, Mapping[KeyPath, Place]]:
    """The values in the file of an entity, or of a list of entities, and the place of each."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if is_list:
        values, places, _ = read_yaml(plain, "", limit=len(plain))
        return values, places
    front_matter = read_mapping(plain, "")
    return {**front_matter.values, "\0body": front_matter.body}, front_matter.places


def path_of(values: Any, id_: str) -> KeyPath | None:
    """The position of an entity in a list of entities."""
    found = (index for index, item in enumerate(values) if isinstance(item, dict) and item.get("id") == id_)
    return next(((index,) for index in found), None)


def scalar(name: str) -> str:
    """The name as a YAML scalar."""
    if PLAIN_SCALAR.fullmatch(name) and name.lower() not in YAML_KEYWORDS:
        return name
    return json.dumps(name, ensure_ascii=False)


def insert(lines: list[str], places: Mapping[KeyPath, Place], key_path: KeyPath, field: str, name: str) -> str:
    """The text with the name added to the list, in the style of the list: in brackets or one line each."""
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
    """The text with the name before the closing bracket of the list."""
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
