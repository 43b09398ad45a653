"""Post dates: the date of a post from its front matter, its file name or its folder; never guessed."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from builder.dates import Date
from builder.dates.other_forms import written_otherwise

_IN_NAME = re.compile(r"(?P<year>(?:1[5-9]|20)\d\d)-(?P<month>\d\d?)-(?P<day>\d\d?)(?:[-_T.]|$)")
_IN_FOLDER = re.compile(r"(?:^|/)(?P<year>(?:1[5-9]|20)\d\d)/(?P<month>\d\d)(?:/(?P<day>\d\d))?(?:/|$)")
_OFFSET = re.compile(r"[ T]\d\d?:\d\d")


class FoundDate(NamedTuple):
    """A date, and where it was found."""

    date: Date | None
    origin: str = ""
    """As `source.date_from` says it; empty for the key `date`."""
    ambiguous: str = ""
    """A date in the front matter that can mean several days, or none."""


def date_of(values: Iterable[tuple[str, Any]], path: str) -> FoundDate:
    """The date in the first of these keys with one, else in the path of the post."""
    unread = ""
    for key, value in values:
        text = str(value or "").strip()
        if not text:
            continue
        date = read(text)
        if date:
            return FoundDate(date, "" if key == "date" else f"`{key}` of the post", "")
        unread = unread or text
    return in_path(path)._replace(ambiguous=unread)


def read(text: str) -> Date | None:
    """The only date that the text can mean. Without a time zone, a time is left out."""
    try:
        exact = Date.parse(text)
    except ValueError:
        return None
    found = (exact,) if exact else written_otherwise(_normal(text))
    return found[0] if len(found) == 1 and found[0].year > 0 else None


def _normal(text: str) -> str:
    """The text without fractions of a second and names of zones in brackets, which say nothing more."""
    return re.sub(r"(:\d\d)[.,]\d+|\s*\([A-Z]{2,5}\)$|\s*\[[\w/]+\]$", r"\1", text) if _OFFSET.search(text) else text


def in_path(path: str) -> FoundDate:
    """The day in the name of a file, or the year and month in its folders."""
    folder, _, name = path.rpartition("/")
    for match, origin in ((_IN_NAME.match(name), "name of the file"), (_folder(folder), "folder of the file")):
        if match:
            parts = [int(match[part] or 0) for part in ("year", "month", "day")]
            try:
                return FoundDate(Date.parse("-".join(f"{one:02}" for one in parts if one)), origin)
            except ValueError:
                continue
    return FoundDate(None)


def without_date(name: str) -> str:
    """The name of a file without its suffix and the date at its beginning."""
    stem = re.sub(r"\.(md|markdown|mkd|html?)$", "", name, flags=re.IGNORECASE)
    return _IN_NAME.sub("", stem, count=1).strip("-_. ") or stem


def _folder(folder: str) -> re.Match[str] | None:
    found = list(_IN_FOLDER.finditer(folder))
    return found[-1] if found else None
