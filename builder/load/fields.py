"""Fields: types and checks that several kinds of front matter share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

from builder.config import is_web_address
from builder.frontmatter import FrontMatter, KeyPath, SchemaType, read_mapping, read_struct
from builder.problems import Place, Problem
from builder.slugs import is_former_path

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
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
_PARTIAL = re.compile(r"-?\d{4}(-\d\d(-\d\d)?)?")


def read_day(text: str, place: Place, key: str) -> tuple[date | None, list[Problem]]:
    """A day such as `2015-11-03`; None with a problem when it is not one."""
    message = f"`{key}` cannot be {text[:40]!r}"
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        try:
            return date.fromisoformat(text), []
        except ValueError:
            message = f"`{key}`: there is no day {text}"
    return None, [Problem("F008", message, place, "write year-month-day, such as 2015-11-03")]


def read_date(text: str, place: Place, key: str) -> tuple[date | datetime | None, list[Problem]]:
    """A day, or a time with its zone; None with a problem when it is neither."""
    if _TIME.fullmatch(text):
        try:
            return datetime.fromisoformat(text), []
        except ValueError:
            message = f"`{key}`: there is no time {text}"
            return None, [Problem("F008", message, place, "write it like 2015-11-03T09:12:00Z")]
    day, problems = read_day(text, place, key)
    if problems and re.match(r"\d{4}-\d\d-\d\d[T ]", text):
        message = f"`{key}` cannot be {text[:40]!r}"
        return None, [Problem("F008", message, place, "a time needs a time zone: 2015-11-03T09:12:00Z")]
    return day, problems


def partial_date_problems(text: str, place: Place, key: str) -> list[Problem]:
    """The problem of a date that is not a year, a month or a day."""
    message = f"`{key}` cannot be {text[:40]!r}"
    if _PARTIAL.fullmatch(text):
        try:
            date.fromisoformat((text.lstrip("-") + "-01-01")[:10])
        except ValueError:
            message = f"`{key}`: there is no day {text}"
        else:
            return []
    return [Problem("F008", message, place, "write 1965, 1965-09 or 1965-09-11")]


def address_problems(
    addresses: Mapping[str, str], places: Mapping[KeyPath, Place], where: Sequence[str | int], path: str
) -> list[Problem]:
    """A problem for each address that is not a web address, such as `javascript:`."""
    return [
        Problem(
            "F008",
            f"`{key}` is not a web address: {url[:60]!r}",
            places.get((*where, key), Place(path)),
            "it must begin with https:// or http://",
        )
        for key, url in addresses.items()
        if url and not is_web_address(url)
    ]


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
    slug = path.rpartition("/")[2].rpartition(".")[0]
    if re.fullmatch(SLUG, slug) and len(slug) <= 80:
        return slug, []
    help_ = "name the file with lower-case letters, digits and hyphens, at most 80"
    return slug, [Problem("F013", f"the file name `{slug[:100]}` cannot be part of an address", Place(path), help_)]


def read_front_matter(
    path: str, text: str, schema: type[SchemaType]
) -> tuple[str, FrontMatter, SchemaType | None, list[Problem]]:
    """The slug of a content file, its front matter as read and as an instance of `schema`, and every problem."""
    slug, problems = slug_from_path(path)
    front = read_mapping(text, path)
    keys, invalid = read_struct(front.values, front.places, schema, path)
    return slug, front, keys, [*problems, *front.problems, *invalid]
