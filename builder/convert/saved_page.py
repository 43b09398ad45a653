"""Stub until the branch html is merged."""

from builder.convert.capture import Capture, Document
from builder.convert.containers import read_moment, unreadable
from builder.convert.decoding import decoded
from builder.convert.html_markdown import html_to_markdown


def read_page(html: bytes, capture: Capture, *, url: str = "", captured: str = "", charset: str = "") -> Document:
    """The article: title, paragraphs."""
    from lxml import html as lxml_html

    text = decoded(html, charset)
    tree = lxml_html.fromstring(text) if text.strip() else None
    title = tree.findtext(".//title") if tree is not None else ""
    body, words = html_to_markdown(text) if title else ("", "")
    if not words:
        raise unreadable(capture.file, "no article was found in the page", "")
    return Document(title=title or "", body=body, words=words, source={"url": url, "captured": read_moment(captured)})
