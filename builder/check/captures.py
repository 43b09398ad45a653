"""Captures: each exists, is the file its article was made from, and still gives the article's words."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from builder.config import Config
from builder.files import file_sha256
from builder.model import Article, Change, Site
from builder.problems import ContentError, Place, Problem

SOURCES = "content/sources"
Compared = Mapping[str, tuple[tuple[Change, ...], ...] | None]


def check_captures(site: Site, config: Config, compared: Compared) -> Iterator[Problem]:
    """Captures that are missing, have changed, or no longer give the article's words.

    `compared` has the differences by slug: None for a capture that cannot be converted again, none for a record that
    its container does not have. Only the `check` command calls this, because it reads every capture.
    """
    missing: defaultdict[tuple[str, str], list[Place]] = defaultdict(list)
    for article in site.articles:
        source = article.source
        if not source.file:
            continue
        path = config.root / SOURCES / source.file
        places = site.texts[article.slug].places
        place = places.get("source.file", article.place)
        if not path.exists() and not path.is_symlink() and source.record:
            missing[source.file, source.stored].append(place)
            continue
        if not path.exists() and not path.is_symlink():
            help_ = "restore it: it is the evidence for the article's text"
            yield Problem("C509", f"the capture {SOURCES}/{source.file} is missing", place, help_)
            continue
        if source.record:
            yield from _of_record(article, places, compared)
            continue
        try:
            digest = file_sha256(path, config.root)
        except ContentError as error:
            yield from error.problems
            continue
        if digest != source.sha256:
            message = f"the capture {SOURCES}/{source.file} has changed since it was converted"
            help_ = "restore the old capture, and save the new one under another name to make a second article"
            yield Problem("C502", message, places.get("source.sha256", place), help_)
        elif not article.edited:
            yield from _differences(places.get("source.text_sha256", article.place), compared.get(article.slug))
    for (file, stored), found in missing.items():
        yield _missing_container(file, stored, found)


def _of_record(article: Article, places: Mapping[str, Place], compared: Compared) -> Iterator[Problem]:
    source = article.source
    if article.slug not in compared:
        message = (
            f"the container {SOURCES}/{source.file} has no longer the record '{source.record}' as it was converted"
        )
        help_ = "restore the old container, and save the new one under another name"
        yield Problem("C540", message, places.get("source.sha256", article.place), help_)
    elif not article.edited:
        yield from _differences(places.get("source.text_sha256", article.place), compared[article.slug])


def _missing_container(file: str, stored: str, places: Sequence[Place]) -> Problem:
    """One problem for all articles of a container."""
    count = f"{len(places):,} articles" if len(places) > 1 else "its article"
    if stored:
        message = f"the container {SOURCES}/{file} is stored elsewhere, so the text of {count} is not verified"
        help_ = "to verify it, put the container there, in a folder that is not under version control"
        return Problem("C541", message, places[0], help_)
    message = f"the container {SOURCES}/{file} of {count} is missing"
    help_ = "restore it: it is the evidence for the text; if it is kept in another place, write `stored: elsewhere`"
    return Problem("C509", message, places[0], help_)


def _differences(place: Place, changes: tuple[tuple[Change, ...], ...] | None) -> Iterator[Problem]:
    """Words that differ from the capture: an edit can update the checksum in the article, but not the capture."""
    if changes is None:
        message = "the capture cannot be converted with this `profile`, so the article's text cannot be verified"
        help_ = "restore the `profile` it was converted with, or explain under `edited` how the text was made"
        yield Problem("C510", message, place, help_)
    elif changes:
        # The words themselves are not printed: they may be anything, and problems go into logs.
        counts = {kind: sum(_word_counts(changes, kind)) for kind in ("added", "removed")}
        differences = " and ".join(f"{count:,} {kind}" for kind, count in counts.items() if count)
        first = next(number for number, paragraph in enumerate(changes) if any(one.kind != "same" for one in paragraph))
        where = f"paragraph {first}" if first else "the title"
        message = f"the words differ from the capture: {differences}, from {where} on"
        help_ = "restore the words, or explain under `edited` what was changed and why"
        yield Problem("C510", message, place, help_)


def _word_counts(changes: tuple[tuple[Change, ...], ...], kind: str) -> Iterator[int]:
    yield from (len(one.words.split()) for paragraph in changes for one in paragraph if one.kind == kind)
