"""Load: files of content/ become articles, annotations, entities, topics."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TypeVar

from builder.files import files_below, read_text, relative
from builder.model import Article, Entity, FreePage, Topic
from builder.problems import Place, Problem

Named = TypeVar("Named", Article, Entity, Topic, FreePage)
KINDS = ("articles", "annotations", "entities", "topics", "pages")


@dataclass(frozen=True)
class File:
    """A text file of content/; its path is relative to the archive."""

    path: str
    text: str


def content_files(root: Path, kind: str) -> list[Path]:
    """The files of one kind, sorted: Markdown, and YAML lists of entities."""
    suffixes = (".md", ".yaml", ".yml") if kind == "entities" else (".md",)
    return list(files_below(root / "content" / kind, suffixes=suffixes))


def read_file(path: Path, root: Path) -> File:
    """A content file as text; raises ContentError when it cannot be read as such."""
    return File(relative(path, root), read_text(path, root))


def sha256_of(file: File) -> str:
    """SHA-256 of the file's text."""
    return hashlib.sha256(file.text.encode()).hexdigest()


def article_paths(path: str) -> tuple[str, str]:
    """Where the article of a file of annotations may be: at the same path, or at that of its folder."""
    inside = PurePosixPath(path).relative_to("content/annotations").with_suffix("")
    return f"content/articles/{inside}.md", f"content/articles/{inside.parent}.md"


def annotated_slug(path: str, slugs: Mapping[str, str]) -> tuple[str, tuple[Problem, ...]]:
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
