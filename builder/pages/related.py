"""Related articles and entities: what shares rarely mentioned entities, and what is often mentioned together."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from math import log, log2
from typing import NamedTuple

from builder.cache import fingerprint
from builder.model import Article, Entity
from builder.pages.index import Index

LARGE_ARCHIVE = 200
"""Number of articles from which co-occurrence needs three common articles: two are often a coincidence there."""
RAREST = 6
"""The most entities of an article that are compared; one that every second article mentions says nothing."""
WINDOW = 12
"""Articles compared before and after, for each entity; without a limit, the work would grow quadratically."""
DIGEST_SIZE = 16
"""Bytes of the digest of an article and its day."""


class CoOccurrence(NamedTuple):
    """An entity mentioned in the same articles as another one."""

    entity: str
    articles: tuple[Article, ...]
    """The articles that mention both, newest first."""


class Related(NamedTuple):
    """An article that shares rarely mentioned entities with another one."""

    article: Article
    shared: tuple[str, ...]
    """Ids of the entities, the rarest first."""


def co_occurring(index: Index, entity: Entity, most: int) -> tuple[CoOccurrence, ...]:
    """The entities most strongly associated with this one, with the common articles."""
    articles: dict[str, list[Article]] = {other: [] for other, _ in most_related(index, entity, most)}
    for one in index.by_entity.get(entity.id, ()):
        for other in index.named_in[one.article.slug]:
            if other in articles:
                articles[other].append(one.article)
    return tuple(CoOccurrence(other, tuple(found)) for other, found in articles.items())


def most_related(index: Index, entity: Entity, most: int) -> list[tuple[str, int]]:
    """Ids of these entities, each with the number of common articles."""
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
    """Dunning's G² for two names: `both` of `total` articles have both, `one` the first, and `other` the second.

    0 if they occur together no more often than by chance. Rounded, so that every machine orders equal scores alike.
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
    """The articles that share the rarest entities with this one; of equals, the nearest in time.

    An entity counts by the inverse of its document frequency (Spärck Jones), in steps of half an octave, so that one
    more article rarely changes the relations of others.
    """
    names = index.once(NameIndex)
    position = index.position[article.slug]
    windows = names.windows(index.named_in[article.slug], position)
    scores: defaultdict[int, int] = defaultdict(int)
    for one in windows:
        for rank in one.ranks:
            scores[rank] += one.rarity
    scores.pop(position, None)
    # Only candidates for the best are sorted.
    least = min(sorted(scores.values())[-most:], default=0)
    best = sorted(
        (-score, abs(names.days[rank] - names.days[position]), index.newest[rank].slug, rank)
        for rank, score in scores.items()
        if score >= least
    )
    return tuple(
        Related(index.newest[rank], tuple(one.entity for one in windows if rank in one.ranks))
        for *_, rank in best[:most]
    )


class _Window(NamedTuple):
    """Articles around another in time that mention one of its entities."""

    entity: str
    rarity: int
    ranks: list[int]


class NameIndex:
    """The articles that mention each entity, by position, newest first."""

    def __init__(self, index: Index) -> None:
        self.days = [one.date.first.toordinal() if one.date else 0 for one in index.newest]
        dated = zip(index.newest, self.days, strict=True)
        digests = [fingerprint(one.slug, day)[:DIGEST_SIZE].encode() for one, day in dated]
        # Ascending, since both lists go from the newest to the oldest.
        self._ranks = {
            entity: [index.position[one.article.slug] for one in named_in]
            for entity, named_in in index.by_entity.items()
        }
        self._digests = {entity: b"".join(digests[rank] for rank in ranks) for entity, ranks in self._ranks.items()}
        self._weights = {entity: -_rarity(len(ranks), len(digests)) for entity, ranks in self._ranks.items()}
        """Negative weight, so that the rarest sort first; 0 for entities without weight."""

    def windows(self, names: Iterable[str], position: int) -> list[_Window]:
        """The windows around this position for the rarest entities, the rarest first."""
        return [
            _Window(entity, -weight, self._ranks[entity][start:end])
            for weight, entity, start, end in self._windows(names, position)
        ]

    def digests(self, names: Iterable[str], position: int) -> list[tuple[str, int, bytes]]:
        """The same windows, with the digests of their articles: all that decides what is related, except the day."""
        return [
            (entity, -weight, self._digests[entity][start * DIGEST_SIZE : end * DIGEST_SIZE])
            for weight, entity, start, end in self._windows(names, position)
        ]

    def list_digests(self) -> dict[str, str]:
        """By entity: fingerprint of the articles that mention it and of its weight.

        If those of an article's entities are unchanged, so are its related articles.
        """
        return {entity: fingerprint(self._weights[entity], digests) for entity, digests in self._digests.items()}

    def _windows(self, names: Iterable[str], position: int) -> Iterator[tuple[int, str, int, int]]:
        for weight, entity in sorted([(self._weights[one], one) for one in names if self._weights[one]])[:RAREST]:
            middle = bisect_left(self._ranks[entity], position)
            yield weight, entity, max(0, middle - WINDOW), middle + WINDOW + 1


def _rarity(count: int, total: int) -> int:
    """0 for an entity in one article, which relates to no other, and for one in all articles."""
    return max(1, round(2 * log2(total)) - round(2 * log2(count))) if 1 < count < total else 0
