"""Annotations: a heading, a quotation, a list of properties and a comment, read line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from slugify import slugify

from builder.config import Config
from builder.frontmatter import read_mapping
from builder.load.parts import Parts, take_apart
from builder.load.properties import KEYS, REPLY_KEYS, Properties, Property
from builder.load.quotation import Quotation, read_quotation
from builder.load.sections import Section, sections, short
from builder.model import Annotation, Reply, Status
from builder.problems import ContentError, Place, Problem, did_you_mean

DEFAULT_KEYS = ("by", "date", "status")


@dataclass(frozen=True)
class Written:
    """A section as it was read."""

    section: Section
    place: Place
    quotation: Quotation
    quote_line: int
    """0 when there is no quotation."""
    properties: Properties
    comment: str
    comment_line: int


def load_annotations(
    path: str, text: str, article: str, config: Config
) -> tuple[tuple[Annotation, ...], tuple[Problem, ...]]:
    """The annotations of a file, and all that is wrong with it; one that lacks something needed is left out."""
    try:
        body, first_line, defaults, problems = _defaults(text, path, config)
    except ContentError as error:
        return (), error.problems
    found, wrong = sections(body, first_line, path)
    problems += wrong
    written: list[Written] = []
    above: Parts | None = None
    for section in found:
        parts = take_apart(section, path)
        problems += parts.problems
        problems += _misplaced(section, parts, above, Place(path, section.line), first=not written)
        one, wrong = _written(section, parts, path, defaults, config)
        written.append(one)
        problems += wrong
        above = parts
    return tuple(_annotations(written, article)), tuple(problems)


def _defaults(text: str, path: str, config: Config) -> tuple[str, int, dict[str, str], list[Problem]]:
    """The body, its first line, and what front matter says for all annotations of the file."""
    if not text.startswith("---"):
        return text, 1, {}, []
    head = read_mapping(text, path)
    problems, defaults = list(head.problems), {}
    for key, value in head.values.items():
        place = head.places.get((key,), Place(path))
        if key not in DEFAULT_KEYS:
            mend = (
                did_you_mean(key, DEFAULT_KEYS)
                or "here may stand `by`, `date` and `status`, for all annotations of the file"
            )
            problems.append(Problem("F007", f"unknown key `{key}`", place, mend))
        elif not isinstance(value, str):
            problems.append(Problem("F008", f"`{key}` must be words on one line", place))
        else:
            defaults[key] = value
            problems += Properties([], {key: value}, DEFAULT_KEYS, config, place).wrong(Property(key, value, place))
    return head.body, head.body_line, defaults, problems


def _misplaced(section: Section, parts: Parts, above: Parts | None, place: Place, *, first: bool) -> Iterator[Problem]:
    """A reply to nothing, and a quotation on the wrong side of a heading."""
    if first and section.level == 3:
        mend = f"an annotation begins with two signs: ## {section.title}"
        yield Problem("N111", "a reply stands before any annotation", place, mend)
    if section.level == 2 and not parts.quoted and above and above.ends_in_quotation:
        mend = "put the quotation below the heading, or a line of text between them"
        yield Problem("N115", "a quotation stands above this heading, and none below it", place, mend)


def _written(
    section: Section, parts: Parts, path: str, defaults: Mapping[str, str], config: Config
) -> tuple[Written, list[Problem]]:
    """A section with its quotation and properties read and checked."""
    place = Place(path, section.line)
    quotation, problems = read_quotation(parts.quoted, path)
    keys = KEYS if section.level == 2 else REPLY_KEYS
    properties = Properties(parts.listed, defaults, keys, config, place)
    if parts.listed:
        problems += properties.check(image=bool(quotation.image))
    if not (properties.text("id") or slugify(section.title)):
        message = f"no address can be made of the heading “{short(section.title)}”"
        problems.append(Problem("N121", message, place, "add a line - id: a-name-of-your-own"))
    comment = "\n".join(line for _, line in parts.comment)
    quote_line = parts.quoted[0][0] if parts.quoted else 0
    comment_line = parts.comment[0][0] if parts.comment else 0
    return Written(section, place, quotation, quote_line, properties, comment.rstrip(), comment_line), problems


def _annotations(written: Sequence[Written], article: str) -> Iterator[Annotation]:
    """The complete ones, each with its replies."""
    current: Annotation | None = None
    for one in written:
        if one.section.level == 2:
            if current:
                yield current
            current = _annotation(one, article)
        elif current and (reply := _reply(one)):
            current = replace(current, replies=(*current.replies, reply))
    if current:
        yield current


def _annotation(one: Written, article: str) -> Annotation | None:
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
    )


def _reply(one: Written) -> Reply | None:
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
        sources=properties.sources(),
        status=cast("Status", properties.text("status") or "published"),
        comment_line=one.comment_line,
    )


def _identity(one: Written) -> str:
    return one.properties.text("id") or slugify(one.section.title, max_length=80, word_boundary=True)
