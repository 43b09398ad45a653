"""Texts: every Markdown text that editors write, and the links in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from builder.markdown import MarkdownError, parse
from builder.model import Annotation, Entity, FreePage, Layout, Reply, TextLinks, Topic
from builder.problems import ContentError, Place, Problem


class MarkdownText(NamedTuple):
    """A Markdown text of an article, entity, topic, free page, annotation or reply."""

    place: Place
    """Of what it belongs to."""
    line: int
    """On which the text itself begins."""
    body: str
    layout: Layout | None = None
    """Where it is known already."""
    sources: tuple[tuple[str, int], ...] = ()
    """What stands above the text as a source and leads to a file of content/: as written, and line of the file."""


def texts_of(item: Entity | FreePage | Topic | Annotation) -> Iterator[MarkdownText]:
    """The texts of an item: one, or an annotation's comment and those of its replies."""
    if isinstance(item, Annotation):
        said: tuple[Annotation | Reply, ...] = (item, *item.replies)
        for one in said:
            sources = tuple((source.url, source.line) for source in one.sources if source.is_internal)
            yield MarkdownText(one.place, one.comment_line or one.place.line, one.comment, sources=sources)
    else:
        yield MarkdownText(item.place, item.body_line, item.body)


def links_of(text: MarkdownText) -> TextLinks:
    """The links of a text; raises ContentError when its Markdown is refused."""
    layout = text.layout or _layout(text)

    def in_file(pairs: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
        return tuple((target, text.line + line - 1) for target, line in pairs)

    return TextLinks(
        text.place,
        (*text.sources, *in_file((use.href, use.line) for use in layout.links)),
        in_file((link.target, link.line) for link in layout.crosslinks if link.target),
        in_file((url, _line_of(text.body, url)) for url in layout.refused),
        layout.anchors,
    )


def _layout(text: MarkdownText) -> Layout:
    try:
        return parse(text.body).layout
    except MarkdownError as error:
        place = Place(text.place.path, text.line + error.line - 1)
        raise ContentError(
            Problem("F014", f"refused in Markdown here: {error}", place, "write it flatter, or shorter")
        ) from error


def _line_of(body: str, words: str) -> int:
    return body.count("\n", 0, max(0, body.find(words))) + 1
