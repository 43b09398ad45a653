"""Indexable HTML: a page as Pagefind reads it, with nothing but searchable content."""

from collections.abc import Iterator
from html import escape

from builder.markdown import reading_text
from builder.model import Prose, Searchable

RESERVED = "___PAGEFIND"
"""Start of the markers that Pagefind inserts between words; a text must not forge one."""


def indexable_html(page: Searchable) -> str:
    """The page as HTML. Its facts are only for results: neither searchable text nor filters."""
    return "".join(_pieces(page)).replace(RESERVED, "PAGEFIND").encode("utf-8", "replace").decode()


def _pieces(page: Searchable) -> Iterator[str]:
    yield "<!doctype html><html><body>"
    for name, value in page.facts:
        yield f'<i data-pagefind-filter="{escape(f"{name}:{value}")}"></i>'
    # The title is ranked as a title, and not repeated in excerpts.
    yield f'<h1 data-pagefind-meta="title" data-pagefind-ignore>{escape(page.title)}</h1>'
    yield from map(_paragraph, page.texts)
    for section in page.sections:
        yield f'<h2 id="{escape(section.id)}">{escape(section.title)}</h2>'
        yield from map(_paragraph, section.texts)
    yield "</body></html>"


def _paragraph(text: str | Prose) -> str:
    plain = text if isinstance(text, str) else reading_text(text.body, dict(text.titles))
    return f"<p>{escape(plain)}</p>" if plain else ""
