"""Entity cards: a small JSON file for each entity, for the card that opens next to its name.

A card changes with every article that mentions the entity. In a file of its own, such a change costs one file instead
of all these articles, and readers load it only when they point at the name.
"""

import json
from collections.abc import Iterator

from builder.config import Config
from builder.model import Entity, Page
from builder.pages.addresses import entity_address
from builder.pages.dates import day_words
from builder.pages.exports import TextView
from builder.pages.index import Index


def entity_card_pages(index: Index, config: Config, entity: Entity) -> Iterator[Page]:  # noqa: ARG001 - shared signature
    """`card.json` next to the page of the entity."""
    text = json.dumps(_card(index, entity), ensure_ascii=False, separators=(",", ":"))
    yield Page(f"{entity_address(entity.id)}card.json", "plain.txt", TextView(f"{text}\n"))


def _card(index: Index, entity: Entity) -> dict[str, object]:
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
