"""Company: which entities are named together more than chance would have it, and which articles belong together."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from math import log, log2
from typing import NamedTuple

from builder.cache import fingerprint
from builder.model import Article, Entity
from builder.pages.index import Index

LARGE_ARCHIVE = 200
"""Articles from which three in common are asked for: there, any two of a thousand names meet twice by chance."""
RAREST = 6
"""Names of an article that are looked at for related ones: a name that every second article has says nothing."""
WINDOW = 12
"""Articles with the same name that are looked at on either side in time, so that no name makes the work quadratic."""
PRINT = 16
"""Bytes of a name for an article and its day."""


class CoOccurrence(NamedTuple):
    """An entity named in the same articles as another."""

    entity: str
    articles: tuple[Article, ...]
    """With both, newest first."""


class Related(NamedTuple):
    """An article that shares rare names with another."""

    article: Article
    shared: tuple[str, ...]
    """Ids of the entities, the rarest first."""


def co_occurring(index: Index, entity: Entity, most: int) -> tuple[CoOccurrence, ...]:
    """The entities that are named beside this one most beyond what their own frequency explains."""
    articles: dict[str, list[Article]] = {other: [] for other, _ in most_related(index, entity, most)}
    for one in index.by_entity.get(entity.id, ()):
        for other in index.named_in[one.article.slug]:
            if other in articles:
                articles[other].append(one.article)
    return tuple(CoOccurrence(other, tuple(found)) for other, found in articles.items())


def most_related(index: Index, entity: Entity, most: int) -> list[tuple[str, int]]:
    """The same by their ids, each with the number of articles that name both."""
    named_in = index.by_entity.get(entity.id, ())
    counts = Counter(chain.from_iterable(index.named_in[one.article.slug] for one in named_in))
    del counts[entity.id]
    least = 2 if len(index.newest) < LARGE_ARCHIVE else 3
    scores: dict[str, float] = {}
    for other, both in counts.items():
        if both >= least:
            score = log_likelihood(both, len(named_in), len(index.by_entity[other]), len(index.newest))
            if score > 0:
                scores[other] = score
    best = sorted(scores, key=lambda other: (-scores[other], other))[:most]
    return [(other, counts[other]) for other in best]


def log_likelihood(both: int, one: int, other: int, total: int) -> float:
    """Dunning's G² of two names in `both` of `total` articles, one in `one` and the other in `other` of them.

    0 where they meet no more often than chance has it. Rounded, so that no machine orders equals otherwise.
    """
    if both * total <= one * other:
        return 0.0
    squares = (
        (both, one * other),
        (one - both, one * (total - other)),
        (other - both, (total - one) * other),
        (total - one - other + both, (total - one) * (total - other)),
    )
    return round(2 * sum(count * log(count * total / product) for count, product in squares if count), 9)


def related_articles(index: Index, article: Article, most: int) -> tuple[Related, ...]:
    """The articles that share the rarest names with this one; of equals, the nearest in time.

    Each name counts for how few articles have it, as words do in Spärck Jones's inverse document frequency, in half
    octaves: one more article changes nothing of what most others are related to.
    """
    naming = _naming(index)
    here = index.position[article.slug]
    windows = naming.windows(index.named_in[article.slug], here)
    scores: defaultdict[int, int] = defaultdict(int)
    for one in windows:
        for rank in one.ranks:
            scores[rank] += one.rarity
    scores.pop(here, None)
    # Few of them can be among the best: only these are put in order.
    least = min(sorted(scores.values())[-most:], default=0)
    best = sorted(
        (-score, abs(naming.days[rank] - naming.days[here]), index.newest[rank].slug, rank)
        for rank, score in scores.items()
        if score >= least
    )
    return tuple(
        Related(index.newest[rank], tuple(one.entity for one in windows if rank in one.ranks))
        for *_, rank in best[:most]
    )


def related_key(index: Index, article: Article) -> list[tuple[str, int, bytes]]:
    """All that decides which articles are related to this one, beside its own day."""
    return _naming(index).prints(index.named_in[article.slug], index.position[article.slug])


def naming_lists(index: Index) -> Mapping[str, str]:
    """By entity: a name of the list of articles that name it, and of how rare that is.

    As long as those of the names of an article stay the same, so does its company.
    """
    return _naming(index).lists()


class _Window(NamedTuple):
    """Articles around another in time that have one of its names."""

    entity: str
    rarity: int
    ranks: list[int]


class _Naming:
    """Which articles have each name."""

    def __init__(self, index: Index) -> None:
        self.days = [one.day.toordinal() if one.day else 0 for one in index.newest]
        prints = [fingerprint(one.slug, day)[:PRINT].encode() for one, day in zip(index.newest, self.days, strict=True)]
        # Ascending, since both go from the newest to the oldest.
        self._ranks = {
            entity: [index.position[one.article.slug] for one in named_in]
            for entity, named_in in index.by_entity.items()
        }
        self._prints = {entity: b"".join(prints[rank] for rank in ranks) for entity, ranks in self._ranks.items()}
        self._common = {entity: -_rarity(len(ranks), len(prints)) for entity, ranks in self._ranks.items()}
        """How little each name says: less than 0, the rarest first; 0 for nothing."""

    def windows(self, names: Iterable[str], here: int) -> list[_Window]:
        """Around the article of this rank, for its rarest names, the rarest first."""
        return [
            _Window(entity, -common, self._ranks[entity][start:end])
            for common, entity, start, end in self._places(names, here)
        ]

    def prints(self, names: Iterable[str], here: int) -> list[tuple[str, int, bytes]]:
        """The same, with the slugs and days of the articles in short."""
        return [
            (entity, -common, self._prints[entity][start * PRINT : end * PRINT])
            for common, entity, start, end in self._places(names, here)
        ]

    def lists(self) -> dict[str, str]:
        """By entity, a name of all that is known of it here."""
        return {entity: fingerprint(self._common[entity], prints) for entity, prints in self._prints.items()}

    def _places(self, names: Iterable[str], here: int) -> Iterator[tuple[int, str, int, int]]:
        for common, entity in sorted([(self._common[one], one) for one in names if self._common[one]])[:RAREST]:
            place = bisect_left(self._ranks[entity], here)
            yield common, entity, max(0, place - WINDOW), place + WINDOW + 1


def _naming(index: Index) -> _Naming:
    found: _Naming = index.memo.get("naming") or index.memo.setdefault("naming", _Naming(index))
    return found


def _rarity(count: int, total: int) -> int:
    """0 for a name of one article, which leads to no other, and for one of all, which says nothing."""
    return max(1, round(2 * log2(total)) - round(2 * log2(count))) if 1 < count < total else 0
