"""Entities: their relations exist, and names that are ambiguous or badly written are reported."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from builder.check.articles import unknown_entity
from builder.entity_names import FULL_NAMES, NameType, names_of
from builder.model import Entity, Site
from builder.problems import Problem

ABBREVIATION = 4
"""Longest abbreviation, such as `Corp.`, that may end a name."""


def check_entities(site: Site) -> Iterator[Problem]:
    """Unknown relations, a Wikidata item or a name shared by two entities, ambiguous names without a link."""
    items: dict[str, Entity] = {}
    for entity in site.entities.values():
        for other in entity.related:
            yield from unknown_entity(other, entity.place, site)
        if entity.wikidata and (first := items.setdefault(entity.wikidata, entity)) is not entity:
            message = f"{entity.wikidata} is also the Wikidata item of `{first.id}`"
            yield Problem("E204", message, entity.place, "look both up; each entity has its own item")
    yield from name_problems(site.entities.values())
    for article in site.articles:
        unlinked = site.unlinked.get(article.slug, ())
        for name, candidates in sorted({(one.words, one.candidates) for one in unlinked if one.rule == "ambiguous"}):
            help_ = (
                f"if it is one of them, write in the front matter: `entities: {{pin: {{{name}: {candidates[0]}}}}}`;"
                f" if none, `entities: {{skip: [{name}]}}`"
            )
            message = f"“{name}” is not linked: it may be {' or '.join(candidates)}"
            yield Problem("E203", message, article.place, help_)


def name_problems(entities: Iterable[Entity]) -> Iterator[Problem]:
    """Unconditional names that two entities share, and names that end in punctuation."""
    for name, sharing in entities_by_name(entities, FULL_NAMES).items():
        if len([entity for entity in sharing if name in entity.default_for]) == 1:
            continue
        for entity in sharing[1:]:
            message = f"“{name}” is also a name of `{sharing[0].id}`"
            help_ = f"add `default_for: [{name}]` to the one it usually means, or move it to `short` in both"
            yield Problem("E205", message, entity.place, help_)
    for entity in entities:
        for name in dict.fromkeys(names_of(entity, {*FULL_NAMES, "short"})):
            if ends_in_punctuation(name):
                message = f"the name “{name}” ends in punctuation"
                help_ = "end it with its last letter: punctuation after a name belongs to the sentence"
                yield Problem("E206", message, entity.place, help_)


def entities_by_name(entities: Iterable[Entity], types: Collection[NameType]) -> dict[str, tuple[Entity, ...]]:
    """Each name of these types and the entities that have it, in the order of the registry."""
    found: defaultdict[str, dict[str, Entity]] = defaultdict(dict)
    for entity in entities:
        for name in names_of(entity, types):
            found[name][entity.id] = entity
    return {name: tuple(sharing.values()) for name, sharing in found.items()}


def ends_in_punctuation(name: str) -> bool:
    """Whether the name ends in punctuation of a sentence; `U.S.`, `Corp.` and `Yahoo!` do not."""
    if name.endswith(("'s", "’s")):
        return True
    if name[-1].isalnum() or name[-1] in ")!?+*°":
        return False
    word = name.rsplit(maxsplit=1)[-1]
    return not (name[-1] == "." and ("." in word[:-1] or len(word) - 1 <= ABBREVIATION))
