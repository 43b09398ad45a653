"""Portraits: each entity in a few words, in a small file of its own for the card beside its name.

What a card shows changes with every article that names the entity. In the articles themselves it would have them all
rendered again; in its own file it costs one file, and the reader fetches it only when a name is pointed at.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from builder.config import Config
from builder.model import Entity, Page
from builder.pages.dates import day_words
from builder.pages.index import Index
from builder.pages.summaries import entity_address


@dataclass(frozen=True)
class EntityCardFile:
    """What the file holds."""

    text: str = field(repr=False)


def entity_card_pages(index: Index, config: Config, entity: Entity) -> Iterator[Page]:  # noqa: ARG001 - as all of its kind
    """`card.json` beside the page of the entity."""
    text = json.dumps(_portrait(index, entity), ensure_ascii=False, separators=(",", ":"))
    yield Page(f"{entity_address(entity.id)}card.json", "plain.txt", EntityCardFile(f"{text}\n"))


def _portrait(index: Index, entity: Entity) -> dict[str, object]:
    named_in = index.by_entity.get(entity.id, ())
    days = [one.article.day for one in named_in if one.article.day]
    return {
        "name": entity.name,
        "kind": entity.kind,
        "description": entity.description,
        "articles": len(named_in),
        "first": day_words(min(days)) if days else "",
        "latest": day_words(max(days)) if days else "",
    }
