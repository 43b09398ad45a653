"""Lexicon: the words of a language that decide whether an edited passage says something else."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, partial
from itertools import chain, repeat
from typing import TypeVar

from builder.languages import sense_lists

Group = TypeVar("Group")
Lists = Mapping[str, Sequence[Sequence[list[str]]]]
MODALITIES = ("obligation", "possibility", "certainty", "doubt", "intention")
ANY_ENDING = "*"
MIN_STEM = 3
MAX_STEM = 20


@dataclass(frozen=True)
class Lexicon:
    """Each word is in lower case."""

    negations: frozenset[str]
    no_negations: frozenset[str]
    """After a negation: `not only` denies nothing."""
    negating_verbs: frozenset[str]
    modality: dict[str, str]
    """Word to `obligation`, `possibility`, `certainty`, `doubt` or `intention`."""
    function_words: frozenset[str]
    """A capital on one of these only marks the start of a sentence."""
    prepositions: frozenset[str]
    speech_verbs: frozenset[str]
    honorifics: frozenset[str]
    common_endings: tuple[str, ...]
    """Of words that begin sentences without an article: `Officials`, `Reportedly`, `Speaking`."""
    negative_prefixes: tuple[str, ...]
    months: dict[str, int]
    weekdays: dict[str, int]
    digits: dict[str, Fraction]
    multiples: dict[str, Fraction]
    vague_numbers: frozenset[str]
    units: dict[str, str]
    same: dict[str, str]
    """Abbreviation or other spelling to the word that it stands for."""
    names_alike: dict[str, frozenset[int]]
    """Name to the lines of names that it is not to be confused with."""
    opposites: dict[str, frozenset[tuple[int, int]]]
    """Word, or stem with `*`, to its groups: the number of the line, and that of the group in it."""

    def sides(self, word: str) -> frozenset[tuple[int, int]]:
        """The groups of opposites that a word is in."""
        return frozenset().union(*(self.opposites.get(key, ()) for key in _with_stems(word)))

    def is_negated(self, word: str, other: str) -> bool:
        """Whether one is the other with a negative prefix or ending: `legal`, `illegal`; `careful`, `careless`."""
        short, long = sorted((word, other), key=len)
        bases = (long.removeprefix(prefix) for prefix in self.negative_prefixes if long.startswith(prefix))
        if len(short) > MIN_STEM and any(is_same_word(base, short) for base in bases):
            return True
        stems = [one.removesuffix("ly").removesuffix("ness") for one in (word, other)]
        return any(one.endswith("less") and two == f"{one[:-4]}ful" for one, two in (stems, stems[::-1]))

    def decides(self, word: str, *, may_be_name: bool) -> bool:
        """Whether the word is in any list; one that may be a name is not looked for among opposites."""
        lists = (self.negations, self.negating_verbs, self.modality, self.function_words, self.months,
                 self.weekdays, self.digits, self.multiples, self.units)  # fmt: skip
        return (
            any(word in one for one in lists)
            or self.is_vague_number(word)
            or (not may_be_name and bool(self.sides(word)))
        )

    def are_different_names(self, name: str, other: str) -> bool:
        """Whether two names that are spelled alike are known to be different."""
        return not self.names_alike.get(name, frozenset()).isdisjoint(self.names_alike.get(other, frozenset()))

    def is_vague_number(self, word: str) -> bool:
        """Whether a word is an amount without a value: `dozens`, `doubled`."""
        return any(key in self.vague_numbers for key in _with_stems(word))


def is_same_word(one: str, two: str) -> bool:
    """Whether two words are equal, apart from their ending."""
    stem = min(len(one), len(two)) - 1
    return one == two or (stem > MIN_STEM and one[:stem] == two[:stem] and abs(len(one) - len(two)) < MIN_STEM)


def _with_stems(word: str) -> tuple[str, ...]:
    return word, *(word[:length] + ANY_ENDING for length in range(MIN_STEM, min(len(word), MAX_STEM) + 1))


@cache
def lexicon(language: str) -> Lexicon:
    """That of a language tag such as `en` or `en-GB`; for a language without word lists, an empty one."""
    lists = sense_lists(language.partition("-")[0].lower())
    words, lines = partial(_words, lists), partial(_lines, lists)
    return Lexicon(
        negations=words("negations"),
        no_negations=words("no negations"),
        negating_verbs=words("negating verbs"),
        modality=dict(chain.from_iterable(zip(words(kind), repeat(kind)) for kind in MODALITIES)),
        function_words=words("function words"),
        prepositions=words("prepositions"),
        speech_verbs=words("speech verbs"),
        honorifics=words("honorifics"),
        common_endings=tuple(sorted(words("common endings"))),
        negative_prefixes=tuple(sorted(words("negative prefixes"))),
        months=_numbered(lines("months")),
        weekdays=_numbered(lines("weekdays")),
        digits=_numbers(lines("digits")),
        multiples=_numbers(lines("multiples")),
        vague_numbers=words("vague numbers"),
        units=_firsts(lines("units")),
        same=_firsts(lines("same words")),
        names_alike=_grouped(enumerate(lines("names alike"))),
        opposites=_grouped(_sides(lists.get("opposites", ()))),
    )


def _words(lists: Lists, *names: str) -> frozenset[str]:
    return frozenset(word for name in names for line in _lines(lists, name) for word in line)


def _lines(lists: Lists, name: str) -> list[list[str]]:
    return [group for line in lists.get(name, ()) for group in line]


def _numbered(lines: Iterable[Sequence[str]]) -> dict[str, int]:
    """Each word and the number of its line, from 1."""
    return {word: number for number, line in enumerate(lines, 1) for word in line}


def _firsts(lines: Iterable[Sequence[str]]) -> dict[str, str]:
    """Each word and the first of its line."""
    return {word: line[0] for line in lines for word in line}


def _sides(lines: Iterable[Sequence[Sequence[str]]]) -> Iterator[tuple[tuple[int, int], Sequence[str]]]:
    for number, line in enumerate(lines):
        for side, group in enumerate(line):
            yield (number, side), group


def _numbers(lines: Iterable[Sequence[str]]) -> dict[str, Fraction]:
    """The value of each word of lines that begin with a number."""
    return {word: Fraction(line[0]) for line in lines for word in line[1:]}


def _grouped(groups: Iterable[tuple[Group, Iterable[str]]]) -> dict[str, frozenset[Group]]:
    """Each word and the groups that it is in."""
    found: dict[str, set[Group]] = {}
    for group, words in groups:
        for word in words:
            found.setdefault(word, set()).add(group)
    return {word: frozenset(numbers) for word, numbers in found.items()}
