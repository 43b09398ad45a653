"""Classify: guess whether a name belongs to a person, an organisation, a place, an event or a work."""

from collections import Counter
from collections.abc import Iterator, Sequence

from builder.model import EntityKind
from builder.suggest import lexicon
from builder.suggest.name_spans import NameSpan
from builder.suggest.vocabulary import NO_VOCABULARY, Vocabulary

HEAD_NOUN_WEIGHT = 100
"""Votes of a head noun in the name, more than all context votes of an occurrence."""
HEAD_NOUNS: tuple[tuple[EntityKind, frozenset[str]], ...] = (
    ("organisation", lexicon.ORGANISATIONS),
    ("place", lexicon.PLACES),
    ("event", lexicon.EVENTS),
    ("work", lexicon.WORKS),
)
PLACE_SHARE = 0.1
"""Part of the occurrences after `in` or `near` from which a name of one word is a place's."""
MAX_PERSON_WORDS = 4


def classify(spans: Sequence[NameSpan], known: Vocabulary = NO_VOCABULARY) -> EntityKind:
    """The kind with the most votes from the words of the name and their context; a guess for the editor to correct."""
    votes: Counter[EntityKind] = Counter()
    located = used = 0
    for span in spans:
        if span.is_quoted:
            return "work"
        last = span.before.rpartition(" ")[2]
        if len(span.words) == 1 and span.words[0].lower() in lexicon.COUNTRIES:
            return "place"
        located += last in lexicon.PLACE_PREPOSITIONS
        used += last in lexicon.TOOL_PREPOSITIONS
        for kind, weight in votes_of(span, known):
            votes[kind] += weight
    if len(spans[0].words) == 1 and located < max(used, PLACE_SHARE * len(spans)):
        # Something is done in a place, but also in a language or a program: `in X` must be usual.
        votes["place"] = 0
    order: tuple[EntityKind, ...] = ("organisation", "person", "place", "event", "work")
    return max(order, key=votes.__getitem__)


def votes_of(span: NameSpan, known: Vocabulary) -> Iterator[tuple[EntityKind, int]]:
    """The votes of one occurrence."""
    words = [word.lower() for word in span.words]
    yield from name_votes(words)
    yield from context_votes(span, words[0])
    if len(words) == 1:
        yield "organisation", 1
    elif len(words) <= MAX_PERSON_WORDS and not any(word.isupper() or known.is_common(word) for word in span.words):
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
    if last in lexicon.PLACE_PREPOSITIONS:
        yield "place", 12 if len(span.words) == 1 else 3
    elif last in lexicon.LOCATION_PREPOSITIONS or first in lexicon.PLACE_BEGINNINGS:
        yield "place", 3
    if last == "the":
        yield "organisation", 2
