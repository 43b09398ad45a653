"""Cues: whether the article speaks of what a contextual name belongs to."""

from __future__ import annotations

import re
from typing import NamedTuple

from builder.link.boundary_rules import line_of
from builder.link.gazetteer import SurfaceForm
from builder.link.lexicon import LOCATION_PREPOSITIONS
from builder.link.tokens import Candidate, TokenizedText

ENOUGH = 2
"""Cues in the text; one in the headline is enough."""
DATELINE = re.compile(
    r"[^a-z\d]{3,}?(?:, [^\W\d][\w. ]*?)?"
    r"(?: \d{4}-\d\d-\d\d$|,? \([^()]+\) ?[-–—]| ?—|,? [A-Z][a-z]+\.? \d{1,2}\b)"
)
"""`LONDON 1996-08-30`, `PARIS, France (Agency) -`, `GENEVA, Jan. 30`."""


class Cues(NamedTuple):
    """What an article tells a contextual name."""

    present: tuple[str, ...]
    """The cues that stand in it at all."""
    decisive: str
    """The one in the headline, or the one that brings those in the text to two; or nothing."""


def matching_cue(form: SurfaceForm, candidate: Candidate, reading: TokenizedText, known: dict[int, Cues]) -> str:
    """The word beside which the name means the entity, or nothing; `known` keeps what was found in this article."""
    # By identity: the names keep each list of cues once, and its words take longer to hash than all the rest.
    cues = known.get(id(form.when))
    if cues is None:
        cues = known[id(form.when)] = cues_in(reading, form.when)
    if not cues.present:
        return ""
    if cues.decisive and not is_location_context(candidate, reading):
        return cues.decisive
    return next((word for word in cues.present if is_adjacent(word, candidate, reading)), "")


def cues_in(reading: TokenizedText, when: tuple[str, ...]) -> Cues:
    """Which of the cues stand in the article, and which of them decides."""
    present: list[str] = []
    decisive, count = "", 0
    for word in when:
        if word not in reading.text or not (places := positions_of(word, reading.text)):
            continue
        present.append(word)
        count += len(places)
        decisive = decisive or (word if places[0] < reading.headline or count >= ENOUGH else "")
    return Cues(tuple(present), decisive)


def positions_of(word: str, text: str) -> list[int]:
    """Where the word stands by itself."""
    places: list[int] = []
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum():
            places.append(start)
        start = text.find(word, end)
    return places


def is_adjacent(word: str, candidate: Candidate, reading: TokenizedText) -> bool:
    """Whether the cue stands directly before or after the name."""
    text = reading.text
    return text.startswith(word, candidate.end + 1) or text.endswith(word, 0, max(candidate.start - 1, 0))


def is_location_context(candidate: Candidate, reading: TokenizedText) -> bool:
    """Whether the words before the name, or a dateline, say that a place is meant."""
    before = reading.words[candidate.first - 1] if candidate.first and reading.gaps[candidate.first] == " " else ""
    if before.lower() in LOCATION_PREPOSITIONS and not before.isupper():
        return True
    dateline = DATELINE.match(line_of(candidate, reading))
    if dateline is None:
        return False
    begins = reading.lines.rfind("\n", 0, candidate.start) + 1
    return candidate.end <= begins + dateline.end()
