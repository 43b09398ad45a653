"""Disambiguate: choose which of its possible entities a name refers to in this article."""

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

from builder.link.article_state import ArticleState, Detection
from builder.link.context_cues import is_location_context
from builder.link.gazetteer import ALIAS, CONTEXTUAL, DEMONYM, PINNED, SHORT, SurfaceForm
from builder.link.lexicon import COMMON_WORDS

AMBIGUOUS = "ambiguous"
"""Several entities are possible; `check` asks the editor."""
CERTAIN = frozenset({PINNED, ALIAS, DEMONYM})
"""Types of names that need no further evidence when only one entity has them."""

Decision = tuple[SurfaceForm | None, str]
"""The meaning of a name and the rule that decided; None when the name stays without a mention."""


def disambiguate(detection: Detection, state: ArticleState) -> Decision:
    """The meaning of a name: the first name type that leads to a decision, in order of precedence."""
    forms = detection.forms
    first = forms[0]
    if first.kind == "place" and is_person_here(detection, state):
        return None, "another person in the article has this name"
    if len(forms) == 1 and first.name_type in CERTAIN:
        return first, first.rule
    decision: Decision = (None, "")
    for name_type, group in groupby(forms, attrgetter("name_type")):
        same_type = tuple(group)
        if name_type == SHORT:
            decision = short(same_type, detection, state)
        else:
            rule = f"contextual: cue “{detection.cue}”" if name_type == CONTEXTUAL else same_type[0].rule
            decision = pick(same_type, detection, state, rule)
        if decision[0] or (len(same_type) > 1 and name_type in (CONTEXTUAL, ALIAS)):
            break
    return decision


def is_person_here(detection: Detection, state: ArticleState) -> bool:
    """Whether a place's name is that of a person named in full before, and the article never speaks of the place.

    `Neil Jordan` makes the later `Jordan said` a person.
    """
    if detection.candidate.first != detection.candidate.last or detection.forms[0].name_type != ALIAS:
        return False
    positions = state.other_persons.get(detection.candidate.key.upper(), ())
    if not positions or positions[0] > detection.start:
        return False
    key = detection.candidate.key
    if key not in state.located:
        same = (one for one in state.candidates if one.key.upper() == key.upper())
        state.located[key] = any(is_location_context(one, state.tokens) for one in same)
    return not state.located[key]


def short(forms: tuple[SurfaceForm, ...], detection: Detection, state: ArticleState) -> Decision:
    """Decide about a surname or short form: the entity named in full in the article, or the only possible one."""
    if detection.has_given_name:
        return pick(forms, detection, state, "full name: given name and surname")
    key = detection.candidate.key
    other_persons = state.other_persons.get(key.upper(), ())
    named = [form for form in forms if form.entity in state.full_names]
    if named:
        return nearest_full_name(named, other_persons, detection, state)
    if detection.context.initial:
        return None, "short form: an initial, and no full name in the article"
    if other_persons:
        return None, "short form: another person in the article has this name"
    if len(forms) > 1:
        return by_default(forms)
    if any(form.name_type == DEMONYM for form in detection.forms):
        return None, "short form: also a demonym"
    if key.lower() in COMMON_WORDS or key.lower() in state.tokens.vocabulary:
        return None, "short form: a common word, and no full name in the article"
    return forms[0], "short form: of one entity only"


def nearest_full_name(
    named: Sequence[SurfaceForm], other_persons: Sequence[int], detection: Detection, state: ArticleState
) -> Decision:
    """The entity whose full name comes last before the name; None if another person of that name came since."""
    last = {form: state.last_full_name(form.entity, detection.start) for form in named}
    form = max(named, key=lambda form: (last[form], -state.full_names[form.entity][0]))
    if last[form] >= 0 and any(last[form] < position < detection.start for position in other_persons):
        return None, "short form: another person of that name was mentioned since"
    return form, "short form: full name in the article"


def pick(forms: tuple[SurfaceForm, ...], detection: Detection, state: ArticleState, rule: str) -> Decision:
    """The only meaning, the only one named in full, the only place in a phrase about a location, or the default."""
    if len(forms) == 1:
        return forms[0], rule
    named = [form for form in forms if form.entity in state.full_names]
    if len(named) == 1:
        return named[0], f"{rule}, full name in the article"
    places = [form for form in forms if form.kind == "place"]
    if len(places) == 1 and is_location_context(detection.candidate, state.tokens):
        return places[0], f"{rule}, a place is meant"
    return by_default(forms)


def by_default(forms: tuple[SurfaceForm, ...]) -> Decision:
    """The meaning marked as the default; ambiguous when not exactly one is."""
    defaults = [form for form in forms if form.default]
    return (defaults[0], "default") if len(defaults) == 1 else (None, AMBIGUOUS)
