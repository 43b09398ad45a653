"""Text builder: the reading text of parsed Markdown, and the position of everything in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from markdown_it.token import Token

from builder.model import CrossLink, Layout, LinkUse, Passage
from builder.slugs import former_heading_id, heading_id

HIGHLIGHT_LIMIT = 4_000
"""Characters of code that are highlighted; the lexers below take less than a second for this."""
LEXERS = frozenset({"python", "javascript", "typescript", "json", "html", "xml", "css", "bash", "sql", "yaml", "diff"})


@dataclass(frozen=True)
class Document:
    """A parsed body."""

    text: str
    """The text as a reader sees it. Blocks are separated by a blank line, list items and table rows by a line break,
    cells by a tab; line breaks within a paragraph stay; images and footnote numbers are not part of it."""
    layout: Layout
    tokens: Sequence[Token] = field(repr=False)
    leaves: Mapping[int, tuple[Leaf, ...]] = field(repr=False)
    """Pieces of text by `id()` of their token."""


class Leaf(NamedTuple):
    """A piece of text within one token: its position in the reading text, and its class in highlighted code."""

    start: int
    text: str
    css: str = ""


class TextBuilder:
    """Collects the reading text and positions from tokens in order."""

    def __init__(self, titles: Mapping[str, str]) -> None:
        self.titles = titles
        self.parts: list[str] = []
        self.length = 0
        self.leaves: dict[int, tuple[Leaf, ...]] = {}
        self.unlinkable: list[Passage] = []
        self.blocks: list[Passage] = []
        self.headings: list[Passage] = []
        self.crosslinks: list[CrossLink] = []
        self.links: list[LinkUse] = []
        self.separator = "\n\n"
        self.first_in_list = True
        self.cells = 0
        self.in_heading = False

    def document(self, tokens: Sequence[Token], refused: tuple[str, ...]) -> Document:
        """The document of these tokens; `refused` are its links that are not allowed."""
        line = 1
        for token in tokens:
            line = token.map[0] + 1 if token.map else line
            self._set_separator(token)
            if token.type in ("inline", "fence", "code_block"):
                self._block(token, line)
        anchors, former = heading_ids(tokens)
        return Document(
            text="".join(self.parts),
            layout=Layout(
                blocks=tuple(self.blocks),
                headings=tuple(self.headings),
                unlinkable=tuple(sorted(self.unlinkable)),
                crosslinks=tuple(self.crosslinks),
                links=tuple(self.links),
                refused=refused,
                anchors=tuple(anchors),
                former_anchors=tuple(former) if any(former) else (),
            ),
            tokens=tokens,
            leaves=self.leaves,
        )

    def _set_separator(self, token: Token) -> None:
        """Choose what separates the next text from the last: a blank line, or less within a list or table."""
        kind = token.type
        if kind in ("bullet_list_open", "ordered_list_open", "table_open", "dl_open"):
            self.first_in_list = True
        elif kind == "tr_open":
            self.cells = 0
        elif kind in ("td_open", "th_open"):
            self.separator = "\t" if self.cells else "\n\n" if self.first_in_list else "\n"
            self.cells, self.first_in_list = self.cells + 1, False
        elif kind in ("dt_open", "dd_open") or (kind == "paragraph_open" and token.hidden):
            self.separator = "\n\n" if self.first_in_list else "\n"
            self.first_in_list = False
        elif kind in ("heading_open", "heading_close"):
            self.in_heading = kind == "heading_open"

    def _block(self, token: Token, line: int) -> None:
        if self.length:
            self._add(self.separator)
        self.separator = "\n\n"
        start = self.length
        if token.type == "inline":
            self._inline(token.children or (), line)
        else:
            self._leaf(token, _highlighted(token))
        passage = Passage(start, self.length)
        if self.length > start:
            self.blocks.append(passage)
        if self.in_heading:
            self.headings.append(passage)
        if self.in_heading or token.type != "inline":
            self.unlinkable.append(passage)

    def _inline(self, children: Iterable[Token], line: int) -> None:
        link_start = None
        for token in children:
            kind = token.type
            if kind in ("softbreak", "hardbreak"):
                self._leaf(token, [("\n", "")])
                line += 1
            elif kind == "crosslink":
                target = str(token.meta["target"])
                start = self.length
                self._leaf(token, [(token.content or self.titles.get(target, target), "")])
                self.crosslinks.append(CrossLink(target, Passage(start, self.length), line))
                self.unlinkable.append(Passage(start, self.length))
            elif kind == "image":
                self.links.append(LinkUse(str(token.attrs.get("src", "")), line, True, self.length))
            elif kind == "link_open":
                link_start = self.length
                self.links.append(LinkUse(str(token.attrs.get("href", "")), line, False, self.length))
            elif kind == "link_close" and link_start is not None:
                self.unlinkable.append(Passage(link_start, self.length))
            elif token.content and kind in ("text", "code_inline", "text_special"):
                start = self.length
                self._leaf(token, [(token.content, "")])
                if kind == "code_inline":
                    self.unlinkable.append(Passage(start, self.length))

    def _leaf(self, token: Token, pieces: Iterable[tuple[str, str]]) -> None:
        leaves = []
        for text, css in pieces:
            leaves.append(Leaf(self.length, text, css))
            self._add(text)
        self.leaves[id(token)] = tuple(leaves)

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


def _highlighted(token: Token) -> list[tuple[str, str]]:
    code = token.content.removesuffix("\n")
    language = token.info.split()[0].lower() if token.info.strip() else ""
    if language not in LEXERS or len(code) > HIGHLIGHT_LIMIT:
        return [(code, "")]
    from pygments.lexers import get_lexer_by_name  # noqa: PLC0415 - half of the start time, rarely needed
    from pygments.token import STANDARD_TYPES  # noqa: PLC0415

    lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    pieces = [(value, STANDARD_TYPES.get(kind, "")) for kind, value in lexer.get_tokens(code) if value]
    # A lexer that drops or changes a character must not change the text of the archive.
    return pieces if "".join(value for value, _ in pieces) == code else [(code, "")]


def heading_ids(tokens: Sequence[Token]) -> tuple[list[str], list[str]]:
    """The id of each heading in order, its text; and the former id of each, empty if it is that of a heading now."""
    headings = [
        "".join(child.content for child in inside.children or ())
        for token, inside in pairwise(tokens)
        if token.type == "heading_open"
    ]
    ids = _numbered(map(heading_id, headings))
    former = _numbered(map(former_heading_id, headings))
    return ids, ["" if one in ids else one for one in former]


def _numbered(ids: Iterable[str]) -> list[str]:
    """The ids, with a number where one is repeated."""
    seen: Counter[str] = Counter()
    numbered = []
    for one in ids:
        seen[one] += 1
        numbered.append(one if seen[one] == 1 else f"{one}-{seen[one]}")
    return numbered
