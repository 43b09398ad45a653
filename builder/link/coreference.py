"""Parts: after a full name the article may go on with a part of it, or with the short form it gave in brackets."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import compress, count

from builder.link.article_state import ArticleState, Detection
from builder.link.boundary_rules import is_name_like, is_partial_word, neighbourhood
from builder.link.gazetteer import ALIAS, SHORT, Gazetteer, SurfaceForm
from builder.link.lexicon import LOWERCASE_WORDS
from builder.link.person_names import OWN, name_words
from builder.link.tokens import Candidate

SHORTEST_PART = 3
BRACKETED = range(2, 9)
"""Letters of a short form in brackets."""

ShortForms = dict[str, tuple[SurfaceForm, int, str]]
"""Word to the entity it is part of, where it was first named in full, and the rule."""


def short_forms(chosen: Sequence[Detection], story: ArticleState) -> ShortForms:
    """Words that the registry does not know and that mean, from here on, an entity named in full."""
    return person_short_forms(story) | acronyms(chosen, story)


def person_short_forms(story: ArticleState) -> ShortForms:
    """`Alan` after `Alan Shearer`: names that only one person named in full here has."""
    parts: ShortForms = {}
    shared = set()
    for entity, places in story.named.items():
        if story.gazetteer.entities[entity].kind == "person":
            for word in short_form_words(entity, story.gazetteer):
                if word in parts:
                    shared.add(word)
                parts[word] = SurfaceForm(entity, SHORT, "person"), places[0], "short: part of the full name before"
    for word in shared:
        del parts[word]
    return parts


def short_form_words(person: str, names: Gazetteer) -> tuple[str, ...]:
    """The words of the person's full names that are no name of the registry by themselves."""
    found = names.short_form_words.get(person)
    if found is None:
        found = names.short_form_words[person] = tuple(
            word
            for word, whose in name_words(person, names).items()
            if whose == OWN
            and len(word) >= SHORTEST_PART
            and word.lower() not in LOWERCASE_WORDS
            and word not in names.forms
        )
    return found


def acronyms(chosen: Sequence[Detection], story: ArticleState) -> ShortForms:
    """`SDA` after `Party of Democratic Action (SDA)`."""
    words, gaps = story.text.words, story.text.gaps
    parts: ShortForms = {}
    for choice in chosen:
        place = choice.candidate.last + 1
        if place >= len(words) or gaps[place] != " (" or gaps[place + 1][:1] != ")":
            continue
        aliases = [form for form in choice.forms if form.name_type == ALIAS]
        word = words[place]
        if (
            len(aliases) == 1
            and choice.candidate.first != choice.candidate.last
            and word.isupper()
            and len(word) in BRACKETED
        ):
            parts.setdefault(word, (aliases[0], choice.start, "short: given in brackets after the full name"))
    return parts


def find_short_forms(
    parts: ShortForms, chosen: Sequence[Detection], story: ArticleState
) -> Iterator[tuple[int, int, str, str]]:
    """Where such words stand by themselves after the full name, outside every other name: start, end, entity, rule."""
    reading, starts = story.text, [choice.start for choice in chosen]
    for index in compress(count(), map(parts.__contains__, reading.words)):
        word, start = reading.words[index], reading.starts[index]
        form, since, rule = parts[word]
        before = bisect_right(starts, start) - 1
        if start < since or (before >= 0 and chosen[before].end > start):
            continue
        candidate = Candidate(start, reading.ends[index], index, index, word, (form,))
        if is_partial_word(candidate, reading):
            continue
        around = neighbourhood(candidate, reading)
        if around.initial or (not around.capitals and (is_name_like(around.before) or is_name_like(around.after))):
            continue
        yield candidate.start, candidate.end, form.entity, rule
