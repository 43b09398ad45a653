"""Names: which words of a passage are names, and whether one was replaced by another."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache

from builder.annotate.lexicon import Lexicon, folded
from builder.annotate.respelling import is_inflected
from builder.annotate.tokens import Token, begins_sentence, is_common_noun

WORD = re.compile(r"[^\W\d_]+")


def is_name(token: Token, article: str, words: Lexicon) -> bool:
    """Whether a token is a name; where a capital only begins a sentence, `article` shows how the word is written."""
    if token.kind != "name" or token.key in words.honorifics:
        return False
    if "nouns" in words.capitalized and token.key.endswith(words.common_endings):
        return False
    if not token.starts_sentence:
        return True
    capitals, lower = _evidence(article, words)
    is_common = token.key in lower or token.key.endswith(words.common_endings) or bool(words.sides(token.key))
    return token.key in capitals or not is_common


def is_name_changed(
    old: Sequence[Token],
    new: Sequence[Token],
    beside: Iterable[Token],
    added: Collection[str],
    is_a_name: Callable[[Token], bool],
) -> bool:
    """Whether a name of `old` is missing in the article, or one was put to a name beside it.

    `new` has the words that replace `old`, and `added` the keys of all words that were added anywhere.
    """
    names, others = [one for one in old if is_a_name(one)], [one for one in new if one.kind == "name"]
    if not names:
        return any(map(is_a_name, others)) and any(map(is_a_name, beside))
    if _is_abbreviated(names, others):
        return False
    missing = [one for one in names if not _is_common(one, new)]
    return any(not any(is_inflected(one.key, key) for key in added) for one in missing)


def _is_common(name: Token, others: Sequence[Token]) -> bool:
    """Whether a word that begins a sentence occurs within one now, in lower case."""
    return name.starts_sentence and any(is_inflected(name.key, one.key) for one in others if one.kind == "word")


def _is_abbreviated(old: Sequence[Token], new: Sequence[Token]) -> bool:
    """Whether one is the initials of the other: `United Nations`, `UN`."""
    short, long = sorted((old, new), key=len)
    return len(short) == 1 and len(long) > 1 and short[0].key == "".join(one.key[0] for one in long)


@lru_cache(maxsize=16)
def _evidence(article: str, words: Lexicon) -> tuple[frozenset[str], frozenset[str]]:
    """The words that the article writes with a capital within a sentence, and those that it writes without one."""
    capitals, lower = set(), set()
    for match in WORD.finditer(article):
        word = match[0]
        if word[0].islower() or is_common_noun(article, *match.span(), words):
            lower.add(folded(word))
        elif not begins_sentence(article, match.start()):
            capitals.add(folded(word))
    return frozenset(capitals), frozenset(lower)
