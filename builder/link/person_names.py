"""Persons: the given names and initials before a surname say whose it is."""

from __future__ import annotations

from itertools import chain
from typing import NamedTuple

from builder.link.boundary_rules import Spot, is_demonym, only_opens, speaks
from builder.link.gazetteer import Form, Names, key_of
from builder.link.lexicon import PARTICLES
from builder.link.tokens import Candidate, Reading

UNTOLD, INITIALS, OWN, OTHER = range(4)
"""What the words before a surname tell of its bearer: nothing; initials or a particle that are this person's but may be
another's too; given names of this person; given names of somebody else. The surest is the largest of the first three.
"""
PARTING = {" ": "", "-": "", ". ": ".", ".": "."}
"""What stands between the names of a person, and what of it belongs to the word before: the full stop of an initial."""


class Bearer(NamedTuple):
    """Whose surname it is, and where the whole name begins."""

    whose: int
    first: int
    """Position of the first word that belongs to the name."""


def bearer(form: Form, candidate: Candidate, around: Spot, reading: Reading, names: Names) -> Bearer:
    """Whether the words before a surname are names of this person or of somebody else."""
    words, gaps, first = reading.words, reading.gaps, candidate.first
    own = own_words(form.entity, names)
    whose = UNTOLD
    while first and (gap := gaps[first]) in PARTING and (said := own.get(words[first - 1] + PARTING[gap])):
        whose = max(whose, said)
        first -= 1
    if whose:
        return Bearer(whose, first)
    if around.initial or around.before in PARTICLES:
        return Bearer(OTHER, first)
    if around.capitals or not speaks(around.before) or is_demonym(around.before, names):
        return Bearer(UNTOLD, first)
    return Bearer(UNTOLD if only_opens(around, reading) else OTHER, first)


def own_words(person: str, names: Names) -> dict[str, int]:
    """Each word of the person's full names as an article may write it before the surname, and what it tells.

    An initial has its full stop.
    """
    found = names.own_words.get(person)
    if found is None:
        entity = names.entities[person]
        found = names.own_words[person] = {}
        for word in chain.from_iterable(key_of(name)[0] for name in (entity.name, *entity.aliases)):
            found[f"{word[0]}."] = INITIALS
            if word.lower() in PARTICLES:
                found |= dict.fromkeys((word.lower(), word.capitalize(), word.upper()), INITIALS)
            elif word[0].isupper():
                found |= dict.fromkeys((word, word.upper()), OWN)
            else:
                found.setdefault(word, INITIALS)
    return found
