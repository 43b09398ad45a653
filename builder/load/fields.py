"""Fields: types and checks that several kinds of front matter share."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Annotated, Any, TypeVar

from msgspec import UNSET, Meta, UnsetType

from builder.config import is_web_address
from builder.dates import read_day
from builder.frontmatter import (
    FrontMatter,
    KeyPath,
    SchemaType,
    read_body,
    read_keys,
    read_mapping,
    without_keys,
)
from builder.model import Article, Entity, EntityOverrides, FreePage, Source, Topic, Withdrawal
from builder.paths import file_name
from builder.problems import ContentError, Place, Problem
from builder.schema import Schema
from builder.slugs import is_former_path

Model = TypeVar("Model", Article, Entity, EntityOverrides, FreePage, Source, Topic)
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Slug = Annotated[str, Meta(pattern=SLUG, max_length=80, description="lower-case letters, digits and hyphens")]
ArticleName = Annotated[
    str,
    Meta(pattern=rf"{SLUG[:-1]}(/{SLUG[1:-1]})*$", max_length=200, description="the name or path of an article"),
]
Line = Annotated[str, Meta(min_length=1, max_length=500, description="one line of text")]
Name = Annotated[str, Meta(min_length=1, max_length=200, description="a name")]
Names = Annotated[tuple[Name, ...], Meta(max_length=64, description="a list of names: [one, another]")]
Slugs = Annotated[tuple[Slug, ...], Meta(max_length=64, description="a list such as [one, another-one]")]
ArticleNames = Annotated[tuple[ArticleName, ...], Meta(max_length=64, description="a list such as [one, another-one]")]
Sentence = Annotated[str, Meta(max_length=2000, description="a sentence or two")]
Address = Annotated[str, Meta(max_length=2048, description="an address that begins with https:// or http://")]
FormerPaths = Annotated[tuple[str, ...], Meta(max_length=64, description="a list of addresses: [/old/address/]")]


class WithdrawnSchema(Schema, frozen=True):
    """`withdrawn:` of an article, entity or topic."""

    date: Annotated[str, Meta(description="the day of the withdrawal, such as 2026-12-01")]
    reason: Annotated[str, Meta(min_length=1, max_length=2000, description="a sentence or two for readers")]


Withdrawn = WithdrawnSchema | UnsetType


def read_withdrawal(
    keys: Withdrawn, places: Mapping[KeyPath, Place], where: KeyPath = ()
) -> tuple[Withdrawal | None, list[Problem]]:
    """The value of `withdrawn:`; None without one, or with a problem when it is empty or its date is not a day."""
    if isinstance(keys, UnsetType):
        place = places.get((*where, "withdrawn"))
        help_ = "write withdrawn: {date: 2026-12-01, reason: …}, or remove the line"
        return None, [Problem("F009", "`withdrawn` has no date and no reason", place, help_)] if place else []
    if not keys.date:
        return None, []  # the schema reports it
    day, problems = read_day(keys.date, places[(*where, "withdrawn", "date")], "date")
    return Withdrawal(day, keys.reason) if day else None, problems


def address_problems(
    addresses: Mapping[str, str], places: Mapping[KeyPath, Place], where: Sequence[str | int], path: str
) -> Iterator[Problem]:
    """A problem for each address that is not a web address, such as `javascript:`."""
    for key, url in addresses.items():
        if url and not is_web_address(url):
            message, place = f"`{key}` is not a web address: {url[:60]!r}", places.get((*where, key), Place(path))
            yield Problem("F008", message, place, "it must begin with https:// or http://")


def with_keys(model: type[Model], keys: Schema, **others: Any) -> Model:
    """An instance of `model`: its fields of the same name as a key of the front matter, and `others`."""
    names = {field.name for field in fields(model)}.intersection(keys.__struct_fields__)
    values = {name: value for name in names if (value := getattr(keys, name)) is not UNSET}
    return model(**values | others)


def former_path_problems(
    paths: Sequence[str], places: Mapping[KeyPath, Place], where: KeyPath = ("aliases",)
) -> Iterator[Problem]:
    """A problem for each of these paths that cannot be a former address; `where` is the key that lists them."""
    for index, path in enumerate(paths):
        if not is_former_path(path):
            host = re.match(r"(https?:)?//[^/]+(/.*)?", path)
            help_ = f"write the path alone: {host[2]}" if host and host[2] else "write the path it had: /2015/old-name/"
            yield Problem("F013", f"`{path[:60]}` cannot be an address", places[*where, index], help_)


def slug_from_path(path: str) -> tuple[str, list[Problem]]:
    """The slug of a content file, which is part of its permanent address, and a problem when it is invalid."""
    slug = file_name(path)
    if re.fullmatch(SLUG, slug) and len(slug) <= 80:
        return slug, []
    help_ = "name the file with lower-case letters, digits and hyphens, at most 80"
    return slug, [Problem("F013", f"the file name `{slug[:100]}` cannot be part of an address", Place(path), help_)]


def read_front_matter(
    path: str, text: str, schema: type[SchemaType], withdrawn: type[SchemaType] | None = None
) -> tuple[str, FrontMatter, SchemaType, list[Problem]]:
    """The slug of a content file, its front matter as read and as an instance of `schema`, and every problem.

    Keys with a problem are absent, or all of them where the front matter cannot be read. `withdrawn` is the schema
    when the file says that it is withdrawn: its title and names may be deleted then.
    """
    slug, problems = slug_from_path(path)
    try:
        front = read_mapping(text, path)
    except ContentError as error:
        return slug, read_body(text, path, error.problems), without_keys(schema), [*problems, *error.problems]
    if withdrawn and "withdrawn" in front.values:
        schema = withdrawn
    keys, invalid = read_keys(front.values, front.places, schema, path)
    return slug, front, keys, [*problems, *front.problems, *invalid]
