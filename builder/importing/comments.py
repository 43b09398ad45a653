"""Comments: plain text, HTML or foreign Markdown as the comment of an annotation."""

import re
from html.parser import HTMLParser

from builder.convert.markup import escaped
from builder.markdown import is_allowed

BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "td", "th", "tr",
    "ul",
})  # fmt: skip
HIDDEN = frozenset({"script", "style", "template", "head", "title", "noscript", "iframe", "object", "svg", "math"})
EMPHASIS = {"em": "*", "i": "*", "strong": "**", "b": "**"}
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
HEADING = re.compile(r"\s*#{1,3}[ \t]+(?=\S)")
ALMOST_HEADING = re.compile(r"(^\s*)(?=#{2,3}(?!#)|#[ \t])|(\s)(?=#{2,3}[ \t]+\S)")
PROPERTY = re.compile(r"(\s*[-*+][ \t]*[A-Za-z][\w-]*[ \t]*):")


def from_plain(text: str) -> str:
    """Plain text as Markdown that reads the same."""
    paragraphs = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return "\n\n".join(escaped([line.strip() for line in part.split("\n")]) for part in paragraphs)


def from_html(html: str) -> str:
    """HTML as Markdown with its paragraphs, list items, links and emphasis; all other markup is dropped."""
    parser = _HtmlToMarkdown()
    parser.feed(html)
    parser.close()
    parser.end_block()
    return "\n\n".join(parser.blocks)


def escape_structure(comment: str, keys: frozenset[str]) -> str:
    """The comment with escaped lines that would begin another annotation or be read as one of these properties."""
    lines, fence = [], ""
    for line in comment.replace("\r\n", "\n").split("\n"):
        match = FENCE.match(line)
        if match and not fence:
            fence = match[1]
        elif match and match[1].startswith(fence) and not line[match.end() :].strip():
            fence = ""
            lines.append(line)
            continue
        lines.append(line if fence else _escape_line(line, keys))
    return "\n".join([*lines, *([fence] if fence else [])]).strip("\n").rstrip()


def _escape_line(line: str, keys: frozenset[str]) -> str:
    if heading := HEADING.match(line):
        return f"#### {line[heading.end() :]}"
    match = PROPERTY.match(line)
    if match and match[1].strip(" \t-*+").lower() in keys:
        line = f"{match[1]}\\:{line[match.end() :]}"
    return ALMOST_HEADING.sub(lambda found: f"{found[0]}\\", line)


class _HtmlToMarkdown(HTMLParser):
    """Collects the text of each block with the Markdown of its inline elements."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.parts: list[tuple[str, bool]] = []
        """Pieces of the current block, and whether each is markup."""
        self.hidden = 0
        self.hrefs: list[str] = []
        self.prefix = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in HIDDEN:
            self.hidden += 1
        if tag in BLOCKS:
            self.end_block()
            self.prefix = {"li": "- ", "blockquote": "> "}.get(tag, self.prefix)
        elif tag == "br":
            self.parts.append(("\n", True))
        elif tag in EMPHASIS:
            self.parts.append((EMPHASIS[tag], True))
        elif tag == "a":
            href = dict(attrs).get("href") or ""
            safe = is_allowed(href) and href.lower().startswith(("https://", "http://", "mailto:"))
            self.hrefs.append(href if safe and not re.search(r"[()<>\s]", href) else "")
            self.parts.append(("[" if self.hrefs[-1] else "", True))

    def handle_endtag(self, tag: str) -> None:
        if tag in HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        if tag in BLOCKS:
            self.end_block()
        elif tag in EMPHASIS:
            self.parts.append((EMPHASIS[tag], True))
        elif tag == "a" and self.hrefs and (href := self.hrefs.pop()):
            self.parts.append((f"]({href})", True))

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append((re.sub(r"\s+", " ", data), False))

    def end_block(self) -> None:
        """Add what was read since the last block, unless it is empty."""
        if any(text.strip() for text, is_markup in self.parts if not is_markup):
            self.blocks.append(self.prefix + self._markdown())
            self.prefix = ""
        self.parts = []

    def _markdown(self) -> str:
        """The block with its emphasis and links if all of them are closed, otherwise only its text."""
        while not self.parts[0][0].strip():
            del self.parts[0]
        if _is_balanced([text for text, is_markup in self.parts if is_markup]):
            text = "".join(text if is_markup else _escape_inline(text) for text, is_markup in self.parts)
            return "  \n".join(_lines(text))
        return escaped(_lines("".join(text for text, is_markup in self.parts if not is_markup or text == "\n")))


def _is_balanced(markup: list[str]) -> bool:
    links = sum(sign.startswith("](") for sign in markup)
    return markup.count("[") == links and all(markup.count(sign) % 2 == 0 for sign in ("*", "**"))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _escape_inline(text: str) -> str:
    """The text with escaped characters that could be markup in any context."""
    return re.sub(r"([\\`*_\[\]<]|~~|&(?=#?\w+;))", r"\\\1", text)
