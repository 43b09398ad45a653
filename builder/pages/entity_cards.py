"""Entity cards: a small JSON file for each entity, for the card that opens next to its name.

A card changes with every article that mentions the entity. In a file of its own, such a change costs one file instead
of all these articles, and readers load it only when they point at the name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from builder.config import Config
from builder.model import Entity, Page
from builder.pages.addresses import entity_address
from builder.pages.dates import date_words
from builder.pages.exports import TextView
from builder.pages.index import Index


def entity_card_pages(index: Index, config: Config, entity: Entity) -> Iterator[Page]:  # noqa: ARG001 - shared signature
    """`card.json` next to the page of the entity."""
    text = json.dumps(_card(index, entity), ensure_ascii=False, separators=(",", ":"))
    yield Page(f"{entity_address(entity.id)}card.json", "plain.txt", TextView(f"{text}\n"))


def _card(index: Index, entity: Entity) -> dict[str, object]:
    named_in = index.by_entity.get(entity.id, ())
    dates = index.past_dates(one.article for one in named_in)
    return {
        "name": entity.name,
        "kind": entity.kind,
        "description": entity.description,
        "articles": len(named_in),
        "first": date_words(dates[-1]) if dates else "",
        "latest": date_words(dates[0]) if dates else "",
    }
