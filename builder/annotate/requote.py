"""Requote: a passage as the block quote that finds it again."""

from __future__ import annotations

import re

from builder.annotate.quotation import CONTEXT_WORDS, words_after, words_before
from builder.annotate.resolve import resolve
from builder.model import Passage

SIGNIFICANT = re.compile(r"[\\`*_\[\]<|]|~(?=~)|&(?=#?\w+;)")
AT_START = re.compile(r"(\d{0,9})([.)](?=\s|$)|(?<!\d)[-+#=>:~](?!\d))")
PARAGRAPHS = re.compile(r"\n\s*\n")


def requoted(text: str, passage: Passage) -> str:
    """A block quote that means exactly this passage, with words around it where they are needed.

    Empty when even twenty words before and after do not tell the passage from another.
    """
    words = text[passage.start : passage.end]
    if resolve(text, words).passage == passage:
        return block_quote(words)
    for count in CONTEXT_WORDS:
        before, after = words_before(text, passage.start, count), words_after(text, passage.end, count)
        found = resolve(text, words, before, after)
        if found.state == "exact" and found.passage == passage:
            return block_quote(words, before, after)
    return ""


def block_quote(words: str, before: str = "", after: str = "") -> str:
    """Words as the grammar of annotations quotes them: a line for each paragraph, bold when they stand among others."""
    around = before.strip() or after.strip()
    inner = _escaped(words.strip())
    marked = f"{_escaped(before)}**{inner}**{_escaped(after)}" if around else inner
    lines = (" ".join(part.split()) for part in PARAGRAPHS.split(marked.strip()))
    return "\n>\n".join(f"> {_begun(line)}" for line in lines)


def _escaped(words: str) -> str:
    return SIGNIFICANT.sub(lambda match: f"\\{match[0]}", words)


def _begun(line: str) -> str:
    """With what would begin a list, a heading or a quotation of its own escaped."""
    match = AT_START.match(line)
    return f"{match[1]}\\{line[match.end(1) :]}" if match else line
