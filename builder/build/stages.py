"""Stages: each is pure work on one job, so that it can be done on any core and kept by its fingerprint."""

from __future__ import annotations

from builder.load import File
from builder.load.entities import load_entity, load_entity_list
from builder.load.texts import Text, uses_of
from builder.load.topics import load_page, load_topic
from builder.model import Entity, FreePage, Output, Page, Topic, Uses
from builder.problems import Problem
from builder.render import Renderer


def read_entities(file: File, _: None) -> tuple[tuple[Entity, ...], tuple[Problem, ...]]:
    """One of its own file, or those of a list that are well, and what is wrong with the others."""
    if file.path.endswith(".md"):
        return (load_entity(file.path, file.text),), ()
    return load_entity_list(file.path, file.text)


def read_topic(file: File, _: None) -> Topic:
    """A topic."""
    return load_topic(file.path, file.text)


def read_page(file: File, _: None) -> FreePage:
    """A free page."""
    return load_page(file.path, file.text)


def find_uses(text: Text, _: None) -> Uses:
    """The links of a text."""
    return uses_of(text)


def render(page: Page, renderer: Renderer) -> Output:
    """A page as a file."""
    return renderer.render(page)
