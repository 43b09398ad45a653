"""HTML blocks: the elements of a page as blocks of text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from builder.convert.blocks import (
    Block,
    Code,
    Definitions,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Run,
    has_content,
    words_of,
)
from builder.convert.html_tables import emphasized, read_table

Element = Any
"""Of lxml."""

EMBEDDED = frozenset({"audio", "embed", "frame", "iframe", "object", "video"})
DROPPED = EMBEDDED | {
    "applet", "button", "canvas", "datalist", "head", "input", "link", "map", "meta", "meter", "noembed",
    "noframes", "noscript", "optgroup", "option", "param", "progress", "rp", "script", "select", "source",
    "style", "svg", "template", "textarea", "title", "track",
}  # fmt: skip
BLOCKS = EMBEDDED | {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_MARKS = {
    "b": "strong", "strong": "strong", "em": "em", "i": "em", "cite": "em", "dfn": "em", "var": "em",
    "del": "del", "s": "del", "strike": "del",
}  # fmt: skip
_CODE = frozenset({"code", "kbd", "samp", "tt"})
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_NESTED = _LISTS | {"blockquote", "dl"}
_CAPTION = re.compile(r"(?<![\w-])(?:wp-caption-text|gallery-caption)(?![\w-])")
_LANGUAGE = re.compile(r"(?:^|\s)(?:lang(?:uage)?-|highlight-source-|brush:\s*)([\w+#.-]{1,30})")
_SOURCES = ("data-src", "data-lazy-src", "data-original", "src")
"""Where the address of an image is; pages that load images late have a placeholder in `src`."""
_DEPTH = 120
"""Elements within each other; what is deeper is read as text."""
_NESTING = 12
"""Levels of Markdown that a block may be in; the parser takes 20, and a list item costs two."""
_NUMBERS = 999_999_999
"""Greatest number of a list item in Markdown."""
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_CONTROL_SPACES = re.compile("[\x0b\x0c\x1c-\x1f\x85]")


class _Context(NamedTuple):
    """What an element is in."""

    href: str = ""
    marks: frozenset[str] = frozenset()
    is_code: bool = False
    depth: int = 0
    nesting: int = 0

    def run(self, text: str) -> Run:
        """Text in it."""
        return Run(clean(text), "code" if self.is_code else "text", self.href, self.marks)


def clean(text: str) -> str:
    """A text without the control characters that no text has; those that are space become one."""
    return _CONTROL_SPACES.sub(" ", _CONTROLS.sub("", text))


def blocks_of(root: Element) -> list[Block]:
    """The blocks in an element."""
    return _Reader(root).blocks(root, _Context())


class _Reader:
    def __init__(self, root: Element) -> None:
        self.with_blocks: set[Element] = set()
        """Elements with blocks in them."""
        for element in root.iter(*BLOCKS):
            above = element.getparent()
            while above is not None and above not in self.with_blocks:
                self.with_blocks.add(above)
                above = above.getparent()

    def blocks(self, parent: Element, context: _Context) -> list[Block]:
        """The blocks in an element; text between them is paragraphs."""
        found: list[Block] = []
        runs: list[Run] = [context.run(parent.text or "")]
        context = context._replace(depth=context.depth + 1)
        for child in parent:
            if child.tag in BLOCKS or child in self.with_blocks:
                found += _paragraphs(runs)
                found += self._block(child, context)
                runs = []
            else:
                self._inline(child, runs, context)
            runs.append(context.run(child.tail or ""))
        return [*found, *_paragraphs(runs)]

    def _block(self, element: Element, context: _Context) -> Iterable[Block]:
        tag = element.tag
        if context.depth > _DEPTH:
            return _paragraphs([context.run(text) for text in _texts(element)])
        if tag in _NESTED:
            return self._nested(element, context)
        if tag in _HEADINGS:
            return self._heading(element, context)
        if tag in _SINGLE:
            return _SINGLE[tag](element)
        if tag == "table":
            return read_table(element, lambda cell: self.blocks(cell, context))
        if tag in ("figcaption", "caption") or _CAPTION.search(element.get("class") or ""):
            return [emphasized(block) for block in self.blocks(element, context)]
        return self.blocks(element, self._within(element, context))

    def _nested(self, element: Element, context: _Context) -> Iterable[Block]:
        """A quotation or list; what is in it if it is too deep."""
        if context.nesting > _NESTING:
            return self.blocks(element, context)
        if element.tag == "blockquote":
            quoted = self.blocks(element, context._replace(nesting=context.nesting + 1))
            return [Quote(quoted)] if quoted else []
        context = context._replace(nesting=context.nesting + 2)
        return self._definitions(element, context) if element.tag == "dl" else self._list(element, context)

    def _within(self, element: Element, context: _Context) -> _Context:
        tag = element.tag
        if tag == "a":
            return context._replace(href=element.get("href") or context.href)
        if tag in _MARKS:
            return context._replace(marks=context.marks | {_MARKS[tag]})
        return context._replace(is_code=context.is_code or tag in _CODE)

    def _inline(self, element: Element, runs: list[Run], context: _Context) -> None:
        """Add what an element within a paragraph has."""
        tag = element.tag
        if not isinstance(tag, str) or tag in DROPPED:
            return
        if tag == "br":
            runs.append(Run("", "break"))
        elif tag == "img":
            runs += _images(element, context)
        elif context.depth > _DEPTH:
            runs += [context.run(text) for text in _texts(element)]
        else:
            context = self._within(element, context)._replace(depth=context.depth + 1)
            runs.append(context.run(("“" if tag == "q" else "") + (element.text or "")))
            for child in element:
                self._inline(child, runs, context)
                runs.append(context.run(child.tail or ""))
            if tag == "q":
                runs.append(context.run("”"))

    def _heading(self, element: Element, context: _Context) -> Iterator[Block]:
        """A heading; its images are before it, and what is no paragraph in it after it."""
        level = _HEADINGS[element.tag]
        for block in self.blocks(element, context):
            if isinstance(block, Paragraph) and not block.level and words_of([block]).strip():
                yield Paragraph(block.runs, level)
            else:
                yield block

    def _list(self, element: Element, context: _Context) -> list[Block]:
        items: list[list[Block]] = []
        for child in element:
            if child.tag == "li":
                items.append(self.blocks(child, context))
            elif isinstance(child.tag, str):
                # A list within a list that is in none of its items belongs to the one before it.
                items = items or [[]]
                items[-1] += self._block(child, context) if child.tag in BLOCKS else self.blocks(child, context)
            if child.tail and child.tail.strip():
                items.append(_paragraphs([context.run(child.tail)]))
        items = [item for item in items if item]
        first = _paragraphs([context.run(element.text or "")])
        if not items:
            return first
        return [*first, ListBlock(items, _start(element) if element.tag == "ol" else None)]

    def _definitions(self, element: Element, context: _Context) -> list[Block]:
        """A definition list; as paragraphs where it is not a term and its definitions in turn."""
        parts = [part for part in element.iterdescendants("dt", "dd") if next(part.iterancestors("dl")) is element]
        entries: list[tuple[Sequence[Run], list[list[Block]]]] = []
        for part in parts:
            found = self.blocks(part, context)
            if part.tag == "dt" and len(found) == 1 and isinstance(found[0], Paragraph) and not found[0].level:
                entries.append((found[0].runs, []))
            elif found and entries:
                entries[-1][1].append(found)
        blocks = self.blocks(element, context)
        if (
            not all(found for _, found in entries)
            or words_of([Definitions(entries)]).split() != words_of(blocks).split()
        ):
            return blocks
        return [Definitions(entries)] if entries else []


def _paragraphs(runs: list[Run]) -> list[Block]:
    """The paragraphs in text: two line breaks or more part them."""
    parts: list[list[Run]] = [[]]
    breaks = 0
    for run in runs:
        if run.kind == "break":
            breaks += 1
            continue
        if run.kind == "image" or run.text.strip():
            if breaks > 1:
                parts.append([])
            elif breaks and parts[-1]:
                parts[-1].append(Run("", "break"))
            breaks = 0
        elif breaks:
            continue
        parts[-1].append(run)
    return [Paragraph(part) for part in parts if has_content(part)]


def _images(element: Element, context: _Context) -> Iterator[Run]:
    """An image with the address that it is loaded from; none for one of a pixel, which counts readers."""
    if element.get("width") == "1" or element.get("height") == "1":
        return
    sources = (clean(element.get(name) or "").strip() for name in _SOURCES)
    source = next((one for one in sources if one and not one.lower().startswith(("data:", "blob:"))), "")
    if source:
        yield Run(clean(element.get("alt") or ""), "image", context.href, context.marks, source)


def _embedded(element: Element) -> list[Block]:
    """A link to a film, a map or another page, whose words are its title or its address."""
    found = [element, *element.iter("source", "embed", "iframe")]
    addresses = (one.get("src") or one.get("data") or one.get("data-src") or "" for one in found)
    url = next((one for one in map(str.strip, map(clean, addresses)) if one[:2] == "//" or one[:4] == "http"), "")
    return [Paragraph([Run(clean(element.get("title") or "").strip() or url, href=url)])] if url else []


def _code(element: Element) -> list[Block]:
    text = clean("".join(_texts(element))).strip("\n")
    classes = " ".join(one.get("class") or "" for one in (element, *element.iter("code")))
    language = _LANGUAGE.search(classes)
    return [Code(text.expandtabs(4), language[1] if language else "")] if text.strip() else []


def _texts(element: Element) -> Iterator[str]:
    """All text in an element, however deep."""
    stack = [(element, False)]
    while stack:
        node, is_after = stack.pop()
        if is_after:
            yield node.tail or ""
        elif isinstance(node.tag, str) and node.tag not in DROPPED:
            yield "\n" if node.tag == "br" or node.tag in BLOCKS else ""
            yield node.text or ""
            for child in reversed(node):
                stack += [(child, True), (child, False)]


def _start(element: Element) -> int:
    text = element.get("start") or next((one.get("value") for one in element.iterchildren("li")), None) or "1"
    return min(int(text), _NUMBERS) if re.fullmatch(r"\d{1,9}", text) else 1


def _rule(_: Element) -> list[Block]:
    return [Rule()]


_SINGLE: dict[str, Callable[[Element], list[Block]]] = {
    "pre": _code,
    "hr": _rule,
    **dict.fromkeys(EMBEDDED, _embedded),
}
"""Elements that nothing around them changes."""
