"""Adapters: the builder's own functions as the scorers of development sets call them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from builder.annotate import resolve as _resolve
from builder.link import Gazetteer, TextStructure, gazetteer_of
from builder.link import link as _link
from builder.model import Article, Contextual, Entity, EntityKind, Passage
from builder.problems import Place

KINDS: dict[str, EntityKind] = {
    "person": "person",
    "organisation": "organisation",
    "place": "place",
    "event": "event",
    "work": "work",
    "product": "work",
    "other": "event",
}
PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)*")
NOWHERE = Place("articles/text.md")
ARTICLE = Article("text", "/undated/text/", "", None, NOWHERE)


def resolve(text: str, quote: str, prefix: str, suffix: str) -> tuple[int, int] | None:
    """Where a quotation stands now; None when it is refused."""
    passage = _resolve(text, quote, prefix, suffix).passage
    return (passage.start, passage.end) if passage else None


def link(text: str, registry: Sequence[Mapping[str, Any]]) -> list[tuple[int, int, str]]:
    """Every mention of an entity in a plain text: its first line is the headline, empty lines part its paragraphs."""
    paragraphs = [Passage(*found.span()) for found in PARAGRAPH.finditer(text)]
    ground = TextStructure(text, "", paragraphs)
    mentions, _ = _link(ARTICLE, _names(registry), ground)
    return [(start, end, entity) for entity, (start, end), _, _ in mentions]


_NAMES: dict[int, tuple[Sequence[Mapping[str, Any]], Gazetteer]] = {}


def _names(registry: Sequence[Mapping[str, Any]]) -> Gazetteer:
    # The registry is kept beside its names: while it lives, no other list can have its id.
    if id(registry) not in _NAMES:
        _NAMES[id(registry)] = registry, gazetteer_of(map(_entity, registry))
    return _NAMES[id(registry)][1]


def _prepare(registry: Sequence[Mapping[str, Any]], _texts: Sequence[str]) -> None:
    _names(registry)


link.prepare = _prepare  # type: ignore[attr-defined]


def _entity(record: Mapping[str, Any]) -> Entity:
    contextual = record.get("contextual")
    return Entity(
        id=record["id"],
        name=record["name"],
        kind=KINDS[record["type"]],
        place=NOWHERE,
        aliases=tuple(record.get("aliases", ())),
        short=tuple(record.get("short", ())),
        demonyms=tuple(record.get("demonyms", ())),
        contextual=(Contextual(tuple(contextual["names"]), tuple(contextual.get("when", ()))),) if contextual else (),
    )
