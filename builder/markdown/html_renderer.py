"""Writing: a text as HTML, cut at the edges of the marks laid over it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable
from hashlib import sha256
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from builder.markdown.parser import is_allowed
from builder.markdown.text_builder import Document, Leaf
from builder.model import Block, ImageRegion, Mark, Passage, Prose

if TYPE_CHECKING:
    from markdown_it.token import Token

# What is neither letter nor digit, within ASCII and beyond it: bytes are sifted much faster than characters.
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())
_NO_WIDE_LETTERS = re.compile(r"[^\w\x00-\x7f]+")
_KINDS = {
    "paragraph_open": "paragraph",
    "heading_open": "heading",
    "blockquote_open": "quote",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "table_open": "table",
    "dl_open": "definitions",
    "footnote_block_open": "footnotes",
    "fence": "code",
    "code_block": "code",
    "hr": "rule",
}


class HtmlRenderer:
    """Writes tokens as HTML; texts are cut at the edges of the marks that cover them."""

    def __init__(self, document: Document, prose: Prose, address: Callable[[str], str]) -> None:
        self.document = document
        self.prefix = prose.prefix
        self.top = prose.top
        self.links = dict(prose.links)
        self.address = address
        self.marks = sorted(
            enumerate(mark for mark in prose.marks if mark.passage.end > mark.passage.start), key=_outermost_first
        )
        self.ahead = iter(self.marks)
        self.next = next(self.ahead, None)
        self.near: list[tuple[int, Mark]] = []
        """Marks that have begun and may not have ended."""
        self.frames: dict[str, list[ImageRegion]] = {}
        for frame in prose.image_regions:
            self.frames.setdefault(frame.image, []).append(frame)
        self.framed: list[str] = []
        self.begun: set[int] = set()
        self._written: list[Passage] = []
        self.ends = self._last_characters()
        self.held: list[str] = []
        self.in_link = False
        self.out: list[str] = []
        self.heading_ids = iter(document.layout.anchors)
        self.levels = [token for token in document.tokens if token.type == "heading_open"]
        self.level = self.top - 1
        self.shift = self.top - min((int(token.tag[1]) for token in self.levels), default=self.top)

    def blocks(self) -> list[Block]:
        """The text, one top-level block at a time."""
        blocks: list[Block] = []
        seen: Counter[str] = Counter()
        depth = 0
        for token in self.document.tokens:
            if depth == 0:
                self.out, kind, own_id, at = [], _KINDS.get(token.type, "block"), "", len(self._written)
                self.framed = []
            heading_id = self._token(token)
            own_id = heading_id or own_id
            depth += token.nesting
            if depth == 0:
                passage = self._covered(at)
                if kind != "heading":
                    own_id = self._words_id(passage, seen)
                blocks.append(Block(own_id, kind, passage, "".join(self.out), tuple(self.framed)))
        return blocks

    def _words_id(self, passage: Passage, seen: Counter[str]) -> str:
        """An id made of the block's words, which no edit elsewhere in the text can change; empty without words."""
        words = self.document.text[passage.start : passage.end].casefold()
        if not words.isascii():
            words = _NO_WIDE_LETTERS.sub("", words)
        letters = words.encode().translate(None, _NO_LETTERS)
        if not letters:
            return ""
        name = f"{self.prefix}p-{sha256(letters).hexdigest()[:8]}"
        seen[name] += 1
        return name if seen[name] == 1 else f"{name}-{seen[name]}"

    def _covered(self, at: int) -> Passage:
        written = self._written[at:]
        if not written:
            end = self._written[-1].end if self._written else 0
            return Passage(end, end)
        return Passage(written[0].start, written[-1].end)

    def _last_characters(self) -> dict[int, int]:
        """Where the last printed character ends of marks with something after them; they may end between two blocks."""
        marks = [(index, mark) for index, mark in self.marks if mark.after]
        if not marks:
            return {}
        leaves = sorted(leaf for group in self.document.leaves.values() for leaf in group if leaf.text)
        starts = [leaf.start for leaf in leaves]
        ends = {}
        for index, mark in marks:
            before = bisect_left(starts, mark.passage.end)
            if before:
                last = leaves[before - 1]
                ends[index] = min(mark.passage.end, last.start + len(last.text))
        return ends

    def _token(self, token: Token) -> str:
        kind = token.type
        if kind == "inline":
            self._inline(token.children or ())
        elif kind in ("fence", "code_block"):
            language = token.info.split()[0] if token.info.strip() else ""
            label = f' data-language="{escape(language)}"' if language else ""
            # A long line of code scrolls, and whoever has no mouse must be able to scroll it.
            self.out.append(f'<pre tabindex="0"{label}><code>')
            self._leaves(token)
            self.out.append("</code></pre>")
        elif kind == "heading_open":
            level = min(int(token.tag[1]) + self.shift, self.level + 1, 6)
            self.level = level
            heading_id = self.prefix + next(self.heading_ids)
            self.out.append(f'<h{level} id="{escape(heading_id)}">')
            return heading_id
        elif kind == "heading_close":
            self.out.append(f"</h{self.level}>")
        elif kind == "hr":
            self.out.append("<hr>")
        elif kind.startswith("footnote_"):
            self._footnote(token)
        elif not token.hidden:
            self._element(token)
        return ""

    def _element(self, token: Token) -> None:
        if token.nesting < 0:
            self.out.append("</table></div>" if token.tag == "table" else f"</{token.tag}>")
            return
        if token.tag == "table":
            self.out.append('<div class="table" tabindex="0"><table>')
            return
        attributes = ""
        align = re.search(r"text-align:(\w+)", str(token.attrs.get("style", "")))
        if align:
            attributes = f' class="{align[1]}"'
        if token.tag == "ol" and "start" in token.attrs:
            attributes = f' start="{int(token.attrs["start"])}"'
        if token.tag == "th":
            attributes += ' scope="col"'
        self.out.append(f"<{token.tag}{attributes}>")

    def _footnote(self, token: Token) -> None:
        number = int(token.meta["id"]) + 1 if token.meta and "id" in token.meta else 0
        if token.type == "footnote_block_open":
            self.out.append('<section class="footnotes" aria-label="Footnotes"><ol>')
        elif token.type == "footnote_block_close":
            self.out.append("</ol></section>")
        elif token.type == "footnote_open":
            self.out.append(f'<li id="{self.prefix}fn{number}">')
        elif token.type == "footnote_close":
            self.out.append("</li>")
        elif token.type == "footnote_anchor":
            reference = self._reference_id(number, int(token.meta.get("subId", 0)))
            self.out.append(f' <a class="ref footnote-back" href="#{reference}" aria-label="Back to the text">↩</a>')

    def _reference_id(self, number: int, again: int) -> str:
        return f"{self.prefix}fnref{number}" + (f"-{again + 1}" if again else "")

    def _inline(self, children: Iterable[Token]) -> None:
        for token in children:
            kind = token.type
            if token.nesting and kind.startswith("link"):
                self._link(token)
            elif kind == "image":
                self._image(token)
            elif kind == "hardbreak":
                self.out.append("<br>")
                self._leaves(token)
            elif kind == "crosslink":
                self._crosslink(token)
            elif kind == "footnote_ref":
                number, again = int(token.meta["id"]) + 1, int(token.meta.get("subId", 0))
                reference = self._reference_id(number, again)
                self._after(
                    f'<sup class="ref footnote-ref"><a href="#{self.prefix}fn{number}" id="{reference}"'
                    f' aria-label="Footnote {number}">{number}</a></sup>'
                )
            elif kind == "code_inline":
                self.out.append("<code>")
                self._leaves(token)
                self.out.append("</code>")
            elif token.nesting > 0:
                self.out.append(f"<{token.tag}>")
            elif token.nesting < 0:
                self.out.append(f"</{token.tag}>")
            else:
                self._leaves(token)

    def _link(self, token: Token) -> None:
        if token.nesting > 0:
            self._open_link(str(token.attrs.get("href", "")), str(token.attrs.get("title", "")))
        else:
            self._close_link()

    def _open_link(self, href: str, title: str = "") -> None:
        target = self._resolved(href)
        shown = f' title="{escape(title)}"' if title else ""
        # A link that leads nowhere was reported as a problem; its words stay.
        self.closing = "</a>" if target else "</span>"
        self.out.append(f'<a href="{escape(target)}"{shown}>' if target else '<span class="broken-link">')
        self.in_link = True

    def _close_link(self) -> None:
        self.out.append(self.closing)
        self.in_link = False
        self.out += self.held
        self.held = []

    def _crosslink(self, token: Token) -> None:
        target = self.links.get(f"[[{token.meta['target']}]]", "")
        if target:
            self._open_link(f"[[{token.meta['target']}]]")
            self._leaves(token)
            self._close_link()
        else:
            self._leaves(token)

    def _resolved(self, href: str) -> str:
        if href in self.links:
            return self.address(self.links[href])
        if href.startswith("#"):
            return f"#{self.prefix}{href[1:]}" if href[1:] in self.document.layout.anchors else href
        return href if is_allowed(href) and urlsplit(href).scheme else ""

    def _image(self, token: Token) -> None:
        source = self._resolved(str(token.attrs.get("src", "")))
        words = "".join(child.content for child in token.children or ())
        title = str(token.attrs.get("title", ""))
        if not source:
            return
        frames = self.frames.pop(str(token.attrs.get("src", "")), [])
        self.framed += [frame.image for frame in frames[:1]]
        if urlsplit(source).scheme:
            # A page asks no other host for anything; the picture is a click away.
            self._after(f'<a class="ref picture" href="{escape(source)}">{escape(words or source)}</a>')
            over = ""
        else:
            shown = f' title="{escape(title)}"' if title else ""
            # A picture that links lead to must not come, and move the page, only when it is reached.
            late = "" if frames else ' loading="lazy"'
            picture = f'<img src="{escape(source)}" alt="{escape(words)}"{shown}{late}>'
            over = "" if self.in_link else "".join(frame.over for frame in frames)
            svg = f'<span class="ref frames"><svg width="100%" height="100%">{over}</svg></span>'
            self.out.append(f'<span class="framed">{picture}{svg}</span>' if over else picture)
        for frame in frames:
            if not (over and frame.over):
                self._after(frame.after)

    def _leaves(self, token: Token) -> None:
        for leaf in self.document.leaves.get(id(token), ()):
            self._leaf(leaf)

    def _leaf(self, leaf: Leaf) -> None:
        start, end = leaf.start, leaf.start + len(leaf.text)
        if end > start:
            self._written.append(Passage(start, end))
        if leaf.css:
            self.out.append(f'<span class="{leaf.css}">')
        covering = self._covering(start, end)
        if covering:
            self._pieces(leaf, covering)
        else:
            self.out.append(escape(leaf.text, quote=False))
        if leaf.css:
            self.out.append("</span>")

    def _covering(self, start: int, end: int) -> list[tuple[int, Mark]]:
        """The marks over these characters, the outermost first. Leaves are written in the order of the text."""
        while self.next and self.next[1].passage.start < end:
            self.near.append(self.next)
            self.next = next(self.ahead, None)
        self.near = [one for one in self.near if one[1].passage.end > start]
        return self.near

    def _pieces(self, leaf: Leaf, covering: list[tuple[int, Mark]]) -> None:
        start, end = leaf.start, leaf.start + len(leaf.text)
        edges = sorted({start, end, *(edge for _, mark in covering for edge in mark.passage if start < edge < end)})
        open_marks: list[tuple[int, str]] = []
        for left, right in pairwise(edges):
            wanted = [
                (index, mark) for index, mark in covering if mark.passage.start <= left and right <= mark.passage.end
            ]
            if open_marks:
                self._close_to(open_marks, [index for index, _ in wanted])
            for index, mark in wanted[len(open_marks) :]:
                linked = self.in_link or any(tag == "a" for _, tag in open_marks)
                tag = "span" if mark.tag == "a" and linked else mark.tag
                self.out.append(self._opening(tag, mark, first=index not in self.begun))
                self.begun.add(index)
                open_marks.append((index, tag))
            self.out.append(escape(leaf.text[left - start : right - start], quote=False))
            finished = [mark.after for index, mark in wanted if self.ends.get(index) == right]
            if finished:
                self._close_to(open_marks, [])
                for after in finished:
                    self._after(after)
        self._close_to(open_marks, [])

    def _opening(self, tag: str, mark: Mark, *, first: bool) -> str:
        written = [f"<{tag}"]
        for name, value in (*mark.attributes, *mark.first) if first else mark.attributes:
            if name != "href":
                written.append(f' {name}="{escape(value)}"')
            elif tag == "a":
                written.append(f' href="{escape(self.address(value))}"')
        return "".join(written) + ">"

    def _close_to(self, open_marks: list[tuple[int, str]], wanted: list[int]) -> None:
        common = 0
        while common < min(len(open_marks), len(wanted)) and open_marks[common][0] == wanted[common]:
            common += 1
        while len(open_marks) > common:
            self.out.append(f"</{open_marks.pop()[1]}>")

    def _after(self, html: str) -> None:
        """A reference holds a link, and a link may not stand in a link."""
        (self.held if self.in_link else self.out).append(html)


def _outermost_first(numbered: tuple[int, Mark]) -> tuple[int, int, int]:
    index, mark = numbered
    return mark.passage.start, -mark.passage.end, index
