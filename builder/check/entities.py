"""Entities: their relations are known, and names that could not be told apart are said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from builder.check.articles import unknown_entity
from builder.config import Config
from builder.entity_names import FULL_NAMES, NameType, names_of
from builder.model import Entity, Site
from builder.problems import Problem

ABBREVIATION = 4
"""Letters up to which the last word of a name may be abbreviated: `Corp.`."""


def check_entities(site: Site, config: Config) -> Iterator[Problem]:  # noqa: ARG001 - every rule is called alike
    """Relations to nobody, one Wikidata item or one name on two entities, ambiguous names left without a link."""
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
    yield from name_problems(site.entities.values())
    for article in site.articles:
        skipped = site.unlinked.get(article.slug, ())
        for words, candidates in sorted({(one.words, one.candidates) for one in skipped if one.rule == "ambiguous"}):
            mend = (
                f"if it is one of them, write in the front matter: `entities: {{pin: {{{words}: {candidates[0]}}}}}`;"
                f" if none, `entities: {{skip: [{words}]}}`"
            )
            yield Problem("E203", f"“{words}” may be {' or '.join(candidates)}: not linked", article.place, mend)


def name_problems(entities: Iterable[Entity]) -> Iterator[Problem]:
    """Names that two entities claim without condition, and names that end in punctuation."""
    for name, held in candidates(entities, FULL_NAMES).items():
        if len([one for one in held if name in one.default_for]) == 1:
            continue
        for entity in held[1:]:
            yield Problem(
                "E205",
                f"“{name}” is a name of `{held[0].id}` too",
                entity.place,
                f"write `default_for: [{name}]` under the one it means as a rule, or move it to `short` under both",
            )
    for entity in entities:
        for name in dict.fromkeys(names_of(entity, {*FULL_NAMES, "short"})):
            if ends_in_punctuation(name):
                yield Problem(
                    "E206",
                    f"the name “{name}” ends in punctuation",
                    entity.place,
                    "end it with its last letter: what follows a name in a sentence is no part of it",
                )


def candidates(entities: Iterable[Entity], types: Collection[NameType]) -> dict[str, tuple[Entity, ...]]:
    """Each name of these types and the entities that have it, in the order of the registry."""
    found: defaultdict[str, dict[str, Entity]] = defaultdict(dict)
    for entity in entities:
        for name in names_of(entity, types):
            found[name][entity.id] = entity
    return {name: tuple(held.values()) for name, held in found.items()}


def ends_in_punctuation(name: str) -> bool:
    """Whether the name ends in a sign that is the sentence's; `U.S.`, `Corp.` and `Yahoo!` do not."""
    if name.endswith(("'s", "’s")):
        return True
    if name[-1].isalnum() or name[-1] in ")!?+*°":
        return False
    word = name.rsplit(maxsplit=1)[-1]
    return not (name[-1] == "." and ("." in word[:-1] or len(word) - 1 <= ABBREVIATION))
