"""Persons: the given names and initials before a surname say whose it is."""

from __future__ import annotations

from typing import NamedTuple

from builder.link.guards import INITIAL, Spot, is_demonym, only_opens, speaks
from builder.link.names import Form, Names
from builder.link.reading import Candidate, Reading
from builder.link.words import PARTICLES

UNTOLD, INITIALS, OWN, OTHER = range(4)
"""What the words before a surname tell of its bearer: nothing; initials or a particle that are this person's but may be
another's too; given names of this person; given names of somebody else."""
PARTING = frozenset({" ", "-"})
"""What stands between the names of a person."""


class Bearer(NamedTuple):
    """Whose surname it is, and where the whole name begins."""

    whose: int
    first: int
    """Position of the first word that belongs to the name."""


def bearer(form: Form, candidate: Candidate, around: Spot, reading: Reading, names: Names) -> Bearer:
    """Whether the words before a surname are names of this person or of somebody else."""
    words, gaps, first = reading.words, reading.gaps, candidate.first
    given = names.given_names(form.entity)
    whose = UNTOLD
    while first and (said := whose_word(words[first - 1], gaps[first], given)):
        whose = max(whose, said)
        first -= 1
    if whose:
        return Bearer(whose, first)
    if around.initial or around.before in PARTICLES:
        return Bearer(OTHER, first)
    if around.capitals or not speaks(around.before) or is_demonym(around.before, names):
        return Bearer(UNTOLD, first)
    return Bearer(UNTOLD if only_opens(around, reading) else OTHER, first)


def whose_word(word: str, gap: str, given: frozenset[str]) -> int:
    """What a word before a surname tells, and the sign between them."""
    if gap in INITIAL:
        return INITIALS if len(word) == 1 and any(name[0] == word for name in given) else UNTOLD
    if gap not in PARTING:
        return UNTOLD
    if word in given:
        return OWN if word[0].isupper() and word.lower() not in PARTICLES else INITIALS
    if word.isupper() and word.capitalize() in given:
        return OWN
    if word.lower() in PARTICLES and (word.lower() in given or word.capitalize() in given):
        return INITIALS
    return UNTOLD
