"""Annotations: each a heading, a quotation, a list of properties and a comment."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple

from msgspec import Meta

from builder.config import Config
from builder.dates import DAY
from builder.frontmatter import read_body, read_mapping
from builder.load.properties import ISO_DAY, NOTE_KEYS, REPLY_KEYS, Properties, Property
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
    date: Annotated[str, Meta(pattern=ISO_DAY.pattern, description=DAY.description)] = ""
    status: Annotated[Literal["published", "draft"], Meta(description="published or draft")] = "published"
    checked: Annotated[
        str, Meta(description="the checksum of the article's text when the annotations were last checked against it")
    ] = ""


FILE_KEYS = AnnotationsSchema.__struct_fields__
DEFAULT_KEYS = tuple(key for key in FILE_KEYS if key != "checked")
"""Keys that apply to all annotations of the file."""
UNKNOWN = "?"
"""Instead of a value that cannot be read, so that its annotations do not seem to lack it."""


class ParsedAnnotations(NamedTuple):
    """The content of an annotations file."""

    annotations: tuple[Annotation, ...]
    replies: tuple[Reply, ...]
    """Replies with `reply-to`, for `builder.load.threads`: what they answer may be in another file."""
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
    """The annotations of a file and all its problems; what an annotation lacks is empty, and its day the first of all.

    Nothing is published while there is such a problem, but more of them are found.
    """
    head, problems = _head(text, path, config)
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
    return ParsedAnnotations(tuple(annotations), tuple(replies), tuple(problems))


def _head(text: str, path: str, config: Config) -> tuple[FileHead, list[Problem]]:
    """The front matter of the file, and its problems."""
    if not text.startswith("---"):
        return FileHead(text, 1, {}, None), []
    try:
        head = read_mapping(text, path)
    except ContentError as error:
        head = read_body(text, path, error.problems)
        return FileHead(head.body, head.body_line, {"by": UNKNOWN, "date": UNKNOWN}, None), [*error.problems]
    problems, defaults, checked = list(head.problems), {}, None
    for key, value in head.values.items():
        place = head.places.get((key,), Place(path))
        if key not in FILE_KEYS:
            known = "use `by`, `date` and `status`, which apply to all annotations of the file, and `checked`"
            problems.append(Problem("F007", f"unknown key `{key}`", place, did_you_mean(key, FILE_KEYS) or known))
        elif not isinstance(value, str):
            problems.append(Problem("F008", f"`{key}` must be one line of text", place, f"write `{key}: …`"))
            defaults[key] = UNKNOWN
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
    """The annotations, each with its replies."""
    current: Annotation | None = None
    for one in parsed:
        if one.section.level == 2:
            if current:
                yield current
            current = _annotation(one, article)
        elif current and not _names_its_target(one):
            current = replace(current, replies=(*current.replies, _reply(one)))
    if current:
        yield current


def _names_its_target(one: ParsedSection) -> bool:
    """Whether it is a reply with `reply-to`."""
    return one.section.level == 3 and bool(one.properties.text("reply-to"))


def _annotation(one: ParsedSection, article: str) -> Annotation:
    """The annotation of a section."""
    properties, quotation = one.properties, one.quotation
    return Annotation(
        **_shared_fields(one),
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


def _reply(one: ParsedSection) -> Reply:
    """The reply of a section."""
    return Reply(**_shared_fields(one), answers=one.properties.text("reply-to"))


def _shared_fields(one: ParsedSection) -> dict[str, Any]:
    """The fields that annotations and replies share."""
    properties = one.properties
    withdrawn = properties.withdrawal()
    day = properties.day("date") or (withdrawn.date if withdrawn else date.min)
    return {
        "id": properties.text("id") or title_slug(one.section.title),
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
        "origin": properties.origin(),
        "withdrawn": withdrawn,
        "pinned": bool(properties.text("id")),
    }
