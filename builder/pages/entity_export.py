"""Entity export: every entity of the archive in one JSON-LD file."""

import json
from collections.abc import Iterator

from builder.config import Config
from builder.model import Entity, Page
from builder.pages.addresses import ENTITIES_FILE, full_url
from builder.pages.exports import TextView
from builder.pages.index import Index
from builder.pages.schema_org import entity_data

OWN_TERMS = ("articles", "mentions", "first", "latest")
"""Properties that schema.org does not have."""


def entity_export_pages(index: Index, config: Config) -> Iterator[Page]:
    """One file with all entities in schema.org terms, and how often each is mentioned."""
    entities = [_record(index, config, one) for one in index.site.entities.values()]
    data = {
        # schema.org has another `mentions`.
        "@context": ["https://schema.org", {term: f"{full_url(config, ENTITIES_FILE)}#{term}" for term in OWN_TERMS}],
        "@type": "ItemList",
        "name": f"{config.title}: names",
        "url": full_url(config, ENTITIES_FILE),
        "numberOfItems": len(entities),
        "itemListElement": entities,
    }
    yield Page(ENTITIES_FILE, "plain.txt", TextView(json.dumps(data, ensure_ascii=False, indent=1) + "\n"))


def _record(index: Index, config: Config, entity: Entity) -> dict[str, object]:
    named_in = index.by_entity.get(entity.id, ())
    days = [one.article.day.isoformat() for one in named_in if one.article.day]
    own: dict[str, object] = {
        "identifier": entity.id,
        "alternateName": list(dict.fromkeys((*entity.aliases, *entity.short))),
        "articles": len(named_in),
        "mentions": sum(one.count for one in named_in),
        "first": min(days, default=""),
        "latest": max(days, default=""),
    }
    return {**entity_data(config, entity), **{key: value for key, value in own.items() if value not in ("", [])}}
