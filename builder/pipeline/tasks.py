"""Stages: each is pure work on one job, so that it can be done on any core and kept by its fingerprint."""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

from builder.load import File
from builder.load.entities import load_entity, load_entity_list
from builder.load.links import markdown_texts, text_links
from builder.load.topics import load_page, load_topic
from builder.model import Entity, FreePage, Output, Page, TextLinks, Topic
from builder.problems import ContentError, Problem
from builder.render import Renderer

Item = TypeVar("Item", Entity, FreePage, Topic)


class ParsedFile(NamedTuple, Generic[Item]):
    """What a file holds."""

    items: tuple[Item, ...]
    """Those that are well."""
    references: tuple[TextLinks, ...]
    """The links of their texts."""
    problems: tuple[Problem, ...]
    """What is wrong with the others, and with the texts."""


def read_entities(file: File, _: None) -> ParsedFile[Entity]:
    """One of its own file, or those of a list that are well."""
    if file.path.endswith(".md"):
        return _parsed((load_entity(file.path, file.text),))
    return _parsed(*load_entity_list(file.path, file.text))


def read_topic(file: File, _: None) -> ParsedFile[Topic]:
    """A topic."""
    return _parsed((load_topic(file.path, file.text),))


def read_page(file: File, _: None) -> ParsedFile[FreePage]:
    """A free page."""
    return _parsed((load_page(file.path, file.text),))


def render(page: Page, renderer: Renderer) -> Output:
    """A page as a file."""
    return renderer.render(page)


def _parsed(items: tuple[Item, ...], problems: tuple[Problem, ...] = ()) -> ParsedFile[Item]:
    uses = []
    for item in items:
        for text in markdown_texts(item):
            if text.body:
                try:
                    uses.append(text_links(text))
                except ContentError as error:
                    problems += error.problems
    return ParsedFile(items, tuple(uses), problems)
