"""Annotations: a heading, a quotation, a list of properties and a comment, read line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Annotated, Literal, NamedTuple, cast

from msgspec import Meta

from builder.config import Config
from builder.frontmatter import read_mapping
from builder.load.properties import DAY, NOTE_KEYS, REPLY_KEYS, Properties, Property
from builder.load.quotation import Quotation, read_quotation
from builder.load.section_parts import SectionParts, split_section
from builder.load.sections import Section, sections, short
from builder.model import Annotation, Reply, Review, Status
from builder.problems import ContentError, Place, Problem, did_you_mean
from builder.schema import Schema
from builder.slugs import title_slug


class AnnotationsSchema(Schema, frozen=True):
    """Front matter of a file of annotations; nothing of it is needed."""

    by: Annotated[str, Meta(description="who signs them: an editor, or several with commas between")] = ""
    date: Annotated[str, Meta(pattern=DAY.pattern, description="year-month-day, such as 2026-11-22")] = ""
    status: Annotated[Literal["published", "draft"], Meta(description="published or draft")] = "published"
    checked: Annotated[
        str, Meta(description="the sum of the article's words when the annotations were last held against them")
    ] = ""


FILE_KEYS = AnnotationsSchema.__struct_fields__
DEFAULT_KEYS = tuple(key for key in FILE_KEYS if key != "checked")
"""Those that hold for all annotations of the file."""


class ParsedAnnotations(NamedTuple):
    """What a file of annotations holds."""

    annotations: tuple[Annotation, ...]
    replies: tuple[Reply, ...]
    """Those that answer an annotation elsewhere; `with_replies` brings them together."""
    problems: tuple[Problem, ...]


class FileHead(NamedTuple):
    """What stands above the first annotation."""

    body: str
    line: int
    """On which the body begins."""
    defaults: Mapping[str, str]
    """For all annotations of the file."""
    checked: Review | None


@dataclass(frozen=True)
class ParsedSection:
    """A section as it was read."""

    section: Section
    place: Place
    quotation: Quotation
    quote_line: int
    """0 when there is no quotation."""
    properties: Properties
    comment: str
    comment_line: int


def load_annotations(path: str, text: str, article: str, config: Config) -> ParsedAnnotations:
    """The annotations of a file, and all that is wrong with it; one that lacks something needed is left out."""
    try:
        head, problems = _head(text, path, config)
    except ContentError as error:
        return ParsedAnnotations((), (), error.problems)
    found, wrong = sections(head.body, head.line, path)
    problems += wrong
    written: list[ParsedSection] = []
    above: SectionParts | None = None
    for section in found:
        parts = split_section(section, path)
        problems += parts.problems
        first = all(map(_stands_alone, written))
        problems += _misplaced(section, parts, above, Place(path, section.line), first=first)
        one, wrong = _parsed_section(section, parts, path, head.defaults, config)
        written.append(one)
        problems += wrong
        above = parts
    replies = (_reply(one) for one in written if _stands_alone(one))
    annotations = (replace(one, checked=head.checked) for one in _annotations(written, article))
    return ParsedAnnotations(tuple(annotations), tuple(filter(None, replies)), tuple(problems))


def with_replies(
    annotations: Sequence[Annotation], replies: Sequence[Reply]
) -> tuple[tuple[Annotation, ...], tuple[Reply, ...]]:
    """The annotations on an article with the replies from other files in their threads, and replies that answer none.

    A thread that takes one in is in the order of its days.
    """
    found: dict[str, list[Reply]] = {}
    for reply in sorted(replies, key=attrgetter("place")):
        found.setdefault(reply.answers, []).append(reply)
    joined = []
    for one in annotations:
        more = found.pop(one.id, [])
        thread = sorted((*one.replies, *more), key=attrgetter("date")) if more else one.replies
        joined.append(replace(one, replies=tuple(thread)))
    return tuple(joined), tuple(reply for group in found.values() for reply in group)


def _head(text: str, path: str, config: Config) -> tuple[FileHead, list[Problem]]:
    """What front matter says; raises ContentError when it cannot be read."""
    if not text.startswith("---"):
        return FileHead(text, 1, {}, None), []
    head = read_mapping(text, path)
    problems, defaults, checked = list(head.problems), {}, None
    for key, value in head.values.items():
        place = head.places.get((key,), Place(path))
        if key not in FILE_KEYS:
            known = "here may stand `by`, `date` and `status`, for all annotations of the file, and `checked`"
            problems.append(Problem("F007", f"unknown key `{key}`", place, did_you_mean(key, FILE_KEYS) or known))
        elif not isinstance(value, str):
            problems.append(Problem("F008", f"`{key}` must be words on one line", place))
        elif key == "checked":
            checked = Review(value.lower(), place)
        else:
            defaults[key] = value
            problems += Properties([], {key: value}, DEFAULT_KEYS, config, place).wrong(Property(key, value, place))
    return FileHead(head.body, head.body_line, defaults, checked), problems


def _misplaced(
    section: Section, parts: SectionParts, above: SectionParts | None, place: Place, *, first: bool
) -> Iterator[Problem]:
    """A reply to nothing, and a quotation on the wrong side of a heading."""
    if first and section.level == 3 and not any(one.key == "reply-to" for one in parts.listed):
        mend = f"an annotation begins with two signs: ## {section.title}; or say what it answers: - reply-to: its-id"
        yield Problem("N111", "a reply stands before any annotation", place, mend)
    if section.level == 2 and not parts.quoted and above and above.ends_in_quotation:
        mend = "put the quotation below the heading, or a line of text between them"
        yield Problem("N115", "a quotation stands above this heading, and none below it", place, mend)


def _parsed_section(
    section: Section, parts: SectionParts, path: str, defaults: Mapping[str, str], config: Config
) -> tuple[ParsedSection, list[Problem]]:
    """A section with its quotation and properties read and checked."""
    place = Place(path, section.line)
    quotation, problems = read_quotation(parts.quoted, path)
    keys = NOTE_KEYS if section.level == 2 else REPLY_KEYS
    properties = Properties(parts.listed, defaults, keys, config, place)
    if parts.listed:
        problems += properties.check(image=bool(quotation.image))
    if not (properties.text("id") or title_slug(section.title)):
        message = f"no address can be made of the heading “{short(section.title)}”"
        problems.append(Problem("N121", message, place, "add a line - id: a-name-of-your-own"))
    comment = "\n".join(line for _, line in parts.comment)
    quote_line = parts.quoted[0][0] if parts.quoted else 0
    comment_line = parts.comment[0][0] if parts.comment else 0
    return ParsedSection(section, place, quotation, quote_line, properties, comment.rstrip(), comment_line), problems


def _annotations(written: Sequence[ParsedSection], article: str) -> Iterator[Annotation]:
    """The complete ones, each with its replies."""
    current: Annotation | None = None
    for one in written:
        if one.section.level == 2:
            if current:
                yield current
            current = _annotation(one, article)
        elif current and not _stands_alone(one) and (reply := _reply(one)):
            current = replace(current, replies=(*current.replies, reply))
    if current:
        yield current


def _stands_alone(one: ParsedSection) -> bool:
    """Whether it is a reply to an annotation that it names."""
    return one.section.level == 3 and bool(one.properties.text("reply-to"))


def _annotation(one: ParsedSection, article: str) -> Annotation | None:
    properties, quotation = one.properties, one.quotation
    written, identity = properties.day("date"), _identity(one)
    if not (written and identity and properties.complete):
        return None
    return Annotation(
        article=article,
        id=identity,
        title=one.section.title,
        type=properties.text("type"),
        by=properties.text("by"),
        date=written,
        comment=one.comment,
        place=one.place,
        quote=quotation.words,
        prefix=quotation.before,
        suffix=quotation.after,
        quote_place=Place(one.place.path, one.quote_line) if one.quote_line else None,
        image=quotation.image,
        region=properties.region(),
        updated=properties.day("updated"),
        sources=properties.sources(),
        tags=properties.names("tags"),
        verdict=properties.text("verdict"),
        claim=properties.text("claim"),
        claimant=properties.text("claimant"),
        language=properties.text("lang"),
        see=properties.names("see"),
        status=cast("Status", properties.text("status") or "published"),
        comment_line=one.comment_line,
        pinned=bool(properties.text("id")),
    )


def _reply(one: ParsedSection) -> Reply | None:
    properties = one.properties
    written, identity = properties.day("date"), _identity(one)
    if not (written and identity and properties.complete):
        return None
    return Reply(
        id=identity,
        title=one.section.title,
        type=properties.text("type"),
        by=properties.text("by"),
        date=written,
        comment=one.comment,
        place=one.place,
        updated=properties.day("updated"),
        sources=properties.sources(),
        language=properties.text("lang"),
        answers=properties.text("reply-to"),
        status=cast("Status", properties.text("status") or "published"),
        comment_line=one.comment_line,
    )


def _identity(one: ParsedSection) -> str:
    return one.properties.text("id") or title_slug(one.section.title)
