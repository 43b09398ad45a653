"""Classify: guess whether a name belongs to a person, an organisation, a place, an event or a work."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from builder.model import EntityKind
from builder.suggest import lexicon
from builder.suggest.name_spans import NameSpan

HEAD_NOUN_WEIGHT = 100
"""Votes of a head noun in the name, more than all context votes."""
HEAD_NOUNS: tuple[tuple[EntityKind, frozenset[str]], ...] = (
    ("organisation", lexicon.ORGANISATIONS),
    ("place", lexicon.PLACES),
    ("event", lexicon.EVENTS),
    ("work", lexicon.WORKS),
)


def classify(spans: Iterable[NameSpan]) -> EntityKind:
    """The kind with the most votes from the words of the name and their context; a guess for the editor to correct."""
    votes: Counter[EntityKind] = Counter()
    for kind, weight in chain.from_iterable(map(votes_of, spans)):
        votes[kind] += weight
    order: tuple[EntityKind, ...] = ("person", "organisation", "place", "event", "work")
    return max(order, key=votes.__getitem__)


def votes_of(span: NameSpan) -> Iterator[tuple[EntityKind, int]]:
    """The votes of one occurrence."""
    words = [word.lower() for word in span.words]
    yield from name_votes(words)
    yield from context_votes(span, words[0])
    if len(words) == 1:
        yield "organisation" if span.name.isupper() else "place", 1
    elif len(words) <= 4:
        yield "person", 1 if span.before.endswith("the") else 2
    else:
        yield "organisation", 2


def name_votes(words: Sequence[str]) -> Iterator[tuple[EntityKind, int]]:
    """Votes of the head noun: the last word, or the one before `of` as in `Bank of England`."""
    head = words[words.index("of") - 1] if "of" in words[1:] else words[-1]
    for kind, nouns in HEAD_NOUNS:
        if head in nouns or (len(words) > 1 and words[0] in nouns):
            yield kind, HEAD_NOUN_WEIGHT
    if words[-1].isdigit():
        yield "work", HEAD_NOUN_WEIGHT


def context_votes(span: NameSpan, first: str) -> Iterator[tuple[EntityKind, int]]:
    """Votes of the words around the name, and of its first word."""
    before = span.before.split()
    last = before[-1] if before else ""
    if any(word in lexicon.TITLES for word in before):
        yield "person", 6
    if span.after in lexicon.SPEECH_VERBS and last != "the":
        yield "person", 2
    if last in lexicon.LOCATION_PREPOSITIONS or first in lexicon.PLACE_BEGINNINGS:
        yield "place", 3
    if last == "the":
        yield "organisation", 2
