"""Resolve: where the words of a quotation stand now, or that nobody can tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.annotate.align import Alignment, align, windows
from builder.annotate.boundaries import OUTER, boundaries, is_boundary
from builder.annotate.context import ELISION, Context, context, occurrences
from builder.annotate.normalize import NormalizedText, normalize
from builder.model import AnchorState, Passage

QUOTE_LIMIT = 5_000
"""Characters of a quotation that is looked for word by word; a longer one must stand as it is."""
ELIDED_AT_MOST = 1_500
"""Characters between the first and the last words of a quotation with an elision."""
PART_AT_LEAST = 4
PARTS_AT_MOST = 8
LEAD = 0.15
"""By how much the surroundings of one place must be more like those remembered than those of any other."""
ELSEWHERE = 0.4
"""Surroundings less like those remembered than this are others."""


@dataclass(frozen=True)
class Resolution:
    """The answer for one quotation."""

    state: AnchorState
    passage: Passage | None = None
    places: tuple[Passage, ...] = ()
    """Of an ambiguous quotation: everywhere it could belong."""
    nearest: Passage | None = None
    """Of a quotation that is not found: what is most like it."""
    similarity: float = 0.0
    """Of the passage or the nearest, 0 to 1."""


@dataclass(frozen=True)
class Candidate:
    """A stretch of the folded article that the quotation may mean."""

    start: int
    end: int
    similarity: float
    context_similarity: float
    """Likeness of what stands around it; 0 when nothing is known of that."""
    facts_changed: bool = False
    """Whether a figure or a name of the quotation is another one there."""
    spelling: bool = False
    """Whether every word is there, mistyped at most."""
    context_moved: bool = False
    """Whether the words remembered around the passage stand elsewhere: there it was, and was rather taken out."""

    @property
    def rank(self) -> float:
        """Words and surroundings count alike."""
        return self.similarity + self.context_similarity


def resolve(text: str, quote: str, prefix: str = "", suffix: str = "") -> Resolution:
    """Where `quote` stands in `text`, also after edits; refused when that cannot be told beyond doubt.

    `prefix` and `suffix` are words before and after it; either may be empty, or cut within a word.
    """
    article, wanted, around = normalize(text), normalize(quote.strip()), context(prefix, suffix)
    if not wanted.text:
        return Resolution("not-found")
    exact = _exact(article, wanted)
    if exact and (found := _told_apart(article, exact, around)):
        return found
    if not exact and ELISION.search(wanted.text) and (found := _elided(article, wanted, around)):
        return found
    if len(wanted.text) > QUOTE_LIMIT or not wanted.words:
        return _ambiguous(article, exact) if exact else Resolution("not-found")
    return _weighed(article, wanted, around, exact)


def _exact(article: NormalizedText, wanted: NormalizedText) -> list[tuple[int, int]]:
    """Where the quotation stands as it is, with its outer punctuation or else without."""
    for words in dict.fromkeys((wanted.text.strip(), wanted.text.strip(OUTER))):
        if words and (found := [(at, at + len(words)) for at in occurrences(article.text, words)]):
            # Part of one word says nothing ("man" in "woman"); a longer quotation may well stop in the middle of one.
            return found if len(wanted.words) > 1 else [place for place in found if _whole_words(article.text, *place)]
    return []


def _whole_words(text: str, start: int, end: int) -> bool:
    return not _joined(text[start - 1 : start], text[start]) and not _joined(text[end - 1], text[end : end + 1])


def _joined(left: str, right: str) -> bool:
    # From U+0E00 on, scripts that put no space between words are the rule.
    return left.isalnum() and right.isalnum() and left < "\u0e00" and right < "\u0e00"


def _told_apart(article: NormalizedText, exact: Sequence[tuple[int, int]], around: Context) -> Resolution | None:
    """The one place meant, when it is certain without a closer look."""
    if not around:
        return _placed(article, "exact", *exact[0]) if len(exact) == 1 else _ambiguous(article, exact)
    ranked = sorted(((around.similarity(article, *place), place) for place in exact), reverse=True)
    lead = ranked[0][0] - (ranked[1][0] if len(ranked) > 1 else 0.0)
    if ranked[0][0] >= 0.7 and lead >= LEAD:
        return _placed(article, "exact", *ranked[0][1])
    return None


def _placed(article: NormalizedText, state: AnchorState, start: int, end: int, likeness: float = 1.0) -> Resolution:
    return Resolution(state, article.passage(start, end), similarity=likeness)


def _ambiguous(article: NormalizedText, places: Sequence[tuple[int, int]]) -> Resolution:
    return Resolution("ambiguous", places=tuple(article.passage(*place) for place in sorted(places)))


def _elided(article: NormalizedText, wanted: NormalizedText, around: Context) -> Resolution | None:
    """The passage from the first to the last part of a quotation that leaves words out."""
    parts = [part.strip() for part in ELISION.split(wanted.text) if len(part.strip(OUTER)) >= PART_AT_LEAST]
    if not 0 < len(parts) <= PARTS_AT_MOST:
        return None
    chains: set[tuple[int, int]] | None = None
    state: AnchorState = "elided"
    for part in map(normalize, parts):
        found = _exact(article, part)
        if not found:
            found, state = _edited(article, part), "changed"
        if chains is None:
            chains = set(found)
        else:
            chains = {
                (start, last)
                for start, end in chains
                for first, last in found
                if end <= first and last - start <= ELIDED_AT_MOST
            }
    ranked = sorted(
        ((around.similarity(article, *chain) if around else 0.0, chain) for chain in chains or ()), reverse=True
    )
    if not ranked:
        return None
    if len(ranked) == 1 or (ranked[0][0] >= 0.6 and ranked[0][0] - ranked[1][0] >= LEAD):
        return _placed(article, state, *ranked[0][1])
    return _ambiguous(article, [chain for _, chain in ranked])


def _edited(article: NormalizedText, part: NormalizedText) -> list[tuple[int, int]]:
    """Where an edited part of a quotation stands, when that is certain."""
    if not part.words:
        return []
    good, _ = _weigh(article, part, Context("", ""), [])
    return [(good[0].start, good[0].end)] if len(good) == 1 else []


def _weighed(
    article: NormalizedText, wanted: NormalizedText, around: Context, exact: Sequence[tuple[int, int]]
) -> Resolution:
    """The best of everything like the quotation, if it is good enough and clearly ahead of any other."""
    good, candidates = _weigh(article, wanted, around, exact)
    if len(good) > 1:
        return _ambiguous(article, [(candidate.start, candidate.end) for candidate in good])
    if not good and len(exact) > 1:
        return _ambiguous(article, exact)
    if not good:
        if not candidates:
            return Resolution("not-found")
        nearest = max(candidates, key=lambda candidate: candidate.similarity)
        return Resolution(
            "not-found", nearest=article.passage(nearest.start, nearest.end), similarity=nearest.similarity
        )
    best = good[0]
    unchanged = best.similarity > 0.999
    elsewhere = bool(around) and best.context_similarity < ELSEWHERE
    state: AnchorState = "changed" if not unchanged else "moved" if elsewhere else "exact"
    return _placed(article, state, best.start, best.end, best.similarity)


def _weigh(
    article: NormalizedText, wanted: NormalizedText, around: Context, exact: Sequence[tuple[int, int]]
) -> tuple[list[Candidate], list[Candidate]]:
    """The best candidate with its rivals, if it is good enough; and all of them."""
    found = [
        Candidate(*place, 1.0, around.similarity(article, *place) if around else 0.0, spelling=True) for place in exact
    ]
    pointed = list(_where_context_points(article, wanted, around)) if around else []
    emptied = any(start == end for start, end in pointed)
    for start, end in [*pointed, *(windows(wanted, article) if around or not exact else [])]:
        if alignment := align(wanted.words, article.words, start, end, around.words):
            found.append(_candidate(article, wanted, around, alignment))
    candidates = _distinct(found)
    good = [one for one in candidates if _acceptable(one, len(wanted.words), has_context=bool(around), emptied=emptied)]
    if not good:
        return [], candidates
    best = max(good, key=lambda one: (one.rank, -one.start))
    return [best, *(other for other in candidates if other is not best and _rivals(best, other))], candidates


def _acceptable(candidate: Candidate, words: int, *, has_context: bool, emptied: bool) -> bool:
    if emptied and not candidate.spelling and candidate.context_similarity < 0.9:
        return False
    return candidate.similarity >= _needed(candidate, words, has_context=has_context)


def _needed(candidate: Candidate, words: int, *, has_context: bool) -> float:
    """How like the quotation a candidate must be: the less, the more words and the better its surroundings."""
    unaided = 0.62 if words >= 16 else 0.66 if words >= 8 else 0.70 if words >= 5 else 0.74 if words >= 3 else 0.80
    unaided += 0.08 * candidate.facts_changed
    if not has_context:
        return unaided
    # Between the surroundings remembered stands what the passage became; in many words, some are alike by chance.
    at_its_place = 0.45 if words >= 16 else 0.35
    if candidate.context_similarity >= 0.7:
        return at_its_place
    if candidate.context_similarity >= 0.5:
        return at_its_place + (0.7 - candidate.context_similarity) / 0.2 * (unaided + 0.06 - at_its_place)
    # Surroundings found nowhere were rewritten with the passage; then many words speak for themselves.
    if candidate.context_moved or words < 8:
        return 2.0 if candidate.facts_changed else 0.93 if words >= 8 else 0.97
    return unaided + 0.08


def _rivals(best: Candidate, other: Candidate) -> bool:
    if other.context_similarity <= best.context_similarity - 0.25:
        return False
    return best.rank - other.rank < 0.3 and 1 - other.similarity < 2 * (1 - best.similarity) + 0.03


def _distinct(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, best first, without those that overlap a better one."""
    chosen: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda candidate: (-candidate.rank, candidate.start)):
        if all(candidate.end <= other.start or other.end <= candidate.start for other in chosen):
            chosen.append(candidate)
    return chosen


def _where_context_points(
    article: NormalizedText, wanted: NormalizedText, around: Context
) -> Iterator[tuple[int, int]]:
    """The words that stand where the passage stood, told by its surroundings; none where it was taken out."""
    before, after = around.edges
    heads = [at + len(before) for at in occurrences(article.text, before)][:5] if before else []
    tails = occurrences(article.text, after)[:5] if after else []
    reach = 2 * len(wanted.text) + 200
    count = len(wanted.words)
    for head in heads:
        tail = next((tail for tail in tails if head <= tail <= head + reach), None)
        first = article.word_at(head)
        yield first, first + count + count // 2 + 8 if tail is None else max(first, article.word_at(tail))
    if not heads:
        for tail in tails:
            last = article.word_at(tail)
            if last > 0:
                yield max(0, last - count - count // 2 - 8), last


def _candidate(article: NormalizedText, wanted: NormalizedText, around: Context, alignment: Alignment) -> Candidate:
    start, end = boundaries(article, wanted, around, alignment)
    return Candidate(
        start,
        end,
        alignment.similarity,
        around.similarity(article, start, end) if around else 0.0,
        any(_is_fact(wanted, index) for index in alignment.substituted),
        not alignment.deleted and not alignment.substituted,
        around.elsewhere(article, start, end),
    )


def _is_fact(wanted: NormalizedText, index: int) -> bool:
    """Whether a word of the quotation is a figure, or a name within a sentence."""
    if wanted.words[index][0].isdigit():
        return True
    start = wanted.passage(wanted.word_starts[index], wanted.word_ends[index]).start
    return index > 0 and wanted.original[start].isupper() and not is_boundary(wanted, index)
