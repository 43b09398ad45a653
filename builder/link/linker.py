"""Decide: which names become mentions, which are left alone, and which are printed as links."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from builder.link.article_state import Choice, Story, pinned_names
from builder.link.boundary_rules import CALM
from builder.link.coreference import find_parts, parts_of_names
from builder.link.disambiguate import decide
from builder.link.filter import weigh
from builder.link.gazetteer import ALIAS, PINNED, SHORT, Form, Names
from builder.link.policy import BY_HAND, with_links
from builder.link.text_structure import Ground
from builder.link.tokens import Candidate, candidates, read
from builder.model import Article, Mention, Skipped
from builder.schema import LinkPolicy

NAMING = frozenset({PINNED, ALIAS})
"""Sorts of names that name an entity in full."""

Told = tuple[int, int, str, str]
"""Start, end, the entity that the words name, and the rule."""


def link(
    article: Article,
    names: Names,
    ground: Ground,
    *,
    policy: LinkPolicy = "first",
    demonyms: bool = True,
) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """The mentions of entities in the article and the names left alone, both in reading order; none overlap."""
    reading = read(ground.title, ground.text, ground.blocks, article.language)
    story = Story(names, reading, article.entities, demonyms)
    by_hand = hand_links(ground, story)
    chosen = choose(seen(story), by_hand, story)
    listen(chosen, story)
    told = meanings(chosen, story)
    if parts := parts_of_names(chosen, story):
        told = sorted([*told, *find_parts(parts, chosen, story)])
    body, passage = reading.body, reading.passage
    placed = [(passage(start, end), entity, rule) for start, end, entity, rule in told if entity and start >= body]
    return with_links(placed, ground, article, names, policy), left_alone(told, story, ground)


def hand_links(ground: Ground, story: Story) -> list[Choice]:
    """Words that the editor has linked to an entity, or closed to links."""
    choices = []
    for crosslink in ground.crosslinks:
        entity = story.names.entities.get(crosslink.target)
        if entity is None and crosslink.target:
            continue
        start, end = story.reading.found_at(crosslink.passage)
        forms = (Form(entity.id, PINNED, entity.kind, BY_HAND),) if entity else ()
        choices.append(Choice(start, end, Candidate(start, end, 0, 0, "", forms), forms, CALM))
    return choices


def seen(story: Story) -> Iterable[Candidate]:
    """Every name of the registry that stands in the article, from the left; what it pins means nothing else."""
    found = candidates(story.reading, story.names)
    if not story.overrides.pin:
        return found
    pins = candidates(story.reading, pinned_names(story.overrides, story.names))
    taken = {candidate[:2] for candidate in pins}
    return sorted([*pins, *(one for one in found if one[:2] not in taken)], key=from_the_left)


def choose(found: Iterable[Candidate], by_hand: Sequence[Choice], story: Story) -> list[Choice]:
    """Names that do not overlap: those by hand, then what begins first, and of these the longest that stands."""
    closed = [(choice.start, choice.end, choice.forms) for choice in by_hand]
    chosen: list[Choice] = []
    position = 0
    for candidate in found:
        if candidate.start < position:
            notice_namesake(candidate, chosen[-1], story)
            continue
        over = [forms for start, end, forms in closed if start < candidate.end and candidate.start < end]
        if over:
            if not any(over):
                story.leave(candidate.start, candidate.end, candidate.forms, "by hand: closed to links")
            continue
        choice = weigh(candidate, story)
        if choice is None:
            continue
        if choice.start != candidate.start:
            make_room(choice, chosen)
        chosen.append(choice)
        position = choice.end
    return sorted([*by_hand, *chosen], key=lambda choice: choice.start) if by_hand else chosen


def from_the_left(candidate: Candidate) -> tuple[int, int]:
    """Those that begin first, and of these the longest."""
    return candidate.start, -candidate.end


def notice_namesake(candidate: Candidate, longer: Choice, story: Story) -> None:
    """A surname within the full name of somebody else is borne by a stranger."""
    if not longer.forms or longer.forms[0].kind != "person":
        return
    owners = {form.entity for form in longer.forms}
    if all(form.sort == SHORT and form.kind == "person" and form.entity not in owners for form in candidate.forms):
        story.strangers.setdefault(candidate.key.upper(), []).append(candidate.start)


def make_room(choice: Choice, chosen: list[Choice]) -> None:
    """Given names taken into a name replace what they seemed to mean by themselves."""
    while chosen and chosen[-1].start >= choice.start:
        chosen.pop()
    if chosen and chosen[-1].end > choice.start:
        choice.start = choice.candidate.start


def listen(chosen: Sequence[Choice], story: Story) -> None:
    """Note who is named in full, and by whose pin."""
    for entity in story.overrides.pin.values():
        if entity in story.names.entities:
            story.hear(entity, 0)
    for choice in chosen:
        forms = choice.forms
        if forms and (choice.full or forms[0].sort in NAMING) and (len(forms) == 1 or only_holder(forms)):
            story.hear(forms[0].entity, choice.start)


def only_holder(forms: Sequence[Form]) -> bool:
    """Whether the first sort of meaning has one holder."""
    return all(form.sort != forms[0].sort or form.entity == forms[0].entity for form in forms)


def meanings(chosen: Sequence[Choice], story: Story) -> list[Told]:
    """What each name means; words that are closed to links, and mean nobody, are among them."""
    told: list[Told] = []
    for choice in chosen:
        if not choice.forms:
            told.append((choice.start, choice.end, "", ""))
            continue
        form, rule = decide(choice, story)
        if form is None:
            story.leave(choice.start, choice.end, choice.forms, rule)
        else:
            told.append((choice.start, choice.end, form.entity, rule))
    return told


def left_alone(told: Sequence[Told], story: Story, ground: Ground) -> tuple[Skipped, ...]:
    """Names that did not become mentions and are no part of one, each once."""
    skipped: list[Skipped] = []
    told = [one for one in told if one[2]]
    position = story.reading.body
    for start, end, forms, rule in sorted(story.left, key=lambda left: (left[0], -left[1])):
        before = bisect_left(told, (end,)) - 1
        if start < position or (before >= 0 and told[before][1] > start):
            continue
        passage = story.reading.passage(start, end)
        entities = dict.fromkeys(form.entity for form in forms)
        skipped.append(Skipped(ground.text[passage.start : passage.end], passage, tuple(entities), rule))
        position = end
    return tuple(skipped)
