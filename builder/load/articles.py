"""Articles: a file of front matter and Markdown becomes an Article."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from builder.files import text_sha256
from builder.frontmatter import FrontMatter, key_places
from builder.load.fields import (
    Address,
    FormerPaths,
    Line,
    Name,
    Names,
    Sentence,
    Slug,
    Slugs,
    address_problems,
    former_path_problems,
    read_date,
    read_front_matter,
)
from builder.load.links import markdown_problem
from builder.markdown import MarkdownError, parse
from builder.model import Article, ArticleText, EntityOverrides, Source, opening_of
from builder.problems import ContentError, Place, Problem
from builder.schema import LanguageField, LinkPolicyField, Schema

Hash = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="a SHA-256 checksum: 64 digits from 0 to f")]


class SourceSchema(Schema, frozen=True):
    """`source:` of an article."""

    file: Annotated[str, Meta(max_length=500, description="a path in content/sources/")] = ""
    sha256: Hash | msgspec.UnsetType = msgspec.UNSET
    url: Address = ""
    archived: Address = ""
    captured: Annotated[str, Meta(description="a day, or a time with time zone")] = ""
    text_sha256: Hash | msgspec.UnsetType = msgspec.UNSET
    profile: Annotated[str, Meta(max_length=80, description="the name of a profile")] = ""
    date_from: Sentence = ""


class OverridesSchema(Schema, frozen=True):
    """`entities:` of an article."""

    about: Slugs = ()
    pin: Annotated[dict[Name, Slug], Meta(max_length=64, description="lines of `Name: entity-id`")] = msgspec.field(
        default_factory=dict
    )
    skip: Names = ()
    link: LinkPolicyField | msgspec.UnsetType = msgspec.UNSET


class ArticleSchema(Schema, frozen=True):
    """Front matter of an article."""

    title: Line
    date: Annotated[str, Meta(description="a day such as 2015-11-03, or a time with time zone")] = ""
    authors: Names = ()
    publisher: Annotated[str, Meta(max_length=200, description="a name")] = ""
    language: LanguageField = ""
    topics: Slugs = ()
    summary: Sentence = ""
    source: SourceSchema = msgspec.field(default_factory=SourceSchema)
    rights: Sentence = ""
    edited: Sentence = ""
    entities: OverridesSchema = msgspec.field(default_factory=OverridesSchema)
    aliases: FormerPaths = ()
    status: Annotated[Literal["published", "draft"], Meta(description="published or draft")] = "published"


@dataclass(frozen=True)
class ArticleHead:
    """An article whose front matter is read and whose Markdown is not parsed yet."""

    slug: str
    path: str
    keys: ArticleSchema
    front: FrontMatter
    date: date | datetime | None

    @property
    def targets(self) -> frozenset[str]:
        """The targets of its `[[cross-links]]`: the only titles that its reading text depends on."""
        return frozenset(target.strip() for target in re.findall(r"\[\[([^\[\]|\n]+)\]\]", self.front.body))


def load_head(path: str, text: str) -> ArticleHead:
    """The front matter of an article; raises ContentError with every problem in it."""
    slug, front, keys, problems = read_front_matter(path, text, ArticleSchema)
    when = None
    if keys is not None:
        if keys.date:
            when, invalid = read_date(keys.date, front.places[("date",)], "date")
            problems += invalid
        problems += _source_problems(keys.source, front, path)
        problems += former_path_problems(keys.aliases, front.places)
    if problems or keys is None:
        raise ContentError(*problems)
    return ArticleHead(slug, path, keys, front, when)


def load_article(head: ArticleHead, titles: Mapping[str, str], language: str) -> tuple[Article, ArticleText]:
    """The article and its text; raises ContentError when its Markdown is rejected or its words were changed.

    `titles` has the text of a cross-link without a label, by its target; `language` is the default.
    """
    keys, front = head.keys, head.front
    try:
        document = parse(front.body, titles)
    except MarkdownError as error:
        raise ContentError(markdown_problem(error, head.path, front.body_line)) from error
    article = Article(
        slug=head.slug,
        address=address_of(head.slug, head.date),
        title=keys.title,
        date=head.date,
        place=Place(head.path),
        opening=opening_of(document.text),
        authors=keys.authors,
        publisher=keys.publisher,
        language=keys.language or language,
        topics=tuple(dict.fromkeys(keys.topics)),
        summary=keys.summary,
        source=Source(**{key: getattr(keys.source, key) or "" for key in keys.source.__struct_fields__}),
        rights=keys.rights,
        edited=keys.edited,
        entities=EntityOverrides(
            about=tuple(dict.fromkeys(keys.entities.about)),
            pin=keys.entities.pin,
            skip=keys.entities.skip,
            link=keys.entities.link or None,
        ),
        aliases=keys.aliases,
        status=keys.status,
        verbatim=_verbatim(head, document.text),
    )
    return article, ArticleText(front.body, document.text, document.layout, front.body_line, key_places(front.places))


def _verbatim(head: ArticleHead, text: str) -> bool | None:
    """Whether the words are those of the capture, None without one; raises ContentError for an unexplained edit."""
    expected = head.keys.source.text_sha256
    if not expected:
        return None
    verbatim = text_sha256(head.keys.title, text) == expected
    if not verbatim and not head.keys.edited:
        message = "the words differ from the capture, and `edited` does not explain why"
        help_ = "add a line such as `edited: Removed a stray advertisement marker.`, or restore the words"
        place = head.front.places.get(("source", "text_sha256"), Place(head.path))
        raise ContentError(Problem("C505", message, place, help_))
    return verbatim


def address_of(slug: str, when: date | datetime | None) -> str:
    """The address of an article: under its day, or under `undated`."""
    return f"/{when:%Y/%m/%d}/{slug}/" if when else f"/undated/{slug}/"


def _source_problems(source: SourceSchema, front: FrontMatter, path: str) -> list[Problem]:
    problems = address_problems({"url": source.url, "archived": source.archived}, front.places, ("source",), path)
    if source.captured:
        problems += read_date(source.captured, front.places[("source", "captured")], "captured")[1]
    if not source.file:
        return problems
    file, place = PurePosixPath(source.file), front.places[("source", "file")]
    if file.is_absolute() or ".." in file.parts or "\\" in source.file:
        message = f"`file` is outside content/sources/: {source.file[:60]!r}"
        problems.append(Problem("F012", message, place, "write a path relative to content/sources/"))
    for key in ("sha256", "text_sha256"):
        if not getattr(source, key):
            help_ = "copy the line from the article that `convert` made; it verifies the text"
            problems.append(Problem("F009", f"`{key}` is missing after `file`", place, help_))
    return problems
