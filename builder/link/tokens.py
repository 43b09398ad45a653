"""Tokens: an article split into words, and the names of the registry found in it."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import accumulate, compress, count
from operator import itemgetter
from typing import NamedTuple

from builder.link.fold import INVISIBLE, fold, non_ascii_characters
from builder.link.gazetteer import HANGUL, Gazetteer, SurfaceForm, split
from builder.link.lexicon import CLITICS, ELISIONS, KOREAN_PARTICLES
from builder.model import Layout, Passage

JOINERS = frozenset({"", "'", "_", "@"})
"""Gaps that may join two tokens into one word."""


@dataclass(frozen=True)
class TextStructure:
    """A reading text with its title and layout."""

    text: str
    title: str
    """Used as evidence only: mentions are in the text. When empty, the first block is the headline."""
    layout: Layout
    """Blocks, within which a name lies; headings, where sections begin; text that is not linked; manual links."""


class Candidate(NamedTuple):
    """A name of the registry found in the text, before disambiguation."""

    start: int
    end: int
    first: int
    """Index of its first word."""
    last: int
    key: str
    forms: tuple[SurfaceForm, ...]


@dataclass(frozen=True)
class TokenizedText:
    """An article's title and text, folded and split into words and the gaps between them."""

    text: str
    """Folded; each block on one line, with line breaks only between blocks."""
    source: str
    """The same text before folding, with all its line breaks."""
    words: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    gaps: Sequence[str]
    """What precedes each word; the last one follows the last word."""
    headline_end: int
    body_start: int
    """Where the article's own text begins, after the title."""
    english: bool
    offset: int
    """`body_start`, counted with invisible characters."""
    original_positions: Sequence[int] = field(repr=False)
    """Each character's position with invisible characters counted."""

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word as written; a word that occurs in lower case is a common word."""
        return frozenset(self.words)

    def passage(self, start: int, end: int) -> Passage:
        """The same characters as a passage of the article's own text."""
        positions = self.original_positions
        return Passage(positions[start] - self.offset, positions[end] - self.offset)

    def span_of(self, passage: Passage) -> tuple[int, int]:
        """Start and end here of a passage of the article's own text."""
        start, end = passage.start + self.offset, passage.end + self.offset
        return bisect_left(self.original_positions, start), bisect_left(self.original_positions, end)


def tokenize(structure: TextStructure, language: str) -> TokenizedText:
    """The words of an article; names are searched within the title and within each block."""
    title = structure.title
    body_start = offset = len(title) + 2
    source = f"{title}\n\n{structure.text}"
    spans = [(0, len(title)), *((start + offset, end + offset) for start, end in structure.layout.blocks)]
    positions: Sequence[int] = range(len(source) + 1)
    if not source.isascii() and INVISIBLE.search(non_ascii_characters(source)):
        source, positions, spans, body_start = without_invisible(source, spans, body_start)
    headline_end = spans[0][1] if title or len(spans) == 1 else spans[1][1]
    folded = fold(source)
    parts: list[str] = []
    position = 0
    for start, end in spans:
        parts += "\n" * (start - position), folded[start:end].replace("\n", " ").replace("\t", " ")
        position = end
    parts.append("\n" * (len(folded) - position))
    line = "".join(parts)
    pieces = split(line)
    ends = list(accumulate(map(len, pieces)))
    return TokenizedText(
        line, source, pieces[1::2], ends[:-1:2], ends[1::2], pieces[::2],
        headline_end, body_start, language.startswith("en"), offset, positions,
    )  # fmt: skip


def without_invisible(
    text: str, spans: list[tuple[int, int]], body_start: int
) -> tuple[str, list[int], list[tuple[int, int]], int]:
    """The text without invisible characters, each character's old position, and `spans` and `body_start` adjusted."""
    removed = {match.start() for match in INVISIBLE.finditer(text)}
    positions = [index for index in range(len(text)) if index not in removed]
    new = list(accumulate((index not in removed for index in range(len(text))), initial=0))
    visible = "".join([text[index] for index in positions])
    return visible, [*positions, len(text)], [(new[start], new[end]) for start, end in spans], new[body_start]


def find_candidates(tokens: TokenizedText, gazetteer: Gazetteer) -> list[Candidate]:
    """Every name in the text, overlapping or not, by start and then the longest first.

    A name before a sign is found without the sign, with it, or both.
    """
    starts, ends, gaps = tokens.starts, tokens.ends, tokens.gaps
    forms, punctuated = gazetteer.forms, gazetteer.punctuated
    # Twice as fast as the named tuple's own constructor, which would be a tenth of the linker's time.
    candidate = partial(tuple.__new__, Candidate)
    found: list[Candidate] = []
    for key, first, last in find_keys(tokens, gazetteer):
        after = gaps[last + 1]
        if key in punctuated and after and (meanings := forms.get(key + after[0])):
            found.append(candidate((starts[first], ends[last] + 1, first, last, key + after[0], meanings)))
        meanings = forms.get(key)
        if meanings and not ((after in JOINERS or gaps[first] in JOINERS) and is_inside_word(tokens, first, last)):
            found.append(candidate((starts[first], ends[last], first, last, key, meanings)))
    # The sort is stable: candidates with the same start keep their order.
    found.sort(key=itemgetter(0))
    return found


def find_keys(tokens: TokenizedText, gazetteer: Gazetteer) -> Iterator[tuple[str, int, int]]:
    """Keys to look up, each with its first and last word: longer names, the longest first, then single words."""
    words, text = tokens.words, tokens.text
    starts, ends, lengths = tokens.starts, tokens.ends, gazetteer.lengths
    has_double_spaces = "  " in text
    for index in compress(range(len(words) - 1), map(lengths.__contains__, words)):
        for length in lengths[words[index]].get(words[index + 1], ()):
            last = index + length - 1
            if last < len(words):
                key = text[starts[index] : ends[last]]
                yield " ".join(key.split()) if has_double_spaces else key, index, last
    for index in compress(count(), map(gazetteer.forms.__contains__, words)):
        yield words[index], index, index


def is_inside_word(tokens: TokenizedText, first: int, last: int) -> bool:
    """Whether the words are part of a longer one (O'Brien, Shi'ite); a possessive or an elision does not count."""
    return is_joined_before(tokens, first) or is_joined_after(tokens, last)


def is_joined_before(tokens: TokenizedText, first: int) -> bool:
    """Whether the word before belongs to the same word."""
    if not first:
        return False
    previous, gap = tokens.words[first - 1], tokens.gaps[first]
    if not gap:
        return is_hangul(previous) and is_hangul(tokens.words[first])
    return gap in JOINERS and (gap != "'" or previous.lower() not in ELISIONS)


def is_joined_after(tokens: TokenizedText, last: int) -> bool:
    """Whether the word after belongs to the same word."""
    words, gap = tokens.words, tokens.gaps[last + 1]
    if not gap:
        return is_hangul(words[last]) and continues_korean_word(tokens, last)
    return gap in JOINERS and last + 1 < len(words) and (gap != "'" or words[last + 1].lower() not in CLITICS)


def continues_korean_word(tokens: TokenizedText, last: int) -> bool:
    """Whether anything but a particle follows in the same Korean word."""
    rest = ""
    for index in range(last + 1, len(tokens.words)):
        if tokens.gaps[index] or not is_hangul(tokens.words[index]):
            break
        rest += tokens.words[index]
    return bool(rest) and rest not in KOREAN_PARTICLES


def is_hangul(word: str) -> bool:
    """Whether the word is a Korean syllable."""
    return HANGUL[0] <= word[0] <= HANGUL[-1]
