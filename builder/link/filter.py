"""Weigh: what the words around a name leave of those it can mean."""

from __future__ import annotations

from typing import NamedTuple

from builder.link.article_state import ArticleState, Detection
from builder.link.boundary_rules import (
    NO_CONTEXT,
    Neighbourhood,
    RuleInput,
    boundary_rule,
    is_date,
    is_partial_word,
    neighbourhood,
)
from builder.link.context_cues import matching_cue
from builder.link.gazetteer import ALIAS, CONTEXTUAL, DEMONYM, NOT, PINNED, SHORT, SurfaceForm
from builder.link.lexicon import CALENDAR
from builder.link.person_names import OTHER, OWN, NameOwner, name_owner
from builder.link.tokens import Candidate

OWNED_SURNAME = frozenset({PINNED, SHORT})
"""Sorts of names that a stranger may bear too."""
JOINS = frozenset("-.")
"""Signs after a name that may make a longer word of it."""
STRANGER = "guard: somebody else's surname"
SKIPPED = "skip: by the article's front matter"


class Owned(NamedTuple):
    """A name with words before it that belong to one who is called so."""

    form: SurfaceForm
    bearer: NameOwner


def filter_candidate(candidate: Candidate, story: ArticleState) -> Detection | None:
    """The name with those it can mean as far as the words around it tell; None when that is nobody."""
    start, end, first, _, key, held = candidate
    reading = story.text
    if (reading.gaps[first] == "-" or reading.text[end : end + 1] in JOINS) and (
        said := is_partial_word(candidate, reading)
    ):
        story.skip(start, end, held, said)
        return None
    if key in CALENDAR and (said := is_date(candidate, reading)):
        story.skip(start, end, held, said)
        return None
    if key in story.skipped_keys or held[0].name_type == NOT:
        story.skip(start, end, held, SKIPPED if key in story.skipped_keys else "not: a longer name")
        return Detection(start, end, candidate, (), NO_CONTEXT)
    around = neighbourhood(candidate, reading)
    if around is NO_CONTEXT and story.plain and held[0].name_type >= ALIAS and held[-1].name_type < NOT:
        return Detection(start, end, candidate, held, around)
    return filter_forms(candidate, around, story)


def filter_forms(candidate: Candidate, around: Neighbourhood, story: ArticleState) -> Detection | None:
    """The same, for a name with neighbours that say something, or with several sorts of meaning."""
    choice = Detection(candidate.start, candidate.end, candidate, (), around)
    forms: list[SurfaceForm] = []
    owned: list[Owned] = []
    why, stranger = "", False
    for form in candidate.forms:
        person = form.kind == "person"
        if person and form.name_type in OWNED_SURNAME and (around.before or around.initial):
            whose = name_owner(form, candidate, around, story.text, story.gazetteer)
            if whose.ownership == OTHER:
                stranger, why = True, STRANGER
                continue
            if whose.ownership:
                owned.append(Owned(form, whose))
        said = reject_reason(form, choice, story)
        if not said and around is not NO_CONTEXT and (around.after or around.capitals or not person):
            said = boundary_rule(RuleInput(form, candidate, around, story.text, story.gazetteer))
        if said:
            why = said
        else:
            forms.append(form)
    if stranger and not any(form.kind == "person" for form in forms):
        story.strangers.setdefault(candidate.key.upper(), []).append(candidate.start)
    if not forms:
        story.skip(candidate.start, candidate.end, candidate.forms, why)
        return None
    choice.forms = tuple(forms)
    if owned:
        extend_span(choice, owned, story)
    return choice


def reject_reason(form: SurfaceForm, choice: Detection, story: ArticleState) -> str:
    """Why a name does not mean an entity here, whatever stands beside it; or nothing."""
    if form.entity in story.overrides.skip:
        return SKIPPED
    if form.name_type == NOT or (form.name_type == DEMONYM and not story.demonyms):
        return "skipped"
    if form.name_type == CONTEXTUAL:
        word = matching_cue(form, choice.candidate, story.text, story.cues)
        if not word:
            return "contextual: no cue"
        choice.cue = choice.cue or word
    return ""


def extend_span(choice: Detection, owned: list[Owned], story: ArticleState) -> None:
    """Take the given names and initials before a surname into the name."""
    first = min(bearer.first for _, bearer in owned)
    owners = {form: bearer.ownership for form, bearer in owned if bearer.first == first}
    forms = tuple(form for form in choice.forms if form in owners)
    if not forms:
        return
    choice.forms = forms
    choice.start = story.text.starts[first]
    choice.full = OWN in owners.values()
    if not choice.full:
        choice.around = choice.around._replace(initial=True)
