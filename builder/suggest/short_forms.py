"""Short forms: which names of the archive are abbreviations or surnames of others, and which are names of their own."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from builder.slugs import spelling_key
from builder.suggest.classify import classify
from builder.suggest.lexicon import FUNCTION_WORDS, PARTICLES, SURNAME_PARTICLES
from builder.suggest.names import Name
from builder.suggest.vocabulary import Vocabulary, abbreviates, defined_from

CLEAR_MAJORITY = 2
"""How often the most frequent definition of an abbreviation must occur for each occurrence of the second."""
MIN_SHARE = 0.3
"""Part of the articles with a surname that must have the full name; else it is a name of its own."""
MIN_INITIALS_SHARE = 0.1
"""The same of an abbreviation that the archive never explains."""
COUNTRY_PREFIX = "us"
"""`U.S.` before the name of an office is not part of the name that its abbreviation stands for."""


class ShortForms:
    """The short forms among these names."""

    def __init__(self, names: Mapping[str, Name], known: Vocabulary) -> None:
        self._names = names
        self._known = known
        self._articles = {key: {one.article.slug for one in name.occurrences} for key, name in names.items()}
        self._best = {key: name.best for key, name in names.items()}
        self._shared: set[str] = set()

    def pairs(self) -> list[tuple[str, str]]:
        """Keys of a full name and of its short form: given in brackets, its initials, or the surname."""
        full_names = {short: most_defined(counts) for short, counts in self._in_brackets().items()}
        longer = [
            (full, longer) for full in full_names.values() if full and (longer := COUNTRY_PREFIX + full) in self._names
        ]
        by_initials, by_surname = self._by_initials_and_surname()
        for key, best in self._best.items():
            if key not in full_names and (" " not in best or key in by_surname):
                is_acronym = best.isupper()
                full_names[key] = self._initials(key, by_initials) if is_acronym else self._surname(key, by_surname)
        found = [(full, short) for short, full in sorted(full_names.items()) if full and full != short]
        return [*dict.fromkeys(longer), *found]

    def merge(self, full: Name, short: Name) -> None:
        """Count the occurrences of the short form to the full name."""
        if not (short.occurrences and full.occurrences):
            return
        if short.key == COUNTRY_PREFIX + full.key:
            full.longer |= short.spellings
        else:
            full.short |= short.spellings
        full.occurrences += short.occurrences
        short.occurrences = []

    def is_shared(self, name: Name) -> bool:
        """Whether the name is only the surname of several persons, each of whom is a name of its own."""
        return name.key in self._shared

    def _in_brackets(self) -> dict[str, Counter[str]]:
        """Key of each short form given in brackets to the keys of the names before it, and how often each is."""
        found: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for key, name in self._names.items():
            for one in name.occurrences:
                short = spelling_key(one.span.short)
                # In `the office of the United Nations (OHCHR)` the acronym does not belong to the name before it.
                if short in self._names and (
                    defined_from(one.span.short, one.span.words) is not None
                    or abbreviates(one.span.short, one.span.words)
                ):
                    found[short][key] += 1
        return found

    def _initials(self, key: str, by_initials: Mapping[str, set[str]]) -> str:
        """The only name with these initials in the same articles; empty if there is none."""
        least = MIN_INITIALS_SHARE * len(self._articles[key])
        return only(one for one in by_initials.get(key, ()) if len(self._articles[one] & self._articles[key]) > least)

    def _surname(self, key: str, by_surname: Mapping[str, set[str]]) -> str:
        """The person whose surname it is; empty for a place of the same name, or one that is mostly used alone."""
        name = self._names[key]
        possible = [one for one in by_surname.get(key, ()) if self._articles[one] & self._articles[key]]
        named = set().union(*(self._articles[one] for one in possible)) & self._articles[key]
        if not possible or len(named) < MIN_SHARE * len(self._articles[key]):
            return ""
        if classify([one.span for one in name.occurrences], self._known) == "place":
            return ""
        if len(possible) > 1:
            self._shared.add(key)
            for one in possible:
                self._names[one].short[self._best[key]] += 1
        return only(possible)

    def _by_initials_and_surname(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """The keys of full names by their initials, and those of persons by their surname."""
        by_initials: defaultdict[str, set[str]] = defaultdict(set)
        by_surname: defaultdict[str, set[str]] = defaultdict(set)
        for key, name in self._names.items():
            words = self._best[key].split()
            if len(words) > 1:
                if classify([one.span for one in name.occurrences], self._known) == "person":
                    for surname in surnames_of(words):
                        by_surname[surname].add(key)
                else:
                    by_initials[initials_of(words)].add(key)
        return by_initials, by_surname


def most_defined(counts: Counter[str]) -> str:
    """The name that is given with the abbreviation most often; empty if another is nearly as frequent."""
    first, *second = counts.most_common(2)
    return first[0] if not second or first[1] >= CLEAR_MAJORITY * second[0][1] else ""


def only(keys: Iterator[str] | Sequence[str]) -> str:
    """The only one of the keys; empty if there is none or several."""
    found = set(keys)
    return found.pop() if len(found) == 1 else ""


def surnames_of(words: Sequence[str]) -> Iterator[str]:
    """Keys of the surname, without and with its particles."""
    yield spelling_key(words[-1])
    start = len(words) - 1
    while start > 1 and words[start - 1] in PARTICLES:
        start -= 1
    if words[start] in SURNAME_PARTICLES:
        yield spelling_key(" ".join(words[start:]))


def initials_of(words: Sequence[str]) -> str:
    """The initials of the words that are not function words or particles: `opcw`."""
    return "".join(word[0].lower() for word in words if word.lower() not in FUNCTION_WORDS and word not in PARTICLES)
