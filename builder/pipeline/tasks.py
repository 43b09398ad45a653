"""Tasks: pure functions of one job, which can run on any core or machine."""

from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

from builder.frontmatter import read_body
from builder.load import File
from builder.load.entities import load_entity, load_entity_list
from builder.load.links import MarkdownText, links_of, markdown_texts
from builder.load.topics import load_page, load_topic
from builder.model import Entity, FreePage, Output, Page, TextLinks, Topic
from builder.problems import ContentError, Place, Problem
from builder.render import Renderer

Item = TypeVar("Item", Entity, FreePage, Topic)


class ParsedFile(NamedTuple, Generic[Item]):
    """What a content file holds."""

    items: tuple[Item, ...]
    """Those without errors."""
    references: tuple[TextLinks, ...]
    """The links in their texts."""
    problems: tuple[Problem, ...]


def read_entities(file: File, _: None) -> ParsedFile[Entity]:
    """The entity of a Markdown file, or the entities of a YAML list."""
    if file.path.endswith(".md"):
        return _parsed(file, load_entity)
    entities, problems = load_entity_list(file.path, file.text)
    return ParsedFile(entities, (), problems)


def read_topic(file: File, _: None) -> ParsedFile[Topic]:
    """The topic of a file."""
    return _parsed(file, load_topic)


def read_page(file: File, _: None) -> ParsedFile[FreePage]:
    """The free page of a file."""
    return _parsed(file, load_page)


def render(page: Page, renderer: Renderer) -> Output:
    """The file of a page."""
    return renderer.render(page)


def _parsed(file: File, load: Callable[[str, str], Item]) -> ParsedFile[Item]:
    """The item of a file, or its problems; the links of its text in any case."""
    text = file.text
    items: tuple[Item, ...] = ()
    problems: tuple[Problem, ...] = ()
    try:
        items = (load(file.path, text),)
        texts = [*markdown_texts(items[0])]
    except ContentError as error:
        problems = error.problems
        front = read_body(text, file.path, problems)
        texts = [MarkdownText(Place(file.path), front.body_line, front.body)]
    links, invalid = links_of(one for one in texts if one.body)
    return ParsedFile(items, links, problems + invalid)
