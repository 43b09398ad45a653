"""Lexicon: the words of a language that decide whether an edited passage says something else."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
MAX_NUMBER = 60
"""Letters of a number in one word."""
APOSTROPHES = str.maketrans("\u2019\u02bc", "''", ".")
NO_ENDING = "-"


LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
"""Letters that Unicode does not decompose."""


def folded(word: str) -> str:
    """In lower case, without accents and full stops, and with a plain apostrophe; never empty."""
    if word.isascii():
        return word.lower().replace(".", "")
    decomposed = unicodedata.normalize("NFKD", word.casefold().translate(LETTERS))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).translate(APOSTROPHES) or word


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Each word is folded."""

    negations: frozenset[str]
    no_negations: frozenset[str]
    """After a negation: `not only` denies nothing."""
    negating_verbs: frozenset[str]
    negation_particles: frozenset[str]
    """Beside one of these, which deny nothing alone, …"""
    paired_negations: frozenset[str]
    """… these are negations: `ne … plus`."""
    restrictions: frozenset[str]
    """`only`: without one of these, the sentence says more or less."""
    modality: dict[str, str]
    """Word to `obligation`, `possibility`, `certainty`, `doubt` or `intention`."""
    function_words: frozenset[str]
    """A capital on one of these only marks the start of a sentence."""
    prepositions: frozenset[str]
    speech_verbs: frozenset[str]
    honorifics: frozenset[str]
    determiners: frozenset[str]
    """What precedes a common noun; an article is no day of a month."""
    names_with_article: frozenset[str]
    capitalized: frozenset[str]
    """Which of `months`, `weekdays` and `nouns` are written with a capital."""
    common_endings: tuple[str, ...]
    """Of words that begin sentences without an article: `Officials`, `Reportedly`, `Speaking`."""
    negative_prefixes: tuple[str, ...]
    months: dict[str, int]
    weekdays: dict[str, int]
    calendar_names: frozenset[str]
    """The first word of each month and weekday, which is no abbreviation."""
    calendar_stops: frozenset[str]
    """Abbreviations that are other words without a full stop."""
    clock: dict[str, Fraction]
    """Word to minutes since midnight."""
    hours: frozenset[str]
    """What follows the hour of a time of day."""
    date_links: frozenset[str]
    """What may stand between day and month."""
    decimal_sign: str
    """A full stop, a comma, or nothing if it is not known."""
    number_links: frozenset[str]
    """`and` between the words of a number …"""
    tens_links: frozenset[str]
    """… and those that join tens and ones."""
    joined_numbers: frozenset[str]
    """Not empty if a number is written as one word; what may stand within it."""
    minus: frozenset[str]
    percent: frozenset[tuple[str, ...]]
    """Two words for a percent sign."""
    elisions: tuple[str, ...]
    """Words that end with an apostrophe: `l'Iran`."""
    hyphenated: tuple[str, ...]
    """Numbers and weekdays with a hyphen, as they are written."""
    ordinal_endings: tuple[str, ...]
    """What follows the digits of an ordinal number."""
    digits: dict[str, Fraction]
    multiples: dict[str, Fraction]
    vague_numbers: frozenset[str]
    units: dict[str, str]
    same: dict[str, str]
    """Abbreviation or other spelling to the word that it stands for."""
    names_alike: dict[str, frozenset[int]]
    """Name to the lines of names that it is not to be confused with."""
    name_endings: tuple[frozenset[str], ...]
    """Endings that one name may have in different cases."""
    opposites: dict[str, frozenset[tuple[int, int]]]
    """Word, or stem with `*`, to its groups: the number of the line, and that of the group in it."""
    _number_words: tuple[str, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_number_words", (*self.digits, *self.multiples))

    def sides(self, word: str) -> frozenset[tuple[int, int]]:
        """The groups of opposites that a word is in."""
        return frozenset().union(*(self.opposites.get(key, ()) for key in _with_stems(word)))

    def number(self, word: str) -> Fraction | None:
        """The value of a number word, also of one like `einundzwanzig`; None for other words."""
        if word in self.digits or not self.joined_numbers or word in self.multiples:
            return self.digits.get(word)
        if len(word) > MAX_NUMBER or not word.endswith(self._number_words):
            return None
        parts = self._number_parts(word)
        return self._sum(parts) if parts else None

    def _number_parts(self, word: str) -> list[str] | None:
        """The number words that a word consists of, if it does."""
        for length in range(len(word), 1, -1):
            part, rest = word[:length], word[length:]
            if part in self.digits or part in self.multiples or part in self.joined_numbers:
                following = self._number_parts(rest) if rest else []
                if following is not None:
                    return [part, *following]
        return None

    def _sum(self, parts: Iterable[str]) -> Fraction:
        total, current = Fraction(0), Fraction(0)
        for part in parts:
            if part in self.multiples:
                current = (current or 1) * self.multiples[part]
                if self.multiples[part] >= 1000:
                    total, current = total + current, Fraction(0)
            else:
                current += self.digits.get(part, 0)
        return total + current

    def is_same_name(self, one: str, two: str) -> bool:
        """Whether two names are one in different cases."""
        shared = next((index for index, (left, right) in enumerate(zip(one, two, strict=False)) if left != right), None)
        longest = min(len(one), len(two)) if shared is None else shared
        return any(
            (one[stem:] or NO_ENDING) in endings and (two[stem:] or NO_ENDING) in endings
            for stem in range(MIN_STEM, longest + 1)
            for endings in self.name_endings
        )

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
                 self.weekdays, self.multiples, self.units)  # fmt: skip
        is_listed = any(word in one for one in lists) or self.number(word) is not None
        return is_listed or self.is_vague_number(word) or (not may_be_name and bool(self.sides(word)))

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
    words, lines, written = partial(_words, lists), partial(_lines, lists), partial(_written, lists)
    return Lexicon(
        negations=words("negations"),
        no_negations=words("no negations"),
        negating_verbs=words("negating verbs"),
        negation_particles=words("negation particles"),
        paired_negations=words("paired negations"),
        restrictions=words("restrictions"),
        modality=dict(chain.from_iterable(zip(words(kind), repeat(kind)) for kind in MODALITIES)),
        function_words=words("function words"),
        prepositions=words("prepositions"),
        speech_verbs=words("speech verbs"),
        honorifics=words("honorifics"),
        determiners=words("determiners"),
        names_with_article=words("names with article"),
        capitalized=words("capitalized"),
        common_endings=tuple(sorted(words("common endings"))),
        negative_prefixes=tuple(sorted(words("negative prefixes"))),
        months=_numbered(lines("months")),
        weekdays=_numbered(lines("weekdays")),
        calendar_names=frozenset(line[0] for line in (*lines("months"), *lines("weekdays"))),
        calendar_stops=frozenset(folded(word) for word in written("months", "weekdays") if word.endswith(".")),
        clock=_numbers(_written_lines(lists, "clock")),
        hours=words("hours"),
        date_links=words("date links"),
        decimal_sign="".join(written("decimal sign")),
        number_links=words("number links"),
        tens_links=words("tens links"),
        joined_numbers=words("joined numbers"),
        minus=words("minus"),
        percent=frozenset(map(tuple, lines("percent"))),
        elisions=tuple(written("elisions")),
        hyphenated=tuple(word for word in written("digits", "weekdays", "clock") if "-" in word[1:]),
        ordinal_endings=tuple(written("ordinal endings")),
        digits=_numbers(_written_lines(lists, "digits")),
        multiples=_numbers(_written_lines(lists, "multiples")),
        vague_numbers=words("vague numbers"),
        units=_firsts(lines("units")),
        same=_firsts(lines("same words")),
        names_alike=_grouped(enumerate(lines("names alike"))),
        name_endings=tuple(map(frozenset, lines("name endings"))),
        opposites=_grouped(_sides(lists.get("opposites", ()))),
    )


def _words(lists: Lists, *names: str) -> frozenset[str]:
    return frozenset(word for name in names for line in _lines(lists, name) for word in line)


def _lines(lists: Lists, name: str) -> list[list[str]]:
    return [list(map(folded, line)) for line in _written_lines(lists, name)]


def _written(lists: Lists, *names: str) -> list[str]:
    """The words of lists as they are written, the longest first."""
    return sorted((word for name in names for line in _written_lines(lists, name) for word in line), key=len)[::-1]


def _written_lines(lists: Lists, name: str) -> list[list[str]]:
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
            yield (number, side), list(map(folded, group))


def _numbers(lines: Iterable[Sequence[str]]) -> dict[str, Fraction]:
    """The value of each word of lines that begin with a number."""
    return {folded(word): Fraction(line[0]) for line in lines for word in line[1:]}


def _grouped(groups: Iterable[tuple[Group, Iterable[str]]]) -> dict[str, frozenset[Group]]:
    """Each word and the groups that it is in."""
    found: dict[str, set[Group]] = {}
    for group, words in groups:
        for word in words:
            found.setdefault(word, set()).add(group)
    return {word: frozenset(numbers) for word, numbers in found.items()}
