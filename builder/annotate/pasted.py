"""Pasted: quotations copied from a page with the numbers of its notes, which are not words of the article.

In a copied text these numbers, and those of footnotes, are directly after words, `the bank2 denied it.67`, and after
other numbers, `1895 155 coal`. A digit is only taken for such a number if all other characters are the same as in one
passage of the article, and

- a note or a footnote that may have this number ends exactly there; or
- it follows a word, perhaps with punctuation between them, and is not higher than the numbers of the article's
  notes and footnotes, unless there are several such numbers in ascending order.

Digits that may belong to the word or the number before them need the first: `CO2`, `5 km2`, `4.5`, `45`. No other
number of the quotation can differ from the article's.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from builder.annotate.boundaries import PUNCTUATION
from builder.annotate.context import ELISION
from builder.annotate.normalize import NormalizedText, normalize
from builder.model import Anchor, ArticleText

DIGITS = re.compile("[0-9]+")
AFTER_ANYTHING = re.compile(r"\S[0-9]")
MAX_LENGTH = 2_000
"""Characters of a quotation in which numbers of notes are looked for."""
MAX_DIGITS = 12
"""Digits of a number in a quotation that may end in the numbers of notes."""
MAX_NUMBER = 999
"""The highest number of a note of which several in order are evidence enough."""
CLOSING = ".,;:!?\"'”’»)]}…،؛؟"
FOLLOWED_BY = re.compile(rf"$|\s|[{re.escape(CLOSING)}—](?!\d)")
ABBREVIATIONS = frozenset({"art", "ca", "ch", "ed", "fig", "no", "nos", "nr", "op", "pp", "sec", "vol"})
"""Words that are followed by a period and a number of their own."""
UNITS = frozenset({"mm", "cm", "dm", "km", "in", "ft", "yd", "mi"})
"""Words that are followed by an exponent of their own."""
NO_SPACES = "\u0e00"
"""First character of the scripts without spaces, in which numbers are directly after words."""
FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]|\^\[")


class Extra(NamedTuple):
    """Digits that only the quotation has."""

    digits: str
    position: int
    """Of the first one in the normalized quotation."""
    is_whole: bool
    """Whether no digit before them belongs to the article."""
    end: int
    """Where in the reading text they would be."""


class Match(NamedTuple):
    """A passage that has all other characters of a part of the quotation."""

    text: str
    extras: tuple[Extra, ...]


@dataclass(frozen=True)
class Numbers:
    """The numbers of notes and footnotes that the page of an article shows."""

    article: ArticleText
    notes: dict[int, list[int]]
    """End of a passage to the highest number that each note on it may have had: numbers rise when notes are added."""
    footnotes: dict[int, list[str]]
    """Number of a footnote to the Markdown before each reference to it."""
    highest: int

    def stand_at(self, digits: str, end: int) -> bool:
        """Whether the digits are the numbers of notes and footnotes whose passage or reference ends there."""
        ranges = [range(1, number + 1) for number in self.notes.get(end, ())]
        word = self.article.text[max(0, end - MAX_DIGITS) : end].split()[-1:]
        for number, references in self.footnotes.items():
            if word and any(before.endswith(word[0]) for before in references):
                ranges.append(range(number, number + 1))
        return any(
            len(reading) <= len(ranges) and all(any(number in one for one in ranges) for number in reading)
            for reading in _readings(digits)
        )


def without_note_numbers(article: ArticleText, anchor: Anchor, anchors: Sequence[Anchor]) -> str:
    """The quotation of an annotation as the article has it, without the numbers of notes that were copied with it.

    Empty if it has no such numbers, or if the article has it in no way or in several. `anchors` are those of all
    annotations of the article.
    """
    quote = normalize(anchor.annotation.quote.strip())
    if len(quote.text) > MAX_LENGTH or not AFTER_ANYTHING.search(quote.text):
        return ""
    text = normalize(article.text)
    found = [_matches(text, quote, *part) for part in _parts(quote.text)]
    extras = [extra for matches in found for match in matches[:1] for extra in match.extras]
    if not extras or not all(found):
        return ""
    numbers = _numbers(article, anchor, anchors)
    limit = MAX_NUMBER if len(extras) > 1 and _ascend([extra.digits for extra in extras]) else numbers.highest
    parts = [_explained(quote, matches, numbers, limit) for matches in found]
    return " [...] ".join(parts) if all(parts) else ""


def _explained(quote: NormalizedText, matches: Sequence[Match], numbers: Numbers, limit: int) -> str:
    """The text of the passages in which all extra digits are numbers of notes; empty if there are none or several."""
    texts = {one.text for one in matches if all(_is_note_number(quote, it, numbers, limit) for it in one.extras)}
    return texts.pop() if len(texts) == 1 else ""


def _parts(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each part of a quotation between its elisions."""
    start = 0
    for end, following in [*(match.span() for match in ELISION.finditer(text)), (len(text), 0)]:
        if text[start:end].strip(PUNCTUATION):
            yield start, end
        start = following


def _matches(article: NormalizedText, quote: NormalizedText, start: int, end: int) -> list[Match]:
    """The passages that have all characters of a part of the quotation but the last digits of some numbers.

    Its outer punctuation may be missing too.
    """
    found: list[Match] = []
    for outer in " ", PUNCTUATION:
        part = quote.text[start:end].strip(outer)
        found = found or _same(article, part, quote.text.index(part, start))
    return found


def _same(article: NormalizedText, part: str, start: int) -> list[Match]:
    """The same for a part that begins at `start`; neither a word nor a number goes on beyond it."""
    runs = [run for run in DIGITS.finditer(part) if len(run[0]) <= MAX_DIGITS]
    pattern, position = r"(?<!\d[.,])" + (r"(?<!\w)" if part[0] < NO_SPACES and part[0].isalnum() else ""), 0
    for run in runs:
        may_be_whole = run.start() > 0 and part[run.start() - 1] != " "
        pattern += f"{re.escape(part[position : run.start()])}({_shortened(run[0], may_be_whole=may_be_whole)})"
        position = run.end()
    pattern += re.escape(part[position:]) + (r"(?![.,]?\d)" if part[-1] >= NO_SPACES else r"(?![.,]?\d|\w)")
    found = []
    for match in re.finditer(pattern, article.text):
        extras = []
        for group, run in enumerate(runs, 1):
            own = len(match[group])
            if own < len(run[0]):
                offset = article.passage(match.end(group) - 1, match.end(group)).end
                extras.append(Extra(run[0][own:], start + run.start() + own, own == 0, offset))
        found.append(Match(article.original[slice(*article.passage(*match.span()))], tuple(extras)))
    return found


def _shortened(digits: str, *, may_be_whole: bool) -> str:
    """A pattern for the digits without some, and perhaps all, of the last ones."""
    pattern = ""
    for digit in reversed(digits[1:]):
        pattern = f"(?:{digit}{pattern})?"
    return f"(?:{digits[0]}{pattern})?" if may_be_whole else digits[0] + pattern


def _numbers(article: ArticleText, anchor: Anchor, anchors: Sequence[Anchor]) -> Numbers:
    others = [one for one in anchors if one is not anchor]
    pictures = sum(one.state == "image" for one in others)
    notes: dict[int, list[int]] = {}
    for number, passage in enumerate(sorted(one.passage for one in others if one.passage), 1):
        notes.setdefault(passage.end, []).append(number + pictures)
    footnotes: dict[int, list[str]] = {}
    numbers: dict[str, int] = {}
    for reference in FOOTNOTE.finditer(article.body):
        before = article.body[: reference.start()]
        is_definition = article.body.startswith(":", reference.end()) and (not before or before.endswith("\n"))
        if not is_definition:
            number = numbers.setdefault(reference[1] or f"^{reference.start()}", len(numbers) + 1)
            footnotes.setdefault(number, []).append(before[-2 * MAX_DIGITS :].rstrip("*_"))
    return Numbers(article, notes, footnotes, max(len(anchors), len(numbers)))


def _is_note_number(quote: NormalizedText, extra: Extra, numbers: Numbers, limit: int) -> bool:
    if numbers.stand_at(extra.digits, extra.end):
        return True
    is_low = any(max(reading) <= limit for reading in _readings(extra.digits))
    return is_low and extra.is_whole and _follows_word(quote, extra)


def _follows_word(quote: NormalizedText, extra: Extra) -> bool:
    """Whether the digits come after a word to which they cannot belong."""
    start = quote.passage(extra.position, extra.position + 1).start
    if not FOLLOWED_BY.match(quote.original, start + len(extra.digits)):
        return False
    before = quote.original[max(0, start - 60) : start]
    stripped = before.rstrip(CLOSING)
    word = _last_word(stripped)
    # A symbol, a code or a word of a script without spaces.
    if len(word) < 2 or word[1:] != word[1:].lower() or word[-1] >= NO_SPACES:
        return False
    if stripped.removesuffix(word)[-1:].isalnum():
        return False
    own = ABBREVIATIONS if stripped != before else UNITS if extra.digits in ("2", "3") else frozenset()
    return word.lower() not in own


def _last_word(text: str) -> str:
    """The letters at the end of the text, with combining marks and apostrophes between them."""
    start = len(text)
    while start and (unicodedata.category(text[start - 1])[0] in "LM" or text[start - 1] in "'’"):
        start -= 1
    return text[start:].lstrip("'’")


def _readings(digits: str) -> Iterator[tuple[int, ...]]:
    """The digits as one or more numbers of notes."""
    if not digits:
        return
    for length in range(1, min(3, len(digits)) + 1):
        first, rest = digits[:length], digits[length:]
        if first[0] == "0":
            return
        if not rest:
            yield (int(first),)
        for others in _readings(rest):
            yield int(first), *others


def _ascend(runs: Sequence[str]) -> bool:
    """Whether the digits can be read as numbers of which each is higher than those before it."""
    last = 0
    for digits in runs:
        ends = [one[-1] for one in _readings(digits) if one[0] > last and list(one) == sorted(set(one))]
        if not ends:
            return False
        last = min(ends)
    return True
