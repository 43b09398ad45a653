"""Guards: a name that is only a piece of a longer one, or of another's, is not a mention."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from builder.link.gazetteer import DEMONYM, Form, Names
from builder.link.lexicon import COMPASS, DATING, FUNCTION, INSTITUTION, LITTLE, PARTICLES
from builder.link.tokens import Candidate, Reading

INNER = frozenset({" ", "-", "'"})
"""What stands between the words of one sentence."""
INITIAL = frozenset({". ", "."})
"""What stands after an initial."""
SHORT_CAPITALS = 5
"""Letters up to which a name that is a common word too is not believed in a line of capitals."""
INSTITUTION_WORDS = 4
"""How far the word that makes an institution may stand: `American Stock Exchange`, `U.N. Interim Force`."""


class Spot(NamedTuple):
    """What stands around a name."""

    before: str = ""
    """The word before it when only a space parts them."""
    after: str = ""
    initial: bool = False
    """Whether an initial stands before it: `J. Smith`, `N. Korea`."""
    capitals: bool = False
    """Whether the whole line is in capitals, which then say nothing."""
    opens: bool = False
    """Whether the word before it begins a sentence, and has its capital from there."""


CALM = Spot()
"""Nothing around it can be part of a name: so most names stand, and no guard need look at them."""


def cut(candidate: Candidate, reading: Reading) -> str:
    """Why the words are a piece of a compound, whoever they could mean; or nothing."""
    before, after = reading.gaps[candidate.first], reading.text[candidate.end : candidate.end + 2]
    if before == "-" and candidate.first and reading.lines[candidate.start - 1] != "–":
        return "guard: inside a compound"
    if after[1:].isalnum():
        if after[0] == "-" and reading.lines[candidate.end] != "–":
            return "guard: inside a compound"
        if after[0] == "." and after[1].islower():
            return "guard: inside an address"
    return ""


def dated(candidate: Candidate, reading: Reading) -> str:
    """Why a name that is also a month or a day is a date here: `May 18`, `18 May`, `in May`; or nothing."""
    words, gaps, first, after = reading.words, reading.gaps, candidate.first, candidate.last + 1
    before = words[first - 1] if first and gaps[first] == " " else ""
    if (
        before.isdigit()
        or before.lower() in DATING
        or (after < len(words) and gaps[after] == " " and words[after][0].isdigit())
    ):
        return "guard: a date"
    return ""


def spot(candidate: Candidate, reading: Reading) -> Spot:
    """The neighbours of a name; `CALM` when none of them says anything."""
    _, _, first, last, key, _ = candidate
    words, gaps = reading.words, reading.gaps
    before = after = ""
    initial = opens = False
    gap = gaps[first]
    if gap == " " and first:
        before = words[first - 1]
        if not (before[0].isupper() or before in PARTICLES):
            before = ""
        elif first == 1 or gaps[first - 1] not in INNER:
            opens = True
    elif first and gap in INITIAL:
        initial = len(words[first - 1]) == 1 and words[first - 1].isupper()
    gap = gaps[last + 1]
    if (gap == " " or (gap == ". " and key[-1] == ".")) and last + 1 < len(words):
        after = words[last + 1]
        if not after[0].isupper():
            after = ""
    capitals = key.isupper() and in_capitals(candidate, reading)
    if before or after or initial or capitals:
        return Spot(before, after, initial, capitals, opens)
    return CALM


def in_capitals(candidate: Candidate, reading: Reading) -> bool:
    """Whether more than the name alone stands in a line without small letters."""
    line = line_of(candidate, reading)
    return line.isupper() and len(line) > len(candidate.key)


def line_of(candidate: Candidate, reading: Reading) -> str:
    """The line in which a name stands."""
    start = reading.lines.rfind("\n", 0, candidate.start) + 1
    end = reading.lines.find("\n", candidate.end)
    return reading.lines[start : end if end >= 0 else None]


class Look(NamedTuple):
    """All that a guard may look at."""

    form: Form
    candidate: Candidate
    around: Spot
    reading: Reading
    names: Names


def guard(look: Look) -> str:
    """Why the words beside the name say that it does not mean the entity, or nothing."""
    form = look.form
    for rule in GUARDS["people" if form.sort == DEMONYM else form.kind]:
        if said := rule(look):
            return said
    return ""


def common_word(look: Look) -> str:
    """`US`, `WHO`, `IT` in a line of capitals."""
    word = look.candidate.key.lower()
    if look.around.capitals and len(word) <= SHORT_CAPITALS and (word in FUNCTION or word in look.reading.known):
        return "guard: a common word in capitals"
    return ""


def before_capital(look: Look) -> str:
    """`Paris Hilton`, `Washington Post`, `Clinton Foundation`."""
    if is_long(look) or look.around.capitals or not speaks(look.around.after):
        return ""
    return "guard: before a capital"


def after_capital(look: Look) -> str:
    """`Dynamo Moscow`, `Jack London`; a person's surname is judged by its bearer."""
    before = look.around.before
    if is_long(look) or look.around.capitals or not speaks(before) or is_demonym(before, look.names):
        return ""
    return "" if only_opens(look.around, look.reading) else "guard: after a capital"


def compass(look: Look) -> str:
    """`North Korea`, `New York`, `N. Korea`."""
    before = look.around.before
    if not is_long(look) and (look.around.initial or (before[:1].isupper() and before.lower() in COMPASS)):
        return "guard: part of another place"
    return ""


def institution(look: Look) -> str:
    """`Moscow University`, `American Stock Exchange`."""
    if not look.around.after:
        return ""
    words, gaps, start = look.reading.words, look.reading.gaps, look.candidate.last + 1
    for index in range(start, min(start + INSTITUTION_WORDS, len(words))):
        if (index > start and gaps[index] != " ") or not words[index][0].isupper():
            return ""
        if words[index].lower() in INSTITUTION:
            return "guard: part of an institution's name"
    return ""


def peoples(look: Look) -> str:
    """`Bosnian Serbs`: two peoples side by side are a third."""
    for word in (look.around.before, look.around.after):
        if word[:1].isupper() and is_demonym(word, look.names):
            return "guard: part of another people"
    return ""


GUARDS: dict[str, tuple[Callable[[Look], str], ...]] = {
    "person": (common_word, before_capital),
    "place": (common_word, before_capital, after_capital, compass, institution),
    "people": (common_word, compass, institution, peoples),
    "organisation": (common_word, before_capital, after_capital),
    "event": (common_word, before_capital, after_capital),
    "work": (common_word, before_capital, after_capital),
}


def is_long(look: Look) -> bool:
    """Whether the name has several words, and so is seldom a piece of another."""
    return look.candidate.first != look.candidate.last


def only_opens(around: Spot, reading: Reading) -> bool:
    """Whether the word before has its capital from its sentence: the article writes it small elsewhere.

    Only English words are known here, so that in another language each word that opens a sentence is taken for one.
    """
    return around.opens and (not reading.english or around.before.lower() in reading.known)


def speaks(word: str) -> bool:
    """Whether a word's capital makes it part of a name."""
    return word[:1].isupper() and word.lower() not in LITTLE


def is_demonym(word: str, names: Names) -> bool:
    """Whether the word is the name of a people, which may stand before any other name."""
    return any(form.sort == DEMONYM for form in names.forms.get(word, ()))
