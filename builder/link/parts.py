"""Parts: after a full name the article may go on with a part of it, or with the short form it gave in brackets."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import compress, count

from builder.link.guards import cut, speaks, spot
from builder.link.names import ALIAS, SHORT, Form
from builder.link.reading import Candidate
from builder.link.story import Choice, Story
from builder.link.words import LITTLE

SHORTEST_PART = 3
BRACKETED = range(2, 9)
"""Letters of a short form in brackets."""

Parts = dict[str, tuple[Form, int, str]]
"""Word to the entity it is part of, where it was first named in full, and the rule."""


def parts_of_names(chosen: Sequence[Choice], story: Story) -> Parts:
    """Words that the registry does not know and that mean, from here on, an entity named in full."""
    return parts_of_persons(story) | bracketed(chosen, story)


def parts_of_persons(story: Story) -> Parts:
    """`Alan` after `Alan Shearer`: names that only one person named in full here has."""
    forms = story.names.forms
    bearers: dict[str, set[str]] = {}
    for entity in story.named:
        if story.names.entities[entity].kind != "person":
            continue
        for name in story.names.given_names(entity):
            if name not in forms and len(name) >= SHORTEST_PART and name[0].isupper():
                bearers.setdefault(name, set()).add(entity)
    parts: Parts = {}
    for name, entities in bearers.items():
        if len(entities) == 1 and name.lower() not in LITTLE:
            (entity,) = entities
            parts[name] = (Form(entity, SHORT, "person"), story.named[entity][0], "short: part of the full name before")
    return parts


def bracketed(chosen: Sequence[Choice], story: Story) -> Parts:
    """`SDA` after `Party of Democratic Action (SDA)`."""
    words, gaps = story.reading.words, story.reading.gaps
    parts: Parts = {}
    for choice in chosen:
        place = choice.candidate.last + 1
        if place >= len(words) or gaps[place] != " (" or gaps[place + 1][:1] != ")":
            continue
        aliases = [form for form in choice.forms if form.sort == ALIAS]
        word = words[place]
        if (
            len(aliases) == 1
            and choice.candidate.first != choice.candidate.last
            and word.isupper()
            and len(word) in BRACKETED
        ):
            parts.setdefault(word, (aliases[0], choice.start, "short: given in brackets after the full name"))
    return parts


def find_parts(parts: Parts, chosen: Sequence[Choice], story: Story) -> list[tuple[Choice, str]]:
    """Where such words stand by themselves after the full name, outside every other name."""
    reading, starts = story.reading, [choice.start for choice in chosen]
    capitals = {word.upper(): part for word, part in parts.items() if word.upper() not in story.names.forms}
    parts = {**capitals, **parts}
    found: list[tuple[Choice, str]] = []
    for index in compress(count(), map(parts.__contains__, reading.words)):
        word, start = reading.words[index], reading.starts[index]
        form, since, rule = parts[word]
        before = bisect_right(starts, start) - 1
        if start < since or (before >= 0 and chosen[before].end > start):
            continue
        candidate = Candidate(start, reading.ends[index], index, index, word, (form,))
        if cut(candidate, reading):
            continue
        around = spot(candidate, reading)
        if around.initial or (not around.capitals and (speaks(around.before) or speaks(around.after))):
            continue
        found.append((Choice(candidate.start, candidate.end, candidate, (form,), around), rule))
    return found
