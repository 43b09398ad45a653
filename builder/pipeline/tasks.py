"""Tasks: pure functions of one job, which can run on any core or machine."""

from typing import Generic, NamedTuple, TypeVar

from builder.load import File
from builder.load.entities import load_entity, load_entity_list
from builder.load.links import links_of, markdown_texts
from builder.load.topics import load_page, load_topic
from builder.model import Entity, FreePage, Output, Page, TextLinks, Topic
from builder.problems import Problem
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
        return _parsed((load_entity(file.path, file.text),))
    return _parsed(*load_entity_list(file.path, file.text))


def read_topic(file: File, _: None) -> ParsedFile[Topic]:
    """The topic of a file."""
    return _parsed((load_topic(file.path, file.text),))


def read_page(file: File, _: None) -> ParsedFile[FreePage]:
    """The free page of a file."""
    return _parsed((load_page(file.path, file.text),))


def render(page: Page, renderer: Renderer) -> Output:
    """The file of a page."""
    return renderer.render(page)


def _parsed(items: tuple[Item, ...], problems: tuple[Problem, ...] = ()) -> ParsedFile[Item]:
    texts = [text for item in items for text in markdown_texts(item) if text.body]
    links, invalid = links_of(texts)
    return ParsedFile(items, links, problems + invalid)
