"""Topics and free pages: one Markdown file each."""

from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from builder.frontmatter import FrontMatter
from builder.load.fields import (
    ArticleNames,
    FormerPaths,
    Line,
    Sentence,
    Slug,
    Withdrawn,
    former_path_problems,
    read_front_matter,
    read_withdrawal,
    with_keys,
)
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
    withdrawn: Withdrawn = msgspec.UNSET


class WithdrawnTopicSchema(TopicSchema, frozen=True):
    """Front matter of a withdrawn topic, whose title may be deleted."""

    title: Annotated[str, Meta(max_length=500, description="one line of text")] = ""


class PageSchema(Schema, frozen=True):
    """Front matter of a free page."""

    title: Line
    summary: Sentence = ""
    order: Annotated[int, Meta(ge=0, le=999, description="its position in the menu, or 0")] = 0
    aliases: FormerPaths = ()


Keys = TypeVar("Keys", bound=TopicSchema | PageSchema)


def load_topic(path: str, text: str) -> Topic:
    """The topic in a file; raises ContentError with every problem in it."""
    slug, front, keys = _read(path, text, TopicSchema, WithdrawnTopicSchema)
    withdrawn, problems = read_withdrawal(keys.withdrawn, front.places)
    if problems:
        raise ContentError(*problems)
    values = {"body": front.body, "body_line": front.body_line, "withdrawn": withdrawn}
    return with_keys(Topic, keys, slug=slug, place=Place(path), **values)


def load_page(path: str, text: str) -> FreePage:
    """The free page in a file; raises ContentError with every problem in it."""
    slug, front, keys = _read(path, text, PageSchema)
    return with_keys(
        FreePage, keys, slug=slug, address=f"/{slug}/", place=Place(path), body=front.body, body_line=front.body_line
    )


def _read(
    path: str, text: str, schema: type[Keys], withdrawn: type[Keys] | None = None
) -> tuple[str, FrontMatter, Keys]:
    """The slug and the front matter of a file; raises ContentError with every problem in them."""
    slug, front, keys, problems = read_front_matter(path, text, schema, withdrawn)
    problems += former_path_problems(keys.aliases, front.places)
    if problems:
        raise ContentError(*problems)
    return slug, front, keys
