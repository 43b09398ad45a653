"""Topics and free pages: one Markdown file each."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from builder.frontmatter import read_mapping, read_struct
from builder.load.fields import Sentence, Slug, Slugs, Line, slug_from_path
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
    cover: Slugs = msgspec.field(default_factory=list)
    summary: Sentence = ""


class PageSchema(Schema, frozen=True):
    """Front matter of a free page."""

    title: Line
    summary: Sentence = ""
    order: Annotated[int, Meta(ge=0, le=999, description="its position in the menu, or 0")] = 0


def load_topic(path: str, text: str) -> Topic:
    """A topic from its file; raises ContentError with everything that is wrong in it."""
    slug, problems = slug_from_path(path)
    front = read_mapping(text, path)
    problems += front.problems
    read, wrong = read_struct(front.values, front.places, TopicSchema, path)
    problems += wrong
    if problems or read is None:
        raise ContentError(*problems)
    return Topic(
        slug=slug,
        title=read.title,
        place=Place(path),
        parent=read.parent or "",
        medtop=read.medtop or "",
        cover=tuple(read.cover),
        summary=read.summary,
        body=front.body,
        body_line=front.body_line,
    )


def load_page(path: str, text: str) -> FreePage:
    """A free page from its file; raises ContentError with everything that is wrong in it."""
    slug, problems = slug_from_path(path)
    front = read_mapping(text, path)
    problems += front.problems
    read, wrong = read_struct(front.values, front.places, PageSchema, path)
    problems += wrong
    if problems or read is None:
        raise ContentError(*problems)
    return FreePage(
        slug=slug,
        address=f"/{slug}/",
        title=read.title,
        place=Place(path),
        summary=read.summary,
        order=read.order,
        body=front.body,
        body_line=front.body_line,
    )
