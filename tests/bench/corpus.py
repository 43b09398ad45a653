"""Corpus: invented news of any amount, the same for the same seed.

No text of others is in it: words and names are put together from syllables, and what they say means nothing. What is
true to life is their number: stories of 1,000 characters with a few very long ones, 109 topics and 400 entities of
which few are named often and most rarely, ten years of days.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import NamedTuple

SEED = 4242
TOPICS = 109
ENTITIES = 400
MEAN_CHARACTERS = 1020
SPREAD = 0.8
"""Standard deviation of the logarithm of a story's length: one in a hundred has more than 4,700 characters."""
FIRST_DAY = dt.date(2006, 1, 1)
DAYS = 3652
ANNOTATED = 0.02
FUNCTION_WORDS = (
    "the of to and in a said for on that by with from it was is at as its be has will which an were after not but this "
    "have had would are he they been his their or who also about more than last into under over between against"
)


@dataclass(frozen=True)
class Entity:
    """One of the registry."""

    id: str
    name: str
    kind: str
    description: str
    aliases: tuple[str, ...] = ()
    short: str = ""
    """The surname."""


class Topic(NamedTuple):
    """What stories are filed under."""

    slug: str
    title: str
    parent: str


class Note(NamedTuple):
    """An editors' note on some words of a story."""

    title: str
    quotation: str
    comment: str


@dataclass(frozen=True)
class Story:
    """An article of the corpus."""

    slug: str
    title: str
    day: dt.date
    topics: tuple[str, ...]
    paragraphs: tuple[str, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Corpus:
    """All that is written into one site."""

    stories: tuple[Story, ...]
    entities: tuple[Entity, ...]
    """The most named first."""
    topics: tuple[Topic, ...]
    theme: int = 0
    """Its number stands in every page: another one is another theme."""


def corpus(articles: int, seed: int = SEED) -> Corpus:
    """So many articles, and the entities and topics they are about."""
    writer = _Writer(Random(seed))
    return Corpus(tuple(writer.story(number) for number in range(articles)), writer.entities, writer.topics)


class _Weighted(NamedTuple):
    """Things of which the first are drawn most, as Zipf found of words."""

    things: Sequence[str]
    weights: list[float]

    def draw(self, random: Random, count: int) -> list[str]:
        return random.choices(self.things, cum_weights=self.weights, k=count)


def _zipf(things: Sequence[str], shift: float) -> _Weighted:
    return _Weighted(things, list(accumulate(1 / (rank + shift) for rank in range(len(things)))))


class _Writer:
    """Puts words, names and stories together."""

    def __init__(self, random: Random) -> None:
        self._random = random
        names = _capitals(random, 3000)
        self._strangers = [f"{next(names)} {next(names)}" for _ in range(800)]
        """Of whom the registry knows nothing."""
        self.entities = tuple(random.sample(list(_entities(random, names)), ENTITIES))
        self._by_id = {entity.id: entity for entity in self.entities}
        self._cast = _zipf(list(self._by_id), 3)
        words = list(dict.fromkeys(_word(random) for _ in range(5000)))
        self._words = _zipf([*FUNCTION_WORDS.split(), *words], 4)
        self._content = _zipf(words, 30)
        self.topics = tuple(_topics(random, words))
        self._topics = _zipf([topic.slug for topic in self.topics], 1.5)

    def story(self, number: int) -> Story:
        random = self._random
        length = MEAN_CHARACTERS * math.exp(random.gauss(-(SPREAD**2) / 2, SPREAD))
        cast = list(dict.fromkeys(self._cast.draw(random, 1 + min(12, int(length / 250)))))
        known: set[str] = set()
        paragraphs: list[str] = []
        while not paragraphs or sum(map(len, paragraphs)) < length - 160:
            sentences = [self._sentence(cast, known) for _ in range(random.choice((1, 2, 2, 3)))]
            paragraphs.append(" ".join(sentences))
        title = self._headline(cast[0])
        notes = tuple(self._note(paragraphs) for _ in range(random.choice((1, 1, 2)) * (random.random() < ANNOTATED)))
        return Story(
            f"{'-'.join(self._content.draw(random, 3))}-{number}",
            title,
            FIRST_DAY + dt.timedelta(random.randrange(DAYS)),
            tuple(dict.fromkeys(self._topics.draw(random, random.choice((1, 1, 2, 3))))),
            tuple(paragraphs),
            notes,
        )

    def _sentence(self, cast: Sequence[str], known: set[str]) -> str:
        random = self._random
        words = self._words.draw(random, random.randint(9, 28))
        if random.random() < 0.55:
            words.insert(random.randrange(len(words)), self._name(random.choice(cast), known))
        if random.random() < 0.12:
            words.insert(random.randrange(len(words)), random.choice(self._strangers))
        if random.random() < 0.2:
            words.insert(random.randrange(1, len(words)), f"{random.randint(2, 9000):,}")
        if random.random() < 0.03:
            words[-1] = f"*{words[-1]}*"
        text = " ".join(words)
        if random.random() < 0.15:
            text = f"“{text},” the {self._content.draw(random, 1)[0]} said"
        return f"{text[0].upper()}{text[1:]}."

    def _name(self, identifier: str, known: set[str]) -> str:
        """In full when it is the first in a story."""
        entity = self._by_id[identifier]
        if identifier not in known or not entity.short:
            known.add(identifier)
            return self._random.choice((entity.name, entity.name, *entity.aliases))
        return entity.short

    def _headline(self, identifier: str) -> str:
        entity = self._by_id[identifier]
        words = self._content.draw(self._random, self._random.randint(4, 8))
        return f"{entity.short or entity.name} {' '.join(words)}"

    def _note(self, paragraphs: Sequence[str]) -> Note:
        words = self._random.choice(paragraphs).replace("*", "").split(" ")
        start = self._random.randrange(max(1, len(words) - 9))
        comment = " ".join(self._words.draw(self._random, 40)).capitalize()
        title = " ".join(self._content.draw(self._random, 3)).capitalize()
        return Note(title, " ".join(words[start : start + 9]), f"{comment}.")


_STARTS = "b br c ch d dr f g gr h j k kl l m n p pr qu r s sh st t tr v w z"
_MIDDLES = "a e i o u a e i o ai ea ou"
_ENDS = "- - - n r l s t nd rk m x"
"""A hyphen is none."""


def _word(random: Random) -> str:
    starts, middles, ends = _STARTS.split(), _MIDDLES.split(), _ENDS.split()
    syllables = [random.choice(starts) + random.choice(middles) for _ in range(random.choice((1, 2, 2, 2, 3, 3)))]
    return "".join(syllables) + random.choice(ends).strip("-")


def _capitals(random: Random, count: int) -> Iterator[str]:
    """Names, each one once."""
    seen: set[str] = set()
    while len(seen) < count:
        name = _word(random).capitalize()
        if len(name) > 4 and name not in seen:
            seen.add(name)
            yield name


def _entities(random: Random, names: Iterator[str]) -> Iterator[Entity]:
    """Persons, organisations and places; some persons share a surname."""
    surnames = [next(names) for _ in range(190)]
    for number in range(ENTITIES):
        kind = ("person", "person", "person", "organisation", "place")[number % 5]
        word, description = next(names), " ".join(_word(random) for _ in range(8)).capitalize()
        name, short = word, ""
        aliases: tuple[str, ...] = ()
        if kind == "person":
            short = surnames[number * 3 // 5 % len(surnames)]
            name, aliases = f"{word} {short}", (f"{word[0]}. {short}",)
        elif kind == "organisation":
            body = random.choice(("Union", "Bank", "Council", "Company", "Agency"))
            name, aliases = f"{word} {body}", (f"{body} of {word}",)
        yield Entity(f"{name.lower().replace(' ', '-')}", name, kind, f"{description}.", aliases, short)


def _topics(random: Random, words: Sequence[str]) -> Iterator[Topic]:
    """A tree of two levels."""
    roots: list[str] = []
    for number, word in enumerate(random.sample(words, TOPICS)):
        parent = random.choice(roots) if number >= 12 else ""
        if not parent:
            roots.append(word)
        yield Topic(word, word.capitalize(), parent)
