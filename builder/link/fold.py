"""Fold: letters that differ only in accent, and signs that differ only in shape, become one."""

from __future__ import annotations

import re
import unicodedata

MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # accents, Hebrew points
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4"  # Arabic vowels and the stretching stroke
)
INVISIBLE = re.compile(f"[{MARKS}\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Characters that a reader does not tell apart from none: loose accents, soft hyphens, marks of direction."""

ASCII = bytes(range(128))
SIGNS = {
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\u02bb\u2032\u00b4\uff07", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\uff0d", "-"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2009\u202f\u3000", " "),
    **dict(zip("øØłŁđĐıħĦ", "oOlLdDihH", strict=True)),
}


class Table(dict[str, str]):
    """Each character and what it folds to, filled as texts need it; always one for one, so that passages stay true."""

    def __missing__(self, character: str) -> str:
        plain = without_accent(character)
        folded = self[character] = SIGNS.get(plain, plain)
        return folded


def without_accent(character: str) -> str:
    """The letter under the accents; kana and Hangul, whose marks make other letters, stay."""
    if "\u3040" <= character <= "\u30ff":
        return character
    parts = unicodedata.normalize("NFD", character)
    return parts[0] if len(parts) > 1 and all(map(unicodedata.combining, parts[1:])) else character


TABLE = Table()


def fold(text: str) -> str:
    """The text with accents, quotation marks, hyphens and spaces made plain; as long as it was."""
    text = text.replace("`", "'")
    if text.isascii():
        return text
    # What a character folds to folds to itself, so that the order of a set does not matter.
    for character in alphabet(text):
        folded = TABLE[character]
        if folded != character:
            text = text.replace(character, folded)
    return text


def alphabet(text: str) -> str:
    """Each character beyond ASCII once: quicker to search than the text."""
    # Bytes are sifted five times as fast as characters.
    beyond = text.encode("utf-8", "surrogatepass").translate(None, ASCII)
    return "".join(set(beyond.decode("utf-8", "surrogatepass")))
