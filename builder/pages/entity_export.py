"""Registry: every entity of the archive as data for programs, in one file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from builder.config import Config
from builder.model import Entity, Page
from builder.pages.index import Index
from builder.pages.summaries import REGISTRY, full_url, thing

OWN_WORDS = ("articles", "mentions", "first", "latest")
"""What schema.org has no word for."""


@dataclass(frozen=True)
class EntityExportView:
    """What the file holds."""

    text: str = field(repr=False)


def entity_export_pages(index: Index, config: Config) -> Iterator[Page]:
    """One file with all entities, as schema.org describes them, and how often each is named."""
    entities = [_record(index, config, one) for one in index.site.entities.values()]
    data = {
        # `mentions` means something else to schema.org.
        "@context": ["https://schema.org", {word: f"{full_url(config, REGISTRY)}#{word}" for word in OWN_WORDS}],
        "@type": "ItemList",
        "name": f"{config.title}: names",
        "url": full_url(config, REGISTRY),
        "numberOfItems": len(entities),
        "itemListElement": entities,
    }
    yield Page(REGISTRY, "plain.txt", EntityExportView(json.dumps(data, ensure_ascii=False, indent=1) + "\n"))


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
    return {**thing(config, entity), **{key: value for key, value in own.items() if value not in ("", [])}}
