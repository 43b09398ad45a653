"""Post body: the Markdown of a post as articles have it, as it is written wherever it means the same there."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from html import escape, unescape
from typing import NamedTuple

from builder.convert.html_markdown import html_to_markdown
from builder.convert.post_markup import outside_code
from builder.markdown import ForeignBlock, foreign_blocks, is_allowed, reading_text
from builder.slugs import heading_id

Links = Callable[[str], str]
"""The address that a link of a post gets in its article."""

_CROSSLINK = re.compile(r"(?<!\\)\[(?=\[[^\[\]|\n]*(?:\|[^\[\]\n]+)?\]\](?![\[(]))")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_MORE = re.compile(r"<!--\s*(?:more|read ?more|excerpt|end|break|summary)\s*-->", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(<[A-Za-z][^<>]*?\s(?:href|src)\s*=\s*)(\"[^\"]*\"|'[^']*'|[^\s\"'<>]+)")
_LINK = re.compile(r"(\]\([ \t\n]*)(<[^<>\n]*>|[^\s()<>]+(?:\([^\s()]*\)[^\s()]*)*)")
_DEFINITION = re.compile(r"^([ ]{0,3}\[[^\]\n]+\]:[ \t]*)(<[^<>\n]*>|[^\s<>]+)", re.MULTILINE)
_NOTE = re.compile("\ue000([^\ue001]*)\ue001")
_KNOWN_TAGS = frozenset(
    {"a", "abbr", "acronym", "address", "area", "article", "aside", "audio", "b", "base", "bdi", "bdo", "big",
     "blockquote", "body", "br", "button", "canvas", "caption", "center", "cite", "code", "col", "colgroup", "dd",
     "del", "details", "dfn", "dir", "div", "dl", "dt", "em", "embed", "fieldset", "figcaption", "figure", "font",
     "footer", "form", "g", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "i", "iframe", "img",
     "input", "ins", "kbd", "label", "legend", "li", "link", "main", "map", "mark", "menu", "meta", "nav",
     "noscript", "object", "ol", "optgroup", "option", "p", "param", "path", "picture", "pre", "q", "rp", "rt",
     "ruby", "s", "samp", "script", "section", "select", "small", "source", "span", "strike", "strong", "style",
     "sub", "summary", "sup", "svg", "table", "tbody", "td", "template", "textarea", "tfoot", "th", "thead", "time",
     "title", "tr", "track", "tt", "u", "ul", "var", "video", "wbr"}
)  # fmt: skip


class Body(NamedTuple):
    """The body of an article, and what it must give back."""

    markdown: str
    words: str
    taken: Sequence[tuple[str, int]]
    """What was taken out, and its line from 0."""


def converted(text: str, links: Links, heading_ids: Sequence[tuple[str, str]] = ()) -> Body:
    """Foreign Markdown as articles have it; raises MarkdownError for rejected Markdown."""
    blocks = foreign_blocks(text)
    new_links = _new_links(blocks, links, _own_ids(heading_ids))
    written = {href for block in blocks for href in block.links}
    lines = text.split("\n")
    out: list[str] = []
    words: list[str] = []
    taken: list[tuple[str, int]] = []
    at = 0
    changed = []
    for block in blocks:
        source, text_of_block = _changed(block, lines, new_links)
        words.append(text_of_block)
        taken += _taken(block)
        changed.append((block.first, block.end, source))
    for first, end, source in sorted(changed):
        if first >= at:
            out += lines[at:first]
            # A block that was rewritten may be of another kind than before, which a blank line parts from the next.
            is_same = source == "\n".join(lines[first:end])
            if not is_same and source and out and out[-1].strip():
                out.append("")
            out.append(source)
            if not is_same and end < len(lines) and lines[end].strip():
                out.append("")
            at = end
    out += lines[at:]
    return Body(_with_definitions("\n".join(out), new_links, written).strip("\n") + "\n", " ".join(words), taken)


def html_body(html: str, links: Links) -> Body:
    """The body of a post that is written in HTML."""
    markdown, words = html_to_markdown(_with_new_attributes(html, links))
    return Body(markdown, words, ())


def _own_ids(heading_ids: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    """The id that each heading has in the article, by the id that the post gave it."""
    return {f"#{former}": f"#{heading_id(reading_text(heading))}" for former, heading in heading_ids}


def _new_links(blocks: Sequence[ForeignBlock], links: Links, ids: Mapping[str, str]) -> Links:
    known = {href: ids.get(href) or links(href) for block in blocks for href in block.links}
    return lambda href: known.get(href) or ids.get(href) or links(href)


def _changed(block: ForeignBlock, lines: Sequence[str], links: Links) -> tuple[str, str]:
    """The block as articles have it, and its words."""
    source = "\n".join(lines[block.first : block.end])
    if block.html and block.is_comment:
        return "", ""
    if block.html and block.has_only_comments:
        source = outside_code(_COMMENT, "", source)
    elif block.html or any(not is_allowed(_with_scheme(href)) for href in block.links):
        return _rewritten(block, links)
    if any(links(href) != href for href in block.links):
        source = _with_new_links(source, block.links, links)
    if "[[" in source:
        source = outside_code(_CROSSLINK, r"\\[", source)
    return source, block.text


def _with_scheme(href: str) -> str:
    return f"https:{href}" if re.match("//[^/]", href) else href


def _rewritten(block: ForeignBlock, links: Links) -> tuple[str, str]:
    markdown, words = html_to_markdown(_with_new_attributes(block.to_html(), links))
    markdown, words = _NOTE.sub(r"[^\1]", markdown).strip("\n"), _NOTE.sub("", words)
    if block.footnote:
        indented = "\n".join(f"    {line}" if line else "" for line in markdown.split("\n"))
        return f"[^{block.footnote}]: {indented.strip()}", words
    return markdown, words


def _with_new_attributes(html: str, links: Links) -> str:
    def replaced(match: re.Match[str]) -> str:
        value = match[2]
        value = value[1:-1] if value[0] in "\"'" else value
        return f'{match[1]}"{escape(links(unescape(value).strip()))}"'

    return _ATTRIBUTE.sub(replaced, html)


def _with_new_links(source: str, written: Collection[str], links: Links) -> str:
    """The source of a block with the new addresses of the links in it, which are `written` so."""

    def replaced(match: re.Match[str]) -> str:
        href = unescape(match[2].removeprefix("<").removesuffix(">"))
        new = links(href) if href in written else href
        if new == href:
            return match[0]
        return f"{match[1]}<{new}>" if re.search(r"[\s()]", new) else f"{match[1]}{new}"

    return _LINK.sub(replaced, source)


def _with_definitions(text: str, links: Links, written: Collection[str]) -> str:
    """The text with new addresses in the definitions of its links, which are `written` somewhere."""

    def replaced(match: re.Match[str]) -> str:
        href = unescape(match[2].strip("<>"))
        return f"{match[1]}{links(href)}" if href in written and links(href) != href else match[0]

    return outside_code(_DEFINITION, replaced, text)


def _taken(block: ForeignBlock) -> Iterator[tuple[str, int]]:
    if not block.html:
        return
    for name, count in Counter(block.tags()).items():
        if name not in _KNOWN_TAGS:
            yield from [(f"<{name[:40]}>", block.first)] * count
