"""Markup: a page as Pagefind reads it, with nothing on it but what can be found."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from builder.markdown import reading_text
from builder.model import Prose, Searchable

RESERVED = "___PAGEFIND"
"""Begins the marks that Pagefind leaves for itself between the words; an article must not forge one."""


def indexable_html(page: Searchable) -> str:
    """The page as HTML. Its facts are handed to the results, and are neither words to be found nor filters."""
    return "".join(_pieces(page)).replace(RESERVED, "PAGEFIND").encode("utf-8", "replace").decode()


def _pieces(page: Searchable) -> Iterator[str]:
    yield "<!doctype html><html><body>"
    for name, words in page.facts:
        yield f'<i data-pagefind-filter="{escape(f"{name}:{words}")}"></i>'
    # The title weighs as what it is, and is not shown again at the head of every excerpt.
    yield f'<h1 data-pagefind-meta="title" data-pagefind-ignore>{escape(page.title)}</h1>'
    yield from map(_paragraph, page.texts)
    for section in page.sections:
        yield f'<h2 id="{escape(section.id)}">{escape(section.title)}</h2>'
        yield from map(_paragraph, section.texts)
    yield "</body></html>"


def _paragraph(text: str | Prose) -> str:
    words = text if isinstance(text, str) else reading_text(text.body, dict(text.titles))
    return f"<p>{escape(words)}</p>" if words else ""
