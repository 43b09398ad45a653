"""HTML tree: untrusted HTML as a tree, within limits."""

import re
from html.parser import HTMLParser
from typing import Any

from builder.convert.capture import Capture
from builder.convert.decoding import decoded
from builder.problems import ContentError, Problem

SIZE = 10 << 20
"""Characters of a page without the images and fonts within its addresses; also what the parser takes as one text."""
ELEMENTS = 20_000
TEXT = 500_000
"""Characters of text of a page; the extractors read about as many in a few seconds."""
_ATTRIBUTES = 2_000
"""Of one element; the parser compares each with all before it."""
_DEPTH = 150
"""Elements within each other that the extractors can read; what is deeper loses the elements around it."""
_HEAD = 4_096
"""Bytes in which a page must declare its encoding (https://html.spec.whatwg.org/#charset), and four times as much."""
_CHARSET = re.compile(
    rb"<(?:meta[^>]{0,300}?charset|\?xml[^>]{0,100}?encoding)\s*=\s*[\"']?\s*([\w-]{1,40})", re.IGNORECASE
)
_LONG_TAG = re.compile(r"<[A-Za-z][\w:-]{0,80}[\s/][^<>]{4000,}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_DATA = re.compile(r"data:[\w.+/-]{0,80}(?:;[\w.=+-]{1,80}){0,4},[A-Za-z0-9+/=%_.~!*'-]{64,}")


def text_of(content: bytes, charset: str = "") -> str:
    """The text of a page, in the encoding that it has, or declares, or its header (`charset`) declares.

    Data in addresses, such as the images that SingleFile puts into a page, is left out.
    """
    found = _CHARSET.search(content[: _HEAD * 4])
    declared = found[1].decode("ascii") if found else charset
    return _DATA.sub("data:,", decoded(content, declared))


def page(text: str, capture: Capture) -> Any:
    """The root element of a page, without its comments; raises ContentError for one that cannot be read safely."""
    if len(text) > SIZE:
        raise _unreadable(capture, f"the page has more than {SIZE >> 20} million characters without its images")
    if _has_many_attributes(text):
        raise _unreadable(capture, "the page has an element with too many attributes")
    root, is_whole = _parsed(text, is_deep=False)
    if not is_whole:
        root, is_whole = _parsed(text, is_deep=True)
    if not is_whole:
        raise _unreadable(capture, "the elements of the page are nested too deep")
    if root is None or root.find("body") is None:
        raise ContentError(Problem("C503", "no article was found in the capture", capture.place, "save the page again"))
    if sum(1 for _ in root.iter()) > ELEMENTS:
        raise _unreadable(capture, f"the page has more than {ELEMENTS:,} elements")
    scripts = sum(len(element.text or "") for element in root.iter("script", "style"))
    if sum(map(len, root.itertext())) - scripts > TEXT:
        raise _unreadable(capture, f"the page has more than {TEXT:,} characters of text")
    _flatten(root)
    return root


def fragment(html: str) -> Any:
    """The element with a part of a page in it. Of HTML that is nested too deep for the parser, only the text."""
    root, is_whole = _parsed(f"<html><body><div>{html}</div></body></html>", is_deep=True)
    found = root.find("body") if root is not None else None
    if found is None or not is_whole:
        found = _parsed("<html><body></body></html>", is_deep=False)[0].find("body")
        found.text = _text(html)
    return found


def _parsed(text: str, *, is_deep: bool) -> tuple[Any, bool]:
    """The root element, and whether the parser has read all of the text."""
    from lxml import etree  # noqa: PLC0415 - heavy, and only of the extra `convert`
    from lxml import html as lxml_html  # noqa: PLC0415 - likewise

    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=is_deep)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace").replace(b"\0", b""), parser)
    except etree.XMLSyntaxError:
        root = None
    limits = [entry for entry in parser.error_log if entry.type_name == "ERR_RESOURCE_LIMIT"]
    return root, not limits


def _has_many_attributes(text: str) -> bool:
    """Whether an element has more attributes than the parser reads in time."""
    tags = (_QUOTED.sub('""', tag[0]) for tag in _LONG_TAG.finditer(_without_scripts(text)))
    return any(len(re.findall(r"[^\s/=\"]+", tag)) > _ATTRIBUTES for tag in tags)


def _without_scripts(text: str) -> str:
    """A text without what is in scripts, which have signs like those of elements."""
    lower = text.lower() if text.isascii() else text
    parts = []
    end = 0
    while (start := lower.find("<script", end)) >= 0:
        parts.append(text[end:start])
        end = lower.find("</script", start)
        if end < 0:
            return "".join(parts)
    return "".join([*parts, text[end:]])


def _flatten(root: Any) -> None:
    """Take away the elements around what is nested too deep, and keep what is in them."""
    level = [root]
    for _ in range(_DEPTH):
        level = [child for element in level for child in element]
    for element in level:
        for deeper in list(element.iterdescendants()):
            deeper.drop_tag()


def _unreadable(capture: Capture, message: str) -> ContentError:
    return ContentError(Problem("C531", message, capture.place, "save the text of the article as a .txt file"))


class _Text(HTMLParser):
    """Collects the text of HTML of any depth."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        if self.cdata_elem is None:
            self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as is
        self.parts.append(" ")


def _text(html: str) -> str:
    parser = _Text()
    parser.feed(html)
    parser.close()
    return "".join(parser.parts)
