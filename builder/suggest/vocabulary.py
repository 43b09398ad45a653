"""Vocabulary: what the whole archive shows about a word, and names that it defines with an abbreviation."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from builder.suggest.lexicon import FUNCTION_WORDS

LETTERS = re.compile(r"[^\W\d_]+")
DEFINITION = re.compile(r"\s?\((?:the )?([A-Z][A-Za-z&-]{1,9})\)")
NAME_WORD = re.compile(r"[^\W_]+(?:['’&-][^\W_]+)*|&")
CAPITALIZED = re.compile(r"[A-Z][a-z]+(?: (?:of |for |and )?[A-Z][a-z]+)+")
LOOK_BACK = 160
"""Characters before a bracket in which the defined name is searched."""
MAX_WORDS = 12
JOINERS = frozenset({"of", "for", "and", "&", "the", "in", "on", "to"})
COMMON_SHARE = 0.3
"""A word that the archive has in lower case this often, compared with its capitals, is a common word."""


@dataclass
class Vocabulary:
    """How often the archive has each word in lower case and capitalized."""

    lowercase: Counter[str] = field(default_factory=Counter)
    capitalized: Counter[str] = field(default_factory=Counter)
    plurals: Counter[str] = field(default_factory=Counter)
    """How often each abbreviation has the ending of a plural."""
    phrases: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often the archive has two words of a name, one after the other, in lower case."""
    whole_names: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    """First word of a name with joining words that an abbreviation proves to be one, to all its words."""

    def is_common(self, word: str) -> bool:
        """Whether a capital does not make the word a name."""
        word = word.lower()
        count = self.lowercase[word]
        return count > 0 and count >= COMMON_SHARE * self.capitalized[word]

    def is_common_phrase(self, words: Sequence[str], count: int) -> bool:
        """Whether a name that occurs `count` times is as usual in lower case: `Social Media`."""
        lower = [word.lower() for word in words]
        return all(self.phrases[pair] >= COMMON_SHARE * count for pair in pairwise(lower)) and all(
            word in JOINERS or self.is_common(word) for word in lower
        )

    def has_plural(self, acronym: str) -> bool:
        """Whether the archive has the plural of the abbreviation: `URLs`."""
        return self.plurals[acronym] >= PLURAL_SHARE * self.capitalized[acronym.lower()]

    def whole_name_at(self, words: Sequence[str]) -> int:
        """Number of the words with which a whole name begins here; 0 if none does."""
        for name in self.whole_names.get(words[0], ()):
            if tuple(words[: len(name)]) == name:
                return len(name)
        return 0


PLURAL_SHARE = 0.05
"""An abbreviation whose plural is at least this frequent is a common noun."""
NO_VOCABULARY = Vocabulary()


def vocabulary(texts: Iterable[str]) -> Vocabulary:
    """The vocabulary of all texts of an archive."""
    counts: Counter[str] = Counter()
    found: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    named: set[tuple[str, str]] = set()
    phrases: Counter[tuple[str, str]] = Counter()
    for text in texts:
        words = LETTERS.findall(text)
        counts.update(words)
        for match in CAPITALIZED.finditer(text):
            named.update(pairwise(match[0].lower().split()))
        phrases.update(pair for pair in pairwise(words) if pair in named)
        for name in defined_names(text):
            found[name[0]].add(name)
    capitalized: Counter[str] = Counter()
    for word, count in counts.items():
        if not word.islower():
            capitalized[word.lower()] += count
    lowercase = Counter({word: count for word, count in counts.items() if word.islower()})
    plurals = Counter({word[:-1]: count for word, count in counts.items() if word[-1] == "s" and word[:-1].isupper()})
    longest_first = {word: sorted(names, key=lambda name: (-len(name), name)) for word, names in found.items()}
    return Vocabulary(lowercase, capitalized, plurals, phrases, longest_first)


def defined_names(text: str) -> Iterable[tuple[str, ...]]:
    """The names with joining words that are defined with their initials: `Food and Drug Administration (FDA)`."""
    for match in DEFINITION.finditer(text):
        words = NAME_WORD.findall(text, max(0, match.start() - LOOK_BACK), match.start())[-MAX_WORDS:]
        start = defined_from(match[1], words)
        if start is not None and not JOINERS.isdisjoint(words[start:]):
            yield tuple(words[start:])


def defined_from(short: str, words: Sequence[str]) -> int | None:
    """Index of the first word of the name whose initials these are; None if there is none."""
    wanted = "".join(filter(str.isalnum, short)).lower()
    for start in range(len(words) - 1, -1, -1):
        word = words[start]
        if not (word[0].isupper() or word in JOINERS):
            return None
        if word[0].isupper() and wanted in initials(words[start:]):
            return start
    return None


def initials(words: Sequence[str]) -> tuple[str, str]:
    """The initials of the words, with and without function words."""
    letters = [word for word in words if word[0].isalnum()]
    every = "".join(word[0].lower() for word in letters)
    return every, "".join(word[0].lower() for word in letters if word.lower() not in FUNCTION_WORDS)


def abbreviates(short: str, words: Sequence[str]) -> bool:
    """Whether the short form has most of its letters in capitals, and takes them from the name in their order: UX."""
    letters = "".join(filter(str.isalpha, short))
    if sum(map(str.isupper, letters)) < max(2, len(letters) / 2):
        return False
    rest = iter("".join(words).lower())
    return words[0][0].lower() == letters[0].lower() and all(letter in rest for letter in letters.lower())
