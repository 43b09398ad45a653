"""Resolve: find the passage of a quotation in an article, or report that it is missing or ambiguous."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from builder.annotate.align import Alignment, align, windows
from builder.annotate.boundaries import PUNCTUATION, boundaries, is_boundary
from builder.annotate.context import ELISION, Context, context_of, occurrences
from builder.annotate.edges import has_context, is_context_contrary, negated_sentence, precedes_multiple, whole_numbers
from builder.annotate.facts import joined_words, normalized_facts
from builder.annotate.normalize import NormalizedText, normalize
from builder.annotate.sense import keeps_sense
from builder.annotate.tokens import begins_sentence
from builder.model import AnchorState, Passage

MAX_QUOTE = 5_000
"""Characters of a quotation that is searched word by word; a longer one must match exactly."""
MAX_REWRITTEN = 200_000
"""Characters of an article in which numbers and dates written in another way are searched."""
MAX_ELIDED = 1_500
"""Characters between the first and the last part of a quotation with an elision."""
EDGE_WORDS = re.compile(r"\w+"), re.compile(r"\w+(?=\W*$)")
HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u2010\u2011]\s?(?=[^\W\d_])")
MIN_PART = 4
MAX_PARTS = 8
MIN_LEAD = 0.15
"""How much more similar the context of one passage must be than that of any other."""
MOVED_BELOW = 0.4
"""Context similarity below which a passage was moved."""


@dataclass(frozen=True)
class Resolution:
    """The result for one quotation."""

    state: AnchorState
    passage: Passage | None = None
    places: tuple[Passage, ...] = ()
    """For an ambiguous quotation: all possible passages."""
    nearest: Passage | None = None
    """For a quotation that is not found: the most similar passage."""
    similarity: float = 0.0
    """Of the passage or the nearest one, 0 to 1."""
    is_contrary: bool = False
    """Whether the nearest passage was the quoted one, but now says something else."""


@dataclass(frozen=True)
class Candidate:
    """A passage of the normalized article that may match the quotation."""

    start: int
    end: int
    similarity: float
    context_similarity: float
    """0 without context."""
    facts_changed: bool = False
    """Whether a number or a name in the quotation was replaced."""
    same_words: bool = False
    """Whether it has all words of the quotation, except for spelling errors."""
    context_moved: bool = False
    """Whether the context is elsewhere in the article, so that the passage was probably deleted there."""

    @property
    def score(self) -> float:
        """Text and context have equal weight."""
        return self.similarity + self.context_similarity


def resolve(text: str, quote: str, prefix: str = "", suffix: str = "", language: str = "en") -> Resolution:
    """The passage of `text` that `quote` refers to, even after edits that keep its sense; none if that is uncertain.

    `prefix` and `suffix` are the text before and after it; either may be empty, or cut within a word. `language` is
    the language tag of `text`.
    """
    article, quotation, context = normalize(text), normalize(quote.strip()), context_of(prefix, suffix)
    if not quotation.text:
        return Resolution("not-found")
    found = _resolved(article, quotation, context, language)
    found = _whole(text, quotation.original, found, language)
    if found.passage is None or not context or has_context(text, context, found.passage):
        return found
    quoted = (prefix if context.before else ""), (suffix if context.after else "")
    if is_context_contrary(text, quoted, found.passage, language):
        return _contrary(found, found.passage)
    return replace(found, state="moved") if found.state == "exact" else found


def _whole(text: str, quote: str, found: Resolution, language: str) -> Resolution:
    """The result with whole numbers; none if the rest of a number or a negation changes its sense."""
    if found.passage is None:
        return found
    whole = whole_numbers(text, found.passage)
    if whole != found.passage:
        now, is_start = text[slice(*whole)], begins_sentence(text, whole.start)
        if found.state != "changed" or not keeps_sense(
            quote, now, article=text, starts_sentence=is_start, language=language
        ):
            return _contrary(found, whole)
        found = replace(found, passage=whole)
    if negated := negated_sentence(text, quote, whole, language):
        return _contrary(found, negated)
    is_uncertain = found.state == "exact" and precedes_multiple(text, whole, language)
    return replace(found, state="moved") if is_uncertain else found


def _contrary(found: Resolution, nearest: Passage) -> Resolution:
    return Resolution("not-found", nearest=nearest, similarity=found.similarity, is_contrary=True)


def _resolved(article: NormalizedText, quotation: NormalizedText, context: Context, language: str) -> Resolution:
    exact = _exact(article, quotation)
    if exact and (found := _best_by_context(article, exact, context)):
        return found
    if not exact and ELISION.search(quotation.text) and (found := _elided(article, quotation, context, language)):
        return found
    if len(quotation.text) > MAX_QUOTE or not quotation.words:
        return _ambiguous(article, exact) if exact else Resolution("not-found")
    found = _most_similar(article, quotation, context, exact, language)
    if found.state != "not-found":
        return found
    return _otherwise_written(article, quotation, context, found, language)


def _otherwise_written(
    article: NormalizedText, quotation: NormalizedText, context: Context, found: Resolution, language: str
) -> Resolution:
    """The passage with numbers, contractions or hyphens written in another way; `found` if there is none."""
    rewritten = _rewritten(article, quotation, context, language)
    if not (rewritten.passage or rewritten.is_contrary or found.is_contrary):
        rewritten = _rejoined(article, quotation, context, language)
    return rewritten if rewritten.passage or (rewritten.is_contrary and not found.is_contrary) else found


def _rewritten(article: NormalizedText, quotation: NormalizedText, context: Context, language: str) -> Resolution:
    """The passage of a quotation whose numbers or dates are written in another way: `4 million`, `4,000,000`."""
    quotation = normalized_facts(quotation.original, language)
    if not quotation.has_facts or len(article.original) > MAX_REWRITTEN:
        return Resolution("not-found")
    found = _most_similar(normalized_facts(article.original, language), quotation, context, (), language)
    return replace(found, state="changed") if found.passage else found


def _rejoined(article: NormalizedText, quotation: NormalizedText, context: Context, language: str) -> Resolution:
    """The passage of a quotation that has words with a hyphen which the article has without one."""
    if len(article.original) > MAX_REWRITTEN or not HYPHEN.search(quotation.original):
        return Resolution("not-found")
    found = _most_similar(joined_words(article.original), joined_words(quotation.original), context, (), language)
    return replace(found, state="changed") if found.passage else found


def _exact(article: NormalizedText, quote: NormalizedText) -> list[tuple[int, int]]:
    """Where the quotation occurs unchanged, with its outer punctuation or else without."""
    whole = quote.text.strip()
    stripped = whole.strip(PUNCTUATION)
    if whole.startswith("-") and stripped[:1].isdigit():
        stripped = f"-{stripped}"  # a minus sign
    for part in dict.fromkeys((whole, stripped)):
        spans = [(start, start + len(part)) for start in occurrences(article.text, part)] if part else []
        if spans:
            is_single = len(quote.words) == 1
            first, last = EDGE_WORDS[0].search(quote.original), EDGE_WORDS[1].search(quote.original)
            starts_whole = is_single or not whole.startswith(part) or _is_number_or_name(first)
            ends_whole = is_single or not whole.endswith(part) or _is_number_or_name(last)
            return [span for span in spans if not _cuts_word(article.text, *span, starts_whole, ends_whole)]
    return []


def _is_number_or_name(word: re.Match[str] | None) -> bool:
    """Whether a word at the end of a quotation would be another one if it went on: `4`, `45`."""
    return word is not None and (any(map(str.isdigit, word[0])) or word[0][0].isupper())


def _cuts_word(text: str, start: int, end: int, starts_whole: bool, ends_whole: bool) -> bool:  # noqa: FBT001
    """Whether an end that must be that of a word is within one. A selection may cut a word in two."""
    return (starts_whole and _joined(text[start - 1 : start], text[start])) or (
        ends_whole and _joined(text[end - 1], text[end : end + 1])
    )


def _joined(left: str, right: str) -> bool:
    # Most scripts from U+0E00 on have no spaces between words.
    return left.isalnum() and right.isalnum() and left < "\u0e00" and right < "\u0e00"


def _best_by_context(article: NormalizedText, exact: Sequence[tuple[int, int]], context: Context) -> Resolution | None:
    """The result if exact matches and their context are sufficient to decide."""
    if not context:
        return _found(article, "exact", *exact[0]) if len(exact) == 1 else _ambiguous(article, exact)
    ranked = sorted(((context.similarity(article, *span), span) for span in exact), reverse=True)
    lead = ranked[0][0] - (ranked[1][0] if len(ranked) > 1 else 0.0)
    if ranked[0][0] >= 0.7 and lead >= MIN_LEAD:
        return _found(article, "exact", *ranked[0][1])
    return None


def _found(article: NormalizedText, state: AnchorState, start: int, end: int, similarity: float = 1.0) -> Resolution:
    return Resolution(state, article.passage(start, end), similarity=similarity)


def _ambiguous(article: NormalizedText, spans: Sequence[tuple[int, int]]) -> Resolution:
    return Resolution("ambiguous", places=tuple(article.passage(*span) for span in sorted(spans)))


def _elided(article: NormalizedText, quote: NormalizedText, context: Context, language: str) -> Resolution | None:
    """The passage from the first to the last part of a quotation with elisions."""
    parts = [part.strip() for part in ELISION.split(quote.text) if len(part.strip(PUNCTUATION)) >= MIN_PART]
    if not 0 < len(parts) <= MAX_PARTS:
        return None
    spans, state = _elided_spans(article, [normalize(part) for part in parts], language)
    ranked = sorted(((context.similarity(article, *span), span) for span in spans), reverse=True)
    if not ranked:
        return None
    if len(ranked) == 1 or (ranked[0][0] >= 0.6 and ranked[0][0] - ranked[1][0] >= MIN_LEAD):
        return _found(article, state, *ranked[0][1])
    return _ambiguous(article, [span for _, span in ranked])


def _elided_spans(
    article: NormalizedText, parts: Sequence[NormalizedText], language: str
) -> tuple[set[tuple[int, int]], AnchorState]:
    """All spans that contain the parts in order from the first to the last, and whether a part was edited."""
    spans: set[tuple[int, int]] | None = None
    state: AnchorState = "elided"
    for part in parts:
        found = _exact(article, part)
        if not found:
            found, state = _edited(article, part, language), "changed"
        if spans is None:
            spans = set(found)
        else:
            pairs = product(spans, found)
            spans = {(one[0], two[1]) for one, two in pairs if one[1] <= two[0] and two[1] - one[0] <= MAX_ELIDED}
    return spans or set(), state


def _edited(article: NormalizedText, part: NormalizedText, language: str) -> list[tuple[int, int]]:
    """The passage of an edited part of a quotation, if it is certain and keeps the sense."""
    if not part.words:
        return []
    best, _ = _rank_candidates(article, part, Context("", ""), [])
    if len(best) != 1 or not _keeps_sense(article, part, best[0].start, best[0].end, language):
        return []
    return [(best[0].start, best[0].end)]


def _keeps_sense(article: NormalizedText, quote: NormalizedText, start: int, end: int, language: str) -> bool:
    if article.text[start:end].strip(PUNCTUATION) == quote.text.strip(PUNCTUATION):
        return True
    passage = article.original[slice(*article.passage(start, end))]
    starts_sentence = is_boundary(article, article.word_at(start))
    return keeps_sense(
        quote.original, passage, article=article.original, starts_sentence=starts_sentence, language=language
    )


def _most_similar(
    article: NormalizedText,
    quote: NormalizedText,
    context: Context,
    exact: Sequence[tuple[int, int]],
    language: str,
) -> Resolution:
    """The most similar passage, if it is similar enough, clearly better than any other, and keeps the sense."""
    best, candidates = _rank_candidates(article, quote, context, exact)
    if len(best) > 1 or (not best and len(exact) > 1):
        return _ambiguous(article, [(candidate.start, candidate.end) for candidate in best] or exact)
    if not candidates:
        return Resolution("not-found")
    if not best:
        nearest = max(candidates, key=lambda candidate: candidate.similarity)
        passage = article.passage(nearest.start, nearest.end)
        return Resolution("not-found", nearest=passage, similarity=nearest.similarity)
    found = best[0]
    if not _keeps_sense(article, quote, found.start, found.end, language):
        passage = article.passage(found.start, found.end)
        return Resolution("not-found", nearest=passage, similarity=found.similarity, is_contrary=True)
    is_moved = bool(context) and found.context_similarity < MOVED_BELOW
    state: AnchorState = "changed" if found.similarity <= 0.999 else "moved" if is_moved else "exact"
    return _found(article, state, found.start, found.end, found.similarity)


def _rank_candidates(
    article: NormalizedText, quote: NormalizedText, context: Context, exact: Sequence[tuple[int, int]]
) -> tuple[list[Candidate], list[Candidate]]:
    """The best candidate and those that are nearly as good, empty if none is good enough; and all candidates."""
    found = [Candidate(*span, 1.0, context.similarity(article, *span), same_words=True) for span in exact]
    between = list(_word_spans_between(article, quote, context)) if context else []
    is_deleted = any(start == end for start, end in between)
    for start, end in [*between, *(windows(quote, article) if context or not exact else [])]:
        if alignment := align(quote.words, article.words, start, end, context.words):
            found.append(_candidate(article, quote, context, alignment))
    candidates = _without_overlaps(found)
    count = len(quote.words)
    good = [one for one in candidates if _is_acceptable(one, count, has_context=bool(context), is_deleted=is_deleted)]
    if not good:
        return [], candidates
    best = max(good, key=lambda one: (one.score, -one.start))
    return [best, *(one for one in candidates if one is not best and _is_rival(best, one))], candidates


def _is_acceptable(candidate: Candidate, words: int, *, has_context: bool, is_deleted: bool) -> bool:
    if is_deleted and not candidate.same_words and candidate.context_similarity < 0.9:
        return False
    return candidate.similarity >= _required_similarity(candidate, words, has_context=has_context)


def _required_similarity(candidate: Candidate, words: int, *, has_context: bool) -> float:
    """How similar a candidate must be: less with more words and with more similar context."""
    minimum = 0.62 if words >= 16 else 0.66 if words >= 8 else 0.70 if words >= 5 else 0.74 if words >= 3 else 0.80
    without_context = minimum + 0.08 * candidate.facts_changed
    if not has_context:
        return without_context
    # Between its old neighbours is the edited passage; with many words, some are the same by chance.
    in_context = 0.45 if words >= 16 else 0.35
    if candidate.context_similarity >= 0.7:
        return in_context
    if candidate.context_similarity >= 0.5:
        return in_context + (0.7 - candidate.context_similarity) / 0.2 * (without_context + 0.06 - in_context)
    # Context that is found nowhere was rewritten with the passage; many words are then enough evidence.
    if candidate.context_moved or words < 8:
        return 2.0 if candidate.facts_changed else 0.93 if words >= 8 else 0.97
    return without_context + 0.08


def _is_rival(best: Candidate, other: Candidate) -> bool:
    if other.context_similarity <= best.context_similarity - 0.25:
        return False
    return best.score - other.score < 0.3 and 1 - other.similarity < 2 * (1 - best.similarity) + 0.03


def _without_overlaps(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, best first, without those that overlap a better one."""
    chosen: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda candidate: (-candidate.score, candidate.start)):
        if all(candidate.end <= other.start or other.end <= candidate.start for other in chosen):
            chosen.append(candidate)
    return chosen


def _word_spans_between(article: NormalizedText, quote: NormalizedText, context: Context) -> Iterator[tuple[int, int]]:
    """Spans of words next to the context, where the passage was; an empty span if it was deleted."""
    before, after = context.edges
    starts = [position + len(before) for position in occurrences(article.text, before)][:5] if before else []
    ends = occurrences(article.text, after)[:5] if after else []
    max_length = 2 * len(quote.text) + 200
    max_words = len(quote.words) + len(quote.words) // 2 + 8
    for start in starts:
        end = next((end for end in ends if start <= end <= start + max_length), None)
        first = article.word_at(start)
        yield first, first + max_words if end is None else max(first, article.word_at(end))
    if not starts:
        for end in ends:
            last = article.word_at(end)
            if last > 0:
                yield max(0, last - max_words), last


def _candidate(article: NormalizedText, quote: NormalizedText, context: Context, alignment: Alignment) -> Candidate:
    start, end = boundaries(article, quote, context, alignment)
    return Candidate(
        start,
        end,
        alignment.similarity,
        context.similarity(article, start, end),
        any(_is_fact(quote, index) for index in alignment.substituted),
        not alignment.deleted and not alignment.substituted,
        context.is_elsewhere(article, start, end),
    )


def _is_fact(quote: NormalizedText, index: int) -> bool:
    """Whether a word of the quotation is a number, or a name within a sentence."""
    if quote.words[index][0].isdigit():
        return True
    start = quote.passage(quote.word_starts[index], quote.word_ends[index]).start
    return index > 0 and quote.original[start].isupper() and not is_boundary(quote, index)
