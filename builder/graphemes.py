"""Graphemes: where a text may be cut without parting what a reader sees as one character.

The rules are those of extended grapheme clusters (Unicode Standard Annex 29, version 16). Their properties are taken
from the general categories in `unicodedata` where these are enough; tests compare the result with known clusters.
"""

import unicodedata
from bisect import bisect_right

JOINER, NON_JOINER = "\u200d", "\u200c"
FIRST_MARK = "\u0300"
"""No character before this one joins another, except the two of a line end."""
VIRAMAS = frozenset("\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d")
"""What joins two consonants, in the scripts in which these are then one character."""
CONSONANTS = (
    (0x0915, 0x0939), (0x0958, 0x095F), (0x0978, 0x097F), (0x0995, 0x09B9), (0x09DC, 0x09DF), (0x09F0, 0x09F1),
    (0x0A95, 0x0AB9), (0x0AF9, 0x0AF9), (0x0B15, 0x0B39), (0x0B5C, 0x0B5F), (0x0B71, 0x0B71), (0x0C15, 0x0C39),
    (0x0C58, 0x0C5A), (0x0D15, 0x0D3A),
)  # fmt: skip
_CONSONANT_STARTS = [start for start, _ in CONSONANTS]
PREPENDED = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\U000110bd\U000110cd")
"""Signs that belong to the letter after them."""
SPACING_LETTERS = frozenset("\u0e33\u0eb3\uff9e\uff9f")
"""Letters that belong to the one before them: am in Thai and Lao, and the half-width voiced marks of Japanese."""
NO_SPACING_MARKS = frozenset("\u102b\u102c\u1038\u1062\u1063\u1064\u1067\u1068\u1069\u106a\u106b\u106c\u106d\u1083")
"""Marks of Burmese and its neighbours with a place of their own."""


def whole_graphemes(text: str, start: int, end: int) -> tuple[int, int]:
    """The passage from `start` to `end`, extended so that it parts no character that a reader sees as one."""
    if start >= end:
        return start, end
    while not is_boundary(text, start):
        start -= 1
    while not is_boundary(text, end):
        end += 1
    return start, end


def cut(text: str, length: int) -> str:
    """At most `length` characters from the beginning, or a few fewer, so that nothing is parted."""
    while length < len(text) and not is_boundary(text, length):
        length -= 1
    return text[:length]


def is_boundary(text: str, position: int) -> bool:
    """Whether two characters that a reader sees meet at this position."""
    if position <= 0 or position >= len(text):
        return True
    before, after = text[position - 1], text[position]
    if before < FIRST_MARK and after < FIRST_MARK:
        return (before, after) != ("\r", "\n")
    if _is_control(before) or _is_control(after):
        return True
    if _extends(after) or before in PREPENDED:
        return False
    if _is_hangul(before) and _is_hangul(after):
        return not _joins_hangul(before, after)
    if before == JOINER and _is_pictograph(after):
        return not _is_pictograph(_base(text, position - 1))
    if _is_regional(before) and _is_regional(after):
        return _count_regional(text, position) % 2 == 0
    return not _is_conjunct(text, position)


def is_mark(letter: str) -> bool:
    """Whether this is part of a word, as a vowel sign, a tone or an accent on the letter before it."""
    return unicodedata.category(letter) in ("Mn", "Mc") and not _is_variation_selector(letter)


def _is_variation_selector(letter: str) -> bool:
    return (
        "\ufe00" <= letter <= "\ufe0f"
        or "\U000e0100" <= letter <= "\U000e01ef"
        or letter in "\u034f\u180b\u180c\u180d\u180f"
    )


def _is_control(letter: str) -> bool:
    kind = unicodedata.category(letter)
    is_format = kind == "Cf" and letter not in PREPENDED and letter not in (JOINER, NON_JOINER)
    return kind in ("Cc", "Zl", "Zp") or (is_format and not "\U000e0020" <= letter <= "\U000e007f")


def _extends(letter: str) -> bool:
    """Whether it belongs to the character before it."""
    kind = unicodedata.category(letter)
    if kind in ("Mn", "Me"):
        return True
    if kind == "Mc":
        return letter not in NO_SPACING_MARKS
    is_emoji_part = "\U0001f3fb" <= letter <= "\U0001f3ff" or "\U000e0020" <= letter <= "\U000e007f"
    return is_emoji_part or letter in (JOINER, NON_JOINER) or letter in SPACING_LETTERS


def _is_pictograph(letter: str) -> bool:
    """Whether it may be part of an emoji; also other symbols, which nobody joins."""
    if _is_regional(letter) or _extends(letter):
        return False
    return letter >= "\U0001f000" or unicodedata.category(letter) in ("So", "Sm")


def _base(text: str, joiner: int) -> str:
    """The character that the joiner and the marks before it belong to."""
    position = joiner - 1
    while position > 0 and _extends(text[position]):
        position -= 1
    return text[max(0, position)]


def _is_regional(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"


def _count_regional(text: str, position: int) -> int:
    """The number of flag letters directly before the position; two make a flag."""
    start = position
    while start > 0 and _is_regional(text[start - 1]):
        start -= 1
    return position - start


def _is_hangul(letter: str) -> bool:
    return "\u1100" <= letter <= "\u11ff" or "\ua960" <= letter <= "\ua97c" or "\uac00" <= letter <= "\ud7fb"


def _joins_hangul(before: str, after: str) -> bool:
    """Whether two parts of syllables make one: leading consonants, then vowels, then trailing consonants."""
    first, second = _hangul_part(before), _hangul_part(after)
    return second in {"L": "LVS", "V": "VT", "T": "T", "S": "VT", "C": "T"}[first] or (first == "L" and second == "C")


def _hangul_part(letter: str) -> str:
    """L, V or T for a part of a syllable, S for a syllable that may get a trailing consonant, C for a closed one."""
    if "\uac00" <= letter <= "\ud7a3":
        return "S" if (ord(letter) - 0xAC00) % 28 == 0 else "C"
    if letter < "\u1160" or "\ua960" <= letter <= "\ua97c":
        return "L"
    return "V" if letter < "\u11a8" or "\ud7b0" <= letter <= "\ud7c6" else "T"


def _is_conjunct(text: str, position: int) -> bool:
    """Whether the consonants around the position are joined by a virama between them."""
    if not _is_consonant(text[position]):
        return False
    has_virama = False
    while position > 0 and _extends(text[position - 1]):
        position -= 1
        has_virama |= text[position] in VIRAMAS
    return has_virama and position > 0 and _is_consonant(text[position - 1])


def _is_consonant(letter: str) -> bool:
    index = bisect_right(_CONSONANT_STARTS, ord(letter)) - 1
    return index >= 0 and ord(letter) <= CONSONANTS[index][1]
