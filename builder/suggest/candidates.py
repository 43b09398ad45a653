"""Candidates: all names in the archive that no entity has, each with its occurrences."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from builder.model import Article, Passage, Site
from builder.slugs import spelling_key
from builder.suggest.classify import classify
from builder.suggest.lexicon import FUNCTION_WORDS, PARTICLES, SURNAME_PARTICLES
from builder.suggest.name_spans import NameSpan, name_spans

LETTERS = re.compile(r"[^\W\d_]+")
PART_OF_LONGER_NAME = "longer name:"
"""Begins the linker's rules for a name inside a longer one, which may be missing: `Washington Post`."""


class Occurrence(NamedTuple):
    """A name in an article."""

    article: Article
    span: NameSpan


@dataclass
class Name:
    """A name in all its spellings, with all its occurrences."""

    key: str
    occurrences: list[Occurrence] = field(default_factory=list)
    short: Counter[str] = field(default_factory=Counter)
    """Short forms whose occurrences are included, and how often each occurs."""

    @property
    def spellings(self) -> Counter[str]:
        """How often each spelling occurs; those in capitals only if there is no other."""
        counts = Counter(one.span.name for one in self.occurrences if one.span.name not in self.short)
        mixed_case = Counter({name: count for name, count in counts.items() if not name.isupper()})
        return mixed_case or counts

    @property
    def best(self) -> str:
        """The most frequent spelling, the first in alphabetical order of several."""
        return min(self.spellings.items(), key=lambda one: (-one[1], one[0]))[0]

    @property
    def words(self) -> tuple[str, ...]:
        """Of the best spelling."""
        return tuple(self.best.split())


def candidates(site: Site) -> dict[str, Name]:
    """Every name by its key; a short form is counted under its full name."""
    found = [
        Occurrence(article, span)
        for article in site.articles
        for span in name_spans(site.texts[article.slug], article.language, known_passages(site, article.slug))
    ]
    words = (word for article in site.articles for word in LETTERS.findall(site.texts[article.slug].text))
    lowercase = Counter(filter(str.islower, words))
    names = by_key(without_common_words(found, lowercase))
    for full, short in ((names[full], names[short]) for full, short in short_forms(names)):
        if short.occurrences and full.occurrences:
            full.short |= short.spellings
            full.occurrences += short.occurrences
            short.occurrences = []
    return {key: name for key, name in names.items() if name.occurrences}


def known_passages(site: Site, slug: str) -> list[Passage]:
    """Names of the registry in the article, linked or not, in reading order; without those inside a longer name."""
    unlinked = site.unlinked.get(slug, ())
    outside = (one.passage for one in unlinked if not one.rule.startswith(PART_OF_LONGER_NAME))
    return sorted([*(mention.passage for mention in site.texts[slug].mentions), *outside])


def without_common_words(found: Sequence[Occurrence], lowercase: Mapping[str, int]) -> list[Occurrence]:
    """The occurrences without words that are capitalized only because they begin a sentence.

    `lowercase` counts the words that the archive has in lower case.
    """
    mid_sentence = Counter(one.span.name for one in found if not one.span.starts_sentence)
    surnames = last_words_of_names(found)
    names = []
    for article, span in found:
        first = span.words[0]
        is_common = lowercase[first.lower()] > mid_sentence[first]
        only_at_start = span.starts_sentence and not mid_sentence[span.name]
        if len(span.words) == 1:
            is_surname = not lowercase[first.lower()] and (article.slug, first) in surnames
            if is_common or (only_at_start and not (first.isupper() or is_surname)):
                continue
        elif only_at_start and is_common and mid_sentence[" ".join(span.words[1:])]:
            span = without_first_word(span)  # noqa: PLW2901 - the same occurrence
        names.append(Occurrence(article, span))
    return names


def last_words_of_names(found: Iterable[Occurrence]) -> set[tuple[str, str]]:
    """Article and last word of every name of several words."""
    return {(article.slug, span.words[-1]) for article, span in found if len(span.words) > 1}


def without_first_word(span: NameSpan) -> NameSpan:
    """The name without its first word."""
    start = span.passage.end - len(span.name) + len(span.words[0]) + 1
    passage, before = Passage(start, span.passage.end), span.words[0].lower()
    return span._replace(words=span.words[1:], passage=passage, before=before, starts_sentence=False)


def by_key(found: Iterable[Occurrence]) -> dict[str, Name]:
    """The names of these occurrences."""
    key_of = cache(spelling_key)
    names: dict[str, Name] = {}
    for one in found:
        if key := key_of(one.span.name):
            names.setdefault(key, Name(key)).occurrences.append(one)
    return names


def short_forms(names: Mapping[str, Name]) -> list[tuple[str, str]]:
    """Keys of a full name and of its short form: given in brackets, its initials, or the surname."""
    articles = {key: {one.article.slug for one in name.occurrences} for key, name in names.items()}
    full_names = in_brackets(names)
    by_initials, by_surname = by_initials_and_surname(names)
    for key, name in names.items():
        if key not in full_names and (len(name.words) == 1 or key in by_surname):
            possible = (by_initials if name.best.isupper() else by_surname).get(key, set())
            full_names[key] = {one for one in possible if articles[one] & articles[key]}
    return [(min(full), short) for short, full in sorted(full_names.items()) if len(full) == 1 and full != {short}]


def in_brackets(names: Mapping[str, Name]) -> dict[str, set[str]]:
    """Key of each short form given in brackets to the keys of the names before it."""
    full_names: defaultdict[str, set[str]] = defaultdict(set)
    for key, name in names.items():
        for one in name.occurrences:
            # In `the office of the United Nations (OHCHR)` the acronym does not belong to the name before it.
            if (short := spelling_key(one.span.short)) in names and short[0] == key[0]:
                full_names[short].add(key)
    return dict(full_names)


def by_initials_and_surname(names: Mapping[str, Name]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The keys of full names by their initials, and those of persons by their surname."""
    by_initials: defaultdict[str, set[str]] = defaultdict(set)
    by_surname: defaultdict[str, set[str]] = defaultdict(set)
    for key, name in names.items():
        if len(name.words) > 1:
            by_initials[initials_of(name.words)].add(key)
            if classify(one.span for one in name.occurrences) == "person":
                for surname in surnames_of(name.words):
                    by_surname[surname].add(key)
    return by_initials, by_surname


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
