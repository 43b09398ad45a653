"""Foreign Markdown: CommonMark as other programs read it, with raw HTML and every link, by top-level block."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from builder.markdown.parser import NESTING_LIMIT, check_body, is_allowed
from builder.markdown.plain import plain_plugin
from builder.markdown.text_builder import TextBuilder

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)((?:\s[^<>]*)?)>")
_COMMENTS = re.compile(r"\s*(<!--.*?-->\s*)+", re.DOTALL)
_NOTE = "\ue000{}\ue001"
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)


class ForeignBlock(NamedTuple):
    """A top-level block, or several that a raw HTML element spans; or a footnote."""

    first: int
    """Its first line, from 0."""
    end: int
    """The line after its last."""
    tokens: Sequence[Token]
    text: str
    """Its reading text, without raw HTML."""
    html: bool
    """Whether it has raw HTML."""
    links: tuple[str, ...]
    """Addresses of its links and images, as written."""
    footnote: str = ""
    """Of a footnote: its label."""

    @property
    def is_comment(self) -> bool:
        """Whether nothing but comments of HTML is in it."""
        return all(token.type == "html_block" and _COMMENTS.fullmatch(token.content) for token in self.tokens)

    @property
    def has_only_comments(self) -> bool:
        """Whether its raw HTML is comments."""
        return all(one.startswith("<!--") for one in _raw(self.tokens))

    def tags(self) -> Iterator[str]:
        """The names of the elements that its raw HTML opens, in lower case."""
        for raw in _raw(self.tokens):
            yield from (match[2].lower() for match in _TAG.finditer(raw) if not match[1])

    def to_html(self) -> str:
        """As HTML, with a footnote number as `\\ue000label\\ue001` and without links that articles cannot have."""
        rendered: str = _parser().renderer.render([*_renderable(self.tokens)], _parser().options, {})
        return rendered


def foreign_blocks(body: str) -> list[ForeignBlock]:
    """The blocks of a body in the order of its lines, footnotes last; raises MarkdownError for rejected Markdown."""
    check_body(body)
    tokens = _parser().parse(body)
    groups: list[list[Token]] = []
    depth = 0
    for token in tokens:
        if token.type in ("footnote_block_open", "footnote_block_close"):
            continue
        if depth == 0:
            groups.append([])
        groups[-1].append(token)
        depth += token.nesting
    blocks = [_block(group) for group in groups]
    text = [one for one in blocks if not one.footnote]
    return [*_joined(text), *(one for one in blocks if one.footnote)]


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt(
        "js-default", {"html": True, "typographer": False, "linkify": False, "maxNesting": NESTING_LIMIT}
    )
    parser.use(footnote_plugin).use(deflist_plugin).use(plain_plugin)
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005 - its name is fixed
    return parser


def _block(tokens: list[Token]) -> ForeignBlock:
    document = TextBuilder({}).document(tokens, ())
    lines = [token.map for token in tokens if token.map]
    label = str(tokens[0].meta.get("label", "")) if tokens[0].type == "footnote_open" else ""
    return ForeignBlock(
        min((first for first, _ in lines), default=0),
        max((end for _, end in lines), default=0),
        tokens,
        document.text,
        any(True for _ in _raw(tokens)),
        tuple(dict.fromkeys(link.href for link in document.layout.links)),
        label,
    )


def _joined(blocks: Sequence[ForeignBlock]) -> Iterator[ForeignBlock]:
    """The blocks, with those as one that an element spans: one opens it, and a later one closes it."""
    ends = _element_ends(blocks)
    number = 0
    while number < len(blocks):
        last, end = number, ends.get(number, number)
        while last < end:
            last += 1
            end = max(end, ends.get(last, last))
        group = blocks[number : end + 1]
        number = end + 1
        if len(group) == 1:
            yield group[0]
            continue
        tokens = [token for one in group for token in one.tokens]
        links = tuple(dict.fromkeys(link for one in group for link in one.links))
        yield ForeignBlock(group[0].first, group[-1].end, tokens, "\n\n".join(one.text for one in group), True, links)


def _element_ends(blocks: Sequence[ForeignBlock]) -> dict[int, int]:
    """By number of a block: that of the last one with the end of an element that it begins."""
    ends: dict[int, int] = {}
    opened: dict[str, list[int]] = {}
    for number, block in enumerate(blocks):
        for raw in _raw(block.tokens) if block.html else ():
            for closing, written, rest in _TAG.findall(raw):
                name = written.lower()
                if closing and opened.get(name):
                    first = opened[name].pop()
                    ends[first] = max(number, ends.get(first, first))
                elif not closing and name not in _VOID and not rest.endswith("/"):
                    opened.setdefault(name, []).append(number)
    return ends


def _raw(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "html_block":
            yield token.content
        for child in token.children or ():
            if child.type == "html_inline":
                yield child.content


def _renderable(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.children:
            children, refused = list[Token](), 0
            for child in token.children:
                if child.type == "link_open" and not is_allowed(str(child.attrs.get("href", ""))):
                    refused += 1
                elif child.type == "link_close" and refused:
                    refused -= 1
                elif child.type == "footnote_ref":
                    children.append(Token("text", "", 0, content=_NOTE.format(child.meta.get("label", ""))))
                else:
                    children.append(child)
            token.children = children
        if not token.type.startswith("footnote_"):
            yield token
