"""Tokens: the words, digits and signs of a text, each with a key that is the same for all its spellings."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cache
from typing import Literal, NamedTuple

from builder.annotate.lexicon import Lexicon, folded

Kind = Literal["word", "number", "date", "unit", "name", "negation"]

NO_SPACES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Scripts without spaces between words, where each letter is one token."""
LETTER, ALNUM = rf"[^\W\d_{NO_SPACES}]", rf"[^\W_{NO_SPACES}]"
SEPARATOR = r"[.,\u066b\u066c]"
APOSTROPHE = r"['\u2019\u02bc]"
MISREAD = str.maketrans("lIOo\u066b\u066c", "1100.,")
"""Letters that text recognition puts among digits; the decimal sign and the separator of groups in Arabic."""
GROUPED = re.compile(r"-?\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?|-?\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?")
"""Digits in groups: `4,000`, `4,50,000`, `4.000.000`. A single full stop may be a decimal point."""
GROUPED_BY_STOPS = re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?")
"""The same where the decimal sign is a comma: `4.000`."""
ROUND = re.compile(r"-?\d{1,3}(?:,\d{3})*,000")
"""A comma before three zeros is no decimal sign."""
FRACTION_SIGNS = "\u00bc-\u00be\u2150-\u215e"
MIXED = re.compile(r"(-?)(\d*)[\u00a0\u2009\u202f -]?(?:(\d)/(\d+)|([^\W\d]))")
"""A whole number and a fraction: `2\u00bd`, `2 1/2`."""
MAX_DIGITS = 40
"""A longer number is compared as it is written."""
NOT = re.compile(r"n['\u2019\u02bc]t$|(?<=can)not$", re.IGNORECASE)
BEFORE_NOT = {"wo": "will", "ca": "can", "sha": "shall", "ai": "is"}
CLITIC = re.compile(r"['\u2019\u02bc](ll|ve|re|m)$", re.IGNORECASE)
CLITICS = {"ll": "will", "ve": "have", "re": "are", "m": "am"}
POSSESSIVE = re.compile(r"['\u2019\u02bc]s?$")
SENTENCE_START = re.compile(r"(?:^|[.!?:…][\"'”’»)\]]*\s+|\n\s*|[\"“„‘‚«(\[¿¡])$")
"""What precedes the first word of a sentence."""
LOOK_BACK = 4
NOUN_LOOK_BACK = 40
BEFORE_NOUN = re.compile(r"(?P<comma>,\s*)?\b(?P<word>[^\W_]+)\s+$")
MAX_ADJECTIVES = 3
ADJECTIVE_ENDINGS = ("e", "en", "er", "es", "em")
BEFORE_NAME = re.compile(r"\s+[^\W\d_]")


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


@cache
def word_pattern(lexicon: Lexicon) -> re.Pattern[str]:
    """What matches one word: `l'Iran` is two in French, and `quatre-vingts` is one."""
    elision = rf"(?i:{_any(lexicon.elisions)})(?={APOSTROPHE}{LETTER})"
    return re.compile(rf"{elision}|(?i:{_any(lexicon.hyphenated)})\b|{LETTER}+(?:{APOSTROPHE}{LETTER}+)*")


@cache
def _token_pattern(lexicon: Lexicon) -> re.Pattern[str]:
    hours = rf"[ap]\.?m|(?i:{_any(lexicon.hours)})"
    decimals = r"(?:,\d+)?" if lexicon.decimal_sign == "," else ""
    endings = rf"st|nd|rd|th|{_any(lexicon.ordinal_endings)}"
    elision = rf"(?i:{_any(lexicon.elisions)})(?={APOSTROPHE}{LETTER})"
    return re.compile(
        r"(?P<date>\b\d{4}-\d\d-\d\d\b|\b\d{1,2}\.\d{1,2}\.\d{4}\b)"
        rf"|(?P<time>\b\d{{1,2}}[:.h]\d\d(?=\s?(?:{hours})\b)|\b\d{{1,2}}[:h]\d\d\b)"
        r"|(?P<number>(?:(?<![\w\u2013-])[-\u2212])?"
        rf"(?:(?:\d+[\u00a0\u2009\u202f ]?)?[{FRACTION_SIGNS}]|\d+[\u00a0\u2009\u202f -]\d/\d{{1,2}}(?![\d/])"
        rf"|\d{{1,3}}(?:[\u00a0\u202f ]\d{{3}})+{decimals}(?![\d,.]?\d)"
        rf"|[lI]?\d[\dlIO]*(?:{SEPARATOR}\d+)*(?![^\W_]|{SEPARATOR}\d)|\d+(?:{SEPARATOR}\d+)*))"
        rf"(?:(?:{endings})\b|(?P<decade>['\u2019]?s\b))?"
        r"|(?P<sign>[$€£¥₽₴%°])"
        rf"|(?P<letter>[{NO_SPACES}])"
        rf"|(?P<word>(?:{LETTER}\.){{2,}}(?:{LETTER}(?!{ALNUM}))?|{elision}|(?i:{_any(lexicon.hyphenated)})\b"
        rf"|{LETTER}{ALNUM}*(?:{APOSTROPHE}{LETTER}+)*)"
    )


def _any(words: Iterable[str]) -> str:
    """An expression that matches one of the words; nothing if there are none."""
    return "|".join(map(re.escape, words)) or r"(?!)"


def read_tokens(text: str, lexicon: Lexicon, *, starts_sentence: bool) -> Iterator[Token]:
    """The tokens of `text` in order; `starts_sentence` says whether its beginning is that of a sentence."""
    for match in _token_pattern(lexicon).finditer(text):
        if match["word"]:
            before = begins_sentence(text, match.start()) if match.start() else starts_sentence
            yield from _word(match, lexicon, starts_sentence=before)
        elif match["date"]:
            yield from _date(match)
        elif match["time"]:
            hour, minute = map(int, re.split(r"\D", match[0]))
            yield _token(match, f"time {hour * 60 + minute}", "number")
        elif match["letter"]:
            yield _letter(match)
        elif match["sign"]:
            yield _token(match, f"unit {lexicon.units.get(match[0], match[0])}", "unit")
        else:
            yield _token(
                match, _value(match["number"], lexicon.decimal_sign) + ("s" if match["decade"] else ""), "number"
            )


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


def _letter(match: re.Match[str]) -> Token:
    """A letter of a script without spaces; `四` has a value."""
    value = unicodedata.numeric(match[0], None)
    return _token(match, match[0], "word") if value is None else _token(match, str(Fraction(value)), "number")


def _value(digits: str, decimal_sign: str) -> str:
    """The value of a number, without the signs between groups of its digits."""
    if len(digits) > MAX_DIGITS:
        return digits
    if mixed := MIXED.fullmatch(digits.replace("\u2212", "-")):
        return _mixed_value(mixed)
    plain = re.sub(r"[\u00a0\u202f ]", "", digits.translate(MISREAD).replace("\u2212", "-"))
    if decimal_sign == ",":
        if GROUPED_BY_STOPS.fullmatch(plain):
            plain = plain.replace(".", "")
        elif ROUND.fullmatch(plain):
            plain = plain.replace(",", "")
    elif GROUPED.fullmatch(plain):
        plain = plain.replace("," if "," in plain and plain.count(".") < 2 else ".", "")
    plain = plain.replace(",", ".")
    return str(Fraction(plain)) if plain.count(".") <= 1 else plain


def _mixed_value(match: re.Match[str]) -> str:
    if match[4] and not int(match[4]):
        return match[0]
    part = Fraction(int(match[3]), int(match[4])) if match[4] else _sign_value(match[5])
    value = int(match[2] or 0) + part
    return str(-value if match[1] else value)


def _sign_value(sign: str) -> Fraction:
    return Fraction(unicodedata.numeric(sign, 0.0)).limit_denominator(10)


def _word(match: re.Match[str], lexicon: Lexicon, *, starts_sentence: bool) -> Iterator[Token]:
    """A word, in two if it is contracted with `not` or a verb."""
    word, start = match[0], match.start()
    negation = NOT.search(word) if lexicon.negations else None
    contracted = negation or CLITIC.search(word)
    if not (contracted and contracted.start()):
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
    if key in lexicon.clock:
        return _token(match, f"time {lexicon.clock[key]}", "number", word)
    has_capital = word != word.lower()
    # `Sun` and `Mar` may be other words, unless a full stop follows or the capital is not that of a sentence.
    is_full = len(key) > 3 or not starts_sentence or key in lexicon.calendar_names
    if match.string.startswith(".", match.end()) or (is_full and key not in lexicon.calendar_stops):
        for name, numbers in (("month", lexicon.months), ("weekday", lexicon.weekdays)):
            if key in numbers and (has_capital or f"{name}s" not in lexicon.capitalized):
                return _token(match, f"{name} {numbers[key]}", "date", word)
    return _word_or_name(match, key, word, lexicon)._replace(starts_sentence=starts_sentence)


def _word_or_name(match: re.Match[str], key: str, word: str, lexicon: Lexicon) -> Token:
    is_acronym = len(word) > 1 and word.isupper()
    is_common = key in lexicon.function_words or is_common_noun(match.string, *match.span(), lexicon)
    is_name = word != word.lower() and (is_acronym or not is_common)
    return _token(match, key, "name" if is_name else "word", word)


def is_common_noun(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether a determiner shows, in a language that gives all nouns a capital, that this one is no name."""
    if "nouns" not in lexicon.capitalized or folded(text[start:end]) in lexicon.names_with_article:
        return False
    following = BEFORE_NAME.match(text, end)
    if text[start:end].endswith("er") and following and following[0][-1].isupper():
        return False  # `der Hamburger Hafen`
    for _ in range(MAX_ADJECTIVES + 1):
        before = BEFORE_NOUN.search(text, max(0, start - NOUN_LOOK_BACK), start)
        if before is None:
            return False
        word = folded(before["word"])
        if word in lexicon.determiners:
            return not before["comma"]  # `, die Hamburg verließen`
        is_adjective = before["word"].islower() and word.endswith(ADJECTIVE_ENDINGS)
        if not is_adjective or word in lexicon.function_words:
            return word.isdigit() or lexicon.number(word) is not None or word in lexicon.multiples
        start = before.start("word")
    return False
