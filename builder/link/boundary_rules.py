"""Guards: a name that is only a piece of a longer one, or of another's, is not a mention."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from builder.link.gazetteer import DEMONYM, Gazetteer, SurfaceForm
from builder.link.lexicon import COMPASS, DATING, FUNCTION, INSTITUTION, LOWERCASE_WORDS, PARTICLES
from builder.link.tokens import Candidate, TokenizedText

INNER = frozenset({" ", "-", "'"})
"""What stands between the words of one sentence."""
INITIAL = frozenset({". ", "."})
"""What stands after an initial."""
SHORT_CAPITALS = 5
"""Letters up to which a name that is a common word too is not believed in a line of capitals."""
INSTITUTION_WORDS = 4
"""How far the word that makes an institution may stand: `American Stock Exchange`, `U.N. Interim Force`."""


class Neighbourhood(NamedTuple):
    """What stands around a name."""

    before: str = ""
    """The word before it when only a space parts them."""
    after: str = ""
    initial: bool = False
    """Whether an initial stands before it: `J. Smith`, `N. Korea`."""
    capitals: bool = False
    """Whether the whole line is in capitals, which then say nothing."""
    starts_sentence: bool = False
    """Whether the word before it begins a sentence, and has its capital from there."""


NO_CONTEXT = Neighbourhood()
"""Nothing around it can be part of a name: so most names stand, and no guard need look at them."""


def is_partial_word(candidate: Candidate, reading: TokenizedText) -> str:
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


def is_date(candidate: Candidate, reading: TokenizedText) -> str:
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


def neighbourhood(candidate: Candidate, reading: TokenizedText) -> Neighbourhood:
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
        return Neighbourhood(before, after, initial, capitals, opens)
    return NO_CONTEXT


def in_capitals(candidate: Candidate, reading: TokenizedText) -> bool:
    """Whether more than the name alone stands in a line without small letters."""
    line = line_of(candidate, reading)
    return line.isupper() and len(line) > len(candidate.key)


def line_of(candidate: Candidate, reading: TokenizedText) -> str:
    """The line in which a name stands."""
    start = reading.lines.rfind("\n", 0, candidate.start) + 1
    end = reading.lines.find("\n", candidate.end)
    return reading.lines[start : end if end >= 0 else None]


class RuleInput(NamedTuple):
    """All that a guard may look at."""

    form: SurfaceForm
    candidate: Candidate
    around: Neighbourhood
    reading: TokenizedText
    names: Gazetteer


def boundary_rule(look: RuleInput) -> str:
    """Why the words beside the name say that it does not mean the entity, or nothing."""
    form = look.form
    for rule in BOUNDARY_RULES["people" if form.name_type == DEMONYM else form.kind]:
        if said := rule(look):
            return said
    return ""


def common_word(look: RuleInput) -> str:
    """`US`, `WHO`, `IT` in a line of capitals."""
    word = look.candidate.key.lower()
    if look.around.capitals and len(word) <= SHORT_CAPITALS and (word in FUNCTION or word in look.reading.known):
        return "guard: a common word in capitals"
    return ""


def before_capital(look: RuleInput) -> str:
    """`Paris Hilton`, `Washington Post`, `Clinton Foundation`."""
    if is_long(look) or look.around.capitals or not is_name_like(look.around.after):
        return ""
    return "guard: before a capital"


def after_capital(look: RuleInput) -> str:
    """`Dynamo Moscow`, `Jack London`; a person's surname is judged by its bearer."""
    before = look.around.before
    if is_long(look) or look.around.capitals or not is_name_like(before) or is_demonym(before, look.names):
        return ""
    return "" if is_sentence_initial(look.around, look.reading) else "guard: after a capital"


def compass(look: RuleInput) -> str:
    """`North Korea`, `New York`, `N. Korea`."""
    before = look.around.before
    if not is_long(look) and (look.around.initial or (before[:1].isupper() and before.lower() in COMPASS)):
        return "guard: part of another place"
    return ""


def institution(look: RuleInput) -> str:
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


def peoples(look: RuleInput) -> str:
    """`Bosnian Serbs`: two peoples side by side are a third."""
    for word in (look.around.before, look.around.after):
        if word[:1].isupper() and is_demonym(word, look.names):
            return "guard: part of another people"
    return ""


BOUNDARY_RULES: dict[str, tuple[Callable[[RuleInput], str], ...]] = {
    "person": (common_word, before_capital),
    "place": (common_word, before_capital, after_capital, compass, institution),
    "people": (common_word, compass, institution, peoples),
    "organisation": (common_word, before_capital, after_capital),
    "event": (common_word, before_capital, after_capital),
    "work": (common_word, before_capital, after_capital),
}


def is_long(look: RuleInput) -> bool:
    """Whether the name has several words, and so is seldom a piece of another."""
    return look.candidate.first != look.candidate.last


def is_sentence_initial(around: Neighbourhood, reading: TokenizedText) -> bool:
    """Whether the word before has its capital from its sentence: the article writes it small elsewhere.

    Only English words are known here, so that in another language each word that opens a sentence is taken for one.
    """
    return around.starts_sentence and (not reading.english or around.before.lower() in reading.known)


def is_name_like(word: str) -> bool:
    """Whether a word's capital makes it part of a name."""
    return word[:1].isupper() and word.lower() not in LOWERCASE_WORDS


def is_demonym(word: str, names: Gazetteer) -> bool:
    """Whether the word is the name of a people, which may stand before any other name."""
    return any(form.name_type == DEMONYM for form in names.forms.get(word, ()))
