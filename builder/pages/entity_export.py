"""Entity export: every entity of the archive in one JSON-LD file, and a small JSON file for the card of each.

A card, which opens next to the name of an entity, changes with every article that mentions the entity. In a file of its
own, such a change costs one file instead of all these articles, and readers load it only when they point at the name.
"""

import json
from collections.abc import Iterator

from builder.addresses import ENTITIES_FILE, entity_address
from builder.model import Entity, Page
from builder.pages.dates import date_words
from builder.pages.exports import TextView
from builder.pages.index import Index
from builder.pages.schema_org import entity_data

OWN_TERMS = ("articles", "mentions", "first", "latest")
"""Properties that schema.org does not have."""


def entity_export_pages(index: Index) -> Iterator[Page]:
    """One file with all entities in schema.org terms, and how often each is mentioned."""
    entities = [_record(index, one) for one in index.site.entities.values()]
    url = index.full_url(ENTITIES_FILE)
    data = {
        # schema.org has another `mentions`.
        "@context": ["https://schema.org", {term: f"{url}#{term}" for term in OWN_TERMS}],
        "@type": "ItemList",
        "name": f"{index.config.title}: names",
        "url": url,
        "numberOfItems": len(entities),
        "itemListElement": entities,
    }
    yield Page(ENTITIES_FILE, "plain.txt", TextView(json.dumps(data, ensure_ascii=False, indent=1) + "\n"))


def entity_card_pages(index: Index, entity: Entity) -> Iterator[Page]:
    """`card.json` next to the page of the entity."""
    named_in = index.by_entity.get(entity.id, ())
    dates = index.past_dates(one.article for one in named_in)
    card = {
        "name": entity.name,
        "kind": entity.kind,
        "description": entity.description,
        "articles": len(named_in),
        "first": date_words(dates[-1]) if dates else "",
        "latest": date_words(dates[0]) if dates else "",
    }
    text = json.dumps(card, ensure_ascii=False, separators=(",", ":"))
    yield Page(f"{entity_address(entity.id)}card.json", "plain.txt", TextView(f"{text}\n"))


def _record(index: Index, entity: Entity) -> dict[str, object]:
    named_in = index.by_entity.get(entity.id, ())
    dates = index.past_dates(one.article for one in named_in)
    own: dict[str, object] = {
        "identifier": entity.id,
        "alternateName": list(dict.fromkeys((*entity.aliases, *entity.short))),
        "articles": len(named_in),
        "mentions": sum(one.count for one in named_in),
        "first": str(dates[-1].without_time) if dates else "",
        "latest": str(dates[0].without_time) if dates else "",
    }
    return {**entity_data(index, entity), **{key: value for key, value in own.items() if value not in ("", [])}}
