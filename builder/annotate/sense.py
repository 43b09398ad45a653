"""Sense: whether the words that stand where a quotation was still say what its editor quoted.

A changed number, date, name or negation is another statement, and so is a word replaced by its opposite. The words of
each language are in `builder/languages/<language>.sense.txt`; without them, numbers and names are compared.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from builder.annotate.facts import facts
from builder.annotate.lexicon import Lexicon, folded, is_same_word, lexicon
from builder.annotate.names import is_name, is_name_changed
from builder.annotate.notation import is_notation_changed
from builder.annotate.respelling import respelled
from builder.annotate.tokens import Kind, Token

PARENTHESIS = re.compile(r"[,;:()\[\]]|\s[\u2013-]\s|\u2014")
MIN_PARENTHESIS = 3
"""Words; fewer may belong to a list: `5, 6, and 7`."""


@dataclass(frozen=True)
class Change:
    """Neighbouring words of a quotation, and what the article has instead."""

    old: tuple[Token, ...]
    new: tuple[Token, ...]
    beside: tuple[Token, ...]
    """The words of the article next to them, which have not changed."""


def keeps_sense(quote: str, passage: str, *, article: str, starts_sentence: bool, language: str) -> bool:
    """Whether `passage` of `article` says what `quote` says, as far as rules can tell.

    `starts_sentence` says whether the passage begins a sentence, where a capital is no sign of a name.
    """
    words = lexicon(language)
    if is_notation_changed(quote, passage, words.decimal_sign):
        return False
    may_start = starts_sentence or passage[:1].islower()
    old = facts(respelled(quote, passage, article, words), words, starts_sentence=may_start)
    new = facts(passage, words, starts_sentence=starts_sentence)
    changes = list(_changes(old, new, passage))
    removed = Counter(token.key for change in changes for token in change.old)
    added = Counter(token.key for change in changes for token in change.new)
    return not any(
        _is_amount_changed(change, removed, added)
        or is_name_changed(change.old, change.new, change.beside, added, lambda token: is_name(token, article, words))
        or _is_negation_changed(change)
        or _is_modality_changed(change, words)
        or _is_restriction_changed(change, words)
        or _is_reversed(change, words)
        for change in changes
    ) and not _is_swapped(old, new, changes, words)


def _changes(old: Sequence[Token], new: Sequence[Token], passage: str) -> Iterator[Change]:
    matcher = SequenceMatcher(None, [token.key for token in old], [token.key for token in new], autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal" or _is_hyphenated(old[start:end], new[new_start:new_end]):
            continue
        if tag == "insert" and _is_parenthesis(new, new_start, new_end, passage):
            continue
        beside = (*new[max(0, new_start - 1) : new_start], *new[new_end : new_end + 1])
        yield Change(tuple(old[start:end]), tuple(new[new_start:new_end]), beside)


def _is_parenthesis(new: Sequence[Token], start: int, end: int, passage: str) -> bool:
    """Whether words are put in between commas, dashes or brackets, and say something more."""
    if not (0 < start < end < len(new)) or end - start < MIN_PARENTHESIS:
        return False
    edges = passage[new[start - 1].end : new[start].start], passage[new[end - 1].end : new[end].start]
    return all(PARENTHESIS.search(edge) for edge in edges)


def _is_hyphenated(old: Sequence[Token], new: Sequence[Token]) -> bool:
    """Whether the words are the same, divided in another way: `cooperative`, `co-operative`."""
    are_words = all(token.kind in ("word", "name") for token in (*old, *new))
    return are_words and "".join(folded(token.text) for token in old) == "".join(folded(token.text) for token in new)


def _is_amount_changed(change: Change, removed: Counter[str], added: Counter[str]) -> bool:
    """Whether a number or date is missing, another one was put to one beside it, or it has another unit."""
    if all(_differing(change, "unit")):
        return True
    kinds: tuple[Kind, ...] = ("number", "date")
    for kind in kinds:
        missing, extra = _differing(change, kind)
        if missing and extra:
            return True
        is_beside = any(token.kind == kind for token in (*change.beside, *change.old))
        # A number that is only moved is removed here and added there.
        if any(not token.is_weak and added[token.key] < removed[token.key] for token in missing):
            return True
        if is_beside and any(not token.is_weak and removed[token.key] < added[token.key] for token in extra):
            return True
    return False


def _differing(change: Change, kind: Kind) -> tuple[list[Token], list[Token]]:
    """The tokens of a kind that only one side has."""
    old, new = ([token for token in side if token.kind == kind] for side in (change.old, change.new))
    keys, other_keys = {token.key for token in old}, {token.key for token in new}
    return [token for token in old if token.key not in other_keys], [token for token in new if token.key not in keys]


def _is_negation_changed(change: Change) -> bool:
    old, new = (sum(token.kind == "negation" for token in side) for side in (change.old, change.new))
    return old != new


def _is_restriction_changed(change: Change, words: Lexicon) -> bool:
    """Whether `only` came or went."""
    old, new = (any(folded(token.text) in words.restrictions for token in side) for side in (change.old, change.new))
    return old != new


def _is_modality_changed(change: Change, words: Lexicon) -> bool:
    """Whether what must be may be, or what may be is said to be."""
    old, new = (
        {words.modality[token.key] for token in side if token.kind == "word" and token.key in words.modality}
        for side in (change.old, change.new)
    )
    if old and new:
        return not old & new
    rest, new_rest = ([token.key for token in side if _has_role(token, words)] for side in (change.old, change.new))
    if len(rest) != len(new_rest) or not all(map(is_same_word, rest, new_rest)):
        return False  # other words may say the same: `needs to`
    return bool((old | new) - {"intention"})


def _is_reversed(change: Change, words: Lexicon) -> bool:
    """Whether a word is replaced by its opposite."""
    old, new = (
        [folded(token.text) for token in side if _may_have_opposite(token, words)] for side in (change.old, change.new)
    )
    if any(words.is_negated(one, other) for one in old for other in new):
        return True
    before = frozenset[tuple[int, int]]().union(*(words.sides(word) for word in old))
    after = frozenset[tuple[int, int]]().union(*(words.sides(word) for word in new))
    shared = {line for line, _ in before & after}
    return any(line == other and line not in shared for line, _ in before for other, _ in after)


def _may_have_opposite(token: Token, words: Lexicon) -> bool:
    return token.kind in ("word", "number") or token.starts_sentence or token.key in words.honorifics


def _is_swapped(old: Sequence[Token], new: Sequence[Token], changes: Sequence[Change], words: Lexicon) -> bool:
    """Whether the same words are in another order, so that who did what to whom may be reversed."""
    before, after = ([token.key for token in side if _has_role(token, words)] for side in (old, new))
    if before == after or Counter(before) != Counter(after):
        return False
    old_function, new_function = (
        Counter(token.key for token in side if token.key in words.function_words) for side in (old, new)
    )
    if old_function != new_function:
        return False  # `was sued by`, `of the survey`
    # A part of the sentence may be moved as a whole: `on Monday`.
    firsts = [change.old[0] for change in changes if change.old]
    return not any(first.key in words.prepositions or first.kind == "date" for first in firsts)


def _has_role(token: Token, words: Lexicon) -> bool:
    """Whether a word may be who does something, what is done, or to whom."""
    is_other = (
        token.key in words.function_words
        or token.key in words.modality
        or token.key in words.speech_verbs
        or token.key.endswith("ly")
    )
    return token.kind in ("word", "name") and not is_other
