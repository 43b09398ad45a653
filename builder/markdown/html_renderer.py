"""HTML renderer: a parsed text as HTML blocks, with marks around its passages."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from hashlib import sha256
from html import escape
from itertools import zip_longest
from unicodedata import normalize
from urllib.parse import quote, unquote, urlsplit

from markdown_it.token import Token

from builder.graphemes import whole_graphemes
from builder.markdown.marks import MarkIndex, NumberedMark
from builder.markdown.parser import is_allowed
from builder.markdown.text_builder import Document, Leaf
from builder.model import Block, ImageRegion, Mark, Passage, Prose
from builder.slugs import is_page_anchor

# Everything but letters and digits, in ASCII and beyond: bytes are filtered much faster than characters.
_NOT_ALPHANUMERIC = bytes(code for code in range(128) if not chr(code).isalnum())
_NOT_ALPHANUMERIC_WIDE = re.compile(r"[^\w\x00-\x7f]+")
_STATIC = {
    "hr": "<hr>",
    "footnote_block_open": '<section class="footnotes" aria-label="Footnotes"><ol>',
    "footnote_block_close": "</ol></section>",
    "footnote_close": "</li>",
}
_INLINE = {"hardbreak": ("<br>", ""), "code_inline": ("<code>", "</code>")}
_BLOCK_KINDS = {
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
    """Renders the tokens of a document in order; texts are cut at the edges of marks."""

    def __init__(self, document: Document, prose: Prose, address: Callable[[str], str]) -> None:
        self.document = document
        self.prefix = prose.prefix
        self.links = dict(prose.links)
        self.address = address
        marks = (_whole(mark, document.text) for mark in prose.marks)
        self.marks = MarkIndex(marks, (leaf for group in document.leaves.values() for leaf in group))
        self.started: set[int] = set()
        """Numbers of the marks that have an element already."""
        self.regions: dict[str, list[ImageRegion]] = {}
        for region in prose.image_regions:
            self.regions.setdefault(region.image, []).append(region)
        self.images: list[str] = []
        """Images with regions in the current block."""
        self.rendered: list[Passage] = []
        """Pieces of text in the current block."""
        self.deferred: list[str] = []
        """HTML to be written after the current link."""
        self.in_link = False
        self.out: list[str] = []
        self.heading_ids = zip_longest(document.layout.anchors, document.layout.former_anchors, fillvalue="")
        levels = (int(token.tag[1]) for token in document.tokens if token.type == "heading_open")
        self.level = prose.top - 1
        self.shift = prose.top - min(levels, default=prose.top)

    def blocks(self) -> list[Block]:
        """The text, one top-level block at a time."""
        blocks: list[Block] = []
        seen: Counter[str] = Counter()
        depth = end = 0
        for token in self.document.tokens:
            if depth == 0:
                self.out, self.images, self.rendered = [], [], []
                kind = _BLOCK_KINDS.get(token.type, "block")
            self._token(token)
            depth += token.nesting
            if depth == 0:
                start, end = (self.rendered[0].start, self.rendered[-1].end) if self.rendered else (end, end)
                passage = Passage(start, end)
                block_id = self.heading_id if kind == "heading" else self._text_id(passage, seen)
                blocks.append(Block(block_id, kind, passage, "".join(self.out), tuple(self.images)))
        return blocks

    def _text_id(self, passage: Passage, seen: Counter[str]) -> str:
        """An id made of the block's text, so that edits elsewhere do not change it; empty for a block without text."""
        text = self.document.text[passage.start : passage.end].casefold()
        if not text.isascii():
            text = _NOT_ALPHANUMERIC_WIDE.sub("", text)
        letters = text.encode().translate(None, _NOT_ALPHANUMERIC)
        if not letters:
            return ""
        block_id = f"{self.prefix}p-{sha256(letters).hexdigest()[:8]}"
        seen[block_id] += 1
        return block_id if seen[block_id] == 1 else f"{block_id}-{seen[block_id]}"

    def _token(self, token: Token) -> None:
        kind = token.type
        if kind == "inline":
            self._inline(token.children or ())
        elif kind in ("fence", "code_block"):
            language = token.info.split()[0] if token.info.strip() else ""
            label = f' data-language="{escape(language)}"' if language else ""
            # Long lines of code scroll, and must be scrollable with the keyboard.
            self.out.append(f'<pre tabindex="0"{label}><code>')
            self._leaves(token)
            self.out.append("</code></pre>")
        elif kind == "heading_open":
            self.level = min(int(token.tag[1]) + self.shift, self.level + 1, 6)
            present, former = next(self.heading_ids)
            self.heading_id = self.prefix + present
            self.out.append(f'<h{self.level} id="{escape(self.heading_id)}">')
            self.out += [f'<span id="{escape(self.prefix + former)}"></span>'] if former else []
        elif kind == "heading_close":
            self.out.append(f"</h{self.level}>")
        elif kind in _STATIC:
            self.out.append(_STATIC[kind])
        elif kind.startswith("footnote_"):
            self._footnote(token)
        elif not token.hidden:
            self._element(token)

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
        if token.type == "footnote_open":
            self.out.append(f'<li id="{self.prefix}fn{number}">')
        elif token.type == "footnote_anchor":
            reference = self._reference_id(number, int(token.meta.get("subId", 0)))
            self.out.append(f' <a class="ref footnote-back" href="#{reference}" aria-label="Back to the text">↩</a>')

    def _reference_id(self, number: int, repeat: int) -> str:
        return f"{self.prefix}fnref{number}" + (f"-{repeat + 1}" if repeat else "")

    def _inline(self, children: Iterable[Token]) -> None:
        for token in children:
            kind = token.type
            if kind == "link_open":
                self._open_link(str(token.attrs.get("href", "")), str(token.attrs.get("title", "")))
            elif kind == "link_close":
                self._close_link()
            elif kind == "image":
                self._image(token)
            elif kind in _INLINE:
                before, after = _INLINE[kind]
                self.out.append(before)
                self._leaves(token)
                self.out.append(after)
            elif kind == "crosslink":
                self._crosslink(token)
            elif kind == "footnote_ref":
                number = int(token.meta["id"]) + 1
                reference = self._reference_id(number, int(token.meta.get("subId", 0)))
                link = f'href="#{self.prefix}fn{number}" id="{reference}" aria-label="Footnote {number}"'
                self._after_link(f'<sup class="ref footnote-ref"><a {link}>{number}</a></sup>')
            elif token.nesting:
                self.out.append(f"<{token.tag}>" if token.nesting > 0 else f"</{token.tag}>")
            else:
                self._leaves(token)

    def _open_link(self, href: str, title: str = "") -> None:
        target = self._resolved(href)
        # A dead link is reported as a problem. Its words are shown as all others: a reader cannot follow it.
        self.closing = "</a>" if target else "</span>"
        self.out.append(f'<a href="{escape(target)}"{_title(title)}>' if target else '<span class="broken-link">')
        self.in_link = True

    def _close_link(self) -> None:
        self.out.append(self.closing)
        self.in_link = False
        self.out += self.deferred
        self.deferred = []

    def _crosslink(self, token: Token) -> None:
        href = f"[[{token.meta['target']}]]"
        is_link = bool(self.links.get(href))
        if is_link:
            self._open_link(href)
        self._leaves(token)
        if is_link:
            self._close_link()

    def _resolved(self, href: str) -> str:
        if href in self.links:
            return self.address(self.links[href])
        if href.startswith("#"):
            layout, anchor = self.document.layout, normalize("NFC", unquote(href[1:]))
            if anchor in layout.anchors or anchor in layout.former_anchors:
                return f"#{self.prefix}{quote(anchor)}"
            return href if is_page_anchor(anchor) else ""
        return href if is_allowed(href) and urlsplit(href).scheme else ""

    def _image(self, token: Token) -> None:
        href = str(token.attrs.get("src", ""))
        source = self._resolved(href)
        alt = "".join(child.content for child in token.children or ())
        if not source:
            self._after_link(f'<span class="ref picture">{escape(alt)}</span>' if alt else "")
            return
        regions = self.regions.pop(href, [])
        self.images += [region.image for region in regions[:1]]
        overlay = ""
        if urlsplit(source).scheme:
            # Pages load nothing from other hosts; a link to the image replaces it.
            self._after_link(f'<a class="ref picture" href="{escape(source)}">{escape(alt or source)}</a>')
        else:
            # An image with linked regions is loaded at once, so that it does not move the page under the reader.
            lazy = "" if regions else ' loading="lazy"'
            title = _title(str(token.attrs.get("title", "")))
            image = f'<img src="{escape(source)}" alt="{escape(alt)}"{title}{lazy}>'
            overlay = "" if self.in_link else "".join(region.over for region in regions)
            svg = f'<span class="ref frames"><svg width="100%" height="100%">{overlay}</svg></span>'
            self.out.append(f'<span class="framed">{image}{svg}</span>' if overlay else image)
        for region in regions:
            if not (overlay and region.over):
                self._after_link(region.after)

    def _leaves(self, token: Token) -> None:
        for leaf in self.document.leaves.get(id(token), ()):
            start, end = leaf.start, leaf.start + len(leaf.text)
            if end > start:
                self.rendered.append(Passage(start, end))
            if leaf.css:
                self.out.append(f'<span class="{leaf.css}">')
            if marks := self.marks.over(start, end):
                self._marked(leaf, marks)
            else:
                self.out.append(escape(leaf.text, quote=False))
            if leaf.css:
                self.out.append("</span>")

    def _marked(self, leaf: Leaf, marks: list[NumberedMark]) -> None:
        """Render a leaf with the elements of the marks over it."""
        open_marks: list[tuple[int, str]] = []
        for segment in self.marks.segments(leaf.start, leaf.start + len(leaf.text), marks):
            self._close_to(open_marks, segment.marks)
            for index, mark in segment.marks[len(open_marks) :]:
                is_linked = self.in_link or any(tag == "a" for _, tag in open_marks)
                tag = "span" if mark.tag == "a" and is_linked else mark.tag
                self.out.append(self._opening(tag, mark, first=index not in self.started))
                self.started.add(index)
                open_marks.append((index, tag))
            self.out.append(escape(leaf.text[segment.start - leaf.start : segment.end - leaf.start], quote=False))
            if segment.ending:
                self._close_to(open_marks, [])
                for mark in segment.ending:
                    self._after_link(mark.after)
        self._close_to(open_marks, [])

    def _opening(self, tag: str, mark: Mark, *, first: bool) -> str:
        parts = [f"<{tag}"]
        for name, value in (*mark.attributes, *mark.first) if first else mark.attributes:
            if name != "href":
                parts.append(f' {name}="{escape(value)}"')
            elif tag == "a":
                parts.append(f' href="{escape(self.address(value))}"')
        return "".join(parts) + ">"

    def _close_to(self, open_marks: list[tuple[int, str]], marks: list[NumberedMark]) -> None:
        """Close the innermost elements until the others are those of the first of these marks."""
        common = 0
        while common < min(len(open_marks), len(marks)) and open_marks[common][0] == marks[common][0]:
            common += 1
        while len(open_marks) > common:
            self.out.append(f"</{open_marks.pop()[1]}>")

    def _after_link(self, html: str) -> None:
        """Write HTML with a link, after the current link if there is one: links cannot be nested."""
        (self.deferred if self.in_link else self.out).append(html)


def _whole(mark: Mark, text: str) -> Mark:
    """The mark, with the rest of the characters that its ends would part from their accents or vowel signs."""
    passage = Passage(*whole_graphemes(text, *mark.passage))
    return mark if passage == mark.passage else replace(mark, passage=passage)


def _title(title: str) -> str:
    return f' title="{escape(title)}"' if title else ""
