"""Quotation: write a passage as the block quote by which an annotation finds it."""

import re
from collections.abc import Sequence

from builder.annotate.resolve import resolve
from builder.model import Passage
from builder.sentences import PARAGRAPH_BREAK

SPECIAL = re.compile(r"[\\`*_\[\]<|]|~(?=~)|&(?=#?\w+;)")
"""Characters with a meaning in inline Markdown."""
BLOCK_START = re.compile(r"(\d{0,9})([.)](?=\s|$)|(?<!\d)(?:[-+#=:~](?!\d)|>))")
"""What would begin a list, a heading or another block quote."""
CONTEXT_WORDS = (3, 5, 8, 12, 20)
"""Words of context on each side, tried in this order."""
MAX_ONE_LINE = 600
"""Characters of a passage that a message quotes."""


def quotation_of(text: str, passage: Passage, *, with_context: bool = False) -> str:
    """A block quote that matches exactly this passage, with context if it is wanted or necessary.

    Empty if even twenty words on each side do not distinguish the passage from another.
    """
    context = _distinctive_context(text, passage, CONTEXT_WORDS if with_context else (0, *CONTEXT_WORDS))
    return block_quote(text[passage.start : passage.end], *context) if context else ""


def one_line_quotation(text: str, passage: Passage, *, with_context: bool = False) -> str:
    """The same on one line, for a message; empty also for a long passage."""
    if passage.end - passage.start > MAX_ONE_LINE:
        return ""
    context = _distinctive_context(text, passage, CONTEXT_WORDS if with_context else (0, *CONTEXT_WORDS))
    if context is None:
        return ""
    parts = (text[passage.start : passage.end], *context)
    return block_quote(*(re.sub(r"\s+", " ", part) for part in parts))


def block_quote(quoted: str, before: str = "", after: str = "") -> str:
    """The block quote of an annotation: a line for each paragraph, the passage in bold if there is context."""
    has_context = before.strip() or after.strip()
    inner = _escaped(quoted.strip())
    marked = f"{_escaped(before)}**{inner}**{_escaped(after)}" if has_context else inner
    lines = (" ".join(part.split()) for part in PARAGRAPH_BREAK.split(marked.strip()))
    return "\n>\n".join(f"> {_escaped_start(line)}" for line in lines)


def _distinctive_context(text: str, passage: Passage, counts: Sequence[int]) -> tuple[str, str] | None:
    """The least context with which the passage's text is found exactly there; None if none of `counts` is enough."""
    quoted = text[passage.start : passage.end]
    for count in counts:
        before, after = _words_before(text, passage.start, count), _words_after(text, passage.end, count)
        found = resolve(text, quoted, before, after)
        if found.state == "exact" and found.passage == passage:
            return before, after
    return None


def _words_before(text: str, start: int, count: int) -> str:
    """The last `count` words before `start`, with the space after them."""
    nearby = text[max(0, start - 40 * count) : start]
    words = list(re.finditer(r"\S+", nearby))[-count:]
    return nearby[words[0].start() :] if words else ""


def _words_after(text: str, end: int, count: int) -> str:
    """The first `count` words after `end`, with the space before them."""
    nearby = text[end : end + 40 * count]
    words = list(re.finditer(r"\S+", nearby))[:count]
    return nearby[: words[-1].end()] if words else ""


def _escaped(text: str) -> str:
    return SPECIAL.sub(lambda match: f"\\{match[0]}", text)


def _escaped_start(line: str) -> str:
    match = BLOCK_START.match(line)
    return f"{match[1]}\\{line[match.end(1) :]}" if match else line
