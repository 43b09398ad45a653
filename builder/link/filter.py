"""Weigh: what the words around a name leave of those it can mean."""

from __future__ import annotations

from typing import NamedTuple

from builder.link.article_state import Choice, Story
from builder.link.boundary_rules import CALM, Look, Spot, cut, dated, guard, spot
from builder.link.context_cues import cue
from builder.link.gazetteer import ALIAS, CONTEXTUAL, DEMONYM, NOT, PINNED, SHORT, Form
from builder.link.lexicon import CALENDAR
from builder.link.person_names import OTHER, OWN, Bearer, bearer
from builder.link.tokens import Candidate

BORNE = frozenset({PINNED, SHORT})
"""Sorts of names that a stranger may bear too."""
JOINS = frozenset("-.")
"""Signs after a name that may make a longer word of it."""
STRANGER = "guard: somebody else's surname"
SKIPPED = "skip: by the article's front matter"


class Owned(NamedTuple):
    """A name with words before it that belong to one who is called so."""

    form: Form
    bearer: Bearer


def weigh(candidate: Candidate, story: Story) -> Choice | None:
    """The name with those it can mean as far as the words around it tell; None when that is nobody."""
    start, end, first, _, key, held = candidate
    reading = story.reading
    if (reading.gaps[first] == "-" or reading.text[end : end + 1] in JOINS) and (said := cut(candidate, reading)):
        story.leave(start, end, held, said)
        return None
    if key in CALENDAR and (said := dated(candidate, reading)):
        story.leave(start, end, held, said)
        return None
    if key in story.skipped_keys or held[0].sort == NOT:
        story.leave(start, end, held, SKIPPED if key in story.skipped_keys else "not: a longer name")
        return Choice(start, end, candidate, (), CALM)
    around = spot(candidate, reading)
    if around is CALM and story.plain and held[0].sort >= ALIAS and held[-1].sort < NOT:
        return Choice(start, end, candidate, held, around)
    return weigh_each(candidate, around, story)


def weigh_each(candidate: Candidate, around: Spot, story: Story) -> Choice | None:
    """The same, for a name with neighbours that say something, or with several sorts of meaning."""
    choice = Choice(candidate.start, candidate.end, candidate, (), around)
    forms: list[Form] = []
    owned: list[Owned] = []
    why, stranger = "", False
    for form in candidate.forms:
        person = form.kind == "person"
        if person and form.sort in BORNE and (around.before or around.initial):
            whose = bearer(form, candidate, around, story.reading, story.names)
            if whose.whose == OTHER:
                stranger, why = True, STRANGER
                continue
            if whose.whose:
                owned.append(Owned(form, whose))
        said = refusal(form, choice, story)
        if not said and around is not CALM and (around.after or around.capitals or not person):
            said = guard(Look(form, candidate, around, story.reading, story.names))
        if said:
            why = said
        else:
            forms.append(form)
    if stranger and not any(form.kind == "person" for form in forms):
        story.strangers.setdefault(candidate.key.upper(), []).append(candidate.start)
    if not forms:
        story.leave(candidate.start, candidate.end, candidate.forms, why)
        return None
    choice.forms = tuple(forms)
    if owned:
        widen(choice, owned, story)
    return choice


def refusal(form: Form, choice: Choice, story: Story) -> str:
    """Why a name does not mean an entity here, whatever stands beside it; or nothing."""
    if form.entity in story.overrides.skip:
        return SKIPPED
    if form.sort == NOT or (form.sort == DEMONYM and not story.demonyms):
        return "skipped"
    if form.sort == CONTEXTUAL:
        word = cue(form, choice.candidate, story.reading, story.cues)
        if not word:
            return "contextual: no cue"
        choice.cue = choice.cue or word
    return ""


def widen(choice: Choice, owned: list[Owned], story: Story) -> None:
    """Take the given names and initials before a surname into the name."""
    first = min(bearer.first for _, bearer in owned)
    owners = {form: bearer.whose for form, bearer in owned if bearer.first == first}
    forms = tuple(form for form in choice.forms if form in owners)
    if not forms:
        return
    choice.forms = forms
    choice.start = story.reading.starts[first]
    choice.full = OWN in owners.values()
    if not choice.full:
        choice.around = choice.around._replace(initial=True)
