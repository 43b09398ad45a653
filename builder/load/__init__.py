"""Load: files of content/ become articles, annotations, entities, topics."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from builder.files import decode, paths_below, read_bytes, relative, relative_to
from builder.problems import ContentError, Place, Problem

if TYPE_CHECKING:
    from builder.model import Article, Entity, FreePage, Topic

Named = TypeVar("Named", "Article", "Entity", "Topic", "FreePage")
CONTENT_FOLDERS = ("articles", "annotations", "entities", "topics", "pages")


class File(NamedTuple):
    """A file of content/ as it was read; its path is relative to the archive."""

    path: str
    content: bytes
    sha256: str

    @property
    def text(self) -> str:
        """Its text; raises ContentError when it is none."""
        return decode(self.content, self.path)


class Sources(NamedTuple):
    """Every file that a site is made of, read once, so that all of a build sees the same."""

    files: dict[str, list[File]]
    """By kind, sorted by path."""
    problems: tuple[Problem, ...]
    """Of those that cannot be read."""

    @property
    def digests(self) -> dict[str, str]:
        """SHA-256 of each file by its path."""
        return {file.path: file.sha256 for files in self.files.values() for file in files}


def read_sources(root: Path) -> Sources:
    """Everything below content/ that becomes pages."""
    files: dict[str, list[File]] = {}
    problems: list[Problem] = []
    name = relative_to(root)
    for kind in CONTENT_FOLDERS:
        read: list[tuple[str, bytes]] = []
        for path in content_files(root, kind):
            try:
                read.append((path, read_bytes(path, root)))
            except ContentError as error:
                problems += error.problems
        # Reading and hashing by turns takes longer than the one after the other.
        files[kind] = [File(name(path), content, _digest(content)) for path, content in read]
    return Sources(files, tuple(problems))


def content_files(root: Path, kind: str) -> Iterator[str]:
    """The files of one kind, sorted: Markdown, and YAML lists of entities."""
    suffixes = (".md", ".yaml", ".yml") if kind == "entities" else (".md",)
    return paths_below(os.fspath(root / "content" / kind), suffixes=suffixes)


def read_file(path: Path | str, root: Path) -> File:
    """A content file; raises ContentError when it cannot be read."""
    content = read_bytes(path, root)
    return File(relative(path, root), content, _digest(content))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def article_paths(path: str) -> tuple[str, str]:
    """Where the article of a file of annotations may be: at the same path, or at that of its folder."""
    inside = PurePosixPath(path).relative_to("content/annotations").with_suffix("")
    return f"content/articles/{inside}.md", f"content/articles/{inside.parent}.md"


def article_for(path: str, slugs: Mapping[str, str]) -> tuple[str, tuple[Problem, ...]]:
    """The article that a file of annotations belongs to; `slugs` has those there are, by path."""
    for candidate in article_paths(path):
        if candidate in slugs:
            return slugs[candidate], ()
    inside = PurePosixPath(path).relative_to("content/annotations").with_suffix("")
    by_slug = {slug: article for article, slug in slugs.items()}
    same_name = next((by_slug[name] for name in (inside.name, inside.parent.name) if name in by_slug), "")
    mend = (
        f"move it to {same_name.replace('/articles/', '/annotations/')}"
        if same_name
        else "name the file as the article is named"
    )
    return "", (Problem("N105", f"there is no article content/articles/{inside}.md", Place(path), mend),)


def unique(kind: str, items: Iterable[Named], name: Callable[[Named], str]) -> tuple[dict[str, Named], list[Problem]]:
    """Items by slug or id, and a problem for each that stands twice; the first stays."""
    found: dict[str, Named] = {}
    problems = []
    for item in items:
        first = found.setdefault(name(item), item)
        if first is not item:
            code = "E202" if kind == "entity" else "F015"
            message = f"there are two of the {kind} `{name(item)}`"
            problems.append(Problem(code, message, item.place, f"rename one; the other is {first.place}"))
    return found, problems
