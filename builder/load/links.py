"""Links: the Markdown texts that editors write, and the links in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from builder.markdown import MarkdownError, parse
from builder.model import Annotation, Entity, FreePage, Layout, Reply, TextLinks, Topic
from builder.problems import ContentError, Place, Problem


class MarkdownText(NamedTuple):
    """A Markdown text of an article, entity, topic, free page, annotation or reply."""

    place: Place
    """Of the item it belongs to."""
    line: int
    """On which the text begins."""
    body: str
    layout: Layout | None = None
    """If it is already parsed."""
    sources: tuple[tuple[str, int], ...] = ()
    """Sources above the text that link to a file of content/: the link as written, and its line in the file."""


def markdown_texts(item: Entity | FreePage | Topic | Annotation) -> Iterator[MarkdownText]:
    """The texts of an item: its body, or an annotation's comment and those of its replies."""
    if isinstance(item, Annotation):
        notes: tuple[Annotation | Reply, ...] = (item, *item.replies)
        for note in notes:
            sources = tuple((source.url, source.line) for source in note.sources if source.is_internal)
            yield MarkdownText(note.place, note.comment_line or note.place.line, note.comment, sources=sources)
    else:
        yield MarkdownText(item.place, item.body_line, item.body)


def text_links(text: MarkdownText) -> TextLinks:
    """The links of a text; raises ContentError when its Markdown is rejected."""
    layout = text.layout or _layout(text)

    def in_file(pairs: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
        return tuple((target, text.line + line - 1) for target, line in pairs)

    return TextLinks(
        text.place,
        (*text.sources, *in_file((use.href, use.line) for use in layout.links)),
        in_file((link.target, link.line) for link in layout.crosslinks if link.target),
        in_file((url, _line_of(text.body, url)) for url in layout.refused),
        (*layout.anchors, *filter(None, layout.former_anchors)),
    )


def _layout(text: MarkdownText) -> Layout:
    try:
        return parse(text.body).layout
    except MarkdownError as error:
        raise ContentError(markdown_problem(error, text.place.path, text.line)) from error


def markdown_problem(error: MarkdownError, path: str, first_line: int) -> Problem:
    """The problem of rejected Markdown that begins on `first_line` of a file."""
    place = Place(path, first_line + error.line - 1)
    return Problem("F014", f"this Markdown is rejected: {error}", place, "use fewer levels, or shorten the text")


def _line_of(body: str, text: str) -> int:
    return body.count("\n", 0, max(0, body.find(text))) + 1
