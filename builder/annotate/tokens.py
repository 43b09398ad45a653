"""Tokens: the words, digits and signs of a text, each with a key that is the same for all its spellings."""

import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction
from typing import Literal, NamedTuple

from builder.annotate.lexicon import Lexicon

Kind = Literal["word", "number", "date", "unit", "name", "negation"]

TOKEN = re.compile(
    r"(?P<date>\b\d{4}-\d\d-\d\d\b|\b\d{1,2}\.\d{1,2}\.\d{4}\b)"
    r"|(?P<time>\b\d{1,2}[:.h]\d\d(?=\s?[ap]\.?m\b)|\b\d{1,2}[:h]\d\d\b)"
    r"|(?P<number>(?:(?<![\w\u2013-])[-\u2212])?(?:\d{1,3}(?:[\u00a0\u202f ]\d{3})+(?![\d,.]?\d)"
    r"|[lI]?\d[\dlIO]*(?:[.,]\d+)*(?![^\W_]|[.,]\d)|\d+(?:[.,]\d+)*))(?:(?:st|nd|rd|th)\b|(?P<decade>['\u2019]?s\b))?"
    r"|(?P<sign>[$€£¥%°])"
    r"|(?P<word>(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W_]))?|[^\W\d_][^\W_]*(?:['\u2019\u02bc][^\W\d_]+)*)"
)
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
"""Letters that Unicode does not decompose."""
MISREAD = str.maketrans("lIOo", "1100")
"""Letters that text recognition puts among digits."""
GROUPED = re.compile(r"-?\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?|-?\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?")
"""Digits in groups: `4,000`, `4,50,000`, `4.000.000`. A single full stop may be a decimal point."""
MAX_DIGITS = 40
"""A longer number is compared as it is written."""
NOT = re.compile(r"n['\u2019\u02bc]t$|(?<=can)not$", re.IGNORECASE)
BEFORE_NOT = {"wo": "will", "ca": "can", "sha": "shall", "ai": "is"}
CLITIC = re.compile(r"['\u2019\u02bc](ll|ve|re|m)$", re.IGNORECASE)
CLITICS = {"ll": "will", "ve": "have", "re": "are", "m": "am"}
POSSESSIVE = re.compile(r"['\u2019\u02bc]s?$")
CLOCK = {"noon": 720, "midday": 720, "midnight": 0}
SENTENCE_START = re.compile(r"(?:^|[.!?:…][\"'”’»)\]]*\s+|\n\s*|[\"“‘«(\[])$")
"""What precedes the first word of a sentence."""
LOOK_BACK = 4


class Token(NamedTuple):
    """A word, number or date. Two with the same `key` say the same."""

    key: str
    kind: Kind
    text: str
    """As it is written, without a possessive ending."""
    start: int
    """Offset in the text …"""
    end: int
    """… and the one after it."""
    starts_sentence: bool = False
    is_weak: bool = False
    """Of what need not be an amount: `one`, `doubled`."""


def folded(word: str) -> str:
    """In lower case, without accents and full stops."""
    if word.isascii():
        return word.lower().replace(".", "")
    decomposed = unicodedata.normalize("NFKD", word.casefold().translate(LETTERS))
    return "".join(char for char in decomposed if not unicodedata.combining(char) and char != ".")


def read_tokens(text: str, lexicon: Lexicon, *, starts_sentence: bool) -> Iterator[Token]:
    """The tokens of `text` in order; `starts_sentence` says whether its beginning is that of a sentence."""
    for match in TOKEN.finditer(text):
        if match["word"]:
            before = begins_sentence(text, match.start()) if match.start() else starts_sentence
            yield from _word(match, lexicon, starts_sentence=before)
        elif match["date"]:
            yield from _date(match)
        elif match["time"]:
            hour, minute = map(int, re.split(r"\D", match[0]))
            yield _token(match, f"time {hour * 60 + minute}", "number")
        elif match["sign"]:
            yield _token(match, f"unit {lexicon.units.get(match[0], match[0])}", "unit")
        else:
            yield _token(match, _value(match["number"]) + ("s" if match["decade"] else ""), "number")


def begins_sentence(text: str, offset: int) -> bool:
    """Whether a word at `offset` may have a capital because it begins a sentence or a quotation."""
    return SENTENCE_START.search(text, max(0, offset - LOOK_BACK), offset) is not None


def _token(match: re.Match[str], key: str, kind: Kind, text: str = "") -> Token:
    return Token(key, kind, text or match[0], *match.span())


def _date(match: re.Match[str]) -> Iterator[Token]:
    """Month, day and year of `1895-04-05` or `5.4.1895`."""
    parts = [str(int(part)) for part in re.split(r"\D", match[0])]
    year, month, day = parts if "-" in match[0] else parts[::-1]
    yield from (_token(match, f"month {month}", "date"), _token(match, day, "number"), _token(match, year, "number"))


def _value(digits: str) -> str:
    """The value of a number, without the signs between groups of its digits."""
    if len(digits) > MAX_DIGITS:
        return digits
    plain = re.sub(r"[\u00a0\u202f ]", "", digits.translate(MISREAD).replace("\u2212", "-"))
    if GROUPED.fullmatch(plain):
        plain = plain.replace("," if "," in plain and plain.count(".") < 2 else ".", "")
    plain = plain.replace(",", ".")
    return str(Fraction(plain)) if plain.count(".") <= 1 else plain


def _word(match: re.Match[str], lexicon: Lexicon, *, starts_sentence: bool) -> Iterator[Token]:
    """A word, in two if it is contracted with `not` or a verb."""
    word, start = match[0], match.start()
    negation = NOT.search(word) if lexicon.negations else None
    contracted = negation or CLITIC.search(word)
    if not contracted:
        yield _single_word(match, lexicon, starts_sentence=starts_sentence)
        return
    first = word[: contracted.start()]
    second = "n't" if negation else CLITICS[contracted[1].lower()]
    key = BEFORE_NOT.get(folded(first), folded(first)) if negation else folded(first)
    end = start + contracted.start()
    yield Token(key, "word", first, start, end, starts_sentence)
    yield Token(second, "word", contracted[0], end, match.end())


def _single_word(match: re.Match[str], lexicon: Lexicon, *, starts_sentence: bool) -> Token:
    word = POSSESSIVE.sub("", match[0])
    key = lexicon.same.get(folded(word), folded(word))
    if key in CLOCK:
        return _token(match, f"time {CLOCK[key]}", "number", word)
    if word == word.lower():
        return _token(match, key, "word", word)._replace(starts_sentence=starts_sentence)
    # `Sun` and `Mar` may be other words, unless a full stop follows or the capital is not that of a sentence.
    is_calendar = len(key) > 3 or not starts_sentence or match.string.startswith(".", match.end())
    if key in lexicon.months and (is_calendar or key == "may"):
        return _token(match, f"month {lexicon.months[key]}", "date", word)
    if key in lexicon.weekdays and is_calendar:
        return _token(match, f"weekday {lexicon.weekdays[key]}", "date", word)
    is_name = key not in lexicon.function_words or (len(word) > 1 and word.isupper())
    return _token(match, key, "name" if is_name else "word", word)._replace(starts_sentence=starts_sentence)
