"""Bylines: the names of authors in a field of an export."""

import re
from collections.abc import Iterable, Iterator

from builder.convert.containers import one_line
from builder.convert.profile import AUTHOR_LIMIT

_MOST = 64
_BY = re.compile(r"(?:story |written |report(?:ed|ing)? )?by:? (?=\S)", re.IGNORECASE)
_AND = re.compile(r"\s*;\s*|\s+(?:and|&)\s+|\s*\|\s*", re.IGNORECASE)
_ROLE = re.compile(
    r"(?:.* )?(?:writers?|reporters?|correspondents?|editors?|contributors?|columnists?|bureau|chief|staff)",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"https?:|www\.|@\w|\d{3}|[<>{}\[\]]")
_NOBODY = frozenset({"admin", "administrator", "author", "editor", "none", "null", "staff", "unknown", "n/a"})


def authors(values: Iterable[str], publisher: str = "") -> list[str]:
    """The names, each once: a value may have several. What is no name is left out, as an address or the site's own."""
    names = (name for value in values for name in _names(one_line(value)))
    known = [name for name in names if _is_name(name) and name.casefold() != publisher.casefold()]
    return list(dict.fromkeys(known))[:_MOST]


def _names(byline: str) -> Iterator[str]:
    byline = _BY.sub("", byline, count=1) if _BY.match(byline) else byline
    for part in _AND.split(byline):
        pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
        pieces = [pieces[0], *(piece for piece in pieces[1:] if not _ROLE.fullmatch(piece))] if pieces else []
        # `Doe, Jane` is one name; names of at least two words each are several.
        yield from pieces if all(2 <= len(piece.split()) <= 5 for piece in pieces) else [", ".join(pieces)]


def _is_name(text: str) -> bool:
    is_short = 1 < len(text) <= AUTHOR_LIMIT
    return is_short and not _NO_NAME.search(text) and text.casefold() not in _NOBODY and any(map(str.isalpha, text))
