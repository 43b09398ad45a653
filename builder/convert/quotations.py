"""Quotations: which paragraphs an article quotes from someone else, detected by the gaps between them."""

import re
from collections.abc import Sequence

from builder.convert.extraction import Paragraph, usual_gap
from builder.languages import phrase_lists
from builder.sentences import SENTENCE_END

AGENCIES = phrase_lists("en")["news agencies"]
_ANNOUNCEMENT_WORDS = 20
_AGENCY = re.compile(rf"\b(?:{AGENCIES})\b[^:]*:$")
_OURSELVES = re.compile(r"\bhere[’']?s what we (?:said|wrote|noted)\b[^.!?]*$", re.IGNORECASE)


def detect_quotations(paragraphs: Sequence[Paragraph], quote_gap: int = 0) -> tuple[list[bool], int]:
    """Whether each paragraph is a quotation, and how many were guessed from the paragraph before them alone.

    A colon alone is not enough: of a hundred on news pages, fourteen lead to a quotation. A wide gap joins the
    paragraphs of one quotation if it is wider than usual and a colon or an agency's name precedes it, or if the
    profile gives its width (`quote_gap`).
    """
    is_quoted = [False] * len(paragraphs)
    wide = quote_gap or max(usual_gap(paragraphs) + 1, 2)
    guessed = 0
    for number, paragraph in enumerate(paragraphs):
        if number and paragraph.gap >= wide:
            is_quoted[number] = is_quoted[number - 1]
            continue
        before = paragraphs[number - 1].text if number else ""
        announced = _announces_quotation(before)
        joined = number + 1 < len(paragraphs) and paragraphs[number + 1].gap >= wide
        is_quoted[number] = announced or (joined and (bool(quote_gap) or before.endswith(":")))
        guessed += announced and not joined
    return is_quoted, guessed


def _announces_quotation(text: str) -> bool:
    """Whether the last sentence announces a quotation: `Here is Reuters with more:`."""
    last = SENTENCE_END.split(text)[-1]
    return len(last.split()) <= _ANNOUNCEMENT_WORDS and bool(_AGENCY.search(last) or _OURSELVES.search(last))
