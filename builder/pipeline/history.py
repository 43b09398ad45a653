"""History: entity links and annotation ids of the last build, for reports on what has changed."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from builder.check.registry_report import Links, entity_links
from builder.config import Config
from builder.files import rewrite, write_new
from builder.model import Annotation, Site
from builder.problems import Problem

AnnotationIds = dict[str, dict[str, str]]
"""By slug of the article and id of the annotation: a key that does not depend on the heading."""

Saved = TypeVar("Saved")
KEY_LENGTH = 120
"""Characters of the quotation in an annotation's key."""


def save_entity_links(config: Config, site: Site) -> None:
    """Save which entity each name links to now."""
    _save(config, "links", entity_links(site))


def save_annotation_ids(config: Config, site: Site) -> None:
    """Save the ids of the published annotations, and the ids that were lost and not restored."""
    published = {
        slug: {one.annotation.id: annotation_key(one.annotation) for one in anchors}
        for slug, anchors in site.anchors.items()
    }
    lost: AnnotationIds = {}
    for slug, old, note in _renamed(config, site):
        lost.setdefault(slug, {})[old] = annotation_key(note)
        # The new id is not saved until an editor has accepted it.
        published[slug].pop(note.id, None)
    _save(config, "notes", published)
    _save(config, "lost", lost)


def read_entity_links(config: Config) -> Links | None:
    """The entity that each name linked to at the last build; None when it was not saved."""
    return _read(config, "links", dict[str, dict[str, int]])


def check_addresses(config: Config, site: Site) -> Iterator[Problem]:
    """A problem for each annotation whose published address was lost when its heading was changed."""
    for _, old, note in _renamed(config, site):
        message = f"changing this heading changed the annotation's permanent address (#note-{old})"
        help_ = f"to keep it, add `- id: {old}`; to accept the new one, add `- id: {note.id}`"
        yield Problem("N131", message, note.place, help_)


def _renamed(config: Config, site: Site) -> Iterator[tuple[str, str, Annotation]]:
    """Slug, lost id, and the annotation that had it: the one with the same key and another id."""
    before, lost = (_read(config, name, AnnotationIds) or {} for name in ("notes", "lost"))
    for slug, anchors in site.anchors.items():
        previous, lost_before = before.get(slug, {}), lost.get(slug, {})
        current = {one.annotation.id: one.annotation for one in anchors}
        by_key = {annotation_key(note): note for note in current.values()}
        new = {annotation_key(note): note for identifier, note in current.items() if identifier not in previous}
        for identifier, key in {**previous, **lost_before}.items():
            note = (by_key if identifier in lost_before else new).get(key)
            if note and not note.pinned and identifier not in current and f"{slug}#{identifier}" not in site.draft_ids:
                yield slug, identifier, note


def annotation_key(note: Annotation) -> str:
    """Date, author and quotation, or the comment for an annotation of the whole article."""
    about = " ".join((note.quote or note.image or note.comment).split())
    return f"{note.date} {note.by}: {about[:KEY_LENGTH]}"


def _save(config: Config, name: str, value: object) -> None:
    path = _path(config, name)
    content = msgspec.json.encode(value, order="sorted")
    with suppress(OSError):
        before = path.read_bytes() if path.is_file() else None
        if before is None:
            write_new(path, content)
        elif before != content:
            rewrite(path, before, content)


def _read(config: Config, name: str, kind: type[Saved]) -> Saved | None:
    """What was saved; None when nothing was, or something else."""
    try:
        return msgspec.json.decode(_path(config, name).read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError):
        return None


def _path(config: Config, name: str) -> Path:
    return config.root / ".cache" / f"{name}.json"
