"""Prose: an editor's Markdown with its resolved links, ready to render."""

from __future__ import annotations

from builder.model import Prose
from builder.pages.index import Index
from builder.problems import Place


def prose(index: Index, body: str, place: Place, *, prefix: str = "", top: int = 2) -> Prose:
    """The text at `place` with the links and titles that it uses."""
    site = index.site
    return Prose(body, (), site.links.get(place, ()), site.titles.get(place, ()), prefix, top)
