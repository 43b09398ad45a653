"""Filter: reject candidates, or some of their meanings, by the words next to them."""

from builder.link.article_state import ArticleState, Detection
from builder.link.boundary_rules import (
    AFTER_CAPITAL,
    NO_CONTEXT,
    Neighbourhood,
    RuleInput,
    boundary_rule,
    is_date,
    is_partial_word,
    neighbourhood,
)
from builder.link.context_cues import matching_cue
from builder.link.gazetteer import ALIAS, CONTEXTUAL, NOT, PINNED, SHORT, SurfaceForm
from builder.link.lexicon import CALENDAR_NAMES, COMPASS, INSTITUTIONS
from builder.link.person_names import OTHER_PERSON, THIS_PERSON, UNKNOWN, NameOwner, name_owner
from builder.link.tokens import Candidate

SURNAME_TYPES = frozenset({PINNED, SHORT})
"""Types of names that may be the surname of another person too."""
NO_GIVEN_NAMES = COMPASS | INSTITUTIONS
"""Words that a place's name follows without being a surname."""
WORD_JOINERS = frozenset("-.")
"""Signs after a name that may continue the word."""
OTHER_SURNAME = "longer name: another person's surname"
SKIPPED = "skipped by the article's front matter"
NOT_CUT = "not: a longer name listed in the registry"


def filter_candidate(candidate: Candidate, state: ArticleState) -> Detection | None:
    """The candidate with its possible meanings; None when there is none."""
    start, end, first, _, key, forms = candidate
    tokens = state.tokens
    is_joined = tokens.gaps[first] == "-" or tokens.text[end : end + 1] in WORD_JOINERS
    reason = is_partial_word(candidate, tokens) if is_joined else ""
    if not reason and key in CALENDAR_NAMES and is_date(candidate, tokens):
        reason = "not a name: part of a date"
    if reason:
        state.skip(start, end, forms, reason)
        return None
    if key in state.skipped_keys or forms[0].name_type == NOT:
        state.skip(start, end, forms, SKIPPED if key in state.skipped_keys else NOT_CUT)
        return Detection(start, end, candidate, (), NO_CONTEXT)
    context = neighbourhood(candidate, tokens)
    needs_no_filter = forms[0].name_type >= ALIAS and forms[-1].name_type < NOT
    if context is NO_CONTEXT and needs_no_filter and not state.overrides.skip:
        return Detection(start, end, candidate, forms, context)
    return filter_forms(candidate, context, state)


def filter_forms(candidate: Candidate, context: Neighbourhood, state: ArticleState) -> Detection | None:
    """The candidate without the meanings that its neighbours exclude; None when none is left."""
    detection = Detection(candidate.start, candidate.end, candidate, (), context)
    forms: list[SurfaceForm] = []
    owned: list[tuple[SurfaceForm, NameOwner]] = []
    reason, is_other_person = "", False
    for form in candidate.forms:
        owner = surname_owner(form, candidate, context, state)
        if owner and owner.ownership == OTHER_PERSON:
            is_other_person, reason = True, OTHER_SURNAME
            continue
        if owner and owner.ownership != UNKNOWN:
            owned.append((form, owner))
        if rejection := reject_reason(form, detection, state):
            reason = rejection
            is_other_person = is_other_person or is_persons_name(form, rejection, detection, state)
        else:
            forms.append(form)
    if is_other_person and not any(form.kind == "person" for form in forms):
        state.record_other_person(candidate)
    if not forms:
        state.skip(candidate.start, candidate.end, candidate.forms, reason)
        return None
    detection.forms = tuple(forms)
    if owned:
        extend_span(detection, owned, state)
    return detection


def surname_owner(
    form: SurfaceForm, candidate: Candidate, context: Neighbourhood, state: ArticleState
) -> NameOwner | None:
    """Whose surname it is; None when no word before it can belong to a person's name."""
    if form.kind == "person" and form.name_type in SURNAME_TYPES and (context.before or context.initial):
        return name_owner(form, candidate, context, state.tokens, state.gazetteer)
    return None


def reject_reason(form: SurfaceForm, detection: Detection, state: ArticleState) -> str:
    """The rule by which the name does not mean the entity here; empty if it may."""
    if form.entity in state.overrides.skip:
        return SKIPPED
    if form.name_type == NOT:
        return NOT_CUT
    if form.name_type == CONTEXTUAL:
        cue = matching_cue(form, detection.candidate, state.tokens, state.cues)
        if not cue:
            return "contextual: no cue"
        detection.cue = detection.cue or cue
    context = detection.context
    if context is NO_CONTEXT or (form.kind == "person" and not (context.after or context.capitals)):
        return ""
    return boundary_rule(RuleInput(form, detection.candidate, context, state.tokens, state.gazetteer))


def is_persons_name(form: SurfaceForm, rejection: str, detection: Detection, state: ArticleState) -> bool:
    """Whether a place's name is the surname of a person here: `Neil Jordan`, not `Lake Jordan` or `Dynamo Moscow`."""
    before = detection.context.before
    return (
        form.kind == "place"
        and form.name_type == ALIAS
        and rejection == AFTER_CAPITAL
        and detection.start >= state.tokens.headline_end
        and before not in state.gazetteer.forms
        and before.lower() not in state.tokens.vocabulary
        and before.lower() not in NO_GIVEN_NAMES
        and not before.isupper()
    )


def extend_span(detection: Detection, owned: list[tuple[SurfaceForm, NameOwner]], state: ArticleState) -> None:
    """Extend the name to the given names and initials before the surname."""
    first = min(owner.first for _, owner in owned)
    owners = {form: owner.ownership for form, owner in owned if owner.first == first}
    forms = tuple(form for form in detection.forms if form in owners)
    if not forms:
        return
    detection.forms = forms
    detection.start = state.tokens.starts[first]
    detection.has_given_name = THIS_PERSON in owners.values()
    if not detection.has_given_name:
        detection.context = detection.context._replace(initial=True)
