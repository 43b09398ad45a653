"""Edges: what is directly beside a passage and decides what it says: the rest of a number, a negation, context."""

import re
from difflib import SequenceMatcher

from rapidfuzz import fuzz

from builder.annotate.context import Context
from builder.annotate.facts import facts
from builder.annotate.lexicon import lexicon
from builder.annotate.normalize import normalize
from builder.annotate.sense import keeps_sense
from builder.model import Passage
from builder.sentences import PARAGRAPH_BREAK

FRACTIONS = "\u00bc-\u00be\u2150-\u215e\u2189"
NARROW = "\u00a0\u2009\u202f"
"""Spaces between groups of digits."""
NUMBER_AFTER = re.compile(rf"[.,:/\u2044'\u2019\u066b\u066c{NARROW}]?\d+|[{NARROW} ]?[{FRACTIONS}]|\s?[%\u2030]")
NUMBER_BEFORE = re.compile(
    rf"(?:(?<!\w)[-\u2212\u2012\u2013])?\d+(?:[.,:/'\u2019\u066b\u066c{NARROW}]\d+)*[.,:/\u2044'\u2019\u066b\u066c{NARROW}]?$"
    r"|(?<![\w.,;:!?])[-\u2212\u2012\u2013]$"
)
WORD_AFTER = re.compile(r"\s+([^\W\d_]+)")
SENTENCE_END = re.compile(r"[.!?\u2026][\"'\u201d\u2019\u00bb)]*\s+(?=[^a-z])")
MIN_CUT, MIN_ALIKE = 4, 80
MAX_NUMBER = 40
MAX_SENTENCE = 400
MIN_SAME = 0.5
"""Share of the words of a context that must be beside the passage, so that the rest can be compared with them."""
WORD = re.compile(r"\w+(?:['\u2019-]\w+)*")


def whole_numbers(text: str, passage: Passage) -> Passage:
    """The passage, widened to the whole of a number that it begins or ends within."""
    first, last = passage
    if text[first : first + 1].isdigit() and (before := NUMBER_BEFORE.search(text[max(0, first - MAX_NUMBER) : first])):
        first -= len(before[0])
    while text[last - 1 : last].isdigit() and (after := NUMBER_AFTER.match(text, last, last + MAX_NUMBER)):
        last = after.end()
    return Passage(first, last)


def precedes_multiple(text: str, passage: Passage, language: str) -> bool:
    """Whether a passage ends with the digits of a number that goes on: `3` in `3 million`."""
    last = passage.end
    following = WORD_AFTER.match(text, last, last + MAX_NUMBER) if text[last - 1 : last].isdigit() else None
    return bool(following and len(following[1]) > 1 and following[1].lower() in lexicon(language).multiples)


def negated_sentence(text: str, quote: str, passage: Passage, language: str) -> Passage | None:
    """The passage from the negation on, if a quotation that began a sentence now follows one in its sentence."""
    first, last = passage
    if not (quote[:1].isupper() and quote.rstrip("\"'”’»)")[-1:] in ".!?" and text[first : first + 1].islower()):
        return None
    lead_start = max(0, first - MAX_SENTENCE)
    lead = _in_sentence(text[lead_start:first], is_before=True)
    tokens = facts(lead, lexicon(language))
    return Passage(first - len(lead), last) if any(one.kind == "negation" for one in tokens) else None


def has_context(text: str, context: Context, passage: Passage) -> bool:
    """Whether the context is directly beside a passage, apart from spaces and punctuation."""
    start, end = passage
    before = _letters(normalize(text[max(0, start - 2 * len(context.before) - 40) : start]).text)
    after = _letters(normalize(text[end : end + 2 * len(context.after) + 40]).text)
    return before.endswith(_letters(context.before)) and after.startswith(_letters(context.after))


def is_context_contrary(text: str, sides: tuple[str, str], passage: Passage, language: str) -> bool:
    """Whether a side of the context (as it was quoted) is still beside the passage, but says something else.

    Only what is in the same sentence decides what the passage says.
    """
    first, last = passage
    for side, is_before in zip(sides, (True, False), strict=True):
        length = 2 * len(side) + 40
        actual = text[max(0, first - length) : first] if is_before else text[last : last + length]
        quoted, found = (_in_sentence(one, is_before=is_before) for one in (side, actual))
        if _is_side_contrary(quoted, found, text, language, is_before=is_before):
            return True
    return False


def _is_side_contrary(side: str, actual: str, article: str, language: str, *, is_before: bool) -> bool:
    quoted, found = list(WORD.finditer(side)), list(WORD.finditer(actual))
    window = found[-len(quoted) - 2 :] if is_before else found[: len(quoted) + 2]
    quoted = _whole_words(quoted, [one[0] for one in window], is_before=is_before)
    if not quoted or not window:
        return False
    old, new = [one[0].lower() for one in quoted], [one[0].lower() for one in window]
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()[:-1]
    if sum(block.size for block in blocks) < MIN_SAME * len(quoted):
        return False
    # Words of the article beyond the context are not compared; as many as the context has there are.
    if is_before:
        begin = max(0, blocks[0].b - blocks[0].a)
        pair = side[quoted[0].start() :], actual[window[begin].start() :]
    else:
        tail = len(quoted) - blocks[-1].a - blocks[-1].size
        stop = min(len(window), blocks[-1].b + blocks[-1].size + tail)
        pair = side[: quoted[-1].end()], actual[: window[stop - 1].end()]
    return not keeps_sense(*pair, article=article, starts_sentence=False, language=language)


def _whole_words(quoted: list[re.Match[str]], others: list[str], *, is_before: bool) -> list[re.Match[str]]:
    """The words of a context without the outermost one, if it may be a part of one of the others."""
    outer = quoted[0 if is_before else -1][0] if quoted else ""
    if outer in others or not any(_may_be_cut(outer, one, is_before=is_before) for one in others):
        return quoted
    return quoted[1:] if is_before else quoted[:-1]


def _in_sentence(text: str, *, is_before: bool) -> str:
    """The part of a text that is in the sentence after it or, if it is not `is_before`, in that before it."""
    for pattern in (PARAGRAPH_BREAK, SENTENCE_END):
        text = pattern.split(text)[-1 if is_before else 0]
    return text


def _may_be_cut(part: str, word: str, *, is_before: bool) -> bool:
    """Whether a part at the end of a context may be of a word, which may be respelled."""
    end = word[-len(part) :] if is_before else word[: len(part)]
    if len(part) < len(word) and part == end:
        return True
    return not any(map(str.isdigit, part)) and len(part) > MIN_CUT and fuzz.ratio(part, end) > MIN_ALIKE


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))
