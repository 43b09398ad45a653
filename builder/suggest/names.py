"""Names: a name in all its spellings, with all its occurrences in the archive."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from builder.model import Article
from builder.suggest.name_spans import NameSpan


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

    longer: Counter[str] = field(default_factory=Counter)
    """Longer forms whose occurrences are included: `U.S. Census Bureau` of `Census Bureau`."""

    demonyms: Counter[str] = field(default_factory=Counter)
    """Adjectives and peoples of a country, likewise."""

    _spellings: tuple[int, Counter[str]] = field(default=(-1, Counter()), repr=False)
    """The last result of `spellings`, with the number of occurrences at that time."""

    @property
    def spellings(self) -> Counter[str]:
        """How often each spelling occurs; those in capitals only if there is no other."""
        if self._spellings[0] != len(self.occurrences):
            others = self.short.keys() | self.longer.keys() | self.demonyms.keys()
            counts = Counter(name for one in self.occurrences if (name := one.span.name) not in others)
            mixed_case = Counter({name: count for name, count in counts.items() if not name.isupper()})
            self._spellings = len(self.occurrences), mixed_case or counts
        return self._spellings[1]

    @property
    def best(self) -> str:
        """The most frequent spelling, the first in alphabetical order of several."""
        return min(self.spellings.items(), key=lambda one: (-one[1], one[0]))[0]

    @property
    def words(self) -> tuple[str, ...]:
        """Of the best spelling."""
        return tuple(self.best.split())
