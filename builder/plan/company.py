"""Company: which entities are named together more than chance would have it, and which articles belong together."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from math import log
from typing import NamedTuple

from builder.model import Article, Entity
from builder.plan.index import Index

LARGE_ARCHIVE = 200
"""Articles from which three in common are asked for: there, any two of a thousand names meet twice by chance."""
RAREST = 6
"""Names of an article that are looked at for related ones: a name that every second article has says nothing."""
WINDOW = 12
"""Articles with the same name that are looked at on either side in time, so that no name makes the work quadratic."""


class Together(NamedTuple):
    """An entity named in the same articles as another."""

    entity: str
    articles: tuple[Article, ...]
    """With both, newest first."""


class Related(NamedTuple):
    """An article that shares rare names with another."""

    article: Article
    shared: tuple[str, ...]
    """Ids of the entities, the rarest first."""


def named_together(index: Index, entity: Entity, most: int) -> tuple[Together, ...]:
    """The entities that are named beside this one most beyond what their own frequency explains."""
    named_in = index.by_entity.get(entity.id, ())
    counts = Counter(other for one in named_in for other in index.named_in[one.article.slug] if other != entity.id)
    least = 2 if len(index.newest) < LARGE_ARCHIVE else 3
    scores: dict[str, float] = {}
    for other, both in counts.items():
        if both >= least:
            score = log_likelihood(both, len(named_in), len(index.by_entity[other]), len(index.newest))
            if score > 0:
                scores[other] = score
    best = sorted(scores, key=lambda other: (-scores[other], other))[:most]
    articles: dict[str, list[Article]] = {other: [] for other in best}
    for one in named_in:
        for other in index.named_in[one.article.slug]:
            if other in articles:
                articles[other].append(one.article)
    return tuple(Together(other, tuple(found)) for other, found in articles.items())


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
    """The articles that share the rarest names with this one; each name counts for how few articles have it."""
    naming = index.kept.get("naming")
    if naming is None:
        # Ascending, since both go from the newest to the oldest.
        naming = index.kept["naming"] = {
            entity: [index.rank[one.article.slug] for one in named_in] for entity, named_in in index.by_entity.items()
        }
    total, here = len(index.newest), index.rank[article.slug]
    common = [(len(naming[one]), one) for one in index.named_in[article.slug]]
    rarest = [(log(total / count), one) for count, one in sorted(common)[:RAREST] if count < total]
    windows: list[list[int]] = []
    scores: defaultdict[int, float] = defaultdict(float)
    for rarity, entity in rarest:
        ranks = naming[entity]
        place = bisect_left(ranks, here)
        windows.append(ranks[max(0, place - WINDOW) : place + WINDOW + 1])
        for rank in windows[-1]:
            scores[rank] += rarity
    scores.pop(here, None)
    # Few of them can be among the best: only these are put in order.
    least = min(sorted(scores.values())[-most:], default=0.0) - 1e-9
    best = sorted(
        (-round(score, 9), abs(rank - here), index.newest[rank].slug, rank)
        for rank, score in scores.items()
        if score >= least
    )
    shared = [(entity, ranks) for (_, entity), ranks in zip(rarest, windows, strict=True)]
    return tuple(
        Related(index.newest[rank], tuple(entity for entity, ranks in shared if rank in ranks))
        for *_, rank in best[:most]
    )
