"""Boundary rules: reject a name that is only a part of a longer name, a compound or a date."""

from collections.abc import Callable
from typing import NamedTuple

from builder.link.gazetteer import DEMONYM, Gazetteer, SurfaceForm
from builder.link.lexicon import BODIES, COMPASS, DATE_WORDS, FUNCTION_WORDS, INSTITUTIONS, LOWERCASE_WORDS, PARTICLES
from builder.link.tokens import Candidate, TokenizedText

WORD_GAPS = frozenset({" ", "-", "'"})
"""Gaps between two words of one sentence."""
INITIAL_GAPS = frozenset({". ", "."})
"""Gaps after an initial."""
MAX_COMMON_CAPITALS = 5
"""Length up to which a name in a line of capitals is rejected when it is a common word too."""
INSTITUTION_WORDS = 4
"""How many words after a name may lead to the word for an institution: `American Stock Exchange`."""


class Neighbourhood(NamedTuple):
    """The words next to a name that may belong to a longer name."""

    before: str = ""
    """The word before it, if only a space separates them and it is capitalized or a particle."""
    after: str = ""
    """The word after it, if only a space separates them and it is capitalized."""
    initial: bool = False
    """Whether an initial precedes it: `J. Smith`, `N. Korea`."""
    capitals: bool = False
    """Whether the whole line is in capitals, so that capitalization is no evidence."""
    starts_sentence: bool = False
    """Whether `before`, if any, is the first word of a sentence, which explains its capital."""
    body: str = ""
    """The word before it and `of`, or, if `of` follows, its own last word: `Bank of Canada`, `National Bank of`."""


AFTER_CAPITAL = "longer name: a capitalized word precedes"
NO_CONTEXT = Neighbourhood()
"""No neighbour can be part of a name; most candidates have this one, and most rules skip it."""


def is_partial_word(candidate: Candidate, tokens: TokenizedText) -> str:
    """The rule by which the name is part of a compound or of a web address; empty if it is not."""
    before, after = tokens.gaps[candidate.first], tokens.text[candidate.end : candidate.end + 2]
    if before == "-" and candidate.first and tokens.source[candidate.start - 1] != "–":
        return "not a name: part of a compound word"
    if after[1:].isalnum():
        if after[0] == "-" and tokens.source[candidate.end] != "–":
            return "not a name: part of a compound word"
        if after[0] == "." and after[1].islower():
            return "not a name: part of a web address"
    return ""


def is_date(candidate: Candidate, tokens: TokenizedText) -> bool:
    """Whether a name that is also a month or a day is part of a date: `May 18`, `18 May`, `in May`."""
    words, gaps, first, after = tokens.words, tokens.gaps, candidate.first, candidate.last + 1
    before = words[first - 1] if first and gaps[first] == " " else ""
    if before.isdigit() or before.lower() in DATE_WORDS:
        return True
    return after < len(words) and gaps[after] == " " and words[after][0].isdigit()


def neighbourhood(candidate: Candidate, tokens: TokenizedText) -> Neighbourhood:
    """The neighbours of a name; `NO_CONTEXT` itself when none of them matters."""
    _, _, first, last, key, _ = candidate
    words, gaps = tokens.words, tokens.gaps
    before = words[first - 1] if first and gaps[first] == " " else ""
    if not (before[:1].isupper() or before in PARTICLES):
        before = ""
    after = capitalized_after(tokens, last, key)
    initial = gaps[first] in INITIAL_GAPS and follows_initial(tokens, first)
    capitals = key.isupper() and is_in_capitals(candidate, tokens)
    body = body_before(tokens, first) or body_after(tokens, last)
    if before or after or initial or capitals or body:
        return Neighbourhood(before, after, initial, capitals, first == 1 or gaps[first - 1] not in WORD_GAPS, body)
    return NO_CONTEXT


def body_before(tokens: TokenizedText, first: int) -> str:
    """The institution before `of` and the name: `Bank of Canada`, `Federal Republic of the Congo`."""
    words, gaps = tokens.words, tokens.gaps
    of = first - 2 if first and words[first - 1] == "the" else first - 1
    if of < 1 or words[of] != "of" or not gaps[of] == gaps[of + 1] == gaps[first] == " ":
        return ""
    word = words[of - 1]
    return word if word[0].isupper() and word.lower() in BODIES else ""


def body_after(tokens: TokenizedText, last: int) -> str:
    """The institution in which the name ends, if `of` and a name follow: `National Bank` before `of Romania`."""
    words, gaps = tokens.words, tokens.gaps
    if words[last + 1 : last + 2] != ["of"] or words[last].lower() not in BODIES or last + 2 >= len(words):
        return ""
    return words[last] if words[last + 2][0].isupper() and gaps[last + 1] == gaps[last + 2] == " " else ""


def capitalized_after(tokens: TokenizedText, last: int, key: str) -> str:
    """The capitalized word after the name, if only a space separates them."""
    words = tokens.words
    after = words[last + 1] if last + 1 < len(words) and is_name_gap(tokens.gaps[last + 1], key) else ""
    return after if after[:1].isupper() else ""


def is_name_gap(gap: str, key: str) -> bool:
    """Whether a longer name can continue across the gap after the name."""
    return gap == " " or (gap == ". " and key[-1] == ".")


def follows_initial(tokens: TokenizedText, first: int) -> bool:
    """Whether the word before word `first` is an initial."""
    word = tokens.words[first - 1] if first else ""
    return len(word) == 1 and word.isupper()


def is_in_capitals(candidate: Candidate, tokens: TokenizedText) -> bool:
    """Whether the name is part of a longer line in capitals."""
    line = line_of(candidate, tokens)
    return line.isupper() and len(line) > len(candidate.key)


def line_of(candidate: Candidate, tokens: TokenizedText) -> str:
    """The line of the text that contains the name."""
    start = tokens.source.rfind("\n", 0, candidate.start) + 1
    end = tokens.source.find("\n", candidate.end)
    return tokens.source[start : end if end >= 0 else None]


class RuleInput(NamedTuple):
    """The evidence given to a boundary rule."""

    form: SurfaceForm
    candidate: Candidate
    context: Neighbourhood
    tokens: TokenizedText
    gazetteer: Gazetteer

    @property
    def is_multiword(self) -> bool:
        """Whether the name has several words, and so is seldom part of another."""
        return self.candidate.first != self.candidate.last


def boundary_rule(case: RuleInput) -> str:
    """The first rule by which the neighbours exclude the entity; empty if there is none."""
    for rule in BOUNDARY_RULES["demonym" if case.form.name_type == DEMONYM else case.form.kind]:
        if reason := rule(case):
            return reason
    return ""


def common_word(case: RuleInput) -> str:
    """`US`, `WHO`, `IT` in a line of capitals."""
    word = case.candidate.key.lower()
    if not case.context.capitals or len(word) > MAX_COMMON_CAPITALS:
        return ""
    is_common = word in FUNCTION_WORDS or word in case.tokens.vocabulary
    return "not a name: a common word in capitals" if is_common else ""


def before_capital(case: RuleInput) -> str:
    """`Paris Hilton`, `Washington Post`, `Clinton Foundation`."""
    if case.is_multiword or case.context.capitals or not is_name_like(case.context.after):
        return ""
    return "longer name: a capitalized word follows"


def after_capital(case: RuleInput) -> str:
    """`Dynamo Moscow`, `Jack London`; not for persons, whose given names are checked in `person_names`."""
    before = case.context.before
    if case.is_multiword or case.context.capitals or not is_name_like(before) or is_demonym(before, case.gazetteer):
        return ""
    return "" if is_sentence_initial(case.context, case.tokens) else AFTER_CAPITAL


def compass(case: RuleInput) -> str:
    """`North Korea`, `New York`, `N. Korea`."""
    before = case.context.before
    if not case.is_multiword and (case.context.initial or (before[:1].isupper() and before.lower() in COMPASS)):
        return "longer name: another place"
    return ""


def institution(case: RuleInput) -> str:
    """`Moscow University`, `American Stock Exchange`."""
    if not case.context.after:
        return ""
    words, gaps, start = case.tokens.words, case.tokens.gaps, case.candidate.last + 1
    for index in range(start, min(start + INSTITUTION_WORDS, len(words))):
        if (index > start and gaps[index] != " ") or not words[index][0].isupper():
            return ""
        if words[index].lower() in INSTITUTIONS:
            return "longer name: an institution"
    return ""


def body(case: RuleInput) -> str:
    """`Canada` in `Bank of Canada`, and `National Bank` in `National Bank of Romania`."""
    return "longer name: an institution" if case.context.body else ""


def double_demonym(case: RuleInput) -> str:
    """`Bosnian Serbs`: two demonyms together are the name of another people."""
    for word in (case.context.before, case.context.after):
        if word[:1].isupper() and is_demonym(word, case.gazetteer):
            return "longer name: another people"
    return ""


BOUNDARY_RULES: dict[str, tuple[Callable[[RuleInput], str], ...]] = {
    "person": (common_word, before_capital),
    "place": (common_word, before_capital, after_capital, compass, institution, body),
    "demonym": (common_word, compass, institution, double_demonym),
    **dict.fromkeys(("organisation", "event", "work"), (common_word, before_capital, after_capital, body)),
}


def is_sentence_initial(context: Neighbourhood, tokens: TokenizedText) -> bool:
    """Whether the word before is capitalized only because it begins a sentence: the article has it in lower case too.

    Outside English, where the common words are unknown, every first word of a sentence counts.
    """
    return context.starts_sentence and (not tokens.english or context.before.lower() in tokens.vocabulary)


def is_name_like(word: str) -> bool:
    """Whether the word is capitalized because it is part of a name."""
    return word[:1].isupper() and word.lower() not in LOWERCASE_WORDS


def is_demonym(word: str, gazetteer: Gazetteer) -> bool:
    """Whether the word is a demonym, which may precede any other name."""
    return any(form.name_type == DEMONYM for form in gazetteer.forms.get(word, ()))
