"""Parser: the archive's Markdown as tokens, within limits."""

import re
from collections.abc import Sequence
from functools import cache
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.link import link as link_rule
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from builder.markdown.plain import plain_plugin

NESTING_LIMIT = 20
EXPANSION_LIMIT = 100_000
"""Characters that link definitions may expand to, if the text is not longer: a few kB can otherwise become hundreds
of MB (cmark has the same limit)."""
PARAGRAPH_LIMIT = 64 << 10
"""Characters without a blank line: limits everything that takes quadratic time within a paragraph."""
ADDRESS_LIMIT = 2_048
SCHEMES = frozenset({"", "http", "https", "mailto"})
# Characters that HTML and XML forbid: controls except tab and line feed, and noncharacters.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_CROSSLINK = re.compile(r"\[\[([^\[\]|\n]*)(?:\|([^\[\]\n]+))?\]\]")
_BLANK = re.compile(r"\n[ \t]*\n")
_MARKERS = re.compile(r"^(?:[ \t]*(?:>|[-+*][ \t]|\d{1,9}[.)][ \t])){21}", re.MULTILINE)


class MarkdownError(ValueError):
    """Markdown that is rejected because it costs too much; `line` is the line of the body, from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def tokenize(body: str) -> tuple[Sequence[Token], tuple[str, ...]]:
    """The tokens of a body, and its links that are not allowed; raises MarkdownError."""
    body = _CONTROLS.sub("", body)
    check_body(body)
    _NOT_ALLOWED.clear()
    tokens = _parser().parse(body)
    _check_expansion(tokens, len(body))
    return tokens, tuple(dict.fromkeys(_NOT_ALLOWED))


def check_body(body: str) -> None:
    """Reject what takes too long to parse: deep nesting, and long paragraphs, which take quadratic time."""
    nested = _MARKERS.search(body)
    if nested:
        line = body.count("\n", 0, nested.start()) + 1
        raise MarkdownError(f"more than {NESTING_LIMIT} levels of quotes or lists", line)
    if len(body) > PARAGRAPH_LIMIT:
        start = 0
        for match in _BLANK.finditer(body + "\n\n"):
            if match.start() - start > PARAGRAPH_LIMIT:
                message = f"more than {PARAGRAPH_LIMIT:,} characters without a blank line"
                raise MarkdownError(message, body.count("\n", 0, start) + 1)
            start = match.end()


def _check_expansion(tokens: Sequence[Token], length: int) -> None:
    """Reject link definitions that make the HTML too long: each use repeats the address and title."""
    expanded = 0
    for token in tokens:
        for child in token.children or ():
            if child.attrs:
                expanded += sum(len(str(value)) for value in child.attrs.values())
        if expanded > max(EXPANSION_LIMIT, length):
            line = token.map[0] + 1 if token.map else 1
            raise MarkdownError("link references that expand without limit", line)


# markdown-it's link check can only return a bool, so the rejected links are collected here.
_NOT_ALLOWED: list[str] = []


@cache
def _parser() -> MarkdownIt:
    # Typographer and linkify are off: they change the text, or take quadratic time on hostile input.
    options = {"html": False, "typographer": False, "linkify": False, "maxNesting": NESTING_LIMIT}
    parser = MarkdownIt("js-default", options)
    parser.use(footnote_plugin).use(deflist_plugin).use(plain_plugin)
    parser.inline.ruler.before("link", "crosslink", _crosslink)
    # It replaces carriage returns and nulls, which are removed already.
    parser.core.ruler.disable("normalize")
    parser.normalizeLink = _normalize_link  # type: ignore[method-assign]
    parser.validateLink = _validate_link  # type: ignore[method-assign]
    return parser


def _normalize_link(url: str) -> str:
    """The address as it is used: `//host/path`, which takes the scheme of the page around it, is one of https."""
    return normalizeLink(f"https:{url}" if re.match("//[^/]", url) else url)


def _validate_link(url: str) -> bool:
    """Whether an address may become a link; rejected ones are collected."""
    if is_allowed(url):
        return True
    _NOT_ALLOWED.append(url)
    return False


def is_allowed(url: str) -> bool:
    """Whether an address may become a link: web, mail or relative, not too long, without controls or spaces."""
    if len(url) > ADDRESS_LIMIT or re.search(r"[\x00-\x20\x7f-\x9f]", url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme.lower() in SCHEMES and not (parts.scheme == "" and url.startswith("//"))


def _is_link(state: StateInline, words: str) -> bool:
    """Whether the brackets are a link of CommonMark to elsewhere, such as `[[1]](https://…)`."""
    start = state.pos
    is_link = link_rule(state, silent=True) or normalizeReference(words) in state.env.get("references", {})
    state.pos = start
    return is_link


def _crosslink(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    if not state.src.startswith("[[", state.pos):
        return False
    match = _CROSSLINK.match(state.src, state.pos)
    if match is None or (not match[1].strip() and not match[2]) or _is_link(state, match[1]):
        return False
    if not silent:
        token = state.push("crosslink", "", 0)
        token.content = (match[2] or "").strip()
        token.meta = {"target": match[1].strip()}
    state.pos = match.end()
    return True
