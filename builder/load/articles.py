"""Articles: a file of front matter and Markdown becomes an Article."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from msgspec import Meta

from builder.dates import DAY, PUBLICATION, Date, read_date, read_day
from builder.files import text_sha256
from builder.frontmatter import FrontMatter, KeyPath, key_places
from builder.load.fields import (
    Address,
    FormerPaths,
    Line,
    Name,
    Names,
    Sentence,
    Slug,
    Slugs,
    Withdrawn,
    address_problems,
    former_path_problems,
    read_front_matter,
    read_withdrawal,
    with_keys,
)
from builder.load.links import markdown_problem
from builder.markdown import MarkdownError, parse
from builder.model import (
    Access,
    Article,
    ArticleText,
    EntityOverrides,
    InPrint,
    Robots,
    Source,
    Withdrawal,
    opening_of,
)
from builder.problems import ContentError, Place, Problem
from builder.schema import OR_NUMBER, LanguageField, LinkPolicyField, Schema
from builder.slugs import is_former_path, names_a_list

IMAGES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")
Label = Annotated[str, Meta(max_length=200, description="one line of text")]
Number = Annotated[
    str, Meta(max_length=40, description="a number or letters, such as 3, A1 or 3-4", extra_json_schema=OR_NUMBER)
]
PublicationDate = Annotated[str, Meta(description=PUBLICATION.description, extra_json_schema=OR_NUMBER)]
Hash = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="a SHA-256 checksum: 64 digits from 0 to f")]


class SourceSchema(Schema, frozen=True):
    """`source:` of an article."""

    file: Annotated[str, Meta(max_length=500, description="a path in content/sources/")] = ""
    record: Annotated[str, Meta(max_length=500, description="the name of a record")] = ""
    stored: Annotated[Literal["", "elsewhere"], Meta(description="elsewhere")] = ""
    format: Annotated[str, Meta(max_length=80, description="the name of a format")] = ""
    sha256: Hash | msgspec.UnsetType = msgspec.UNSET
    url: Address = ""
    archived: Address = ""
    captured: PublicationDate = ""
    text_sha256: Hash | msgspec.UnsetType = msgspec.UNSET
    profile: Annotated[str, Meta(max_length=80, description="the name of a profile")] = ""
    date_from: Sentence = ""
    meta: Annotated[dict[str, Any], Meta(description="keys of its own, as the capture has them")] = msgspec.field(
        default_factory=dict
    )


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
    date: PublicationDate = ""
    publish_after: Annotated[str, Meta(description=DAY.description)] = ""
    authors: Names = ()
    publisher: Annotated[str, Meta(max_length=200, description="a name")] = ""
    section: Label = ""
    edition: Label = ""
    page: Number = ""
    column: Number = ""
    place: Label = ""
    facsimile: Annotated[str, Meta(max_length=500, description="a path of an image in content/assets/")] = ""
    text_quality: Sentence = ""
    language: LanguageField = ""
    topics: Slugs = ()
    summary: Sentence = ""
    source: SourceSchema = msgspec.field(default_factory=SourceSchema)
    rights: Sentence = ""
    edited: Sentence = ""
    entities: OverridesSchema = msgspec.field(default_factory=OverridesSchema)
    aliases: FormerPaths = ()
    status: Annotated[Literal["published", "draft"], Meta(description="published or draft")] = "published"
    access: Annotated[Access, Meta(description="full or metadata")] = "full"
    robots: Annotated[Robots, Meta(description="index or noindex")] = "index"
    withdrawn: Withdrawn = msgspec.UNSET


class WithdrawnArticleSchema(ArticleSchema, frozen=True):
    """Front matter of a withdrawn article, whose title may be deleted."""

    title: Annotated[str, Meta(max_length=500, description="one line of text")] = ""


@dataclass(frozen=True)
class ArticleHead:
    """An article whose front matter is read and whose Markdown is not parsed yet."""

    slug: str
    path: str
    keys: ArticleSchema
    front: FrontMatter
    date: Date | None
    publish_after: dt.date | None
    problems: tuple[Problem, ...]
    withdrawn: Withdrawal | None = None


class LoadedArticle(NamedTuple):
    """An article, its text, and every problem of its file; keys with a problem are absent."""

    article: Article
    text: ArticleText
    problems: tuple[Problem, ...]
    named_at: tuple[tuple[int, int], ...]
    """As `Site.named_at` has it."""


def load_head(path: str, text: str) -> ArticleHead:
    """The front matter of an article, and every problem in it."""
    slug, front, keys, problems = read_front_matter(path, text, ArticleSchema, WithdrawnArticleSchema)
    date = publish_after = None
    if keys.date:
        date, invalid = read_date(keys.date, front.places[("date",)], "date")
        problems += (*invalid, *_slug_problems(slug, date, path))
    if keys.publish_after:
        publish_after, invalid = read_day(keys.publish_after, front.places[("publish_after",)], "publish_after")
        problems += invalid
    if invalid := [*_facsimile_problems(keys.facsimile, front)]:
        problems += invalid
        keys = msgspec.structs.replace(keys, facsimile="")
    problems += _source_problems(keys.source, front, path)
    problems += former_path_problems(keys.aliases, front.places)
    withdrawn, invalid = read_withdrawal(keys.withdrawn, front.places)
    return ArticleHead(slug, path, keys, front, date, publish_after, (*problems, *invalid), withdrawn)


def load_article(head: ArticleHead, titles: Mapping[str, str], language: str) -> LoadedArticle:
    """The article, its text and its problems; raises ContentError, with all of them, when its Markdown is rejected.

    `titles` has the text of a cross-link without a label, by its target; `language` is the default.
    """
    keys, front = head.keys, head.front
    try:
        document = parse(front.body, titles)
    except MarkdownError as error:
        raise ContentError(*head.problems, markdown_problem(error, head.path, front.body_line)) from error
    verbatim, changed = _verbatim(head, document.text)
    article = with_keys(
        Article,
        keys,
        slug=head.slug,
        address=address_of(head.slug, head.date),
        date=head.date,
        place=Place(head.path),
        opening=opening_of(document.text),
        language=keys.language or language,
        topics=tuple(dict.fromkeys(keys.topics)),
        aliases=tuple(filter(is_former_path, keys.aliases)),
        source=with_keys(Source, keys.source, file=keys.source.file if _is_verifiable(keys.source) else ""),
        entities=with_keys(EntityOverrides, keys.entities, about=tuple(dict.fromkeys(keys.entities.about))),
        withdrawn=head.withdrawn,
        verbatim=verbatim,
        publish_after=head.publish_after,
        in_print=InPrint(**{field.name: getattr(keys, field.name) for field in fields(InPrint)}),
    )
    text = ArticleText(front.body, document.text, document.layout, front.body_line, key_places(front.places))
    return LoadedArticle(article, text, (*head.problems, *changed), tuple(_named_at(article, front)))


def _named_at(article: Article, front: FrontMatter) -> Iterator[tuple[int, int]]:
    """Line and column of each topic and entity that the front matter names."""
    keys: list[KeyPath] = [("topics", front.values["topics"].index(slug)) for slug in article.topics]
    keys += [("entities", "about", front.values["entities"]["about"].index(one)) for one in article.entities.about]
    keys += [("entities", "pin", name) for name in article.entities.pin]
    for key in keys:
        place = front.places[key]
        yield place.line, place.column


def _verbatim(head: ArticleHead, text: str) -> tuple[bool | None, list[Problem]]:
    """Whether the words are those of the capture, None without one; and the problem of an unexplained edit."""
    expected = head.keys.source.text_sha256
    if not expected or head.withdrawn:
        return None, []
    verbatim = text_sha256(head.keys.title, text) == expected
    # A title or an explanation that cannot be used is a problem of its own.
    if verbatim or head.front.values.get("edited") or not head.keys.title:
        return verbatim, []
    message = "the words differ from the capture, and `edited` does not explain why"
    help_ = "add a line such as `edited: Removed a stray advertisement marker.`, or restore the words"
    place = head.front.places.get(("source", "text_sha256"), Place(head.path))
    return verbatim, [Problem("C505", message, place, help_)]


def address_of(slug: str, date: Date | None) -> str:
    """The address of an article: under its day, month or year, or under `undated`."""
    known = date.without_time.iso.replace("-", "/") if date else "undated"
    return f"/{known}/{slug}/"


def _slug_problems(slug: str, date: Date | None, path: str) -> Iterator[Problem]:
    if names_a_list(slug, date):
        message = f"the file name `{slug}` under the date {date} could be the address of a month, a day or a list"
        help_ = f"rename the file, such as article-{slug}.md, or give the whole day"
        yield Problem("F013", message, Place(path), help_)


def _facsimile_problems(facsimile: str, front: FrontMatter) -> Iterator[Problem]:
    if not facsimile:
        return
    file, place = PurePosixPath(facsimile), front.places[("facsimile",)]
    if file.is_absolute() or ".." in file.parts or "\\" in facsimile:
        message = f"`facsimile` is outside content/assets/: {facsimile[:60]!r}"
        yield Problem("F012", message, place, "write a path relative to content/assets/")
    elif file.suffix.lower() not in IMAGES:
        message = f"`facsimile` is not an image that browsers show: {facsimile[:60]!r}"
        yield Problem("F008", message, place, f"save it as one of {', '.join(IMAGES)}")


def _source_problems(source: SourceSchema, front: FrontMatter, path: str) -> list[Problem]:
    problems = [*address_problems({"url": source.url, "archived": source.archived}, front.places, ("source",), path)]
    if source.captured:
        problems += read_date(source.captured, front.places[("source", "captured")], "captured")[1]
    if not source.file:
        return problems
    place = front.places[("source", "file")]
    if _is_outside(source.file):
        message = f"`file` is outside content/sources/: {source.file[:60]!r}"
        problems.append(Problem("F012", message, place, "write a path relative to content/sources/"))
    for key in ("sha256", "text_sha256"):
        if not front.values["source"].get(key):
            help_ = "copy the line from the article that `convert` made; it verifies the text"
            problems.append(Problem("F009", f"`{key}` is missing after `file`", place, help_))
    return problems


def _is_outside(file: str) -> bool:
    path = PurePosixPath(file)
    return path.is_absolute() or ".." in path.parts or "\\" in file


def _is_verifiable(source: SourceSchema) -> bool:
    """Whether the capture can be compared with the article: not with a problem of its file or checksums."""
    return bool(source.sha256 and source.text_sha256) and not _is_outside(source.file)
