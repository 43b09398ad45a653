"""Record: what names and annotations were at the last build, for the reports on what has changed since."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from builder.check.registry_report import Links, entity_links
from builder.config import Config
from builder.files import rewrite, write_new
from builder.model import Annotation, Site
from builder.problems import Problem

AnnotationIds = Mapping[str, Mapping[str, str]]
"""By slug of the article and id of the annotation: what tells the annotation when its heading has changed."""

KEY_LENGTH = 120
"""Characters of the words that tell an annotation."""


def save_entity_links(config: Config, site: Site) -> None:
    """Keep what each name means now; like all in .cache/, nothing needs it to be there."""
    _save(config, "links", entity_links(site))


def save_annotation_ids(config: Config, site: Site) -> None:
    """Keep which annotations are published now, and which addresses were lost and are not given back."""
    told = {
        slug: {one.annotation.id: annotation_key(one.annotation) for one in laid} for slug, laid in site.anchors.items()
    }
    lost: dict[str, dict[str, str]] = {}
    for slug, old, note in _renamed(config, site):
        lost.setdefault(slug, {})[old] = annotation_key(note)
        # The new address is not to be kept while nobody has said that it stays.
        told[slug].pop(note.id, None)
    _save(config, "notes", told)
    _save(config, "lost", lost)


def read_entity_links(config: Config) -> Links | None:
    """What each name meant at the last build; None where that is not known."""
    kept = _read(config, "links")
    known = isinstance(kept, dict) and all(
        isinstance(counts, dict) and all(isinstance(count, int) for count in counts.values())
        for counts in kept.values()
    )
    return kept if known else None


def check_addresses(config: Config, site: Site) -> Iterator[Problem]:
    """An annotation whose address was published, and was lost when its heading was changed."""
    for _, old, note in _renamed(config, site):
        message = f"changing this heading changed the annotation's permanent address (#note-{old})"
        help_ = f"to keep it, add `- id: {old}`; to accept the new one, add `- id: {note.id}`"
        yield Problem("N131", message, note.place, help_)


def _renamed(config: Config, site: Site) -> Iterator[tuple[str, str, Annotation]]:
    """Slug, lost id, and the annotation that had it: it has another id, and says the same of the same."""
    before, lost = _read_annotation_ids(config, "notes"), _read_annotation_ids(config, "lost")
    for slug, anchors in site.anchors.items():
        known, gone = before.get(slug, {}), lost.get(slug, {})
        there = {one.annotation.id: one.annotation for one in anchors}
        by_words = {annotation_key(note): note for note in there.values()}
        new = {annotation_key(note): note for identifier, note in there.items() if identifier not in known}
        for identifier, words in {**known, **gone}.items():
            note = (by_words if identifier in gone else new).get(words)
            if note and not note.pinned and identifier not in there and f"{slug}#{identifier}" not in site.draft_ids:
                yield slug, identifier, note


def _read_annotation_ids(config: Config, name: str) -> AnnotationIds:
    """What the last build kept; nothing where that is not known."""
    kept = _read(config, name)
    known = isinstance(kept, dict) and all(
        isinstance(notes, dict) and all(isinstance(words, str) for words in notes.values()) for notes in kept.values()
    )
    return kept if known else {}


def annotation_key(note: Annotation) -> str:
    """What it is about, or where it is about the whole article what it says; with who wrote it and when."""
    about = " ".join((note.quote or note.image or note.comment).split())
    return f"{note.date} {note.by}: {about[:KEY_LENGTH]}"


def _save(config: Config, name: str, what: object) -> None:
    path = _path(config, name)
    content = msgspec.json.encode(what, order="sorted")
    with suppress(OSError):
        before = path.read_bytes() if path.is_file() else None
        if before is None:
            write_new(path, content)
        elif before != content:
            rewrite(path, before, content)


def _read(config: Config, name: str) -> Any:
    try:
        return json.loads(_path(config, name).read_bytes())
    except (OSError, ValueError):
        return None


def _path(config: Config, name: str) -> Path:
    return config.root / ".cache" / f"{name}.json"
