"""Fields: what several kinds of front matter have in common."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

from builder.config import is_web_address
from builder.frontmatter import Path
from builder.problems import Place, Problem

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Slug = Annotated[str, Meta(pattern=SLUG, max_length=80, description="small letters, digits and hyphens")]
Line = Annotated[str, Meta(min_length=1, max_length=500, description="words on one line")]
Name = Annotated[str, Meta(min_length=1, max_length=200, description="a name")]
Names = Annotated[list[Name], Meta(max_length=64, description="a list of names: [one, another]")]
Slugs = Annotated[list[Slug], Meta(max_length=64, description="a list such as [one, another-one]")]
Sentence = Annotated[str, Meta(max_length=2000, description="a sentence or two")]
Address = Annotated[str, Meta(max_length=2048, description="an address that begins with https:// or http://")]
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
_PARTIAL = re.compile(r"-?\d{4}(-\d\d(-\d\d)?)?")


def read_day(text: str, place: Place, key: str) -> tuple[date | None, list[Problem]]:
    """`2015-11-03` as a day."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        try:
            return date.fromisoformat(text), []
        except ValueError:
            return None, [
                Problem("F008", f"`{key}`: there is no day {text}", place, "write year-month-day, such as 2015-11-03")
            ]
    return None, [
        Problem("F008", f"`{key}` cannot be {text[:40]!r}", place, "write year-month-day, such as 2015-11-03")
    ]


def read_date(text: str, place: Place, key: str) -> tuple[date | datetime | None, list[Problem]]:
    """A day, or a time with its zone."""
    if not _TIME.fullmatch(text):
        found, problems = read_day(text, place, key)
        if problems and re.match(r"\d{4}-\d\d-\d\d[T ]", text):
            return None, [
                Problem(
                    "F008", f"`{key}` cannot be {text[:40]!r}", place, "a time needs its zone: 2015-11-03T09:12:00Z"
                )
            ]
        return found, problems
    try:
        return datetime.fromisoformat(text), []
    except ValueError:
        return None, [Problem("F008", f"`{key}`: there is no time {text}", place, "write it like 2015-11-03T09:12:00Z")]


def partial_date_problems(text: str, place: Place, key: str) -> list[Problem]:
    """What is wrong with a year, a month or a day."""
    if _PARTIAL.fullmatch(text):
        try:
            date.fromisoformat((text.lstrip("-") + "-01-01")[:10])
        except ValueError:
            return [Problem("F008", f"`{key}`: there is no day {text}", place, "write 1965, 1965-09 or 1965-09-11")]
        return []
    return [Problem("F008", f"`{key}` cannot be {text[:40]!r}", place, "write 1965, 1965-09 or 1965-09-11")]


def address_problems(
    addresses: Mapping[str, str], places: Mapping[Path, Place], where: Sequence[str | int], path: str
) -> list[Problem]:
    """Web addresses that are none, such as `javascript:`."""
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


def slug_from_path(path: str) -> tuple[str, list[Problem]]:
    """The name of a content file, which is its address and so never changes."""
    slug = path.rpartition("/")[2].rpartition(".")[0]
    if re.fullmatch(SLUG, slug) and len(slug) <= 80:
        return slug, []
    return slug, [
        Problem(
            "F013",
            f"`{slug[:100]}` cannot be an address",
            Place(path),
            "name the file with small letters, digits and hyphens, at most 80",
        )
    ]
