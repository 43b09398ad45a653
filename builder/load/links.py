"""Links: the Markdown texts that editors write, and the links in them."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from builder.markdown import MarkdownError, parse
from builder.model import Annotation, Entity, FreePage, Layout, Reply, TextLinks, Topic
from builder.problems import Place, Problem


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


def links_of(texts: Iterable[MarkdownText]) -> tuple[tuple[TextLinks, ...], tuple[Problem, ...]]:
    """The links of the texts that have links or headings, and a problem for each text whose Markdown is rejected."""
    found: list[TextLinks] = []
    problems: list[Problem] = []
    for text in texts:
        try:
            found.append(text_links(text))
        except MarkdownError as error:
            problems.append(markdown_problem(error, text.place.path, text.line))
    return tuple(links for links in found if any(links[1:])), tuple(problems)


def text_links(text: MarkdownText) -> TextLinks:
    """The links of a text; raises MarkdownError when its Markdown is rejected."""
    layout = text.layout or parse(text.body).layout

    def in_file(pairs: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
        return tuple((target, text.line + line - 1) for target, line in pairs)

    return TextLinks(
        text.place,
        (*text.sources, *in_file((use.href, use.line) for use in layout.links)),
        in_file((link.target, link.line) for link in layout.crosslinks if link.target),
        in_file((url, _line_of(text.body, url)) for url in layout.refused),
        (*layout.anchors, *filter(None, layout.former_anchors)),
    )


def markdown_problem(error: MarkdownError, path: str, first_line: int) -> Problem:
    """The problem of rejected Markdown that begins on `first_line` of a file."""
    place = Place(path, first_line + error.line - 1)
    return Problem("F014", f"this Markdown is rejected: {error}", place, "use fewer levels, or shorten the text")


def _line_of(body: str, text: str) -> int:
    return body.count("\n", 0, max(0, body.find(text))) + 1
