"""Decide: which names become mentions, which are left alone, and which are printed as links."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from builder.link.ground import Ground
from builder.link.guards import CALM
from builder.link.holders import decide
from builder.link.names import ALIAS, PINNED, SHORT, Form, Names
from builder.link.parts import find_parts, parts_of_names
from builder.link.policy import BY_HAND, with_links
from builder.link.reading import Candidate, candidates, read
from builder.link.story import Choice, Story, pinned_names
from builder.link.weigh import weigh
from builder.model import Article, LinkPolicy, Mention, Passage, Skipped

NAMING = frozenset({PINNED, ALIAS})
"""Sorts of names that name an entity in full."""


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
    said = [(choice.start, choice.end, *rule_for(choice, story)) for choice in chosen if choice.forms]
    if parts := parts_of_names(chosen, story):
        said += [
            (choice.start, choice.end, choice.forms[0].entity, rule)
            for choice, rule in find_parts(parts, chosen, story)
        ]
    told = [
        (story.reading.passage(start, end), entity, rule)
        for start, end, entity, rule in sorted(said)
        if entity and start >= story.reading.body
    ]
    mentions = with_links(told, ground, article, names, policy)
    closed = [story.reading.passage(choice.start, choice.end) for choice in chosen if not choice.forms]
    return mentions, left_alone([*(mention.passage for mention in mentions), *closed], story, ground)


def hand_links(ground: Ground, story: Story) -> list[Choice]:
    """Words that the editor has linked to an entity, or closed to links."""
    choices = []
    for crosslink in ground.crosslinks:
        entity = story.names.entities.get(crosslink.target)
        if entity is None and crosslink.target:
            continue
        start, end = story.reading.found_at(crosslink.passage)
        forms = (Form(entity.id, PINNED, entity.kind),) if entity else ()
        choices.append(Choice(start, end, Candidate(start, end, 0, 0, "", forms), forms, CALM))
    return choices


def seen(story: Story) -> Iterable[Candidate]:
    """Every name of the registry that stands in the article, those that it pins first."""
    if not story.overrides.pin:
        return candidates(story.reading, story.names)
    pins = candidates(story.reading, pinned_names(story.overrides, story.names))
    taken = {candidate[:2] for candidate in pins}
    return [*pins, *(found for found in candidates(story.reading, story.names) if found[:2] not in taken)]


def choose(found: Iterable[Candidate], by_hand: Sequence[Choice], story: Story) -> list[Choice]:
    """Names that do not overlap: those by hand, then what begins first, and of these the longest that stands."""
    closed = [(choice.start, choice.end) for choice in by_hand]
    chosen: list[Choice] = []
    position = 0
    for candidate in sorted(found, key=from_the_left):
        if candidate.start < position:
            notice_namesake(candidate, chosen[-1], story)
            continue
        if closed and any(start < candidate.end and candidate.start < end for start, end in closed):
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
        if not choice.forms:
            continue
        first = choice.forms[0]
        if (first.sort in NAMING or choice.full) and (len(choice.forms) == 1 or only_holder(choice.forms)):
            story.hear(first.entity, choice.start)


def only_holder(forms: Sequence[Form]) -> bool:
    """Whether the first sort of meaning has one holder."""
    return all(form.sort != forms[0].sort or form.entity == forms[0].entity for form in forms)


def rule_for(choice: Choice, story: Story) -> tuple[str, str]:
    """The entity that a name means and the rule; no entity when it is left alone."""
    if not choice.candidate.key:
        return choice.forms[0].entity, BY_HAND
    decision = decide(choice, story)
    if decision.form is None:
        story.leave(choice.start, choice.end, choice.forms, decision.rule)
        return "", decision.rule
    return decision.form.entity, decision.rule


def left_alone(taken: Sequence[Passage], story: Story, ground: Ground) -> tuple[Skipped, ...]:
    """Names that did not become mentions and are no part of one, each once."""
    taken = sorted(taken)
    skipped: list[Skipped] = []
    position = 0
    for start, end, forms, rule in sorted(story.left, key=lambda left: (left[0], -left[1])):
        if start < max(position, story.reading.body):
            continue
        passage = story.reading.passage(start, end)
        index = bisect_left(taken, (passage.end,)) - 1
        if index >= 0 and taken[index].end > passage.start:
            continue
        entities = dict.fromkeys(form.entity for form in forms)
        skipped.append(Skipped(ground.text[passage.start : passage.end], passage, tuple(entities), rule))
        position = end
    return tuple(skipped)
