"""Load: files of content/ become articles, annotations, entities, topics."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from builder.files import decode, paths_below, read_bytes, relative, relative_to
from builder.paths import ANNOTATIONS, ARTICLES, file_name, path_name
from builder.problems import ContentError, Place, Problem

if TYPE_CHECKING:
    from builder.model import Article, Entity, FreePage, Topic

Named = TypeVar("Named", "Article", "Entity", "Topic", "FreePage")
CONTENT_FOLDERS = ("articles", "annotations", "entities", "topics", "pages")


class File(NamedTuple):
    """A file of content/ and its path relative to the archive."""

    path: str
    content: bytes
    sha256: str

    @property
    def text(self) -> str:
        """Its text; raises ContentError when it is not UTF-8 text."""
        return decode(self.content, self.path)


class Sources(NamedTuple):
    """Every content file, read once, so that the whole build sees the same state."""

    files: dict[str, list[File]]
    """By folder of content/, sorted by path."""
    problems: tuple[Problem, ...]
    """Of files that cannot be read."""

    @property
    def digests(self) -> dict[str, str]:
        """SHA-256 of each file by path."""
        return {file.path: file.sha256 for files in self.files.values() for file in files}


def read_sources(root: Path) -> Sources:
    """The files of content/ that become pages."""
    files: dict[str, list[File]] = {}
    problems: list[Problem] = []
    name = relative_to(root)
    for folder in CONTENT_FOLDERS:
        contents: list[tuple[str, bytes]] = []
        # YAML files are lists of entities.
        suffixes = (".md", ".yaml", ".yml") if folder == "entities" else (".md",)
        for path in paths_below(os.fspath(root / "content" / folder), suffixes=suffixes):
            try:
                contents.append((path, read_bytes(path, root)))
            except ContentError as error:
                problems += error.problems
        # Hashing after all files are read is faster than alternating.
        files[folder] = [File(name(path), content, _digest(content)) for path, content in contents]
    return Sources(files, tuple(problems))


def read_file(path: Path | str, root: Path) -> File:
    """A content file; raises ContentError when it cannot be read."""
    content = read_bytes(path, root)
    return File(relative(path, root), content, _digest(content))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def article_paths(path: str) -> tuple[str, str]:
    """The paths of the article that an annotations file may belong to: its own, or that of its folder."""
    inside = path_name(path, ANNOTATIONS)
    return f"{ARTICLES}{inside}.md", f"{ARTICLES}{inside.rpartition('/')[0]}.md"


def missing_article(path: str, articles: Iterable[str]) -> Problem:
    """The problem of an annotations file without an article; `articles` are the paths of the existing ones."""
    own, of_folder = article_paths(path)
    by_name: dict[str, list[str]] = {}
    for article in sorted(articles):
        by_name.setdefault(file_name(article), []).append(article.replace("/articles/", "/annotations/"))
    same_name = by_name.get(file_name(own)) or by_name.get(file_name(of_folder))
    help_ = f"move it to {' or '.join(same_name)}" if same_name else "give the file the name of its article"
    return Problem("N105", f"there is no article {own}", Place(path), help_)


def unique(kind: str, items: Iterable[Named], name: Callable[[Named], str]) -> tuple[dict[str, Named], list[Problem]]:
    """Items by slug or id, and a problem for each duplicate; the first is used."""
    found: dict[str, Named] = {}
    problems = []
    for item in items:
        first = found.setdefault(name(item), item)
        if first is not item:
            code, what = ("E202", "entity id") if kind == "entity" else ("F015", f"{kind} name")
            message = f"duplicate {what} `{name(item)}`"
            problems.append(Problem(code, message, item.place, f"rename one; the other is {first.place}"))
    return found, problems
