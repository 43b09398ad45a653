"""Align: match the words of a quotation with those of an edited article."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from builder.annotate.normalize import NormalizedText

MIN_WORD_SIMILARITY = 0.7
"""Two words at least this similar may be the same word, misspelled or inflected."""
FIRST_INSERTION = 0.55
"""Cost of the first word that only the article has …"""
NEXT_INSERTION = 0.3
"""… and of each further one beside it: an inserted clause says little about the words around it."""
MAX_INSERTION = 4.0
MEAN_INSERTION = 0.35
"""Cost of each inserted word during the search, while the length of the insertion is unknown."""
MAX_CELLS = 6_000
"""Above this many pairs of words, sequences that occur once on both sides are matched first."""
MAX_HITS = 1_500
"""Occurrences of single words used to find windows: limits the work in long articles."""
MAX_WINDOWS = 6
MAX_VOCABULARY = 50_000
MAX_MISSPELLED = 40
"""Words of one quotation for which similar words are searched in the article."""

Pair = tuple[int, int]
"""Index of a word of the quotation, and of the matching word of the article."""
Similarities = Mapping[str, Mapping[str, float]]
"""Word of the quotation to similar words of the article, each with its similarity."""


@dataclass(frozen=True)
class Alignment:
    """The words of an article that match a quotation."""

    first: int
    last: int
    """Index of the last word, included."""
    similarity: float
    """1 if every word is the same, 0 if none is."""
    deleted: tuple[int, ...]
    """Indices of the quotation's words that are missing in the article …"""
    substituted: tuple[int, ...]
    """… and of those that were replaced by a different word."""
    unmatched: tuple[int, int]
    """How many words at the start and at the end of the quotation have no match."""
    neighbours: tuple[int | None, int | None] = (None, None)
    """Where the last word of context before the quotation and the first one after it are now."""


def weight(word: str) -> float:
    """The importance of a word: more for long words, and for numbers because they are facts."""
    return 1 + (len(word) > 4) * 0.5 + word[0].isdigit() * 0.5


def windows(quote: NormalizedText, article: NormalizedText) -> list[Pair]:
    """Ranges of words of the article, end excluded, that share most words with the quotation."""
    count = len(quote.words)
    length = count + max(12, count // 2)
    chosen: list[Pair] = []
    best = 0.0
    for score, first in sorted(_window_scores(_hits(quote, article), length), key=lambda item: (-item[0], item[1])):
        best = best or score
        if score < best * 0.4 or len(chosen) == MAX_WINDOWS:
            break
        start, end = max(0, first - count // 2 - 8), min(len(article.words), first + length + 8)
        if all(abs(start - other) > length // 2 for other, _ in chosen):
            chosen.append((start, end))
    return chosen


def _hits(quote: NormalizedText, article: NormalizedText) -> list[tuple[int, str, float]]:
    """Position, word of the quotation and weight of its occurrences in the article, the rarest words first chosen."""
    positions = _word_positions(quote, article)
    hits: list[tuple[int, str, float]] = []
    for word in sorted(positions, key=lambda word: (len(positions[word]) / weight(word), word)):
        if hits and len(hits) + len(positions[word]) > MAX_HITS:
            break
        score = weight(word) / len(positions[word]) ** 0.25
        hits += [(position, word, score) for position in positions[word][:MAX_HITS]]
    return sorted(hits)


def _word_positions(quote: NormalizedText, article: NormalizedText) -> dict[str, list[int]]:
    """Each word of the quotation to the positions of the same word, or else of similar words, in the article."""
    words = dict.fromkeys(quote.words)
    positions = {word: article.positions[word] for word in words if word in article.positions}
    if len(article.vocabulary) <= MAX_VOCABULARY:
        missing = [word for word in words if word not in positions and _may_be_misspelled(word)]
        for word in missing[:MAX_MISSPELLED]:
            if similar := _similar_words(word, article.vocabulary, limit=5):
                positions[word] = [position for other in similar for position in article.positions[other]]
    return positions


def _window_scores(hits: Sequence[tuple[int, str, float]], length: int) -> Iterator[tuple[float, int]]:
    """For the window of `length` words that begins at each hit, the total score of its distinct words."""
    inside: dict[str, int] = {}
    total, end = 0.0, 0
    for first, word, score in hits:
        while end < len(hits) and hits[end][0] < first + length:
            _, other, other_score = hits[end]
            inside[other] = inside.get(other, 0) + 1
            total += other_score if inside[other] == 1 else 0.0
            end += 1
        yield round(total, 6), first
        inside[word] -= 1
        total -= score if inside[word] == 0 else 0.0


def align(
    quote: Sequence[str], article: Sequence[str], start: int, end: int, context: tuple[Sequence[str], Sequence[str]]
) -> Alignment | None:
    """The best alignment of `quote` with words `start` to `end` of the article.

    The context is aligned with it, so that each end of the passage is next to its old neighbour.
    """
    before, after = context
    start, end = max(0, start - 2 * len(before)), end + 2 * len(after)
    words, sequence = article[start:end], [*before, *quote, *after]
    # A word that is unchanged here was not replaced; comparing it would dominate the time for a long quotation.
    distinct = dict.fromkeys(words)
    similar = {
        word: _similar_words(word, tuple(distinct))
        for word in set(sequence)
        if _may_be_misspelled(word) and word not in distinct
    }
    shift = len(before)
    matches = {index - shift: start + position for index, position in _pairs(sequence, words, similar)}
    quoted = [(index, matches[index]) for index in range(len(quote)) if index in matches]
    pairs = _without_stragglers(quoted, quote, article, similar)
    if not pairs:
        return None
    costs = {index: weight(quote[index]) * (1 - _similarity(quote[index], article[at], similar)) for index, at in pairs}
    return Alignment(
        first=pairs[0][1],
        last=pairs[-1][1],
        similarity=_total_similarity(quote, pairs, costs),
        deleted=tuple(index for index in range(len(quote)) if index not in costs),
        substituted=tuple(index for index, cost in costs.items() if cost == weight(quote[index])),
        unmatched=(pairs[0][0], len(quote) - 1 - pairs[-1][0]),
        neighbours=(matches.get(-1), matches.get(len(quote))),
    )


def _total_similarity(quote: Sequence[str], pairs: Sequence[Pair], costs: Mapping[int, float]) -> float:
    weights = [weight(word) for word in quote]
    total = sum(costs.get(index, full) for index, full in enumerate(weights))
    inserted = sum(_insertion_cost(right[1] - left[1] - (right[0] - left[0])) for left, right in pairwise(pairs))
    return max(0.0, 1 - (total + inserted) / sum(weights))


def _may_be_misspelled(word: str) -> bool:
    return len(word) >= 3 and not word[0].isdigit()


def _similar_words(word: str, words: Sequence[str], limit: int | None = None) -> dict[str, float]:
    scorer, cutoff = OSA.normalized_similarity, MIN_WORD_SIMILARITY
    found = process.extract(word, words, scorer=scorer, score_cutoff=cutoff, limit=limit)
    return {other: score for other, score, _ in found if _may_be_misspelled(other)}


def _similarity(word: str, other: str, similar: Similarities) -> float:
    return 1.0 if word == other else similar.get(word, {}).get(other, 0.0)


def _insertion_cost(count: int) -> float:
    return min(FIRST_INSERTION + NEXT_INSERTION * (count - 1), MAX_INSERTION) if count > 0 else 0.0


def _pairs(quote: Sequence[str], words: Sequence[str], similar: Similarities) -> list[Pair]:
    """The matching words; in long texts, unique sequences are matched first and the gaps between them separately."""
    fixed = _unique_sequences(quote, words) if len(quote) * len(words) > MAX_CELLS else []
    pairs: list[Pair] = []
    before = (-1, -1)
    for after in [*fixed, (len(quote), len(words))]:
        gap, between = quote[before[0] + 1 : after[0]], words[before[1] + 1 : after[1]]
        free_start, free_end = before[0] < 0, after[0] == len(quote)
        if fixed and free_start:
            between = between[-2 * len(gap) - 12 :]
        if fixed and free_end:
            between = between[: 2 * len(gap) + 12]
        shift = (before[0] + 1, before[1] + 1) if not (fixed and free_start) else (0, after[1] - len(between))
        if len(gap) * len(between) <= 20 * MAX_CELLS:
            found = _edit_distance_pairs(gap, between, similar, free_start=free_start, free_end=free_end)
            pairs += [(index + shift[0], position + shift[1]) for index, position in found]
        if after[0] < len(quote):
            pairs.append(after)
        before = after
    return pairs


def _unique_sequences(quote: Sequence[str], words: Sequence[str]) -> list[Pair]:
    """Pairs from sequences of three words that occur once on each side, in the same order (as in patience diff)."""
    triples = _unique_triples(words)
    common = sorted((index, triples[triple]) for triple, index in _unique_triples(quote).items() if triple in triples)
    chain = _increasing([position for _, position in common])
    pairs = {(common[index][0] + step, common[index][1] + step) for index in chain for step in range(3)}
    ordered: list[Pair] = []
    for pair in sorted(pairs):
        if not ordered or (pair[0] > ordered[-1][0] and pair[1] > ordered[-1][1]):
            ordered.append(pair)
    return ordered


def _unique_triples(words: Sequence[str]) -> dict[tuple[str, str, str], int]:
    seen: dict[tuple[str, str, str], int] = {}
    for index, triple in enumerate(zip(words, words[1:], words[2:], strict=False)):
        seen[triple] = -1 if triple in seen else index
    return {triple: index for triple, index in seen.items() if index >= 0}


def _increasing(values: Sequence[int]) -> list[int]:
    """Indices of the longest increasing subsequence."""
    tails: list[int] = []
    tail_indices: list[int] = []
    previous: list[int] = []
    for index, value in enumerate(values):
        length = bisect_left(tails, value)
        previous.append(tail_indices[length - 1] if length else -1)
        tails[length : length + 1], tail_indices[length : length + 1] = [value], [index]
    chain: list[int] = []
    index = tail_indices[-1] if tail_indices else -1
    while index >= 0:
        chain.append(index)
        index = previous[index]
    return chain[::-1]


def _edit_distance_pairs(
    quote: Sequence[str], words: Sequence[str], similar: Similarities, *, free_start: bool, free_end: bool
) -> list[Pair]:
    """The pairs of the cheapest edit from the quotation to the article; words beyond a free end cost nothing."""
    width = len(words)
    if not quote or not width:
        return []
    row = [0.0] * (width + 1) if free_start else [MEAN_INSERTION * position for position in range(width + 1)]
    rows = [row]
    positions: dict[str, list[int]] = {}
    for position, word in enumerate(words):
        positions.setdefault(word, []).append(position)
    for word in quote:
        cost = weight(word)
        substitutions = [cost] * width
        for other, similarity in similar.get(word, {}).items():
            for position in positions.get(other, ()):
                substitutions[position] = cost * (1 - similarity)
        for position in positions.get(word, ()):
            substitutions[position] = 0.0
        left = row[0] + cost
        next_row = [left]
        for position in range(width):
            best = row[position] + substitutions[position]
            if row[position + 1] + cost < best:  # noqa: PLR1730 - min() would halve the speed of the innermost loop
                best = row[position + 1] + cost
            if left + MEAN_INSERTION < best:  # noqa: PLR1730 - likewise
                best = left + MEAN_INSERTION
            next_row.append(best)
            left = best
        row = next_row
        rows.append(row)
    return _traceback(quote, words, similar, rows, min(range(width + 1), key=row.__getitem__) if free_end else width)


def _traceback(
    quote: Sequence[str], words: Sequence[str], similar: Similarities, rows: list[list[float]], position: int
) -> list[Pair]:
    pairs: list[Pair] = []
    index = len(quote)
    while index and position:
        word = quote[index - 1]
        cost = weight(word)
        substitution = cost * (1 - _similarity(word, words[position - 1], similar))
        current = rows[index][position]
        if current == rows[index - 1][position - 1] + substitution:
            index, position = index - 1, position - 1
            pairs.append((index, position))
        elif current == rows[index - 1][position] + cost:
            index -= 1
        else:
            position -= 1
    return pairs[::-1]


def _without_stragglers(
    pairs: list[Pair], quote: Sequence[str], words: Sequence[str], similar: Similarities
) -> list[Pair]:
    """The pairs without those at the ends that are worth less than the inserted words between them and the rest."""
    for step in (1, -1):
        ordered = pairs[::step]
        gained, keep = 0.0, 0
        for index, (pair, following) in enumerate(pairwise(ordered), 1):
            word = quote[pair[0]]
            gained += weight(word) * _similarity(word, words[pair[1]], similar)
            inserted = _insertion_cost(abs(following[1] - pair[1]) - abs(following[0] - pair[0]))
            if gained <= inserted:
                keep, gained = index, 0.0
            gained -= inserted
        pairs = ordered[keep:][::step]
    return pairs
