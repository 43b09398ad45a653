"""Topics and free pages: one Markdown file each."""

from __future__ import annotations

from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from builder.frontmatter import FrontMatter
from builder.load.fields import ArticleNames, FormerPaths, Line, Sentence, Slug, former_path_problems, read_front_matter
from builder.model import FreePage, Topic
from builder.problems import ContentError, Place
from builder.schema import Schema


class TopicSchema(Schema, frozen=True):
    """Front matter of a topic."""

    title: Line
    parent: Slug | msgspec.UnsetType = msgspec.UNSET
    medtop: (
        Annotated[
            str, Meta(pattern="^(medtop:)?[0-9]{8}$", description="an IPTC Media Topic code such as medtop:20000073")
        ]
        | msgspec.UnsetType
    ) = msgspec.UNSET
    cover: ArticleNames = ()
    summary: Sentence = ""
    aliases: FormerPaths = ()


class PageSchema(Schema, frozen=True):
    """Front matter of a free page."""

    title: Line
    summary: Sentence = ""
    order: Annotated[int, Meta(ge=0, le=999, description="its position in the menu, or 0")] = 0
    aliases: FormerPaths = ()


Keys = TypeVar("Keys", TopicSchema, PageSchema)


def load_topic(path: str, text: str) -> Topic:
    """The topic in a file; raises ContentError with every problem in it."""
    slug, front, keys = _read(path, text, TopicSchema)
    return Topic(
        slug=slug,
        title=keys.title,
        place=Place(path),
        parent=keys.parent or "",
        medtop=keys.medtop or "",
        cover=keys.cover,
        summary=keys.summary,
        aliases=keys.aliases,
        body=front.body,
        body_line=front.body_line,
    )


def load_page(path: str, text: str) -> FreePage:
    """The free page in a file; raises ContentError with every problem in it."""
    slug, front, keys = _read(path, text, PageSchema)
    return FreePage(
        slug=slug,
        address=f"/{slug}/",
        title=keys.title,
        place=Place(path),
        summary=keys.summary,
        order=keys.order,
        aliases=keys.aliases,
        body=front.body,
        body_line=front.body_line,
    )


def _read(path: str, text: str, schema: type[Keys]) -> tuple[str, FrontMatter, Keys]:
    """The slug and the front matter of a file; raises ContentError with every problem in them."""
    slug, front, keys, problems = read_front_matter(path, text, schema)
    if keys is not None:
        problems += former_path_problems(keys.aliases, front.places)
    if problems or keys is None:
        raise ContentError(*problems)
    return slug, front, keys
