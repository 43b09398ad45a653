"""Fix addresses: write into the content what only the list of published addresses knows."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from builder.addresses import ENTITIES, note_id, parts_of, reply_id
from builder.check.addresses import former_key, places_of
from builder.config import Config
from builder.files import decode, line_end, read_bytes, rewrite, split_lines
from builder.frontmatter.edit import add_item
from builder.load.annotations import load_annotations
from builder.model import Annotation, Reply, Site, without_places
from builder.problems import ContentError, Place

PROPERTY = re.compile(r"( {0,3}[-*+] +)[\w-]+ *:")


@dataclass(frozen=True)
class AddressFix:
    """A line that was written, or that could not be."""

    place: Place
    line: str
    written: bool

    def __str__(self) -> str:
        return f"{self.place}: {'now has' if self.written else 'not changed; write by hand'} `{self.line}`"


def fix_addresses(site: Site, config: Config) -> tuple[AddressFix, ...]:
    """Add `aliases` for each redirect that no file gives, and `id` for each note that has lost its own.

    Nothing else in the files is changed.
    """
    return (*_fix_redirects(site, config), *_fix_ids(site, config))


def _fix_redirects(site: Site, config: Config) -> Iterator[AddressFix]:
    places = places_of(site)
    for address, target in site.redirects.items():
        key, place = former_key(target), places.get(target, Place("content/topics"))
        in_list = place.path.endswith((".yaml", ".yml"))
        identifier = target.removeprefix(ENTITIES).rstrip("/") if in_list else None
        yield AddressFix(place, f"{key}: [{address}]", _add(config, place.path, key, address, identifier))


def _add(config: Config, path: str, key: str, address: str, identifier: str | None) -> bool:
    """Whether the address was added to the list in the file."""
    file = config.root / path
    try:
        before = read_bytes(file, config.root)
        after = add_item(before.decode(), key, address, identifier)
    except ContentError:
        return False
    return after is not None and rewrite(file, before, after.encode())


def _fix_ids(site: Site, config: Config) -> Iterator[AddressFix]:
    by_element = {
        (slug, element): one
        for slug, anchors in site.anchors.items()
        for anchor in anchors
        for element, one in _elements(anchor.annotation)
    }
    # From the last to the first of a file, so that line numbers stay valid.
    lost = sorted(_lost_ids(site, by_element), key=lambda found: found[1].place, reverse=True)
    yield from reversed(
        [AddressFix(one.place, f"- id: {id_}", _pin(config, slug, one, id_)) for slug, one, id_ in lost]
    )


def _lost_ids(
    site: Site, by_element: Mapping[tuple[str, str], Annotation | Reply]
) -> Iterator[tuple[str, Annotation | Reply, str]]:
    """The notes and replies whose permanent id is no longer their own: slug of the article, note or reply, that id."""
    addresses = {one.slug: one.address for one in site.articles}
    for slug, former in site.former_ids.items():
        promised = site.addresses.notes[addresses[slug]]
        for element, ids in former.items():
            one = by_element.get((slug, element))
            if one is None:
                continue  # a withdrawn note, which needs no line
            for old in ids:
                note, reply = parts_of(old)
                identifier = reply or note
                if old in promised and element not in promised and identifier != one.id:
                    yield slug, one, identifier


def _elements(note: Annotation) -> Iterator[tuple[str, Annotation | Reply]]:
    yield note_id(note.id), note
    for reply in note.replies:
        yield reply_id(note.id, reply.id), reply


def _pin(config: Config, slug: str, one: Annotation | Reply, identifier: str) -> bool:
    """Whether the id was written above the properties of the note or reply."""
    path = one.place.path
    file = config.root / path
    try:
        before = read_bytes(file, config.root)
        lines = split_lines(before.decode("utf-8"))
        number = _first_property(lines, one)
        if number is None:
            return False
        bullet = PROPERTY.match(lines[number])
        line = f"{bullet[1] if bullet else '- '}id: {identifier}{line_end(lines[number])}"
        after = "".join([*lines[:number], line, *lines[number:]]).encode()
        was, now = (_read(path, content, slug, config) for content in (before, after))
    except ContentError:
        return False
    expected = [_with_id(note, one, identifier) for note in was]
    return [*map(without_places, expected)] == [*map(without_places, now)] and rewrite(file, before, after)


def _first_property(lines: list[str], one: Annotation | Reply) -> int | None:
    """The index of the first line with a property below the heading."""
    below = range(one.place.line, (one.comment_line or len(lines) + 1) - 1)
    return next((number for number in below if PROPERTY.match(lines[number])), None)


def _read(path: str, content: bytes, slug: str, config: Config) -> list[Annotation | Reply]:
    parsed = load_annotations(path, decode(content, path), slug, config)
    return [*parsed.annotations, *parsed.replies]


def _with_id(note: Annotation | Reply, one: Annotation | Reply, identifier: str) -> Annotation | Reply:
    """The note as it should be read once the id is written."""
    if note.place == one.place:
        return replace(note, id=identifier, pinned=True)
    if isinstance(note, Annotation):
        replies = tuple(replace(reply, **_pinned(reply, one, identifier)) for reply in note.replies)
        return replace(note, replies=replies)
    return note


def _pinned(reply: Reply, one: Annotation | Reply, identifier: str) -> dict[str, Any]:
    return {"id": identifier, "pinned": True} if reply.place == one.place else {}
