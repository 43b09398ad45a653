"""Sentences: where a sentence ends, and the sentence around a passage."""

import re

from builder.model import Passage

CLOSING = r"[\"'”’)\]]*"
"""Quotation marks and brackets that may follow the last sign of a sentence. Not `»`, which opens quotations too."""
PARAGRAPH_BREAK = re.compile(r"\n\s*\n")
# The next two stay as they are: others would convert captures, and end annotated passages, elsewhere than before.
SENTENCE_END = re.compile(r"[.!?][\"'”’)]* ")
PASSAGE_EDGE = re.compile(r"[.!?][\"')\]]*\s|\n\s*\n")
LINE_END = re.compile(rf"[.!?…:;]{CLOSING}$|[。！？]$")
"""The end of a line of prose, as opposed to a menu or a headline; a colon or semicolon counts too."""
BEFORE_CAPITAL = re.compile(rf"[.!?:…]{CLOSING}\s|[\"“‘«]")
"""After this any word may be capitalized: the end of a sentence, a colon, or an opening quotation mark."""
BEFORE_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*\s+(?=[\"'“‘«(\[]?[A-ZÀ-ÞА-Я0-9])")
"""The end of a sentence with another one after it."""
ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Maj|Sgt|St|Sen|Rep|Gov|No|vs|Jan|Feb|Aug|Sept|Oct|Nov|Dec)|\b[A-Z])\.\s+$"
)
"""A full stop after one of these, or after an initial, does not end a sentence."""


def ends_sentence(line: str) -> bool:
    """Whether a sentence ends with the line; `p.m.` ends a time."""
    return bool(re.search(rf"[.!?…]{CLOSING}$", line)) and not re.search(r"\b[ap]\.m\.$", line, re.IGNORECASE)


def sentence_around(text: str, passage: Passage, block: Passage | None = None) -> Passage:
    """The sentence in which the passage begins, within its block; without a layout, within its paragraph or cell."""
    left, right = start, end = block or _paragraph_around(text, passage)
    for match in BEFORE_SENTENCE.finditer(text, left, right):
        if ABBREVIATION.search(text, max(left, match.end() - 12), match.end()):
            continue
        if match.end() <= passage.start:
            start = match.end()
        elif match.end() >= passage.end:
            end = match.end()
            break
    while end > passage.end and text[end - 1].isspace():
        end -= 1
    return Passage(start, end)


def _paragraph_around(text: str, passage: Passage) -> Passage:
    left = text.rfind("\n\n", 0, passage.start)
    left = left + 2 if left >= 0 else 0
    right = text.find("\n\n", passage.end)
    right = right if right >= 0 else len(text)
    if text.find("\t", left, right) >= 0:
        # Table cells are separated by tabs, and rows by line breaks; elsewhere a sentence may contain a line break.
        left = max(left, text.rfind("\t", left, passage.start) + 1, text.rfind("\n", left, passage.start) + 1)
        right = min(end for end in (text.find("\t", passage.end), text.find("\n", passage.end), right) if end >= 0)
    return Passage(left, right)


def shortened(text: str, sentence: Passage, passage: Passage, limit: int) -> Passage:
    """The part of a sentence around a passage, cut between words to about `limit` characters."""
    start, end = sentence
    if end - start > limit:
        start = _word_start(text, max(start, passage.start - limit // 2), passage.start, start, limit)
        end = _word_end(text, passage.end, start + limit, end, limit)
    return Passage(start, end)


def _word_start(text: str, wanted: int, passage: int, start: int, limit: int) -> int:
    """The first start of a word after `wanted` and before the passage, else the last one before `wanted`."""
    if wanted <= start or text[wanted - 1].isspace():
        return wanted
    for position in range(wanted, passage):
        if text[position].isspace():
            return position + 1
    # In a script without spaces, cut at the passage itself.
    farthest = max(start, passage - limit)
    before = (one for one in range(passage, farthest, -1) if text[one - 1].isspace())
    return next(before, start if farthest == start else passage)


def _word_end(text: str, passage: int, wanted: int, end: int, limit: int) -> int:
    """The last end of a word before `wanted` and after the passage, else the first one after `wanted`."""
    if wanted >= end:
        return end
    for position in range(wanted, passage - 1, -1):
        if text[position].isspace():
            return position
    farthest = min(end, passage + limit)
    after = (one for one in range(passage, farthest) if text[one].isspace())
    return next(after, end if farthest == end else max(wanted, passage))
