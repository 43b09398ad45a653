"""Content: the entities, topics and free pages of an archive, read from their files."""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any, NamedTuple

from builder.load import Sources, unique
from builder.model import Entity, FreePage, TextLinks, Topic
from builder.pipeline import tasks
from builder.pipeline.file_cache import parse_cached
from builder.problems import Problem
from builder.workers import Workers

KINDS: tuple[tuple[str, str, str, Any], ...] = (
    ("entities", "entity", "id", tasks.read_entities),
    ("topics", "topic", "slug", tasks.read_topic),
    ("pages", "page", "slug", tasks.read_page),
)
"""Folder of content/, what a file in it holds, the field that must be unique, and the task that reads the file."""


class Content(NamedTuple):
    """Everything in content/ except articles and annotations; sorted by id or slug."""

    entities: Mapping[str, Entity]
    topics: Mapping[str, Topic]
    pages: Mapping[str, FreePage]
    links: tuple[TextLinks, ...]
    problems: tuple[Problem, ...]


def read_content(sources: Sources, workers: Workers) -> Content:
    """The entities, topics and free pages, and the problems of their files."""
    items: dict[str, Mapping[str, Any]] = {}
    links: list[TextLinks] = []
    problems = [*sources.problems]
    for folder, noun, key, task in KINDS:
        files: tuple[tasks.ParsedFile[Any], ...] = parse_cached(task, sources.files[folder], workers)
        found, duplicates = unique(noun, (item for file in files for item in file.items), attrgetter(key))
        items[folder] = dict(sorted(found.items()))
        links += (one for file in files for one in file.references)
        problems += (*duplicates, *(problem for file in files for problem in file.problems))
    return Content(**items, links=tuple(links), problems=tuple(problems))
