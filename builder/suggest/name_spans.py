"""Runs: words of an article that are written large one after the other, as names are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from builder.model import ArticleText, Passage
from builder.suggest.lexicon import (
    BANDS,
    BODIES,
    DAYS,
    FAMILY,
    HEADS,
    LINKING,
    LITTLE,
    MINDING,
    NUMBERED,
    PARTICLES,
    POSTS,
    TITLES,
)

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
POSSESSIVE = ("'s", "’s")
JOINED = re.compile(r"(?:al|ar|ad|as|at|az|an|el|ash|d|o|l)[-'’][^\W\d_]", re.IGNORECASE)
"""`al-Assad`, `d'Estaing`: the particle may be small."""
ENDS = re.compile(r"[.!?:…][\"'”’)\]]*\s|[\"“‘«]")
"""Between two words: a sentence ends, or one is quoted."""
DATELINE = re.compile(r"[A-ZÀ-ÞА-Я .'/-]{4,60}?(?:,| ?[–—-] | ?\()")
"""`GENEVA, 30 June 2012 –`, `MOSCOW / HOMS –`: places, in capitals."""
OPENING = FAMILY | NUMBERED
"""Small words with which a name may begin."""
SHORT_FORM = re.compile(r"\s?\((?:the )?([^\W\d_][\w-]{1,9})\)")


class Word(NamedTuple):
    """A word of a block."""

    text: str
    start: int
    end: int
    gap: str
    """What stands before it in the block."""
    opens: bool
    """Whether it opens a sentence, and so is written large in any case."""


class NameSpan(NamedTuple):
    """A name as it stands in an article."""

    words: tuple[str, ...]
    passage: Passage
    before: str
    """The words before it, small and in one string: a title, a preposition."""
    after: str
    opens: bool
    short: str = ""
    """The short form given in brackets after it."""

    @property
    def name(self) -> str:
        """The words with single spaces."""
        return " ".join(self.words)


def name_spans(article: ArticleText, language: str, known: Sequence[Passage]) -> Iterator[NameSpan]:
    """Every run that is no name of the registry and no part of one; `known` are the passages that are, in order."""
    layout = article.layout
    headings = set(layout.headings)
    blocks = layout.blocks or (Passage(0, len(article.text)),)
    # A block that is all unlinkable and no heading is code.
    code = {one for one in layout.unlinkable if one not in headings}
    small = PARTICLES | LINKING if language.startswith("en") else PARTICLES
    for block in blocks:
        if block in code or article.text[block.start : block.end].isupper():
            continue
        words = list(words_of(article.text, block))
        dateline = DATELINE.match(article.text, block.start) if block == blocks[0] else None
        for first, last in spans(words, small):
            for left, right in outside(words, first, last, known):
                run = name_span(article.text, block, words, left, right)
                if run and dateline and run.passage.end <= dateline.end():
                    yield run._replace(words=tuple(map(str.capitalize, run.words)), before="in", opens=False)
                elif run:
                    yield run


def words_of(text: str, block: Passage) -> Iterator[Word]:
    """The words of a block, a possessive ending not among them."""
    position = block.start
    for match in WORD.finditer(text, block.start, block.end):
        start, end = match.span()
        gap = text[position:start]
        word = match.group()
        if word.endswith(POSSESSIVE):
            word, end = word[:-2], end - 2
        # Nearly all words have but a space before them, which is quicker to see than to search.
        yield Word(word, start, end, gap, position == block.start or (gap != " " and bool(ENDS.search(gap))))
        position = end


def spans(words: Sequence[Word], small: AbstractSet[str]) -> Iterator[tuple[int, int]]:
    """First and last word of each run; `small` are the small words that may stand within a name."""
    index = 0
    while index < len(words):
        if not begins(words, index):
            index += 1
            continue
        last = index
        while (following := goes_on(words, index, last, small)) > last:
            last = following
        yield index, last
        index = last + 1


def begins(words: Sequence[Word], index: int) -> bool:
    """Whether a name may begin with the word."""
    word = words[index].text
    if word.islower() and word not in OPENING:
        return False
    following = words[index + 1] if index + 1 < len(words) and words[index + 1].gap == " " else None
    if following and word.lower() in NUMBERED and following.text.isdigit():
        return True
    if following and word in FAMILY:
        named = words[past_particles(words, index + 1)].text
        return named[0].isupper() and named.lower() not in DAYS | LITTLE
    if following and following.text in FAMILY and is_large(word) and word.lower() not in LITTLE:
        return True  # Jan van Eyck is no month
    return is_large(word) and word.lower() not in DAYS and word.lower() not in LITTLE


def past_particles(words: Sequence[Word], index: int) -> int:
    """The first word from here on that is none, or the last of all."""
    while index + 1 < len(words) and words[index].text in PARTICLES:
        index += 1
    return index


def is_large(word: str) -> bool:
    """Whether the word is written large, behind a particle or not."""
    return word[0].isupper() or (not word.islower() and bool(JOINED.match(word)))


def goes_on(words: Sequence[Word], first: int, last: int, small: AbstractSet[str]) -> int:
    """The next word of the name, past small words within it; the last one when the name ends."""
    following = last + 1
    if following >= len(words) or not joins(words[last].text, words[following].gap):
        return last
    word = words[following].text
    if word.isdigit():
        return following if words[last].text.lower() in NUMBERED else last
    if is_large(word):
        return last if word.lower() in DAYS or word.lower() in LITTLE else following
    large = following + 1
    if may_bridge(words, first, last, word):
        if large < len(words) and words[large].text == "the" and word != "and":
            large += 1
    elif word in small:
        large = past_particles(words, large) if large < len(words) else large
    else:
        return last
    plain = large < len(words) and all(one.gap.isspace() for one in words[following : large + 1])
    return large if plain and begins(words, large) and words[large].text[0].isupper() else last


def joins(word: str, gap: str) -> bool:
    """Whether what stands between two words may stand within a name."""
    return (gap.isspace() and "\n\n" not in gap) or (len(word) == 1 and gap in (".", ". "))


def may_bridge(words: Sequence[Word], first: int, last: int, word: str) -> bool:
    """Whether `of`, `for`, `without` or `and` is of the name: `Bank of England`, `Council for Science and Arts`."""
    so_far = [one.text.lower() for one in words[first : last + 1]]
    if word == "of":
        return so_far[-1] in HEADS or so_far[-1].removesuffix("s") in BODIES or "for" in so_far
    if word == "for":
        return so_far[-1] in BODIES | BANDS
    if word == "without":
        return so_far[-1] in BANDS
    return word == "and" and ("for" in so_far or ("of" in so_far and not MINDING.isdisjoint(so_far)))


def outside(words: Sequence[Word], first: int, last: int, known: Sequence[Passage]) -> Iterator[tuple[int, int]]:
    """The run, or what of it lies outside known names; a place or a people within a longer name stays in it."""
    start, end = words[first].start, words[last].end
    within = [one for one in known if one.start < end and one.end > start]
    if not within:
        yield first, last
        return
    if any(one.start <= start and one.end >= end for one in within):
        return
    if all(count_within(words, first, last, one) <= 1 for one in within):
        free = [index for index in range(first, last + 1) if not any(covers(one, words[index]) for one in within)]
        # The head of a longer name: `Syrian Democratic Forces`, `University of Damascus`.
        if any(words[index].text.lower() in HEADS for index in free):
            yield first, last
            return
    left = first
    for index in range(first, last + 2):
        if index > last or any(covers(one, words[index]) for one in within):
            if left < index:
                yield left, index - 1
            left = index + 1


def covers(passage: Passage, word: Word) -> bool:
    """Whether the word lies in the passage."""
    return passage.start < word.end and word.start < passage.end


def count_within(words: Sequence[Word], first: int, last: int, passage: Passage) -> int:
    """How many words of the run the passage covers."""
    return sum(covers(passage, words[index]) for index in range(first, last + 1))


def name_span(text: str, block: Passage, words: Sequence[Word], first: int, last: int) -> NameSpan | None:
    """The words as a run, without titles before them and small words at their edges."""
    begun = first
    while first <= last and is_title(words, first, last):
        first += 1
    small = LITTLE | PARTICLES
    while first <= last and words[first].text in small - (FAMILY if first < last else frozenset()):
        first += 1
    while first <= last and words[last].text in small:
        last -= 1
    if first > last or words[last].end - words[first].start < 2:
        return None
    if "/" in (text[words[first].start - 1 : words[first].start], text[words[last].end : words[last].end + 1]):
        # A symbol such as S/RES/2254.
        return None
    since = begun if words[begun].opens else max(0, begun - 2)
    before = " ".join(word.text.lower() for word in words[since:first])
    after = words[last + 1].text.lower() if last + 1 < len(words) and words[last + 1].gap.isspace() else ""
    bracket = SHORT_FORM.match(text, words[last].end, block.end)
    written = tuple(as_written(text, words, first, last))
    return NameSpan(
        written,
        Passage(words[first].start, words[last].end + written[-1].endswith(".")),
        before,
        after,
        words[first].opens,
        bracket.group(1) if bracket else "",
    )


def as_written(text: str, words: Sequence[Word], first: int, last: int) -> Iterator[str]:
    """The words of a run, initials with their full stop: `J.` and `Smith`; `U.S.` is one."""
    word = ""
    for index in range(first, last + 1):
        one = words[index]
        joined = index > first and one.gap == "."
        if word and not joined:
            yield word
            word = ""
        # At the end of a run a full stop is the sentence's, but after an abbreviation.
        initial = len(one.text) == 1 and (index < last or joined) and text.startswith(".", one.end)
        word += f"{one.text}." if initial else one.text
    yield word


def is_title(words: Sequence[Word], index: int, last: int) -> bool:
    """Whether the word is a title before a name, or a word that belongs to one."""
    word = words[index].text.lower()
    following = words[index + 1].text.lower() if index < last else ""
    if word in TITLES:
        return following not in HEADS
    return word in POSTS and (following in TITLES or (following in POSTS and is_title(words, index + 1, last)))
