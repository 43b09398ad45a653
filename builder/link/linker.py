"""Decide: which names become mentions, which are left alone, and which are printed as links."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from builder.link.article_state import ArticleState, Detection, pinned_names
from builder.link.boundary_rules import NO_CONTEXT
from builder.link.coreference import find_short_forms, short_forms
from builder.link.disambiguate import disambiguate
from builder.link.filter import filter_candidate
from builder.link.gazetteer import ALIAS, PINNED, SHORT, Gazetteer, SurfaceForm
from builder.link.policy import BY_HAND, apply_policy
from builder.link.text_structure import TextStructure
from builder.link.tokens import Candidate, candidates, tokenize
from builder.model import Article, Mention, Unlinked
from builder.schema import LinkPolicy

FULL_NAMES = frozenset({PINNED, ALIAS})
"""Sorts of names that name an entity in full."""

Resolution = tuple[int, int, str, str]
"""Start, end, the entity that the words name, and the rule."""


def link(
    article: Article,
    names: Gazetteer,
    ground: TextStructure,
    *,
    policy: LinkPolicy = "first",
    demonyms: bool = True,
) -> tuple[tuple[Mention, ...], tuple[Unlinked, ...]]:
    """The mentions of entities in the article and the names left alone, both in reading order; none overlap."""
    reading = tokenize(ground.title, ground.text, ground.blocks, article.language)
    story = ArticleState(names, reading, article.entities, demonyms)
    by_hand = manual_links(ground, story)
    chosen = select_spans(detected(story), by_hand, story)
    collect_full_names(chosen, story)
    told = disambiguate_all(chosen, story)
    if parts := short_forms(chosen, story):
        told = sorted([*told, *find_short_forms(parts, chosen, story)])
    body, passage = reading.body, reading.passage
    placed = [(passage(start, end), entity, rule) for start, end, entity, rule in told if entity and start >= body]
    return apply_policy(placed, ground, article, names, policy), unlinked_names(told, story, ground)


def manual_links(ground: TextStructure, story: ArticleState) -> list[Detection]:
    """Words that the editor has linked to an entity, or closed to links."""
    choices = []
    for crosslink in ground.crosslinks:
        entity = story.gazetteer.entities.get(crosslink.target)
        if entity is None and crosslink.target:
            continue
        start, end = story.text.found_at(crosslink.passage)
        forms = (SurfaceForm(entity.id, PINNED, entity.kind, BY_HAND),) if entity else ()
        choices.append(Detection(start, end, Candidate(start, end, 0, 0, "", forms), forms, NO_CONTEXT))
    return choices


def detected(story: ArticleState) -> Iterable[Candidate]:
    """Every name of the registry that stands in the article, from the left; what it pins means nothing else."""
    found = candidates(story.text, story.gazetteer)
    if not story.overrides.pin:
        return found
    pins = candidates(story.text, pinned_names(story.overrides, story.gazetteer))
    taken = {candidate[:2] for candidate in pins}
    return sorted([*pins, *(one for one in found if one[:2] not in taken)], key=span_order)


def select_spans(found: Iterable[Candidate], by_hand: Sequence[Detection], story: ArticleState) -> list[Detection]:
    """Names that do not overlap: those by hand, then what begins first, and of these the longest that stands."""
    closed = [(choice.start, choice.end, choice.forms) for choice in by_hand]
    chosen: list[Detection] = []
    position = 0
    for candidate in found:
        if candidate.start < position:
            record_namesake(candidate, chosen[-1], story)
            continue
        over = [forms for start, end, forms in closed if start < candidate.end and candidate.start < end]
        if over:
            if not any(over):
                story.skip(candidate.start, candidate.end, candidate.forms, "by hand: closed to links")
            continue
        choice = filter_candidate(candidate, story)
        if choice is None:
            continue
        if choice.start != candidate.start:
            remove_overlapping(choice, chosen)
        chosen.append(choice)
        position = choice.end
    return sorted([*by_hand, *chosen], key=lambda choice: choice.start) if by_hand else chosen


def span_order(candidate: Candidate) -> tuple[int, int]:
    """Those that begin first, and of these the longest."""
    return candidate.start, -candidate.end


def record_namesake(candidate: Candidate, longer: Detection, story: ArticleState) -> None:
    """A surname within the full name of somebody else is borne by a stranger."""
    if not longer.forms or longer.forms[0].kind != "person":
        return
    owners = {form.entity for form in longer.forms}
    if all(form.name_type == SHORT and form.kind == "person" and form.entity not in owners for form in candidate.forms):
        story.strangers.setdefault(candidate.key.upper(), []).append(candidate.start)


def remove_overlapping(choice: Detection, chosen: list[Detection]) -> None:
    """Given names taken into a name replace what they seemed to mean by themselves."""
    while chosen and chosen[-1].start >= choice.start:
        chosen.pop()
    if chosen and chosen[-1].end > choice.start:
        choice.start = choice.candidate.start


def collect_full_names(chosen: Sequence[Detection], story: ArticleState) -> None:
    """Note who is named in full, and by whose pin."""
    for entity in story.overrides.pin.values():
        if entity in story.gazetteer.entities:
            story.record_full_name(entity, 0)
    for choice in chosen:
        forms = choice.forms
        if forms and (choice.full or forms[0].name_type in FULL_NAMES) and (len(forms) == 1 or is_unambiguous(forms)):
            story.record_full_name(forms[0].entity, choice.start)


def is_unambiguous(forms: Sequence[SurfaceForm]) -> bool:
    """Whether the first sort of meaning has one holder."""
    return all(form.name_type != forms[0].name_type or form.entity == forms[0].entity for form in forms)


def disambiguate_all(chosen: Sequence[Detection], story: ArticleState) -> list[Resolution]:
    """What each name means; words that are closed to links, and mean nobody, are among them."""
    told: list[Resolution] = []
    for choice in chosen:
        if not choice.forms:
            told.append((choice.start, choice.end, "", ""))
            continue
        form, rule = disambiguate(choice, story)
        if form is None:
            story.skip(choice.start, choice.end, choice.forms, rule)
        else:
            told.append((choice.start, choice.end, form.entity, rule))
    return told


def unlinked_names(told: Sequence[Resolution], story: ArticleState, ground: TextStructure) -> tuple[Unlinked, ...]:
    """Names that did not become mentions and are no part of one, each once."""
    skipped: list[Unlinked] = []
    told = [one for one in told if one[2]]
    position = story.text.body
    for start, end, forms, rule in sorted(story.skipped, key=lambda left: (left[0], -left[1])):
        before = bisect_left(told, (end,)) - 1
        if start < position or (before >= 0 and told[before][1] > start):
            continue
        passage = story.text.passage(start, end)
        entities = dict.fromkeys(form.entity for form in forms)
        skipped.append(Unlinked(ground.text[passage.start : passage.end], passage, tuple(entities), rule))
        position = end
    return tuple(skipped)
