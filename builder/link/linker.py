"""Linker: find candidates, select spans, disambiguate, and apply the link policy."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from builder.link.article_state import ArticleState, Detection, pinned_names
from builder.link.boundary_rules import NO_CONTEXT
from builder.link.coreference import find_short_forms, short_forms
from builder.link.disambiguate import disambiguate
from builder.link.filter import filter_candidate
from builder.link.gazetteer import ALIAS, PINNED, SHORT, Gazetteer, SurfaceForm
from builder.link.policy import BY_HAND, apply_policy
from builder.link.tokens import Candidate, TextStructure, find_candidates, tokenize
from builder.model import Article, Mention, Unlinked
from builder.schema import LinkPolicy

FULL_NAME_TYPES = frozenset({PINNED, ALIAS})

Resolution = tuple[int, int, str, str]
"""Start, end, entity and rule of a resolved name."""


def link(
    article: Article, gazetteer: Gazetteer, structure: TextStructure, *, policy: LinkPolicy = "first"
) -> tuple[tuple[Mention, ...], tuple[Unlinked, ...]]:
    """The article's mentions of entities, and the names without a mention; in reading order, without overlaps."""
    state = ArticleState(gazetteer, structure, tokenize(structure, article.language), article.entities)
    state.candidates = all_candidates(state)
    detections = select_spans(state.candidates, manual_links(state), state)
    collect_full_names(detections, state)
    resolved = disambiguate_all(detections, state)
    if short := short_forms(detections, state):
        resolved = sorted([*resolved, *find_short_forms(short, detections, state)])
    in_body = [one for one in resolved if one[2] and one[0] >= state.tokens.body_start]
    named = [(state.tokens.passage(start, end), entity, rule) for start, end, entity, rule in in_body]
    return apply_policy(named, structure.layout, article, gazetteer, policy), unlinked_names(resolved, state)


def manual_links(state: ArticleState) -> list[Detection]:
    """Text that an editor has linked to an entity, or marked as not a link."""
    detections = []
    for crosslink in state.structure.layout.crosslinks:
        entity = state.gazetteer.entities.get(crosslink.target)
        if entity is None and crosslink.target:
            continue
        start, end = state.tokens.span_of(crosslink.passage)
        forms = (SurfaceForm(entity.id, PINNED, entity.kind, BY_HAND),) if entity else ()
        detections.append(Detection(start, end, Candidate(start, end, 0, 0, "", forms), forms, NO_CONTEXT))
    return detections


def all_candidates(state: ArticleState) -> Sequence[Candidate]:
    """Every name of the registry, by start and then the longest first; a pinned name has only its pinned meaning."""
    found = find_candidates(state.tokens, state.gazetteer)
    if not state.overrides.pin:
        return found
    pinned = find_candidates(state.tokens, pinned_names(state.overrides, state.gazetteer))
    spans = {candidate[:2] for candidate in pinned}
    return sorted([*pinned, *(one for one in found if one[:2] not in spans)], key=lambda one: (one.start, -one.end))


def select_spans(found: Iterable[Candidate], manual: Sequence[Detection], state: ArticleState) -> list[Detection]:
    """Names that do not overlap: manual links, then the first to begin, and of these the longest that is accepted."""
    selected: list[Detection] = []
    position = 0
    for candidate in found:
        if candidate.start < position:
            record_namesake(candidate, selected[-1], state)
            continue
        overlapping = [one.forms for one in manual if one.start < candidate.end and candidate.start < one.end]
        if overlapping:
            if not any(overlapping):
                state.skip(candidate.start, candidate.end, candidate.forms, "by hand: marked as not a link")
            continue
        detection = filter_candidate(candidate, state)
        if detection is None:
            continue
        if detection.start != candidate.start:
            remove_overlapping(detection, selected)
        selected.append(detection)
        position = detection.end
    return sorted([*manual, *selected], key=lambda detection: detection.start) if manual else selected


def record_namesake(candidate: Candidate, longer: Detection, state: ArticleState) -> None:
    """Record a surname inside the full name of another person."""
    if not longer.forms or longer.forms[0].kind != "person":
        return
    owners = {form.entity for form in longer.forms}
    if all(form.name_type == SHORT and form.kind == "person" and form.entity not in owners for form in candidate.forms):
        state.record_other_person(candidate)


def remove_overlapping(detection: Detection, selected: list[Detection]) -> None:
    """Remove detections of the given names that are now part of a full name."""
    while selected and selected[-1].start >= detection.start:
        selected.pop()
    if selected and selected[-1].end > detection.start:
        detection.start = detection.candidate.start


def collect_full_names(detections: Sequence[Detection], state: ArticleState) -> None:
    """Record the full names in the article, and pinned entities as named from its beginning."""
    for entity in state.overrides.pin.values():
        if entity in state.gazetteer.entities:
            state.record_full_name(entity, 0)
    for detection in detections:
        forms = detection.forms
        is_full = forms and (detection.has_given_name or forms[0].name_type in FULL_NAME_TYPES)
        # Only one entity may have the name by the first name type.
        if is_full and len({form.entity for form in forms if form.name_type == forms[0].name_type}) == 1:
            state.record_full_name(forms[0].entity, detection.start)


def disambiguate_all(detections: Sequence[Detection], state: ArticleState) -> list[Resolution]:
    """The meaning of each name; the entity is empty for a span that must stay without a mention."""
    resolved: list[Resolution] = []
    for detection in detections:
        if not detection.forms:
            resolved.append((detection.start, detection.end, "", ""))
            continue
        form, rule = disambiguate(detection, state)
        if form is None:
            state.skip(detection.start, detection.end, detection.forms, rule)
        else:
            resolved.append((detection.start, detection.end, form.entity, rule))
    return resolved


def unlinked_names(resolved: Sequence[Resolution], state: ArticleState) -> tuple[Unlinked, ...]:
    """The skipped names outside mentions, without overlaps."""
    unlinked: list[Unlinked] = []
    mentions = [one for one in resolved if one[2]]
    position = state.tokens.body_start
    for start, end, forms, rule in sorted(state.skipped, key=lambda name: (name.start, -name.end)):
        before = bisect_left(mentions, (end,)) - 1
        if start < position or (before >= 0 and mentions[before][1] > start):
            continue
        passage = state.tokens.passage(start, end)
        text = state.structure.text[passage.start : passage.end]
        unlinked.append(Unlinked(text, passage, tuple(dict.fromkeys(form.entity for form in forms)), rule))
        position = end
    return tuple(unlinked)
