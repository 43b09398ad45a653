"""Demonyms: adjectives and peoples are other names of a country, not entities of their own."""

from collections.abc import Iterable, Mapping

from builder.suggest import lexicon
from builder.suggest.names import Name

SAME_LETTERS = 4
"""Letters with which a country and its demonym both begin: `Syria`, `Syrians`."""
COUNTRY_SHARE = 0.25
COUNTRY_OF = dict(pair.split(":") for pair in lexicon.COUNTRIES_OF_DEMONYMS)


def is_demonym(word: str) -> bool:
    """Whether the word, in lower case, is an adjective, a people or a language, also in the plural."""
    return word in lexicon.DEMONYMS or word.removesuffix("s") in lexicon.DEMONYMS


def country_of(demonym: str, countries: Iterable[str]) -> str:
    """The only one of these countries, in lower case, that the demonym belongs to; empty if there is none."""
    demonym = demonym.lower()
    named = COUNTRY_OF.get(demonym) or COUNTRY_OF.get(demonym.removesuffix("s"))
    found = [one for one in countries if one == named or (not named and one[:SAME_LETTERS] == demonym[:SAME_LETTERS])]
    return found[0] if len(found) == 1 else ""


def move_demonyms(names: Mapping[str, Name]) -> None:
    """Count the occurrences of each demonym to its country."""
    countries = {key: name for key, name in names.items() if key in lexicon.COUNTRIES}
    for key, name in names.items():
        if not is_demonym(key):
            continue
        country = countries.get(country_of(key, countries))
        # A word that is much more frequent than the country is a language, as in `Spanish-speaking`.
        if country and len(country.occurrences) >= COUNTRY_SHARE * len(name.occurrences):
            country.demonyms |= name.spellings
            country.occurrences += name.occurrences
            name.occurrences = []
