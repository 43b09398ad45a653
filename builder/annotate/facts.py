"""Facts: the tokens of a passage, with each number, date and negation as one."""

import re
from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest

from builder.annotate.lexicon import Lexicon, lexicon
from builder.annotate.normalize import REPLACEMENTS, NormalizedText
from builder.annotate.numbers import amounts, dates
from builder.annotate.tokens import Token, read_tokens

HYPHENATED = re.compile(r"[^\W_]+(?:'[^\W_]+)*(?:-\s?[^\W\d_]+)*")
"""A word with its hyphens, of which one may be at the end of a line."""
PAIR_DISTANCE = 4
"""Words from a particle to its negation."""


def facts(text: str, words: Lexicon, *, starts_sentence: bool = True) -> list[Token]:
    """The tokens of `text` in order. `starts_sentence` says whether its beginning is the start of a sentence."""
    tokens = list(read_tokens(text, words, starts_sentence=starts_sentence))
    return list(_negations(list(dates(list(amounts(tokens, words)), words)), words))


@lru_cache(maxsize=8)
def normalized_facts(original: str, language: str) -> NormalizedText:
    """The text with facts as its words, so that a quotation is found where a number or date is written otherwise."""
    text = original.translate(REPLACEMENTS).lower()
    text = text if len(text) == len(original) else original
    found = facts(original, lexicon(language))
    positions: dict[str, list[int]] = {}
    for index, fact in enumerate(found):
        positions.setdefault(fact.key, []).append(index)
    offsets = array("L", [0, len(text)])
    return NormalizedText(
        original, text, offsets, offsets, tuple(fact.key for fact in found), tuple(fact.start for fact in found),
        tuple(fact.end for fact in found), positions, tuple(key for key in positions if len(key) > 2),
        has_facts=any(fact.kind not in ("word", "name") for fact in found),
    )  # fmt: skip


@lru_cache(maxsize=8)
def joined_words(original: str) -> NormalizedText:
    """The text with each word that has a hyphen as one without, so that `steam-boat` is found as `steamboat`."""
    text = original.translate(REPLACEMENTS).lower()
    text = text if len(text) == len(original) else original
    matches = list(HYPHENATED.finditer(text))
    keys = tuple(re.sub(r"\W", "", match[0]) if "-" in match[0] else match[0] for match in matches)
    positions: dict[str, list[int]] = {}
    for index, key in enumerate(keys):
        positions.setdefault(key, []).append(index)
    offsets = array("L", [0, len(text)])
    return NormalizedText(
        original, text, offsets, offsets, keys, tuple(match.start() for match in matches),
        tuple(match.end() for match in matches), positions, tuple(key for key in positions if len(key) > 2),
        has_facts=False,
    )  # fmt: skip


def _negations(tokens: Sequence[Token], words: Lexicon) -> Iterator[Token]:
    """All negations as one word, since `never` may replace `not`; `nor` after `neither` is `or`."""
    is_neither = False
    for index, (token, following) in enumerate(zip_longest(tokens, tokens[1:])):
        is_neither = is_neither or token.key == "neither"
        if token.key == "nor" and is_neither:
            yield token._replace(key="or")
        elif _is_negation(token, following, words) or _is_paired(tokens, index, words):
            yield token._replace(key="not", kind="negation")
        else:
            yield token


def _is_negation(token: Token, following: Token | None, words: Lexicon) -> bool:
    if token.key == "no" and following and following.kind == "number":
        return following.key == "1"  # `no one`, but `No. 5`
    if following and token.key in words.negating_verbs:
        return following.key == "to"
    return token.key in words.negations and not (following and following.key in words.no_negations)


def _is_paired(tokens: Sequence[Token], index: int, words: Lexicon) -> bool:
    """Whether a word is a negation because of a particle beside it: `ne … plus`, `personne ne`."""
    if tokens[index].key not in words.paired_negations:
        return False
    beside = (*tokens[max(0, index - PAIR_DISTANCE) : index], *tokens[index + 1 : index + 2])
    return any(token.key in words.negation_particles for token in beside)
