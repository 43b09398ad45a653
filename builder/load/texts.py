"""Texts: every Markdown text that editors write, and the links in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from builder.markdown import MarkdownError, parse
from builder.model import Annotation, Article, Entity, FreePage, Layout, Topic, Uses
from builder.problems import ContentError, Place, Problem


class Text(NamedTuple):
    """A Markdown text of an article, entity, topic, free page, annotation or reply."""

    place: Place
    """Of what it belongs to."""
    line: int
    """On which the text itself begins."""
    body: str
    layout: Layout | None = None
    """Where it is known already."""


def texts_of(item: Article | Entity | FreePage | Topic | Annotation) -> Iterator[Text]:
    """The texts of an item: one, or an annotation's comment and those of its replies."""
    if isinstance(item, Annotation):
        yield Text(item.place, item.comment_line or item.place.line, item.comment)
        for reply in item.replies:
            yield Text(reply.place, reply.comment_line or reply.place.line, reply.comment)
    elif isinstance(item, Article):
        yield Text(item.place, item.body_line, item.body, item.layout)
    else:
        yield Text(item.place, item.body_line, item.body)


def uses_of(text: Text) -> Uses:
    """The links of a text; raises ContentError when its Markdown is refused."""
    layout = text.layout or _layout(text)

    def in_file(pairs: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
        return tuple((target, text.line + line - 1) for target, line in pairs)

    return Uses(
        text.place,
        in_file((use.href, use.line) for use in layout.links),
        in_file((link.target, link.line) for link in layout.crosslinks if link.target),
        in_file((url, _line_of(text.body, url)) for url in layout.refused),
        layout.anchors,
    )


def _layout(text: Text) -> Layout:
    try:
        return parse(text.body).layout
    except MarkdownError as error:
        place = Place(text.place.path, text.line + error.line - 1)
        raise ContentError(
            Problem("F014", f"refused in Markdown here: {error}", place, "write it flatter, or shorter")
        ) from error


def _line_of(body: str, words: str) -> int:
    return body.count("\n", 0, max(0, body.find(words))) + 1
