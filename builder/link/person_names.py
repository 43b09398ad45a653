"""Person names: the given names and initials before a surname show whose it is."""

from itertools import chain
from typing import NamedTuple

from builder.entity_names import FULL_NAMES, names_of
from builder.link.boundary_rules import Neighbourhood, is_demonym, is_name_like, is_sentence_initial
from builder.link.gazetteer import Gazetteer, SurfaceForm, lookup_key
from builder.link.lexicon import PARTICLES
from builder.link.tokens import Candidate, TokenizedText

UNKNOWN, SAME_INITIALS, THIS_PERSON, OTHER_PERSON = range(4)
"""Whose surname it is by the words before it: no evidence; initials or a particle of this person, which others may
share; given names of this person; given names of another. Of several words, the highest of the first three counts."""
SEPARATORS = {" ": "", "-": "", ". ": ".", ".": "."}
"""Gaps between the parts of a person's name, and the sign that belongs to the part before: the stop of an initial."""


class NameOwner(NamedTuple):
    """Whose surname it is, and where the whole name begins."""

    ownership: int
    first: int
    """Index of the first word of the whole name."""


def name_owner(
    form: SurfaceForm, candidate: Candidate, context: Neighbourhood, tokens: TokenizedText, gazetteer: Gazetteer
) -> NameOwner:
    """Whether the words before a surname are names of this person or of another."""
    words, gaps, first = tokens.words, tokens.gaps, candidate.first
    own_words = name_words(form.entity, gazetteer)
    ownership = UNKNOWN
    while first and (gap := gaps[first]) in SEPARATORS and (found := own_words.get(words[first - 1] + SEPARATORS[gap])):
        ownership = max(ownership, found)
        first -= 1
    if ownership:
        return NameOwner(ownership, first)
    if context.initial or context.before in PARTICLES:
        return NameOwner(OTHER_PERSON, first)
    if context.capitals or not is_name_like(context.before) or is_demonym(context.before, gazetteer):
        return NameOwner(UNKNOWN, first)
    return NameOwner(UNKNOWN if is_sentence_initial(context, tokens) else OTHER_PERSON, first)


def name_words(person: str, gazetteer: Gazetteer) -> dict[str, int]:
    """Each word of the person's full names, in the forms it takes before the surname, and the ownership it shows.

    Initials are included, with their full stop.
    """
    found = gazetteer.name_words.get(person)
    if found is None:
        names = names_of(gazetteer.entities[person], FULL_NAMES)
        found = gazetteer.name_words[person] = {}
        for word in chain.from_iterable(lookup_key(name)[0] for name in names):
            found[f"{word[0]}."] = SAME_INITIALS
            if word.lower() in PARTICLES:
                found |= dict.fromkeys((word.lower(), word.capitalize(), word.upper()), SAME_INITIALS)
            elif word[0].isupper():
                found |= dict.fromkeys((word, word.upper()), THIS_PERSON)
            else:
                found.setdefault(word, SAME_INITIALS)
    return found
