"""Write: a file for a new entity, or a name more in the file of a known one, all else in it untouched."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from builder import slugs
from builder.files import read_bytes, rewrite, write_new
from builder.frontmatter import Path as Where
from builder.frontmatter import dump, read_mapping, read_yaml
from builder.model import Entity
from builder.problems import ContentError, Place
from builder.suggest.suggestion import Suggestion

PLAIN = re.compile(r"[^\W\d_](?:[\w'’./()-]| (?=[\w'’./()-]))*")
"""What YAML takes for text without quotation marks, in a list of either form."""
UNPRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff\u2028\u2029]")
"""Characters that end a remark, or that YAML refuses."""
WORDS_OF_YAML = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
BEFORE = ("aliases", "description", "kind", "name", "id")
"""Keys after which a new list is put: the first of these that is there."""


def write(root: Path, suggestion: Suggestion, entities: Mapping[str, Entity]) -> Path | None:
    """The file in which the suggestion now stands; None, and nothing is written, where that cannot be done safely."""
    if not suggestion.entity:
        return write_stub(root, suggestion, entities)
    entity = entities[suggestion.entity]
    path = root / entity.place.path
    before = read_bytes(path, root)
    text = before.decode("utf-8")
    for name in (suggestion.name, *suggestion.aliases):
        done = with_name(text, entity, suggestion.among, name)
        if done is None:
            return None
        text = done
    return path if rewrite(path, before, text.encode("utf-8")) else None


def write_stub(root: Path, suggestion: Suggestion, entities: Mapping[str, Entity]) -> Path | None:
    """A new file in content/entities/, with what the guess rests on as a remark; None where the id is taken."""
    slug = slugs.title_slug(suggestion.name)
    path = root / "content" / "entities" / f"{slug}.md"
    if not slug or slug in entities:
        return None
    values = {
        "name": suggestion.name,
        "kind": suggestion.kind,
        "aliases": [name for name in suggestion.short if name.isupper()] + list(suggestion.aliases),
        "short": [name for name in suggestion.short if not name.isupper()],
    }
    remark = f"The kind is a guess. {suggestion.evidence.path}: {suggestion.evidence.sentence}"
    head = dump({key: value for key, value in values.items() if value})
    try:
        write_new(path, f"---\n# {' '.join(UNPRINTED.sub(' ', remark).split())}\n{head}---\n".encode())
    except FileExistsError:
        return None
    return path


def with_name(text: str, entity: Entity, among: str, name: str) -> str | None:
    """The file's text with the name in the list, every other character as it was; None where it cannot be told how."""
    is_list = not entity.place.path.endswith(".md")
    values, places = read(text, is_list=is_list)
    where = where_of(values, entity.id) if is_list else ()
    if where is None:
        return None
    wanted = at(values, where)
    if name in (wanted.get(among) or ()):
        return text
    lines = text.splitlines(keepends=True)
    done = "".join(added(lines, places, where, among, scalar(name)))
    wanted[among] = [*(wanted.get(among) or ()), name]
    # What was written is read again: a file in which anything else had changed is not written at all.
    try:
        found, _ = read(done, is_list=is_list)
    except ContentError:
        return None
    return done if found == values else None


def read(text: str, *, is_list: bool) -> tuple[Any, Mapping[Where, Place]]:
    """The values of an entity's file, or of a list of entities, and where each stands."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if is_list:
        values, places, _ = read_yaml(plain, "", limit=len(plain))
        return values, places
    front = read_mapping(plain, "")
    return {**front.values, "\0body": front.body} | {}, front.places


def where_of(values: Any, identifier: str) -> Where | None:
    """Where the entity stands in a list of entities."""
    for index, item in enumerate(values):
        if isinstance(item, dict) and item.get("id") == identifier:
            return (index,)
    return None


def at(values: Any, where: Where) -> dict[str, Any]:
    """The mapping that stands there."""
    for key in where:
        values = values[key]
    return dict_of(values)


def dict_of(values: Any) -> dict[str, Any]:
    """The values, which are a mapping: the loader has read them as one."""
    if not isinstance(values, dict):
        raise TypeError(values)
    return values


def scalar(name: str) -> str:
    """The name as YAML writes it."""
    if PLAIN.fullmatch(name) and name.lower() not in WORDS_OF_YAML:
        return name
    return json.dumps(name, ensure_ascii=False)


def added(lines: list[str], places: Mapping[Where, Place], where: Where, among: str, name: str) -> list[str]:
    """The lines with the name in the list, as the list is written: in brackets, or a line each."""
    key = places.get((*where, f"{among}:"))
    ending = "\r\n" if lines[0].endswith("\r\n") else "\n"
    if key is None:
        anchor = next(places[*where, f"{one}:"] for one in BEFORE if (*where, f"{one}:") in places)
        indent = " " * (anchor.column - 1)
        position = end_of_value(lines, anchor)
        return [*lines[:position], f"{indent}{among}: [{name}]{ending}", *lines[position:]]
    items = [place for found, place in places.items() if found[:-1] == (*where, among) and isinstance(found[-1], int)]
    value = places.get((*where, among), key)
    line = lines[value.line - 1]
    if line[value.column - 1 : value.column] == "[":
        return in_brackets(lines, value, name, empty=not items)
    if not items:
        head, colon, rest = lines[key.line - 1].partition(":")
        return [*lines[: key.line - 1], f"{head}{colon} [{name}]{rest}", *lines[key.line :]]
    last = max(items)
    position = end_of_value(lines, last)
    dash = lines[last.line - 1][: last.column - 1]
    return [*lines[:position], f"{dash}{name}{ending}", *lines[position:]]


def end_of_value(lines: Sequence[str], key: Place) -> int:
    """The number of lines up to the end of the value that begins there: those that are set deeper belong to it."""
    position = key.line
    while position < len(lines):
        line = lines[position]
        depth = len(line) - len(line.lstrip(" "))
        is_item = line.lstrip(" ").startswith("- ") and depth >= key.column - 1
        if not line.strip() or line.lstrip().startswith("#") or not (depth > key.column - 1 or is_item):
            break
        position += 1
    return position


def in_brackets(lines: list[str], opening: Place, name: str, *, empty: bool) -> list[str]:
    """The lines with the name before the bracket that closes the list."""
    quote, skipping = "", False
    for number in range(opening.line - 1, len(lines)):
        line = lines[number]
        for column in range(opening.column if number == opening.line - 1 else 0, len(line)):
            sign = line[column]
            if skipping:
                skipping = False
            elif quote:
                skipping = quote == '"' and sign == "\\"
                quote = "" if sign == quote else quote
            elif sign in "\"'" and line[column - 1] in "[, ":
                quote = sign
            elif sign == "#" and line[column - 1].isspace():
                break
            elif sign == "]":
                head = line[:column]
                kept = head.rstrip()
                comma = "" if empty or kept.endswith(",") else ","
                between = " " if not empty else ""
                written = f"{kept}{comma}{between}{name}{head[len(kept) :] if kept else ''}"
                return [*lines[:number], f"{written}{line[column:]}", *lines[number + 1 :]]
    return lines
