"""Holders: of all whom a name can mean, the one it means in this article."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from builder.link.cues import placed
from builder.link.names import ALIAS, CONTEXTUAL, DEMONYM, PINNED, SHORT, Form
from builder.link.story import Choice, Story, spellings_of
from builder.link.words import COMMON

AMBIGUOUS = "ambiguous"
"""Several could be meant: the editor is asked."""


CERTAIN = frozenset({ALIAS, DEMONYM})
"""Sorts of names that leave no question when they have one holder."""


class Decision(NamedTuple):
    """Whom a name means, and the rule that says so; no form: nobody, and why."""

    form: Form | None
    rule: str


def decide(choice: Choice, story: Story) -> Decision:
    """Whom a name means: what sort of name it is decides first, then which of its holders the article is about."""
    first = choice.forms[0]
    if first.sort == PINNED:
        return Decision(first, first.rule)
    if len(choice.forms) == 1:
        if first.sort in CERTAIN:
            return Decision(first, first.rule)
        return DECIDERS[first.sort](choice.forms, choice, story)
    decision = Decision(None, "")
    for sort, group in groupby(choice.forms, sort_of):
        held = tuple(group)
        decision = DECIDERS[sort](held, choice, story)
        if decision.form or (len(held) > 1 and sort in (CONTEXTUAL, ALIAS)):
            return decision
    return decision


def sort_of(form: Form) -> int:
    """The sort of a name."""
    return form.sort


def contextual(held: tuple[Form, ...], choice: Choice, story: Story) -> Decision:
    """A name beside one of its cues."""
    return among(held, choice, story, f"contextual: cue “{choice.cue}”")


def anywhere(held: tuple[Form, ...], choice: Choice, story: Story) -> Decision:
    """A name that means its entity wherever it stands."""
    return among(held, choice, story, held[0].rule)


def short(held: tuple[Form, ...], choice: Choice, story: Story) -> Decision:
    """A surname or short name: of the one who is named in full, or of the only one who can be meant."""
    if choice.full:
        return among(held, choice, story, "full name: given name and surname")
    key = choice.candidate.key
    strangers = story.strangers.get(key.upper(), ())
    named = [form for form in held if form.entity in story.named]
    if named:
        return nearest(named, strangers, choice, story)
    if choice.around.initial:
        return Decision(None, "short: an initial, and no full name in the article")
    if strangers:
        return Decision(None, "short: somebody else bears the name")
    if len(held) > 1:
        return by_default(held, choice, story)
    if any(form.sort == DEMONYM for form in choice.forms):
        return Decision(None, "short: also the name of a people")
    if key.lower() in COMMON or key.lower() in story.reading.small:
        return Decision(None, "short: a common word, and no full name in the article")
    return Decision(held[0], "short: only holder")


def nearest(named: Sequence[Form], strangers: Sequence[int], choice: Choice, story: Story) -> Decision:
    """Of those named in full, the one named last before; nobody when a stranger of that name was met since."""
    last = {form: story.last_named(form.entity, choice.start) for form in named}
    form = max(named, key=lambda form: (last[form], -story.named[form.entity][0]))
    if any(last[form] < place < choice.start for place in strangers) and last[form] >= 0:
        return Decision(None, "short: somebody else of that name stands nearer")
    return Decision(form, "short: full name in the article")


def among(held: tuple[Form, ...], choice: Choice, story: Story, rule: str) -> Decision:
    """The only holder, or the only one named in full, or the only place where a place is meant, or the default."""
    if len(held) == 1:
        return Decision(held[0], rule)
    named = [form for form in held if form.entity in story.named]
    if len(named) == 1:
        return Decision(named[0], f"{rule}, named in full in the article")
    places = [form for form in held if form.kind == "place"]
    if len(places) == 1 and placed(choice.candidate, story.reading):
        return Decision(places[0], f"{rule}, a place is meant")
    return by_default(held, choice, story)


def by_default(held: tuple[Form, ...], choice: Choice, story: Story) -> Decision:
    """The holder whose name it is by default; ambiguous when there is none, or several."""
    key = choice.candidate.key
    chosen = [
        form
        for form in held
        if any(key in spellings_of(name) for name in story.names.entities[form.entity].default_for)
    ]
    return Decision(chosen[0], "default") if len(chosen) == 1 else Decision(None, AMBIGUOUS)


DECIDERS = {CONTEXTUAL: contextual, ALIAS: anywhere, SHORT: short, DEMONYM: anywhere}
