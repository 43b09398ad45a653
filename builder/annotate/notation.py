"""Notation: numbers whose sense is in how they are written: scores, dates, house numbers, the numbers of kings."""

import re
from collections.abc import Iterator

JOINED = re.compile(r"(?<![\w.,])\d+(?:[-\u2010-\u2015/:]\d+)+(?![\w])")
"""`3-1`, `3/6`, `3/4/1895`."""
LETTERED = re.compile(r"(?<![\w.,])(\d+)\(?([^\W\d_])\)?(?!\w)")
"""`4A`, `12(a)`."""
REGNAL = re.compile(r"(?<!\w)([^\W\d_]{2,})\s+([IVXLC]+)(?:er|e)?(?!\w)")
"""`Henry VIII`, `Wilhelm II.`"""
GROUPED = re.compile(r"(?<![\w.,])\d{1,3}[.,]\d{3}(?![\w])(?![.,]\d)")
"""Thousands or thousandths, by language: `4.000`, `4,000`."""


def is_notation_changed(quote: str, passage: str, decimal_sign: str) -> bool:
    """Whether a number is written with the same digits or name, and is another one."""
    return (
        _is_reordered(quote, passage)
        or _is_another(_lettered(quote), _lettered(passage))
        or _is_another(_regnal(quote), _regnal(passage))
        or bool(decimal_sign and _is_regrouped(quote, passage))
    )


def _is_reordered(quote: str, passage: str) -> bool:
    """Whether the numbers of a pair have changed their places: `3-1`, `1-3`."""
    old, new = ([re.findall(r"\d+", match[0]) for match in JOINED.finditer(text)] for text in (quote, passage))
    removed, added = [one for one in old if one not in new], [one for one in new if one not in old]
    return any(sorted(one) == sorted(other) for one in removed for other in added)


def _lettered(text: str) -> Iterator[tuple[str, str]]:
    return ((match[1], match[2].lower()) for match in LETTERED.finditer(text))


def _regnal(text: str) -> Iterator[tuple[str, str]]:
    return ((match[1].lower(), match[2]) for match in REGNAL.finditer(text) if match[1][0].isupper())


def _is_another(old: Iterator[tuple[str, str]], new: Iterator[tuple[str, str]]) -> bool:
    """Whether the same first part has another second one."""
    before, after = set(old), set(new)
    return any(one[0] == other[0] for one in before - after for other in after - before)


def _is_regrouped(quote: str, passage: str) -> bool:
    old, new = set(GROUPED.findall(quote)), set(GROUPED.findall(passage))
    signs = str.maketrans(".,", ",.")
    return any(one.translate(signs) in new and one not in new for one in old)
