"""Articles: front matter and Markdown become an Article."""

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
from builder.frontmatter import FrontMatter, key_places, read_mapping, read_struct
from builder.load.fields import Address, Name, Names, Sentence, Slug, Slugs, Words, address_problems, read_date, slug_of
from builder.markdown import MarkdownError, parse
from builder.model import Article, ArticleText, EntityOverrides, Source, opening_of
from builder.problems import ContentError, Place, Problem
from builder.schema import Schema

Hash = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="a SHA-256 sum: 64 digits from 0 to f")]
LinkPolicyField = Annotated[
    Literal["first", "section", "every", "off"], Meta(description="first, section, every or off")
]


class SourceSchema(Schema, frozen=True):
    """`source:` of an article."""

    file: Annotated[str, Meta(max_length=500, description="a path in content/sources/")] = ""
    sha256: Hash | msgspec.UnsetType = msgspec.UNSET
    url: Address = ""
    archived: Address = ""
    captured: Annotated[str, Meta(description="a day or a time with zone")] = ""
    text_sha256: Hash | msgspec.UnsetType = msgspec.UNSET
    profile: Annotated[str, Meta(max_length=80, description="the name of a profile")] = ""
    date_from: Sentence = ""


class OverridesSchema(Schema, frozen=True):
    """`entities:` of an article."""

    about: Slugs = msgspec.field(default_factory=list)
    pin: Annotated[dict[Name, Slug], Meta(max_length=64, description="lines of `Name: entity-id`")] = msgspec.field(
        default_factory=dict
    )
    skip: Names = msgspec.field(default_factory=list)
    link: LinkPolicyField | msgspec.UnsetType = msgspec.UNSET


class ArticleSchema(Schema, frozen=True):
    """Front matter of an article."""

    title: Words
    date: Annotated[str, Meta(description="a day such as 2015-11-03, or a time with zone")] = ""
    authors: Names = msgspec.field(default_factory=list)
    publisher: Annotated[str, Meta(max_length=200, description="a name")] = ""
    language: Annotated[
        str, Meta(pattern="^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", description="a language tag such as en")
    ] = ""
    topics: Slugs = msgspec.field(default_factory=list)
    summary: Sentence = ""
    source: SourceSchema = msgspec.field(default_factory=SourceSchema)
    rights: Sentence = ""
    edited: Sentence = ""
    entities: OverridesSchema = msgspec.field(default_factory=OverridesSchema)
    aliases: Annotated[list[str], Meta(max_length=64, description="a list of former addresses: [/old/address/]")] = (
        msgspec.field(default_factory=list)
    )
    status: Annotated[Literal["published", "draft"], Meta(description="published or draft")] = "published"


@dataclass(frozen=True)
class ArticleHead:
    """An article whose front matter is read and whose Markdown is not parsed yet."""

    slug: str
    path: str
    read: ArticleSchema
    front: FrontMatter
    date: date | datetime | None

    @property
    def targets(self) -> frozenset[str]:
        """What its `[[cross-links]]` name: the only titles its reading text depends on."""
        return frozenset(target.strip() for target in re.findall(r"\[\[([^\[\]|\n]+)\]\]", self.front.body))


def load_head(path: str, text: str) -> ArticleHead:
    """The front matter of an article; raises ContentError with everything that is wrong in it."""
    slug, problems = slug_of(path)
    front = read_mapping(text, path)
    problems += front.problems
    read, wrong = read_struct(front.values, front.places, ArticleSchema, path)
    problems += wrong
    when = None
    if read is not None:
        if read.date:
            when, wrong = read_date(read.date, front.places[("date",)], "date")
            problems += wrong
        problems += _further_problems(read, front, path)
    if problems or read is None:
        raise ContentError(*problems)
    return ArticleHead(slug, path, read, front, when)


def load_article(head: ArticleHead, titles: Mapping[str, str], language: str) -> tuple[Article, ArticleText]:
    """The article and its text; raises ContentError when its Markdown is refused.

    `titles` has the words of each target of a cross-link that gives none itself; `language` holds where the article
    names none.
    """
    read, front = head.read, head.front
    try:
        document = parse(front.body, titles)
    except MarkdownError as error:
        place = Place(head.path, front.body_line + error.line - 1)
        raise ContentError(
            Problem("F014", f"refused in Markdown here: {error}", place, "write it flatter, or shorter")
        ) from error
    words = text_sha256(read.title, document.text)
    known = read.source.text_sha256 or ""
    verbatim = (words == known) if known else None
    if verbatim is False and not read.edited:
        raise ContentError(
            Problem(
                "C505",
                "the words are no longer those of the capture, and `edited` does not say why",
                front.places.get(("source", "text_sha256"), Place(head.path)),
                "add a line such as `edited: Removed a stray advertisement marker.`, or restore the words",
            )
        )
    article = Article(
        slug=head.slug,
        address=address_of(head.slug, head.date),
        title=read.title,
        date=head.date,
        place=Place(head.path),
        opening=opening_of(document.text),
        authors=tuple(read.authors),
        publisher=read.publisher,
        language=read.language or language,
        topics=tuple(dict.fromkeys(read.topics)),
        summary=read.summary,
        source=Source(**{key: getattr(read.source, key) or "" for key in read.source.__struct_fields__}),
        rights=read.rights,
        edited=read.edited,
        entities=EntityOverrides(
            about=tuple(dict.fromkeys(read.entities.about)),
            pin=read.entities.pin,
            skip=tuple(read.entities.skip),
            link=read.entities.link or None,
        ),
        aliases=tuple(read.aliases),
        status=read.status,
        verbatim=verbatim,
    )
    return article, ArticleText(front.body, document.text, document.layout, front.body_line, key_places(front.places))


def address_of(slug: str, when: date | datetime | None) -> str:
    """Where an article is published: by its day, or among the undated."""
    return f"/{when:%Y/%m/%d}/{slug}/" if when else f"/undated/{slug}/"


def _further_problems(read: ArticleSchema, front: FrontMatter, path: str) -> list[Problem]:
    problems = address_problems(
        {"url": read.source.url, "archived": read.source.archived}, front.places, ("source",), path
    )
    if read.source.captured:
        problems += read_date(read.source.captured, front.places[("source", "captured")], "captured")[1]
    file = PurePosixPath(read.source.file)
    if file.is_absolute() or ".." in file.parts or "\\" in read.source.file:
        problems.append(
            Problem(
                "F012",
                f"`file` leads out of content/sources/: {read.source.file[:60]!r}",
                front.places[("source", "file")],
                "write the path below content/sources/",
            )
        )
    for key in ("sha256", "text_sha256"):
        if read.source.file and not getattr(read.source, key):
            place = front.places[("source", "file")]
            mend = "take the line from the article that `convert` made; it proves the words"
            problems.append(Problem("F009", f"`{key}` is missing beside `file`", place, mend))
    for index, alias in enumerate(read.aliases):
        if not re.fullmatch(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+/?", alias):
            place = front.places[("aliases", index)]
            problems.append(
                Problem(
                    "F013",
                    f"`{alias[:60]}` cannot be a former address",
                    place,
                    "write the path it had, such as /2015/old-name/",
                )
            )
    return problems
