"""Annotations: each a heading, a quotation, a list of properties and a comment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Annotated, Any, Literal, NamedTuple

from msgspec import Meta

from builder.config import Config
from builder.frontmatter import read_mapping
from builder.load.properties import DAY, NOTE_KEYS, REPLY_KEYS, Properties, Property
from builder.load.quotation import Quotation, read_quotation
from builder.load.section_parts import SectionParts, split_section
from builder.load.sections import Section, sections, short
from builder.model import Annotation, Reply, Review
from builder.problems import ContentError, Place, Problem, did_you_mean
from builder.schema import Schema
from builder.slugs import title_slug


class AnnotationsSchema(Schema, frozen=True):
    """Front matter of an annotations file; every key is optional."""

    by: Annotated[str, Meta(description="their author: an editor, or several separated by commas")] = ""
    date: Annotated[str, Meta(pattern=DAY.pattern, description="year-month-day, such as 2026-11-22")] = ""
    status: Annotated[Literal["published", "draft"], Meta(description="published or draft")] = "published"
    checked: Annotated[
        str, Meta(description="the checksum of the article's text when the annotations were last checked against it")
    ] = ""


FILE_KEYS = AnnotationsSchema.__struct_fields__
DEFAULT_KEYS = tuple(key for key in FILE_KEYS if key != "checked")
"""Keys that apply to all annotations of the file."""


class ParsedAnnotations(NamedTuple):
    """The content of an annotations file."""

    annotations: tuple[Annotation, ...]
    replies: tuple[Reply, ...]
    """Replies to annotations in other files; `with_replies` adds them."""
    problems: tuple[Problem, ...]


class FileHead(NamedTuple):
    """The front matter, and the body below it."""

    body: str
    line: int
    """First line of the body."""
    defaults: Mapping[str, str]
    """For all annotations of the file."""
    checked: Review | None


@dataclass(frozen=True)
class ParsedSection:
    """A section with its parts read and checked."""

    section: Section
    place: Place
    quotation: Quotation
    quote_line: int
    """0 without a quotation."""
    properties: Properties
    comment: str
    comment_line: int


def load_annotations(path: str, text: str, article: str, config: Config) -> ParsedAnnotations:
    """The annotations of a file and all its problems; an annotation without a required property is left out."""
    try:
        head, problems = _head(text, path, config)
    except ContentError as error:
        return ParsedAnnotations((), (), error.problems)
    found, invalid = sections(head.body, head.line, path)
    problems += invalid
    parsed: list[ParsedSection] = []
    above: SectionParts | None = None
    for section in found:
        parts = split_section(section, path)
        problems += parts.problems
        first = all(map(_names_its_target, parsed))
        problems += _misplaced(section, parts, above, Place(path, section.line), first=first)
        one, invalid = _parse_section(section, parts, path, head.defaults, config)
        parsed.append(one)
        problems += invalid
        above = parts
    replies = (_reply(one) for one in parsed if _names_its_target(one))
    annotations = (replace(one, checked=head.checked) for one in _annotations(parsed, article))
    return ParsedAnnotations(tuple(annotations), tuple(filter(None, replies)), tuple(problems))


def with_replies(
    annotations: Sequence[Annotation], replies: Sequence[Reply]
) -> tuple[tuple[Annotation, ...], tuple[Reply, ...]]:
    """The annotations of an article with the replies from other files, and the replies without an annotation.

    Where a reply is added, all replies of the annotation are sorted by day.
    """
    found: dict[str, list[Reply]] = {}
    for reply in sorted(replies, key=attrgetter("place")):
        found.setdefault(reply.answers, []).append(reply)
    joined = []
    for one in annotations:
        added = found.pop(one.id, [])
        thread = sorted((*one.replies, *added), key=attrgetter("date")) if added else one.replies
        joined.append(replace(one, replies=tuple(thread)))
    return tuple(joined), tuple(reply for group in found.values() for reply in group)


def _head(text: str, path: str, config: Config) -> tuple[FileHead, list[Problem]]:
    """The front matter of the file; raises ContentError when it cannot be read."""
    if not text.startswith("---"):
        return FileHead(text, 1, {}, None), []
    head = read_mapping(text, path)
    problems, defaults, checked = list(head.problems), {}, None
    for key, value in head.values.items():
        place = head.places.get((key,), Place(path))
        if key not in FILE_KEYS:
            known = "use `by`, `date` and `status`, which apply to all annotations of the file, and `checked`"
            problems.append(Problem("F007", f"unknown key `{key}`", place, did_you_mean(key, FILE_KEYS) or known))
        elif not isinstance(value, str):
            problems.append(Problem("F008", f"`{key}` must be one line of text", place))
        elif key == "checked":
            checked = Review(value.lower(), place)
        else:
            defaults[key] = value
            properties = Properties([], {key: value}, DEFAULT_KEYS, config, place)
            problems += properties.value_problems(Property(key, value, place))
    return FileHead(head.body, head.body_line, defaults, checked), problems


def _misplaced(
    section: Section, parts: SectionParts, above: SectionParts | None, place: Place, *, first: bool
) -> Iterator[Problem]:
    """Problems of a reply without an annotation, and of a quotation above its heading."""
    if first and section.level == 3 and not any(one.key == "reply-to" for one in parts.listed):
        help_ = (
            f"begin an annotation with two signs: ## {section.title}; or add the id it replies to: - reply-to: its-id"
        )
        yield Problem("N111", "there is no annotation above this reply", place, help_)
    if section.level == 2 and not parts.quoted and above and above.ends_in_quotation:
        help_ = "move the quotation below the heading, or add a line of text between them"
        yield Problem("N115", "the quotation is above this heading, not below it", place, help_)


def _parse_section(
    section: Section, parts: SectionParts, path: str, defaults: Mapping[str, str], config: Config
) -> tuple[ParsedSection, list[Problem]]:
    """The section with its quotation and properties, and their problems."""
    place = Place(path, section.line)
    quotation, problems = read_quotation(parts.quoted, path)
    keys = NOTE_KEYS if section.level == 2 else REPLY_KEYS
    properties = Properties(parts.listed, defaults, keys, config, place)
    if parts.listed:
        problems += properties.check(image=bool(quotation.image))
    if not (properties.text("id") or title_slug(section.title)):
        message = f"the heading “{short(section.title)}” cannot be made into an address"
        problems.append(Problem("N121", message, place, "add a line such as - id: my-note"))
    comment = "\n".join(line for _, line in parts.comment)
    quote_line = parts.quoted[0][0] if parts.quoted else 0
    comment_line = parts.comment[0][0] if parts.comment else 0
    return ParsedSection(section, place, quotation, quote_line, properties, comment.rstrip(), comment_line), problems


def _annotations(parsed: Sequence[ParsedSection], article: str) -> Iterator[Annotation]:
    """The complete annotations, each with its replies."""
    current: Annotation | None = None
    for one in parsed:
        if one.section.level == 2:
            if current:
                yield current
            current = _annotation(one, article)
        elif current and not _names_its_target(one) and (reply := _reply(one)):
            current = replace(current, replies=(*current.replies, reply))
    if current:
        yield current


def _names_its_target(one: ParsedSection) -> bool:
    """Whether it is a reply with `reply-to`."""
    return one.section.level == 3 and bool(one.properties.text("reply-to"))


def _annotation(one: ParsedSection, article: str) -> Annotation | None:
    """The annotation of a section; None when a required property is missing."""
    shared = _shared_fields(one)
    if shared is None:
        return None
    properties, quotation = one.properties, one.quotation
    return Annotation(
        **shared,
        article=article,
        quote=quotation.text,
        prefix=quotation.before,
        suffix=quotation.after,
        quote_place=Place(one.place.path, one.quote_line) if one.quote_line else None,
        image=quotation.image,
        region=properties.region(),
        tags=properties.names("tags"),
        verdict=properties.text("verdict"),
        claim=properties.text("claim"),
        claimant=properties.text("claimant"),
        see=properties.names("see"),
    )


def _reply(one: ParsedSection) -> Reply | None:
    """The reply of a section; None when a required property is missing."""
    shared = _shared_fields(one)
    return Reply(**shared, answers=one.properties.text("reply-to")) if shared else None


def _shared_fields(one: ParsedSection) -> dict[str, Any] | None:
    """The fields that annotations and replies share; None when a required property is missing."""
    properties = one.properties
    day = properties.day("date")
    note_id = properties.text("id") or title_slug(one.section.title)
    if not (day and note_id and properties.complete):
        return None
    return {
        "id": note_id,
        "title": one.section.title,
        "type": properties.text("type"),
        "by": properties.text("by"),
        "date": day,
        "comment": one.comment,
        "place": one.place,
        "updated": properties.day("updated"),
        "sources": properties.sources(),
        "language": properties.text("lang"),
        "status": properties.text("status") or "published",
        "comment_line": one.comment_line,
        "pinned": bool(properties.text("id")),
    }
