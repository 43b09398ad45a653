"""HTML tree: untrusted HTML as a tree, without its scripts and within limits."""

from html.parser import HTMLParser
from typing import Any


def fragment(html: str) -> Any:
    """A `div` with a part of a page in it. Of HTML that is nested too deep for the parser, only the text."""
    from lxml import etree
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    text = html.encode("utf-8", "replace").replace(b"\0", b"")
    root = etree.fromstring(b"<html><body><div>" + text + b"</div></body></html>", parser)
    found = root.find("body") if root is not None else None
    if found is None or any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        found = lxml_html.Element("div")
        found.text = _text(html)
    return found


class _Text(HTMLParser):
    """Collects the text of HTML of any depth."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        if self.lasttag not in ("script", "style") or self.cdata_elem is None:
            self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as is
        self.parts.append(" ")


def _text(html: str) -> str:
    parser = _Text()
    parser.feed(html)
    parser.close()
    return "".join(parser.parts)
