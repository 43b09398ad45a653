"""Wording: what became of the words of a quotation, and a quotation that fits, for the editor to paste."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from builder.annotate.normalize import normalize
from builder.annotate.resolve import resolve
from builder.model import Passage

SIGNIFICANT = re.compile(r"([\\`*_\[\]<>~|])")
CONTEXT_WORDS = (3, 5, 8, 12, 20)
LONGEST = 600
"""Characters of a passage that are written out for pasting."""


def word_diff(before: str, after: str) -> str:
    """`the [-old-]{+new+} words`; words that differ in quotation marks or capitals alone are the same."""
    old, new = before.split(), after.split()
    matcher = SequenceMatcher(
        None, [normalize(word).text for word in old], [normalize(word).text for word in new], autojunk=False
    )
    return " ".join(_changes(matcher, old, new))


def _changes(matcher: SequenceMatcher[str], old: list[str], new: list[str]) -> Iterator[str]:
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag == "equal":
            yield " ".join(new[first:last])
            continue
        gone = f"[-{' '.join(old[start:end])}-]" if end > start else ""
        come = f"{{+{' '.join(new[first:last])}+}}" if last > first else ""
        yield gone + come


def quotation(text: str, passage: Passage, *, with_context: bool = False) -> str:
    """A block quote of one line that finds exactly this passage again; context only where it is needed."""
    words = text[passage.start : passage.end]
    if len(words) > LONGEST:
        return ""
    if not with_context and resolve(text, words).passage == passage:
        return f"> {_escaped(words)}"
    for count in CONTEXT_WORDS:
        before, after = words_before(text, passage.start, count), words_after(text, passage.end, count)
        found = resolve(text, words, before, after)
        if found.state == "exact" and found.passage == passage:
            break
    return f"> {_escaped(before)}**{_escaped(words)}**{_escaped(after)}"


def words_before(text: str, start: int, count: int) -> str:
    """That many words before `start`, with the space between."""
    near = text[max(0, start - 40 * count) : start]
    words = list(re.finditer(r"\S+", near))[-count:]
    return near[words[0].start() :] if words else ""


def words_after(text: str, end: int, count: int) -> str:
    """The same after `end`."""
    near = text[end : end + 40 * count]
    words = list(re.finditer(r"\S+", near))[:count]
    return near[: words[-1].end()] if words else ""


def _escaped(words: str) -> str:
    """As Markdown on one line: what would act is escaped, line breaks are spaces."""
    return SIGNIFICANT.sub(r"\\\1", re.sub(r"\s+", " ", words))
