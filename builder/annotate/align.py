"""Align: the words of a quotation laid beside the words of an article, where they may have been edited."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from builder.annotate.normalize import NormalizedText

ALIKE = 0.7
"""Two words at least this alike may be one word, mistyped or inflected."""
INSERTED = 0.55
"""What the first word costs that the article has and the quotation has not …"""
INSERTED_MORE = 0.3
"""… and each further one beside it: one clause put in says little about the words around it."""
INSERTED_AT_MOST = 4.0
INSERTED_EACH = 0.35
"""The same while the way is searched, when it is not known yet how many stand together."""
CELLS = 6_000
"""Beyond this many pairs of words, runs that both sides have once are matched first."""
HITS = 1_500
"""Places of single words looked at when windows are searched: bounds the work in an article of any length."""
WINDOWS = 6
VOCABULARY = 50_000
CHANGED_WORDS = 40
"""Mistyped words of one quotation that are looked up among the article's."""

Pair = tuple[int, int]
"""Index of a word of the quotation, and of the word of the article it became."""


@dataclass(frozen=True)
class Alignment:
    """The words of an article that a quotation has become."""

    first: int
    last: int
    """Indices of words, both included."""
    similarity: float
    """1 when every word is the same, 0 when nothing is."""
    deleted: tuple[int, ...]
    """Words of the quotation that were taken out …"""
    substituted: tuple[int, ...]
    """… and those that became unlike ones."""
    skipped: tuple[int, int]
    """How many words at the quotation's head and tail have nothing beside them."""
    beside: tuple[int | None, int | None] = (None, None)
    """Where the last word before the quotation and the first after it stand now."""


def weight(word: str) -> float:
    """How much a word tells: long words more, and figures, since they are facts."""
    return 1 + (len(word) > 4) * 0.5 + word[0].isdigit() * 0.5


def windows(quote: NormalizedText, article: NormalizedText) -> list[Pair]:
    """Stretches of the article (words `first` to `last`, exclusive) that share most words with the quotation."""
    count = len(quote.words)
    span = count + max(12, count // 2)
    hits = _hits(quote, article)
    scored = _sums(hits, span)
    chosen: list[Pair] = []
    best = 0.0
    for score, first in sorted(scored, key=lambda item: (-item[0], item[1])):
        best = best or score
        if score < best * 0.4 or len(chosen) == WINDOWS:
            break
        start, end = max(0, first - count // 2 - 8), min(len(article.words), first + span + 8)
        if all(abs(start - other) > span // 2 for other, _ in chosen):
            chosen.append((start, end))
    return chosen


def _hits(quote: NormalizedText, article: NormalizedText) -> list[tuple[int, str, float]]:
    places = {word: article.positions[word] for word in dict.fromkeys(quote.words) if word in article.positions}
    if len(article.vocabulary) <= VOCABULARY:
        changed = [word for word in dict.fromkeys(quote.words) if word not in places and _may_change(word)]
        for word in changed[:CHANGED_WORDS]:
            if like := _word_similarity(word, article.vocabulary, limit=5):
                places[word] = [place for other in like for place in article.positions[other]]
    hits: list[tuple[int, str, float]] = []
    for word in sorted(places, key=lambda word: (len(places[word]) / weight(word), word)):
        if hits and len(hits) + len(places[word]) > HITS:
            break
        worth = weight(word) / len(places[word]) ** 0.25
        hits += [(place, word, worth) for place in places[word][:HITS]]
    return sorted(hits)


def _sums(hits: Sequence[tuple[int, str, float]], span: int) -> Iterator[tuple[float, int]]:
    """For every hit, what the different words within `span` from it are worth together."""
    inside: dict[str, int] = {}
    total, end = 0.0, 0
    for first, word, worth in hits:
        while end < len(hits) and hits[end][0] < first + span:
            _, other, value = hits[end]
            inside[other] = inside.get(other, 0) + 1
            total += value if inside[other] == 1 else 0.0
            end += 1
        yield round(total, 6), first
        inside[word] -= 1
        total -= worth if inside[word] == 0 else 0.0


def align(
    quote: Sequence[str],
    article: Sequence[str],
    start: int,
    end: int,
    around: tuple[Sequence[str], Sequence[str]] = ((), ()),
) -> Alignment | None:
    """The best place for the words of `quote` in words `start` to `end` of the article.

    The words remembered `around` it are laid out with it, so that each end falls where its neighbour begins.
    """
    before, after = around
    start, end = max(0, start - 2 * len(before)), end + 2 * len(after)
    words, laid = article[start:end], [*before, *quote, *after]
    # Words that stand here unchanged have not become others; in a long quotation looking would cost more than all else.
    near = dict.fromkeys(words)
    alike = {word: _word_similarity(word, tuple(near)) for word in set(laid) if _may_change(word) and word not in near}
    places = dict(_pairs(laid, words, alike))
    head = len(before)
    inside = [(index, places[index + head]) for index in range(len(quote)) if index + head in places]
    pairs = _without_stragglers(inside, quote, words, alike)
    if not pairs:
        return None
    weights = [weight(word) for word in quote]
    costs = list(weights)
    for index, place in pairs:
        costs[index] *= 1 - (
            1.0 if quote[index] == words[place] else alike.get(quote[index], {}).get(words[place], 0.0)
        )
    inserted = sum(_inserted(right[1] - left[1] - 1 - (right[0] - left[0] - 1)) for left, right in pairwise(pairs))
    neighbours = places.get(head - 1), places.get(head + len(quote))
    return Alignment(
        first=start + pairs[0][1],
        last=start + pairs[-1][1],
        similarity=max(0.0, 1 - (sum(costs) + inserted) / sum(weights)),
        deleted=tuple(sorted(set(range(len(quote))) - {index for index, _ in pairs})),
        substituted=tuple(index for index, _ in pairs if costs[index] == weights[index]),
        skipped=(pairs[0][0], len(quote) - 1 - pairs[-1][0]),
        beside=(
            None if neighbours[0] is None else start + neighbours[0],
            None if neighbours[1] is None else start + neighbours[1],
        ),
    )


def _may_change(word: str) -> bool:
    return len(word) >= 3 and not word[0].isdigit()


def _word_similarity(word: str, words: Sequence[str], limit: int | None = None) -> dict[str, float]:
    near = process.extract(word, words, scorer=OSA.normalized_similarity, score_cutoff=ALIKE, limit=limit)
    return {other: score for other, score, _ in near if _may_change(other)}


def _inserted(count: int) -> float:
    return min(INSERTED + INSERTED_MORE * (count - 1), INSERTED_AT_MOST) if count > 0 else 0.0


def _pairs(quote: Sequence[str], words: Sequence[str], alike: Mapping[str, Mapping[str, float]]) -> list[Pair]:
    """Which word became which: runs that stand once on both sides first when there is much, then gap by gap."""
    fixed = _runs(quote, words) if len(quote) * len(words) > CELLS else []
    pairs: list[Pair] = []
    before = (-1, -1)
    for after in [*fixed, (len(quote), len(words))]:
        gap, between = quote[before[0] + 1 : after[0]], words[before[1] + 1 : after[1]]
        free_head, free_tail = before[0] < 0, after[0] == len(quote)
        if fixed and free_head:
            between = between[-2 * len(gap) - 12 :]
        if fixed and free_tail:
            between = between[: 2 * len(gap) + 12]
        shift = (before[0] + 1, before[1] + 1) if not (fixed and free_head) else (0, after[1] - len(between))
        found = (
            _grid(gap, between, alike, free_head=free_head, free_tail=free_tail)
            if len(gap) * len(between) <= 20 * CELLS
            else []
        )
        pairs += [(index + shift[0], place + shift[1]) for index, place in found]
        if after[0] < len(quote):
            pairs.append(after)
        before = after
    return pairs


def _runs(quote: Sequence[str], words: Sequence[str]) -> list[Pair]:
    """Pairs of words that stand once on both sides, three in a row, in the same order (patience)."""
    triples = _once(words)
    places = sorted((index, triples[triple]) for triple, index in _once(quote).items() if triple in triples)
    chain = _increasing([place for _, place in places])
    pairs = {(places[at][0] + step, places[at][1] + step) for at in chain for step in range(3)}
    ordered: list[Pair] = []
    for pair in sorted(pairs):
        if not ordered or (pair[0] > ordered[-1][0] and pair[1] > ordered[-1][1]):
            ordered.append(pair)
    return ordered


def _once(words: Sequence[str]) -> dict[tuple[str, str, str], int]:
    seen: dict[tuple[str, str, str], int] = {}
    for index, triple in enumerate(zip(words, words[1:], words[2:], strict=False)):
        seen[triple] = -1 if triple in seen else index
    return {triple: index for triple, index in seen.items() if index >= 0}


def _increasing(values: Sequence[int]) -> list[int]:
    """Indices of the longest increasing subsequence."""
    tails: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for index, value in enumerate(values):
        at = bisect_left(tails, value)
        previous.append(ends[at - 1] if at else -1)
        tails[at:], ends[at:] = ([value, *tails[at + 1 :]], [index, *ends[at + 1 :]])
    chain: list[int] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        chain.append(at)
        at = previous[at]
    return chain[::-1]


def _grid(
    quote: Sequence[str],
    words: Sequence[str],
    alike: Mapping[str, Mapping[str, float]],
    *,
    free_head: bool,
    free_tail: bool,
) -> list[Pair]:
    """Cheapest way to turn the words of the quotation into those of the article (edit distance with weights)."""
    width = len(words)
    if not quote or not width:
        return []
    row = [0.0] * (width + 1) if free_head else [INSERTED_EACH * place for place in range(width + 1)]
    rows = [row]
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        places.setdefault(word, []).append(place)
    for word in quote:
        cost = weight(word)
        changes = [cost] * width
        for other, likeness in alike.get(word, {}).items():
            for place in places.get(other, ()):
                changes[place] = cost * (1 - likeness)
        for place in places.get(word, ()):
            changes[place] = 0.0
        left = row[0] + cost
        above = [left]
        for place in range(width):
            best = row[place] + changes[place]
            if row[place + 1] + cost < best:  # noqa: PLR1730 - min() would make the innermost loop half as fast
                best = row[place + 1] + cost
            if left + INSERTED_EACH < best:  # noqa: PLR1730 - likewise
                best = left + INSERTED_EACH
            above.append(best)
            left = best
        row = above
        rows.append(row)
    return _traceback(quote, words, alike, rows, min(range(width + 1), key=row.__getitem__) if free_tail else width)


def _traceback(
    quote: Sequence[str],
    words: Sequence[str],
    alike: Mapping[str, Mapping[str, float]],
    rows: list[list[float]],
    place: int,
) -> list[Pair]:
    pairs: list[Pair] = []
    index = len(quote)
    while index and place:
        word, other = quote[index - 1], words[place - 1]
        cost = weight(word)
        change = 0.0 if word == other else cost * (1 - alike.get(word, {}).get(other, 0.0))
        here = rows[index][place]
        if here == rows[index - 1][place - 1] + change:
            index, place = index - 1, place - 1
            pairs.append((index, place))
        elif here == rows[index - 1][place] + cost:
            index -= 1
        else:
            place -= 1
    return pairs[::-1]


def _without_stragglers(
    pairs: list[Pair], quote: Sequence[str], words: Sequence[str], alike: Mapping[str, Mapping[str, float]]
) -> list[Pair]:
    """The pairs less those at the ends that cost more inserted words than they are worth."""

    def worth(pair: Pair) -> float:
        word, other = quote[pair[0]], words[pair[1]]
        return weight(word) * (1.0 if word == other else alike.get(word, {}).get(other, 0.0))

    for step in (1, -1):
        ordered = pairs[::step]
        gained, keep = 0.0, 0
        for at, (pair, following) in enumerate(pairwise(ordered), 1):
            gained += worth(pair)
            skipped = abs(following[1] - pair[1]) - abs(following[0] - pair[0])
            if gained <= _inserted(skipped):
                keep, gained = at, 0.0
            gained -= _inserted(skipped)
        pairs = ordered[keep:][::step]
    return pairs
