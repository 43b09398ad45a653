"""Name spans: runs of capitalized words in an article that are probably names."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from builder.model import ArticleText, Layout, Passage
from builder.sentences import BEFORE_CAPITAL
from builder.suggest import lexicon
from builder.suggest.vocabulary import MAX_WORDS, NO_VOCABULARY, Vocabulary

WORD = re.compile(r"[^\W_]+(?:['’&-][^\W_]+)*(?:\.(?:gov|com|org|net|edu|mil|int|info|io|js)(?!\w))?|&(?=\s)")
"""`USA.gov` and `AT&T` are words too."""
NO_PROSE = re.compile(
    r"//\S+|www\.\S+|(?<=\.)[a-z]{2,8}/\S*|@[\w.-]+|(?:%[\dA-Fa-f]{2})+\S*|&#?\w{2,9};|</?[a-zA-Z][^<>]{0,2000}>"
)
"""Web and e-mail addresses, percent-encodings, character references and tags of HTML."""
CLITIC = re.compile(r"['’](?:s|ve|re|ll|m|d)$", re.IGNORECASE)
CONTRACTION = re.compile("['’]")
NEGATION = re.compile(r"n['’]t$", re.IGNORECASE)
TITLE_SHARE = 0.75
"""Part of the long words of a heading or link that are capitalized in a title, where capitals prove nothing."""
SENTENCE_SIGNS = frozenset(".!?…:;")
MIN_TITLE_WORDS = 3
LONG_WORD = 4
JOINED_PARTICLE = re.compile(r"(?:al|ar|ad|as|at|az|an|el|ash|d|o|l)[-'’][^\W\d_]", re.IGNORECASE)
"""`al-Assad`, `d'Estaing`: the particle may be in lower case."""
DATELINE = re.compile(r"[A-ZÀ-ÞА-Я .'/-]{4,60}?(?:,| ?[–—-] | ?\()")
"""`GENEVA, 30 June 2012 –`, `MOSCOW / HOMS –`: places, in capitals."""
LOWERCASE_STARTS = lexicon.SURNAME_PARTICLES | lexicon.NUMBERED
"""Words in lower case with which a name may begin."""
BRACKETED = re.compile(r"\s?\((?:the )?([^\W\d_][\w-]{1,9})\)")


class Word(NamedTuple):
    """A word of a block."""

    text: str
    start: int
    end: int
    gap: str
    """The characters before it in the block."""
    starts_sentence: bool
    """Whether it is capitalized in any case."""


WORD_START = attrgetter("start")


class NameSpan(NamedTuple):
    """A name in an article."""

    words: tuple[str, ...]
    passage: Passage
    before: str
    """The words before it, in lower case: a title, a preposition."""
    after: str
    starts_sentence: bool
    short: str = ""
    """The short form given in brackets after it."""
    in_title: bool = False
    """Whether all words around it are capitalized too, as in a headline."""
    is_quoted: bool = False
    """Whether it is a title in quotation marks, in a script without capitals."""

    @property
    def name(self) -> str:
        """The words with single spaces."""
        return " ".join(self.words)


def name_spans(
    article: ArticleText, language: str, known: Sequence[Passage], vocabulary: Vocabulary = NO_VOCABULARY
) -> Iterator[NameSpan]:
    """Every name that is not in one of the `known` passages, which are in reading order."""
    layout = article.layout
    blocks = layout.blocks or (Passage(0, len(article.text)),)
    text = NO_PROSE.sub(lambda match: "|" * len(match[0]), article.text)
    # An unlinkable block that is not a heading is code.
    code = set(layout.unlinkable) - set(layout.headings)
    joining = lexicon.PARTICLES | lexicon.JOINING_WORDS if language.startswith("en") else lexicon.PARTICLES
    for block in blocks:
        if block in code or text[block.start : block.end].isupper():
            continue
        words = words_of(text, block)
        titles = titles_in(text, layout, block, words)
        dateline = DATELINE.match(text, block.start) if block == blocks[0] else None
        dateline_end = dateline.end() if dateline else -1
        for first, last in capitalized_runs(words, joining, vocabulary):
            for left, right in outside_known(words, first, last, known):
                span = name_span(text, block, words, left, right)
                if span and span.passage.end <= dateline_end:
                    capitalized = tuple(map(str.capitalize, span.words))
                    yield span._replace(words=capitalized, before="in", starts_sentence=False)
                elif span:
                    yield span._replace(in_title=True) if is_inside(span.passage, titles) else span


def is_inside(passage: Passage, others: Sequence[Passage]) -> bool:
    """Whether the passage is part of one of the others."""
    return any(one.start <= passage.start and passage.end <= one.end for one in others)


def titles_in(text: str, layout: Layout, block: Passage, words: Sequence[Word]) -> list[Passage]:
    """The whole block, if it is a heading or a headline, and the links in it that are the title of something."""
    passages = [] if text[block.end - 1 : block.end] in SENTENCE_SIGNS else [block]
    for one in layout.unlinkable[bisect_left(layout.unlinkable, block) :]:
        if one.start >= block.end:
            break
        if one != block:
            passages.append(one)
    return [
        one
        for one in passages
        if is_title_case(
            words[bisect_left(words, one.start, key=WORD_START) : bisect_left(words, one.end, key=WORD_START)]
        )
    ]


def is_title_case(words: Sequence[Word]) -> bool:
    """Whether nearly all of the words are capitalized, and they are no sentence or list."""
    if len(words) < MIN_TITLE_WORDS or any("," in one.gap or ". " in one.gap for one in words[1:]):
        return False
    long = [one.text for one in words if len(one.text) >= LONG_WORD and not one.text.isdigit()]
    return bool(long) and sum(text[0].isupper() for text in long) >= TITLE_SHARE * len(long)


def words_of(text: str, block: Passage) -> list[Word]:
    """The words of a block, without possessive endings and contracted verbs; `Don't` is a word in lower case."""
    position = first = block.start
    words: list[Word] = []
    # Twice as fast as the named tuple's own constructor.
    add, made = words.append, partial(tuple.__new__, Word)
    for match in WORD.finditer(text, first, block.end):
        start, end = match.span()
        gap, word = text[position:start], match[0]
        if not word.isalnum() and CONTRACTION.search(word):
            word = CLITIC.sub("", word)
            end = start + len(word)
            word = word.lower() if NEGATION.search(word) else word
        # Comparing first avoids the search for nearly all words.
        starts_sentence = gap != " " and (start == first or "\n" in gap or bool(BEFORE_CAPITAL.search(gap)))
        add(made((word, start, end, gap, starts_sentence or position == first)))
        position = end
    return words


def capitalized_runs(
    words: Sequence[Word], joining: AbstractSet[str], vocabulary: Vocabulary = NO_VOCABULARY
) -> Iterator[tuple[int, int]]:
    """First and last word of each run; `joining` are lower-case words that may be inside a name."""
    end = 0
    for index, word in enumerate(words):
        # Comparing first avoids a call for nearly all words.
        if index < end or (word.text.islower() and word.text not in LOWERCASE_STARTS) or not can_begin(words, index):
            continue
        last = end_of_whole_name(words, index, vocabulary)
        while (following := next_in_name(words, index, last, joining, vocabulary)) > last:
            last = end_of_whole_name(words, following, vocabulary)
        yield index, last
        end = last + 1


def end_of_whole_name(words: Sequence[Word], index: int, vocabulary: Vocabulary) -> int:
    """The last word of a name with joining words that the archive defines elsewhere; `index` if none begins here."""
    if words[index].text not in vocabulary.whole_names:
        return index
    return index + max(vocabulary.whole_name_at([one.text for one in words[index : index + MAX_WORDS]]), 1) - 1


def can_begin(words: Sequence[Word], index: int) -> bool:
    """Whether a name can begin with the word."""
    word = words[index].text
    if word.islower() and word not in LOWERCASE_STARTS:
        return False
    following = words[index + 1].text if index + 1 < len(words) and words[index + 1].gap == " " else ""
    if word.lower() in lexicon.NUMBERED and following.isdigit():
        return True
    if word in lexicon.SURNAME_PARTICLES and following:
        surname = words[skip_particles(words, index + 1)].text
        return surname[0].isupper() and surname.lower() not in lexicon.COMMON_WORDS
    # `Jan van Eyck` is not a month.
    common_words = lexicon.FUNCTION_WORDS if following in lexicon.SURNAME_PARTICLES else lexicon.COMMON_WORDS
    return is_capitalized(word) and word.lower() not in common_words


def skip_particles(words: Sequence[Word], index: int) -> int:
    """The first word from `index` on that is not a particle, or the last word."""
    while index + 1 < len(words) and words[index].text in lexicon.PARTICLES:
        index += 1
    return index


def is_capitalized(word: str) -> bool:
    """Whether the word is capitalized, perhaps after a joined particle."""
    return word[0].isupper() or (not word.islower() and bool(JOINED_PARTICLE.match(word)))


def next_in_name(
    words: Sequence[Word], first: int, last: int, joining: AbstractSet[str], vocabulary: Vocabulary
) -> int:
    """The next word of the name, after any joining words; `last` if the name ends there."""
    following = last + 1
    if following >= len(words) or not is_name_gap(words[last].text, words[following].gap):
        return last
    before, word = words[last].text, words[following].text
    if word.isdigit():
        continues = before.lower() in lexicon.NUMBERED
    elif is_capitalized(word):
        continues = word.lower() not in lexicon.COMMON_WORDS and not is_other_line(words[last], words[following])
    else:
        return after_joining_words(words, first, last, joining, vocabulary)
    return following if continues else last


def is_other_line(before: Word, after: Word) -> bool:
    """Whether a byline ends and a dateline in capitals begins, or a word is repeated: `REUTER Reuter`."""
    if before.text.casefold() == after.text.casefold() and before.text != after.text:
        return True
    return "\n" in after.gap and len(after.text) >= LONG_WORD and before.text.isupper() != after.text.isupper()


def after_joining_words(
    words: Sequence[Word], first: int, last: int, joining: AbstractSet[str], vocabulary: Vocabulary
) -> int:
    """The capitalized word after the joining words that follow `last`; `last` if the name ends there."""
    following, index = last + 1, last + 2
    word = words[following].text
    if index == len(words):
        return last
    if can_bridge(words, first, last, vocabulary):
        if words[index].text == "the" and word != "and":
            index += 1
    elif word in joining:
        index = skip_particles(words, index)
    else:
        return last
    if index == len(words) or not all(one.gap.isspace() for one in words[following : index + 1]):
        return last
    return index if can_begin(words, index) and words[index].text[0].isupper() else last


def is_name_gap(word: str, gap: str) -> bool:
    """Whether a name can continue across the gap after the word."""
    return (gap.isspace() and "\n\n" not in gap) or (len(word) == 1 and gap in (".", ". "))


def can_bridge(words: Sequence[Word], first: int, last: int, vocabulary: Vocabulary) -> bool:
    """Whether the word after `last` continues the name: `Bank of England`, `Council for Science and Arts`."""
    word = words[last + 1].text
    name = [one.text.lower() for one in words[first : last + 1]]
    if word == "of":
        return name[-1] in lexicon.HEAD_NOUNS or name[-1].removesuffix("s") in lexicon.ORGANISATIONS or "for" in name
    if word == "for":
        return name[-1] in lexicon.GROUPS or bool({name[-1], name[-1].removesuffix("s")} & lexicon.ORGANISATIONS)
    if word == "without":
        return name[-1] in lexicon.GROUPS
    if word == "&":
        return True
    return word == "and" and joins_subjects(words, name, last + 2, vocabulary)


def end_of_capitals(words: Sequence[Word], index: int) -> int:
    """The first word from `index` on that is not capitalized or follows a sign."""
    while index < len(words) and words[index].gap == " " and is_capitalized(words[index].text):
        index += 1
    return index


def joins_subjects(words: Sequence[Word], name: Sequence[str], following: int, vocabulary: Vocabulary) -> bool:
    """Whether `and` joins two subjects of one name: `Ministry of Justice and Peace`, `Food and Drug Administration`."""
    end = end_of_capitals(words, following)
    if end == following or words[following].text.isupper():
        return False
    second = words[following].text.lower()
    if second in lexicon.HEAD_NOUNS and end < len(words) and words[end].text == "of":
        # Another name begins: `Ministry of Justice and Bank of England`.
        return False
    if "for" in name or ("of" in name and not lexicon.SUBJECT_BODIES.isdisjoint(name)):
        return True
    # One subject is a common word, as in `Fish and Wildlife Service`; `Iran and Oil Company` are two names.
    are_common = len(name) == 1 and vocabulary.is_common(name[0]) and vocabulary.is_common(second)
    return are_common and end - following > 1 and words[end - 1].text.lower() in lexicon.ORGANISATIONS


def outside_known(words: Sequence[Word], first: int, last: int, known: Sequence[Passage]) -> Iterator[tuple[int, int]]:
    """The parts of the run outside known names; all of it if it is a longer name that contains them."""
    start, end = words[first].start, words[last].end
    inside = [one for one in known if one.start < end and one.end > start]
    if any(one.start <= start and one.end >= end for one in inside):
        return
    run = range(first, last + 1)
    if is_longer_name([words[index] for index in run], inside):
        yield first, last
        return
    for is_known, group in groupby(run, lambda index: any(overlaps(one, words[index]) for one in inside)):
        if not is_known:
            part = list(group)
            yield part[0], part[-1]


def is_longer_name(run: Sequence[Word], known: Sequence[Passage]) -> bool:
    """Whether the run has a head noun besides known names of one word: `Syrian Democratic Forces`."""
    if any(sum(overlaps(one, word) for word in run) > 1 for one in known):
        return False
    return any(word.text.lower() in lexicon.HEAD_NOUNS for word in run if not any(overlaps(one, word) for one in known))


def overlaps(passage: Passage, word: Word) -> bool:
    """Whether the passage includes part of the word."""
    return passage.start < word.end and word.start < passage.end


def name_span(text: str, block: Passage, words: Sequence[Word], first: int, last: int) -> NameSpan | None:
    """The words as a name, without titles before it and without function words at its edges."""
    run_start = first
    first, last = trimmed(words, first, last)
    if first > last or words[last].end - words[first].start < 2:
        return None
    if "/" in (text[words[first].start - 1 : words[first].start], text[words[last].end : words[last].end + 1]):
        # A document symbol such as S/RES/2254.
        return None
    before_start = run_start if words[run_start].starts_sentence else max(0, run_start - 2)
    before = " ".join(word.text.lower() for word in words[before_start:first])
    after = words[last + 1].text.lower() if last + 1 < len(words) and words[last + 1].gap.isspace() else ""
    bracketed = BRACKETED.match(text, words[last].end, block.end)
    name = tuple(with_initials(text, words, first, last))
    return NameSpan(
        name,
        Passage(words[first].start, words[last].end + name[-1].endswith(".")),
        before,
        after,
        words[first].starts_sentence,
        bracketed.group(1) if bracketed else "",
    )


def trimmed(words: Sequence[Word], first: int, last: int) -> tuple[int, int]:
    """First and last word without titles, function words and particles at the edges."""
    while first <= last and is_title(words, first, last):
        first += 1
    removable = lexicon.FUNCTION_WORDS | lexicon.PARTICLES
    while first < last and words[first].text in removable - lexicon.SURNAME_PARTICLES:
        first += 1
    while first <= last and words[last].text in removable:
        last -= 1
    return first, last


def with_initials(text: str, words: Sequence[Word], first: int, last: int) -> Iterator[str]:
    """The words of a name, initials with their full stop: `J.` and `Smith`; `U.S.` is one word."""
    word = ""
    for index in range(first, last + 1):
        one = words[index]
        joined = index > first and one.gap == "."
        if word and not joined:
            yield word
            word = ""
        # At the end of a name, a full stop belongs to the sentence, except in an abbreviation.
        initial = len(one.text) == 1 and (index < last or joined) and text.startswith(".", one.end)
        word += f"{one.text}." if initial else one.text
    yield word


def is_title(words: Sequence[Word], index: int, last: int) -> bool:
    """Whether the word is a title before a name, or a modifier of one."""
    word = words[index].text.lower()
    following = words[index + 1].text.lower() if index < last else ""
    if word in lexicon.TITLES:
        return following not in lexicon.HEAD_NOUNS
    if word not in lexicon.TITLE_MODIFIERS:
        return False
    return following in lexicon.TITLES or (following in lexicon.TITLE_MODIFIERS and is_title(words, index + 1, last))
