"""Parser: the archive's Markdown as tokens, within limits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

if TYPE_CHECKING:
    from markdown_it.token import Token

NESTING_LIMIT = 20
REFERENCE_LIMIT = 1_000
EXPANSION_LIMIT = 5_000_000
"""Bytes that reference links may unfold to: a few kB of them can otherwise become hundreds of MB."""
ADDRESS_LIMIT = 2_048
SCHEMES = frozenset({"", "http", "https", "mailto"})
# What HTML and XML forbid: controls (but tab and line feed) and the two noncharacters.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_CROSSLINK = re.compile(r"\[\[([^\[\]|\n]*)(?:\|([^\[\]\n]+))?\]\]")
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:[ \t]*(\S+)", re.MULTILINE)
_MARKERS = re.compile(r"^(?:[ \t]*(?:>|[-+*][ \t]|\d{1,9}[.)][ \t])){21}", re.MULTILINE)


class MarkdownError(ValueError):
    """Markdown that is refused before it costs anything; `line` is of the body, from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def tokens_of(body: str) -> tuple[Sequence[Token], tuple[str, ...]]:
    """The tokens of a body, and the links of a kind that is not followed; raises MarkdownError."""
    body = _CONTROLS.sub("", body)
    _refuse_hostile(body)
    _REFUSED.clear()
    return _parser().parse(body), tuple(dict.fromkeys(_REFUSED))


def _refuse_hostile(body: str) -> None:
    nested = _MARKERS.search(body)
    if nested:
        raise MarkdownError(
            f"more than {NESTING_LIMIT} levels of quotes or lists", body.count("\n", 0, nested.start()) + 1
        )
    definitions = list(_DEFINITION.finditer(body))
    if not definitions:
        return
    first = body.count("\n", 0, definitions[0].start()) + 1
    if len(definitions) > REFERENCE_LIMIT:
        raise MarkdownError(f"more than {REFERENCE_LIMIT:,} link definitions", first)
    if max(len(match[1]) for match in definitions) * body.count("[") > EXPANSION_LIMIT:
        raise MarkdownError("link definitions that unfold to millions of characters", first)


# markdown-it's check of a link has no way to say what it refused but this.
_REFUSED: list[str] = []


@cache
def _parser() -> MarkdownIt:
    # Typographer and linkify are off: both change words or take quadratic time on hostile input.
    parser = MarkdownIt(
        "js-default", {"html": False, "typographer": False, "linkify": False, "maxNesting": NESTING_LIMIT}
    )
    parser.use(footnote_plugin).use(deflist_plugin)
    parser.inline.ruler.before("link", "crosslink", _crosslink)
    parser.validateLink = _allowed  # type: ignore[method-assign]
    return parser


def _allowed(url: str) -> bool:
    """Whether a link may be followed: http, https, mailto, or a place on this site."""
    if is_allowed(url):
        return True
    _REFUSED.append(url)
    return False


def is_allowed(url: str) -> bool:
    """Whether an address may become a link: of an allowed kind, not too long, without controls or spaces."""
    if len(url) > ADDRESS_LIMIT or re.search(r"[\x00-\x20\x7f-\x9f]", url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme.lower() in SCHEMES and not (parts.scheme == "" and url.startswith("//"))


def _crosslink(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    if not state.src.startswith("[[", state.pos):
        return False
    match = _CROSSLINK.match(state.src, state.pos)
    if match is None or (not match[1].strip() and not match[2]):
        return False
    if not silent:
        token = state.push("crosslink", "", 0)
        token.content = (match[2] or "").strip()
        token.meta = {"target": match[1].strip()}
    state.pos = match.end()
    return True
