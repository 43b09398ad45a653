"""Write: add a suggestion to the registry, as a new file or as a name in an existing file."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from builder.files import read_bytes, rewrite, write_new
from builder.frontmatter import dump, read_mapping
from builder.frontmatter.edit import add_item
from builder.model import Entity
from builder.problems import ContentError
from builder.slugs import file_slug
from builder.suggest.suggestion import Suggestion

CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff\u2028\u2029]")
"""Characters that end a YAML comment or are not allowed in it."""


def write(root: Path, suggestion: Suggestion, entities: Mapping[str, Entity]) -> Path | None:
    """Write the suggestion and return the file; None, with nothing written, if that is not possible safely."""
    if not suggestion.entity:
        return write_new_entity(root, suggestion, entities)
    entity = entities[suggestion.entity]
    path = root / entity.place.path
    before = read_bytes(path, root)
    text = before.decode("utf-8")
    for name in (suggestion.name, *suggestion.aliases):
        if suggestion.when:
            edited = add_contextual(text, entity, name, suggestion.when)
        else:
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
        "demonyms": list(suggestion.demonyms),
        "wikidata": suggestion.wikidata,
        "same_as": list(suggestion.same_as),
    }
    guess = "" if suggestion.wikidata or suggestion.same_as else "The kind is a guess. "
    comment = f"{guess}{suggestion.evidence.path}: {suggestion.evidence.sentence}"
    comment = " ".join(CONTROL_CHARACTERS.sub(" ", comment).split())
    head = dump({key: value for key, value in values.items() if value})
    try:
        write_new(path, f"---\n# {comment}\n{head}---\n".encode())
    except FileExistsError:
        return None
    return path


def add_name(text: str, entity: Entity, field: str, name: str) -> str | None:
    """The file's text with the name in the list `field`, otherwise unchanged; None if that is not possible safely."""
    return add_item(text, field, name, None if entity.place.path.endswith(".md") else entity.id)


def add_contextual(text: str, entity: Entity, name: str, when: Sequence[str]) -> str | None:
    """Likewise with the name in `contextual`, of an entity in a file of its own that has no contextual names yet."""
    if entity.contextual or not entity.place.path.endswith(".md"):
        return None
    head, line, rest = text.partition("\nkind:")
    end = rest.find("\n") + 1
    if not line or not end:
        return None
    added = dump({"contextual": [{"names": [name], "when": list(when)}]})
    edited = f"{head}{line}{rest[:end]}{added}{rest[end:]}"
    try:
        values = read_mapping(edited, "").values
    except ContentError:
        return None
    expected = read_mapping(text, "").values | read_mapping(f"---\n{added}---\n", "").values
    return edited if values == expected else None
