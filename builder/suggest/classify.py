"""Kinds: whether a name is more likely that of a person, an organisation, a place, an event or a work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from builder.model import EntityKind
from builder.suggest.lexicon import BODIES, COMPASS, EVENTS, LANDS, PLACING, SPEAKING, TITLES, WORKS
from builder.suggest.name_spans import NameSpan

SURE = 100
"""Weight of a word within the name, which outweighs whatever stands around it."""
HEADED: tuple[tuple[EntityKind, frozenset[str]], ...] = (
    ("organisation", BODIES),
    ("place", LANDS),
    ("event", EVENTS),
    ("work", WORKS),
)


def classify(sightings: Iterable[NameSpan]) -> EntityKind:
    """What the words of the name and those around it speak for; a guess, which the editor corrects."""
    votes: Counter[EntityKind] = Counter()
    for run in sightings:
        votes.update(votes_of(run))
    order: tuple[EntityKind, ...] = ("person", "organisation", "place", "event", "work")
    return max(order, key=lambda kind: (votes[kind], -order.index(kind)))


def votes_of(run: NameSpan) -> Counter[EntityKind]:
    """What one sighting speaks for."""
    votes: Counter[EntityKind] = Counter()
    small = [word.lower() for word in run.words]
    for kind, weight in (*inner_votes(small), *outer_votes(run, small[0])):
        votes[kind] += weight
    if len(run.words) == 1:
        votes["organisation" if run.name.isupper() else "place"] += 1
    elif len(run.words) <= 4:
        votes["person"] += 1 if run.before.endswith("the") else 2
    else:
        votes["organisation"] += 2
    return votes


def inner_votes(words: Sequence[str]) -> Iterator[tuple[EntityKind, int]]:
    """What the words of the name say: the last of them, or the one before `of` as in `Bank of England`."""
    head = words[words.index("of") - 1] if "of" in words[1:] else words[-1]
    for kind, heads in HEADED:
        if head in heads or (len(words) > 1 and words[0] in heads):
            yield kind, SURE
    if words[-1].isdigit():
        yield "work", SURE


def outer_votes(run: NameSpan, first: str) -> Iterator[tuple[EntityKind, int]]:
    """What the words around the name say."""
    before = run.before.split()
    last = before[-1] if before else ""
    if any(word in TITLES for word in before):
        yield "person", 6
    if run.after in SPEAKING and last != "the":
        yield "person", 2
    if last in PLACING or first in COMPASS:
        yield "place", 3
    if last == "the":
        yield "organisation", 2
