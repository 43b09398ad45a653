"""Texts: every Markdown text that editors write, and the links in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from builder.markdown import MarkdownError, parse
from builder.model import Annotation, Article, Entity, FreePage, Topic
from builder.problems import ContentError, Place, Problem


class Text(NamedTuple):
    """A Markdown text of an article, entity, topic, free page, annotation or reply."""

    place: Place
    """Of what it belongs to."""
    line: int
    """On which the text itself begins."""
    body: str


class Uses(NamedTuple):
    """The links of a text."""

    place: Place
    hrefs: tuple[tuple[str, int], ...]
    """Target as written, and line of the file."""
    crosslinks: tuple[tuple[str, int], ...]
    refused: tuple[tuple[str, int], ...]
    """Targets of a kind that is not followed, such as `javascript:`."""
    anchors: tuple[str, ...]
    """Ids within the text that a link may lead to."""


def texts_of(item: Article | Entity | FreePage | Topic | Annotation) -> Iterator[Text]:
    """The texts of an item: one, or an annotation's comment and those of its replies."""
    if isinstance(item, Annotation):
        yield Text(item.place, item.comment_line or item.place.line, item.comment)
        for reply in item.replies:
            yield Text(reply.place, reply.comment_line or reply.place.line, reply.comment)
    else:
        yield Text(item.place, item.body_line, item.body)


def uses_of(text: Text) -> Uses:
    """The links of a text; raises ContentError when its Markdown is refused."""
    if not any(sign in text.body for sign in "[<#"):
        # Most texts have neither link nor heading, and parsing is most of what a build costs.
        return Uses(text.place, (), (), (), ())
    try:
        document = parse(text.body)
    except MarkdownError as error:
        place = Place(text.place.path, text.line + error.line - 1)
        raise ContentError(
            Problem("F014", f"refused in Markdown here: {error}", place, "write it flatter, or shorter")
        ) from error

    def in_file(pairs: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
        return tuple((target, text.line + line - 1) for target, line in pairs)

    return Uses(
        text.place,
        in_file((use.href, use.line) for use in document.links),
        in_file((link.target, link.line) for link in document.crosslinks if link.target),
        in_file((url, _line_of(text.body, url)) for url in document.refused),
        document.anchors,
    )


def _line_of(body: str, words: str) -> int:
    return body.count("\n", 0, max(0, body.find(words))) + 1
