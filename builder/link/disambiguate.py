"""Holders: of all whom a name can mean, the one it means in this article."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

from builder.link.article_state import ArticleState, Detection
from builder.link.context_cues import is_location_context
from builder.link.gazetteer import ALIAS, CONTEXTUAL, DEMONYM, PINNED, SHORT, SurfaceForm
from builder.link.lexicon import COMMON

AMBIGUOUS = "ambiguous"
"""Several could be meant: the editor is asked."""


CERTAIN = frozenset({PINNED, ALIAS, DEMONYM})
"""Sorts of names that leave no question when they have one holder."""

Decision = tuple[SurfaceForm | None, str]
"""Whom a name means, and the rule that says so; no form: nobody, and why."""


def disambiguate(choice: Detection, story: ArticleState) -> Decision:
    """Whom a name means: what sort of name it is decides first, then which of its holders the article is about."""
    forms = choice.forms
    first = forms[0]
    if len(forms) == 1 and first.name_type in CERTAIN:
        return first, first.rule
    decision: Decision = (None, "")
    for sort, group in groupby(forms, attrgetter("name_type")):
        held = tuple(group)
        decision = RULES[sort](held, choice, story)
        if decision[0] or (len(held) > 1 and sort in (CONTEXTUAL, ALIAS)):
            break
    return decision


def contextual(held: tuple[SurfaceForm, ...], choice: Detection, story: ArticleState) -> Decision:
    """A name beside one of its cues."""
    return pick(held, choice, story, f"contextual: cue “{choice.cue}”")


def unconditional(held: tuple[SurfaceForm, ...], choice: Detection, story: ArticleState) -> Decision:
    """A name that means its entity wherever it stands."""
    return pick(held, choice, story, held[0].rule)


def short(held: tuple[SurfaceForm, ...], choice: Detection, story: ArticleState) -> Decision:
    """A surname or short name: of the one who is named in full, or of the only one who can be meant."""
    if choice.full:
        return pick(held, choice, story, "full name: given name and surname")
    key = choice.candidate.key
    strangers = story.strangers.get(key.upper(), ())
    named = [form for form in held if form.entity in story.named]
    if named:
        return nearest_full_name(named, strangers, choice, story)
    if choice.around.initial:
        return None, "short: an initial, and no full name in the article"
    if strangers:
        return None, "short: somebody else bears the name"
    if len(held) > 1:
        return by_default(held)
    if any(form.name_type == DEMONYM for form in choice.forms):
        return None, "short: also the name of a people"
    if key.lower() in COMMON or key.lower() in story.text.known:
        return None, "short: a common word, and no full name in the article"
    return held[0], "short: only holder"


def nearest_full_name(
    named: Sequence[SurfaceForm], strangers: Sequence[int], choice: Detection, story: ArticleState
) -> Decision:
    """Of those named in full, the one named last before; nobody when a stranger of that name was met since."""
    last = {form: story.last_named(form.entity, choice.start) for form in named}
    form = max(named, key=lambda form: (last[form], -story.named[form.entity][0]))
    if any(last[form] < place < choice.start for place in strangers) and last[form] >= 0:
        return None, "short: somebody else of that name stands nearer"
    return form, "short: full name in the article"


def pick(held: tuple[SurfaceForm, ...], choice: Detection, story: ArticleState, rule: str) -> Decision:
    """The only holder, or the only one named in full, or the only place where a place is meant, or the default."""
    if len(held) == 1:
        return held[0], rule
    named = [form for form in held if form.entity in story.named]
    if len(named) == 1:
        return named[0], f"{rule}, named in full in the article"
    places = [form for form in held if form.kind == "place"]
    if len(places) == 1 and is_location_context(choice.candidate, story.text):
        return places[0], f"{rule}, a place is meant"
    return by_default(held)


def by_default(held: tuple[SurfaceForm, ...]) -> Decision:
    """The holder whose name it is by default; ambiguous when there is none, or several."""
    chosen = [form for form in held if form.default]
    return (chosen[0], "default") if len(chosen) == 1 else (None, AMBIGUOUS)


RULES = {PINNED: unconditional, CONTEXTUAL: contextual, ALIAS: unconditional, SHORT: short, DEMONYM: unconditional}
