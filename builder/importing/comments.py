"""Comments: what was written elsewhere, as Markdown that may stand below a list of properties."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from builder.convert.markup import escaped
from builder.markdown import is_allowed

BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "td", "th", "tr",
    "ul",
})  # fmt: skip
SILENT = frozenset({"script", "style", "template", "head", "title", "noscript", "iframe", "object", "svg", "math"})
MARKS = {"em": "*", "i": "*", "strong": "**", "b": "**"}
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
HEADING = re.compile(r"\s*#{1,3}[ \t]+(?=\S)")
NEARLY = re.compile(r"(^\s*)(?=#{2,3}(?!#)|#[ \t])|(\s)(?=#{2,3}[ \t]+\S)")
PROPERTY = re.compile(r"(\s*[-*+][ \t]*[A-Za-z][\w-]*[ \t]*):")


def from_plain(text: str) -> str:
    """Plain text as Markdown that reads the same."""
    paragraphs = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return "\n\n".join(escaped([line.strip() for line in part.split("\n")]) for part in paragraphs)


def from_html(html: str) -> str:
    """The words of HTML with its paragraphs, items, links and stress; all else is left away."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return "\n\n".join(reader.blocks)


def escape_structure(comment: str, keys: frozenset[str]) -> str:
    """The comment without lines that would begin another note or be taken for one of these properties."""
    lines, fence = [], ""
    for line in comment.replace("\r\n", "\n").split("\n"):
        match = FENCE.match(line)
        if match and not fence:
            fence = match[1]
        elif match and match[1].startswith(fence) and not line[match.end() :].strip():
            fence = ""
            lines.append(line)
            continue
        lines.append(line if fence else _tamed_line(line, keys))
    return "\n".join([*lines, *([fence] if fence else [])]).strip("\n").rstrip()


def _tamed_line(line: str, keys: frozenset[str]) -> str:
    if heading := HEADING.match(line):
        return f"#### {line[heading.end() :]}"
    match = PROPERTY.match(line)
    if match and match[1].strip(" \t-*+").lower() in keys:
        line = f"{match[1]}\\:{line[match.end() :]}"
    return NEARLY.sub(lambda found: f"{found[0]}\\", line)


class _Reader(HTMLParser):
    """Collects the words of each block; nothing of the markup itself is kept."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.parts: list[tuple[str, bool]] = []
        """Words and signs of the block; whether they are signs of ours."""
        self.silent = 0
        self.hrefs: list[str] = []
        self.begin = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent += 1
        if tag in BLOCKS:
            self.end_block()
            self.begin = "- " if tag == "li" else "> " if tag == "blockquote" else self.begin
        elif tag == "br":
            self.parts.append(("\n", True))
        elif tag in MARKS:
            self.parts.append((MARKS[tag], True))
        elif tag == "a":
            href = dict(attrs).get("href") or ""
            safe = is_allowed(href) and href.lower().startswith(("https://", "http://", "mailto:"))
            self.hrefs.append(href if safe and not re.search(r"[()<>\s]", href) else "")
            self.parts.append(("[" if self.hrefs[-1] else "", True))

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        if tag in BLOCKS:
            self.end_block()
        elif tag in MARKS:
            self.parts.append((MARKS[tag], True))
        elif tag == "a" and self.hrefs and (href := self.hrefs.pop()):
            self.parts.append((f"]({href})", True))

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append((re.sub(r"\s+", " ", data), False))

    def end_block(self) -> None:
        """What has been read since the last block is one, unless it is empty."""
        words = "".join(words for words, ours in self.parts if not ours)
        if words.strip():
            self.blocks.append(self.begin + self._written())
            self.begin = ""
        self.parts = []

    def _written(self) -> str:
        """With stress and links where every sign has its fellow, else the words alone."""
        while self.parts and not self.parts[0][0].strip():
            del self.parts[0]
        text = "".join(words if ours else _inline(words) for words, ours in self.parts).strip()
        lines = [line.strip() for line in text.split("\n")]
        signs = [words for words, ours in self.parts if ours and words.strip("\n")]
        paired = all(signs.count(sign) % 2 == 0 for sign in ("*", "**"))
        paired = paired and signs.count("[") == sum(sign.startswith("](") for sign in signs)
        if paired:
            return "  \n".join(line for line in lines if line)
        words = "".join(words for words, ours in self.parts if not ours or words == "\n")
        return escaped([line.strip() for line in words.split("\n") if line.strip()])


def _inline(words: str) -> str:
    """Words within a block, whatever stands beside them."""
    return re.sub(r"([\\`*_\[\]<]|~~|&(?=#?\w+;))", r"\\\1", words)
