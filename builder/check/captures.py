"""Captures: each is there, and is the one its article was made from."""

from __future__ import annotations

from collections.abc import Iterator

from builder.config import Config
from builder.files import file_sha256
from builder.model import Site
from builder.problems import ContentError, Problem

SOURCES = "content/sources"


def check_captures(site: Site, config: Config) -> Iterator[Problem]:
    """Captures that are missing, or are not what was converted: every one is read, so only `check` does this."""
    for article in site.articles:
        source = article.source
        if not source.file:
            continue
        path = config.root / SOURCES / source.file
        place = article.places.get("source.file", article.place)
        if not path.exists() and not path.is_symlink():
            mend = "put it back: it is the proof of the article's words"
            yield Problem("C509", f"there is no capture {SOURCES}/{source.file}", place, mend)
            continue
        try:
            found = file_sha256(path, config.root)
        except ContentError as error:
            yield from error.problems
            continue
        if found != source.sha256:
            message = f"the capture {SOURCES}/{source.file} has changed since it was converted"
            mend = "put the old capture back, and save the new one under another name: it becomes an article of its own"
            yield Problem("C502", message, article.places.get("source.sha256", place), mend)
