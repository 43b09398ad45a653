"""Persons: the given names and initials before a surname say whose it is."""

from __future__ import annotations

from itertools import chain
from typing import NamedTuple

from builder.link.boundary_rules import Neighbourhood, is_demonym, is_name_like, is_sentence_initial
from builder.link.gazetteer import Gazetteer, SurfaceForm, key_of
from builder.link.lexicon import PARTICLES
from builder.link.tokens import Candidate, TokenizedText

UNTOLD, INITIALS, OWN, OTHER = range(4)
"""What the words before a surname tell of its bearer: nothing; initials or a particle that are this person's but may be
another's too; given names of this person; given names of somebody else. The surest is the largest of the first three.
"""
SEPARATORS = {" ": "", "-": "", ". ": ".", ".": "."}
"""What stands between the names of a person, and what of it belongs to the word before: the full stop of an initial."""


class NameOwner(NamedTuple):
    """Whose surname it is, and where the whole name begins."""

    ownership: int
    first: int
    """Position of the first word that belongs to the name."""


def name_owner(
    form: SurfaceForm, candidate: Candidate, around: Neighbourhood, reading: TokenizedText, names: Gazetteer
) -> NameOwner:
    """Whether the words before a surname are names of this person or of somebody else."""
    words, gaps, first = reading.words, reading.gaps, candidate.first
    own = name_words(form.entity, names)
    whose = UNTOLD
    while first and (gap := gaps[first]) in SEPARATORS and (said := own.get(words[first - 1] + SEPARATORS[gap])):
        whose = max(whose, said)
        first -= 1
    if whose:
        return NameOwner(whose, first)
    if around.initial or around.before in PARTICLES:
        return NameOwner(OTHER, first)
    if around.capitals or not is_name_like(around.before) or is_demonym(around.before, names):
        return NameOwner(UNTOLD, first)
    return NameOwner(UNTOLD if is_sentence_initial(around, reading) else OTHER, first)


def name_words(person: str, names: Gazetteer) -> dict[str, int]:
    """Each word of the person's full names as an article may write it before the surname, and what it tells.

    An initial has its full stop.
    """
    found = names.name_words.get(person)
    if found is None:
        entity = names.entities[person]
        found = names.name_words[person] = {}
        for word in chain.from_iterable(key_of(name)[0] for name in (entity.name, *entity.aliases)):
            found[f"{word[0]}."] = INITIALS
            if word.lower() in PARTICLES:
                found |= dict.fromkeys((word.lower(), word.capitalize(), word.upper()), INITIALS)
            elif word[0].isupper():
                found |= dict.fromkeys((word, word.upper()), OWN)
            else:
                found.setdefault(word, INITIALS)
    return found
