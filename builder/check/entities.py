"""Entities: their relations are known, and names that could not be told apart are said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from builder.check.articles import unknown_entity
from builder.config import Config
from builder.model import Site
from builder.problems import Problem


def check_entities(site: Site, config: Config) -> Iterator[Problem]:  # noqa: ARG001 - every rule is called alike
    """Relations to nobody, one Wikidata item on two entities, ambiguous names left without a link."""
    items = defaultdict(list)
    for entity in site.entities.values():
        for other in entity.related:
            yield from unknown_entity(other, entity.place, site)
        if entity.wikidata:
            items[entity.wikidata].append(entity)
    for item, entities in items.items():
        for entity in entities[1:]:
            yield Problem(
                "E204",
                f"{item} is the Wikidata item of `{entities[0].id}` too",
                entity.place,
                "look both up; one person has one item",
            )
    for article in site.articles:
        skipped = site.skipped.get(article.slug, ())
        for words, candidates in sorted({(one.words, one.candidates) for one in skipped if one.rule == "ambiguous"}):
            mend = (
                f"if it is one of them, write in the front matter: `entities: {{pin: {{{words}: {candidates[0]}}}}}`;"
                f" if none, `entities: {{skip: [{words}]}}`"
            )
            yield Problem("E203", f"“{words}” may be {' or '.join(candidates)}: not linked", article.place, mend)
