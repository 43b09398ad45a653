"""Boundaries: where an edited passage begins and ends."""

from builder.annotate.align import Alignment
from builder.annotate.context import Context
from builder.annotate.normalize import NormalizedText
from builder.sentences import PASSAGE_EDGE

PUNCTUATION = " .,;:!?\"'()[]-"
MAX_DISTANCE = 40
"""Maximum distance, in characters, between a passage and its context when an outermost word was replaced."""
MAX_INSERTED_DISTANCE = 400
"""The same when the outermost word is still next to the context, because text was inserted after it."""
MAX_REPLACED = 3
"""Unmatched words at an end that may have been replaced; more were probably deleted."""


def boundaries(
    article: NormalizedText, quote: NormalizedText, context: Context, alignment: Alignment
) -> tuple[int, int]:
    """Start and end of the aligned passage in the normalized article, also when its outermost words were replaced."""
    start, end = article.word_starts[alignment.first], article.word_ends[alignment.last]
    unmatched_start, unmatched_end = alignment.unmatched
    if unmatched_start:
        begins_sentence = not quote.original[0].isalnum() or quote.original[0].isupper()
        outermost = _outermost_word(article, alignment.first, -1, unmatched_start, to_sentence=begins_sentence)
        start = (
            _after_prefix(article.text, start, context.edges[0], quote.words[0])
            or _up_to_neighbour(article, alignment.neighbours[0], alignment.first)
            or article.word_starts[outermost]
        )
    if unmatched_end:
        ends_sentence = quote.text[-1] in ".!?\"'"
        outermost = _outermost_word(article, alignment.last, 1, unmatched_end, to_sentence=ends_sentence)
        end = (
            _before_suffix(article.text, end, context.edges[1], quote.words[-1])
            or _up_to_neighbour(article, alignment.neighbours[1], alignment.last)
            or article.word_ends[outermost]
        )
    leading, trailing = quote.text[: quote.word_starts[0]], quote.text[quote.word_ends[-1] :]
    if leading and article.text.endswith(leading, 0, start):
        start -= len(leading)
    while trailing and end < len(article.text) and article.text[end] in trailing.strip():
        end += 1
    return start, end


def _up_to_neighbour(article: NormalizedText, neighbour: int | None, word: int) -> int:
    """The boundary next to the word that used to be beside the passage, if it is close; 0 if not."""
    if neighbour is None:
        return 0
    if neighbour < word:
        start, end = article.word_starts[neighbour + 1], article.word_starts[word]
        return start if end - start <= MAX_DISTANCE else 0
    start, end = article.word_ends[word], article.word_ends[neighbour - 1]
    return end if end - start <= MAX_DISTANCE else 0


def _after_prefix(text: str, start: int, prefix: str, first_word: str) -> int:
    """The end of the prefix if it is close before `start`, or farther but followed by the first word; 0 if not."""
    found = text.rfind(prefix, max(0, start - MAX_INSERTED_DISTANCE), start) if prefix else -1
    end = found + len(prefix)
    end += text[end : end + 1] == " "
    is_close = start - end <= MAX_DISTANCE or text.startswith(first_word, end)
    return end if found >= 0 and is_close else 0


def _before_suffix(text: str, end: int, suffix: str, last_word: str) -> int:
    """The start of the suffix if it is close after `end`, or farther but preceded by the last word; 0 if not."""
    found = text.find(suffix, end, end + MAX_INSERTED_DISTANCE) if suffix else -1
    is_close = found - end <= MAX_DISTANCE or text[end:found].rstrip(PUNCTUATION).endswith(last_word)
    return found if found >= 0 and is_close else 0


def _outermost_word(article: NormalizedText, word: int, step: int, unmatched: int, *, to_sentence: bool) -> int:
    """The outermost word of the passage if its `unmatched` words were replaced by as many, within the sentence.

    With `to_sentence`, the passage extends to a close boundary of the sentence. Many unmatched words were probably
    deleted.
    """
    if unmatched > MAX_REPLACED:
        return word
    for count in range(unmatched + MAX_REPLACED * to_sentence + 1):
        if is_boundary(article, word + count * step + (step > 0)):
            return word + count * step
    return word + unmatched * step


def is_boundary(text: NormalizedText, index: int) -> bool:
    """Whether a sentence or paragraph ends before the word."""
    if index <= 0 or index >= len(text.words):
        return True
    between = text.passage(text.word_ends[index - 1] - 1, text.word_starts[index] + 1)
    return PASSAGE_EDGE.search(text.original, between.start + 1, between.end) is not None
