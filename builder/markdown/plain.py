"""Plain: a faster rule for paragraphs without markup, which most articles consist of; the tokens are the same."""

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

# Characters that may be inline markup, and white space at the end of a line, which is dropped or a line break.
_MARKUP = re.compile(r"[\\`*_~\[\]<>&^]")
_LOOSE = re.compile(r"[ \t]\n|\n[ \t]")
# Begins text and never another block: a letter, a quotation mark, a number that is not a list item.
_WORD = re.compile(r"[^\W\d_]|[\"'“‘«„(]|\d+(?![\d.)])")
_DEFINITION = re.compile(r"[ \t\n]*[:~]")


def plain_plugin(parser: MarkdownIt) -> None:
    """Add the rules before the standard ones, which handle everything that is not clearly plain."""
    parser.block.ruler.before("table", "plain", _paragraph)
    parser.core.ruler.at("inline", _inline)


def _paragraph(state: StateBlock, first: int, _: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Lines that all begin with text are a paragraph: no other block begins or interrupts one like that."""
    if silent or state.level:
        return False
    source, begins, ends = state.src, state.bMarks, state.eMarks
    line = first
    while line < state.lineMax and begins[line] < ends[line]:
        if not _WORD.match(source, begins[line]):
            return False
        line += 1
    # The line before a definition is its term.
    if _DEFINITION.match(source, ends[line - 1]):
        return False
    state.line = line
    state.push("paragraph_open", "p", 1).map = [first, line]
    inline = state.push("inline", "", 0)
    inline.map = [first, line]
    inline.content = mdTrim(source[begins[first] : ends[line - 1]])
    state.push("paragraph_close", "p", -1)
    return True


def _inline(state: StateCore) -> None:
    """Replaces markdown-it's rule of this name; text without markup becomes one token per line."""
    for token in state.tokens:
        if token.type == "inline":
            text = token.content
            if _MARKUP.search(text) or ("\n" in text and _LOOSE.search(text)):
                token.children = []
                state.md.inline.parse(text, state.md, state.env, token.children)
            else:
                token.children = _lines(text)


def _lines(text: str) -> list[Token]:
    tokens: list[Token] = []
    for line in text.split("\n"):
        if tokens:
            tokens.append(Token("softbreak", "br", 0))
        if line:
            tokens.append(Token("text", "", 0, content=line))
    return tokens
