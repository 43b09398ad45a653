"""Adapters: the builder's functions with the signatures that scorers expect."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from builder.annotate import resolve as _resolve
from builder.link import Gazetteer, TextStructure, gazetteer_of
from builder.link import link as _link
from builder.model import Article, Contextual, Entity, EntityKind, Layout, Passage
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
    """Start and end of the passage of a quotation; None if it is missing or ambiguous."""
    passage = _resolve(text, quote, prefix, suffix).passage
    return (passage.start, passage.end) if passage else None


def link(text: str, registry: Sequence[Mapping[str, Any]]) -> list[tuple[int, int, str]]:
    """Start, end and entity of every mention in a plain text: a headline, then paragraphs between blank lines."""
    paragraphs = tuple(Passage(*match.span()) for match in PARAGRAPH.finditer(text))
    mentions, _ = _link(ARTICLE, _gazetteer(registry), TextStructure(text, "", Layout(paragraphs)))
    return [(start, end, entity) for entity, (start, end), _, _ in mentions]


_GAZETTEERS: dict[int, tuple[Sequence[Mapping[str, Any]], Gazetteer]] = {}


def _gazetteer(registry: Sequence[Mapping[str, Any]]) -> Gazetteer:
    # The cache keeps the registry too: while it exists, no other list can have its id.
    if id(registry) not in _GAZETTEERS:
        _GAZETTEERS[id(registry)] = registry, gazetteer_of(map(entity_of, registry))
    return _GAZETTEERS[id(registry)][1]


def _prepare(registry: Sequence[Mapping[str, Any]], _texts: Sequence[str]) -> None:
    _gazetteer(registry)


link.prepare = _prepare  # type: ignore[attr-defined]


def entity_of(record: Mapping[str, Any]) -> Entity:
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
