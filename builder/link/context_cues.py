"""Context cues: whether an article has the words that a contextual name requires, or a dateline that means a place."""

import re
from typing import NamedTuple

from builder.link.boundary_rules import line_of
from builder.link.gazetteer import SurfaceForm
from builder.link.lexicon import LOCATION_PREPOSITIONS
from builder.link.tokens import Candidate, TokenizedText

MIN_CUES = 2
"""Occurrences of cues in the text that decide; in the headline one does."""
DATELINE = re.compile(
    r"[^a-z\d]{3,}?(?:, [^\W\d][\w. ]*?)?"
    r"(?: \d{4}-\d\d-\d\d$|,? \([^()]+\) ?[-–—]| ?—|,? [A-Z][a-z]+\.? \d{1,2}\b)"
)
"""`LONDON 1996-08-30`, `PARIS, France (Agency) -`, `GENEVA, Jan. 30`."""


class Cues(NamedTuple):
    """The cues of a contextual name that an article contains."""

    present: tuple[str, ...]
    decisive: str
    """The cue that decides for all of the article: in the headline, or the second occurrence; else empty."""


def matching_cue(form: SurfaceForm, candidate: Candidate, tokens: TokenizedText, cache: dict[int, Cues]) -> str:
    """The cue by which the name means the entity, or empty; `cache` belongs to the article."""
    # By identity: the gazetteer has one object for equal cues, and hashing the words would dominate the time.
    cues = cache.get(id(form.cues))
    if cues is None:
        cues = cache[id(form.cues)] = find_cues(tokens, form.cues)
    if not cues.present:
        return ""
    if cues.decisive and not is_location_context(candidate, tokens):
        return cues.decisive
    return next((word for word in cues.present if is_adjacent(word, candidate, tokens)), "")


def find_cues(tokens: TokenizedText, words: tuple[str, ...]) -> Cues:
    """Which of the words the article contains, and which of them decides."""
    present: list[str] = []
    decisive, count = "", 0
    for word in words:
        if word not in tokens.text or not (positions := positions_of(word, tokens.text)):
            continue
        present.append(word)
        count += len(positions)
        if not decisive and (positions[0] < tokens.headline_end or count >= MIN_CUES):
            decisive = word
    return Cues(tuple(present), decisive)


def positions_of(word: str, text: str) -> list[int]:
    """Where the word occurs as a whole word."""
    positions: list[int] = []
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum():
            positions.append(start)
        start = text.find(word, end)
    return positions


def is_adjacent(word: str, candidate: Candidate, tokens: TokenizedText) -> bool:
    """Whether the cue is directly before or after the name."""
    text = tokens.text
    return text.startswith(word, candidate.end + 1) or text.endswith(word, 0, max(candidate.start - 1, 0))


def is_location_context(candidate: Candidate, tokens: TokenizedText) -> bool:
    """Whether a preposition before the name, or a dateline, shows that a place is meant."""
    before = tokens.words[candidate.first - 1] if candidate.first and tokens.gaps[candidate.first] == " " else ""
    if before.lower() in LOCATION_PREPOSITIONS and not before.isupper():
        return True
    dateline = DATELINE.match(line_of(candidate, tokens))
    if dateline is None:
        return False
    line_start = tokens.source.rfind("\n", 0, candidate.start) + 1
    return candidate.end <= line_start + dateline.end()
