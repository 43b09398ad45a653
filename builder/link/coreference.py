"""Parts: after a full name the article may go on with a part of it, or with the short form it gave in brackets."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import compress, count

from builder.link.article_state import Choice, Story
from builder.link.boundary_rules import cut, speaks, spot
from builder.link.gazetteer import ALIAS, SHORT, Form, Names
from builder.link.lexicon import LITTLE
from builder.link.person_names import OWN, own_words
from builder.link.tokens import Candidate

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
    parts: Parts = {}
    shared = set()
    for entity, places in story.named.items():
        if story.names.entities[entity].kind == "person":
            for word in part_words(entity, story.names):
                if word in parts:
                    shared.add(word)
                parts[word] = Form(entity, SHORT, "person"), places[0], "short: part of the full name before"
    for word in shared:
        del parts[word]
    return parts


def part_words(person: str, names: Names) -> tuple[str, ...]:
    """The words of the person's full names that are no name of the registry by themselves."""
    found = names.part_words.get(person)
    if found is None:
        found = names.part_words[person] = tuple(
            word
            for word, whose in own_words(person, names).items()
            if whose == OWN and len(word) >= SHORTEST_PART and word.lower() not in LITTLE and word not in names.forms
        )
    return found


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


def find_parts(parts: Parts, chosen: Sequence[Choice], story: Story) -> Iterator[tuple[int, int, str, str]]:
    """Where such words stand by themselves after the full name, outside every other name: start, end, entity, rule."""
    reading, starts = story.reading, [choice.start for choice in chosen]
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
        yield candidate.start, candidate.end, form.entity, rule
