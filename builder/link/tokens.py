"""Reading: an article cut into words, and every name that stands in it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import accumulate, compress, count
from operator import itemgetter
from typing import NamedTuple

from builder.link.fold import INVISIBLE, alphabet, fold
from builder.link.gazetteer import HANGUL, Gazetteer, SurfaceForm, split
from builder.link.lexicon import ELISIONS, ENDINGS, KOREAN_ENDINGS
from builder.model import Passage

CUTS = frozenset({"", "'", "_", "@"})
"""What parts the words of one: nothing, or a sign that joins them."""


class Candidate(NamedTuple):
    """A name that stands in the text, before anything is decided."""

    start: int
    end: int
    first: int
    """Position of its first word."""
    last: int
    key: str
    forms: tuple[SurfaceForm, ...]


@dataclass(frozen=True)
class TokenizedText:
    """A title and a text below it, folded, as words and the signs between them."""

    text: str
    """Folded; each block on one line, and whatever stood between blocks as line breaks."""
    lines: str
    """The same not folded, with the line breaks within blocks."""
    words: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    gaps: Sequence[str]
    """What stands before each word; the last one, after them all."""
    headline: int
    """Where the headline ends."""
    body: int
    """Where the text begins, after the title."""
    english: bool
    shift: int
    """The same, in what was given."""
    origin: Sequence[int] | None = field(default=None, repr=False)
    """For each character its place in what was given, when some were left out because no reader sees them."""

    @cached_property
    def known(self) -> frozenset[str]:
        """Every word as written; one that stands there in small letters is a common word."""
        return frozenset(self.words)

    def passage(self, start: int, end: int) -> Passage:
        """The characters as they are counted in the article's own text."""
        if self.origin is not None:
            start, end = self.origin[start], self.origin[end]
        return Passage(start - self.shift, end - self.shift)

    def found_at(self, passage: Passage) -> tuple[int, int]:
        """Where a passage of the article's own text stands here."""
        start, end = passage.start + self.shift, passage.end + self.shift
        if self.origin is not None:
            return bisect_left(self.origin, start), bisect_left(self.origin, end)
        return start, end


def tokenize(title: str, text: str, blocks: Sequence[Passage], language: str = "en") -> TokenizedText:
    """The words of an article; a name is looked for within the title and within each block."""
    body = shift = len(title) + 2
    lines = f"{title}\n\n{text}"
    edges = [(0, len(title)), *((start + body, end + body) for start, end in blocks)]
    origin: list[int] | None = None
    if not lines.isascii() and INVISIBLE.search(alphabet(lines)):
        lines, origin, edges, body = without_invisible(lines, edges, body)
    headline = edges[0][1] if title or len(edges) == 1 else edges[1][1]
    folded = fold(lines)
    parts: list[str] = []
    position = 0
    for start, end in edges:
        parts.append("\n" * (start - position))
        parts.append(folded[start:end].replace("\n", " ").replace("\t", " "))
        position = end
    parts.append("\n" * (len(folded) - position))
    line = "".join(parts)
    pieces = split(line)
    positions = list(accumulate(map(len, pieces)))
    return TokenizedText(
        line,
        lines,
        pieces[1::2],
        positions[:-1:2],
        positions[1::2],
        pieces[::2],
        headline,
        body,
        language.startswith("en"),
        shift,
        origin,
    )


def without_invisible(
    text: str, edges: list[tuple[int, int]], body: int
) -> tuple[str, list[int], list[tuple[int, int]], int]:
    """The text as a reader sees it, the old place of each character, and the edges and the beginning counted anew."""
    gone = {match.start() for match in INVISIBLE.finditer(text)}
    origin = [index for index in range(len(text)) if index not in gone]
    before = list(accumulate((index not in gone for index in range(len(text))), initial=0))
    seen = "".join([text[index] for index in origin])
    return seen, [*origin, len(text)], [(before[start], before[end]) for start, end in edges], before[body]


def candidates(reading: TokenizedText, names: Gazetteer) -> list[Candidate]:
    """Every name that stands at the edges of words, overlapping or not: with the sign after it, without it, or both.

    Those that begin first come first, and of these the longest.
    """
    starts, ends, gaps = reading.starts, reading.ends, reading.gaps
    forms, tailed = names.forms, names.tailed
    # A named tuple's own way to be made takes twice the time, which is a tenth of the linker's.
    made = partial(tuple.__new__, Candidate)
    found: list[Candidate] = []
    for key, first, last in matches(reading, names):
        after = gaps[last + 1]
        if key in tailed and after and (held := forms.get(key + after[0])):
            found.append(made((starts[first], ends[last] + 1, first, last, key + after[0], held)))
        held = forms.get(key)
        if held and not ((after in CUTS or gaps[first] in CUTS) and inside_word(reading, first, last)):
            found.append(made((starts[first], ends[last], first, last, key, held)))
    # The sort keeps the order of those that begin together.
    found.sort(key=itemgetter(0))
    return found


def matches(reading: TokenizedText, names: Gazetteer) -> Iterator[tuple[str, int, int]]:
    """Runs of words that begin and are as long as a name, the longest first, and words that are one by themselves.

    What they read, their first and their last word.
    """
    words, text = reading.words, reading.text
    starts, ends, longer = reading.starts, reading.ends, names.lengths
    loose = "  " in text
    for index in compress(range(len(words) - 1), map(longer.__contains__, words)):
        for length in longer[words[index]].get(words[index + 1], ()):
            last = index + length - 1
            if last < len(words):
                key = text[starts[index] : ends[last]]
                yield " ".join(key.split()) if loose else key, index, last
    for index in compress(count(), map(names.forms.__contains__, words)):
        yield words[index], index, index


def inside_word(reading: TokenizedText, first: int, last: int) -> bool:
    """Whether the words are cut out of a longer one: O'Brien, Shi'ite; a possessive and an elision are not."""
    words, before, after = reading.words, reading.gaps[first], reading.gaps[last + 1]
    if before and before in CUTS and first and (before != "'" or words[first - 1].lower() not in ELISIONS):
        return True
    if after and after in CUTS and last + 1 < len(words) and (after != "'" or words[last + 1].lower() not in ENDINGS):
        return True
    if first and not before and is_hangul(words[first - 1]) and is_hangul(words[first]):
        return True
    return not after and is_hangul(words[last]) and continues_word(reading, last)


def continues_word(reading: TokenizedText, last: int) -> bool:
    """Whether a Korean word goes on after the name with anything but an ending."""
    rest = ""
    for index in range(last + 1, len(reading.words)):
        if reading.gaps[index] or not is_hangul(reading.words[index]):
            break
        rest += reading.words[index]
    return bool(rest) and rest not in KOREAN_ENDINGS


def is_hangul(word: str) -> bool:
    """Whether the word is a Korean syllable."""
    return HANGUL[0] <= word[0] <= HANGUL[-1]
