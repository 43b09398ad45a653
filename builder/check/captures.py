"""Captures: each is there, is the one its article was made from, and still gives the words of that article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from builder.config import Config
from builder.files import file_sha256
from builder.model import Change, Site
from builder.problems import ContentError, Place, Problem

SOURCES = "content/sources"


def check_captures(
    site: Site, config: Config, compared: Mapping[str, tuple[tuple[Change, ...], ...] | None]
) -> Iterator[Problem]:
    """Captures that are missing, are not what was converted, or do not give the article's words again.

    `compared` has what became of the words of each that can be converted still. Every capture is read, so only `check`
    does this.
    """
    for article in site.articles:
        source = article.source
        if not source.file:
            continue
        path = config.root / SOURCES / source.file
        places = site.texts[article.slug].places
        place = places.get("source.file", article.place)
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
            yield Problem("C502", message, places.get("source.sha256", place), mend)
        elif not article.edited:
            yield from _differences(places.get("source.text_sha256", article.place), compared.get(article.slug))


def _differences(place: Place, changes: tuple[tuple[Change, ...], ...] | None) -> Iterator[Problem]:
    """The sum of the words can be changed together with the words; what the capture gives cannot."""
    if changes is None:
        message = "the capture cannot be converted as the article says, so nothing proves its words"
        mend = "put back the `profile` it was converted with, or say under `edited` how the text was made"
        yield Problem("C510", message, place, mend)
    elif changes:
        # Which words is not said: they may be anything, and this goes into logs.
        counts = {word: sum(_words(changes, kind)) for word, kind in (("added", "come"), ("left out", "gone"))}
        said = " and ".join(f"{count:,} {word}" for word, count in counts.items() if count)
        first = next(number for number, paragraph in enumerate(changes) if any(one.kind != "same" for one in paragraph))
        where = f"paragraph {first}" if first else "the title"
        message = f"the words are not those that the capture gives: {said}, from {where} on"
        mend = "restore the words, or say under `edited` what was changed and why"
        yield Problem("C510", message, place, mend)


def _words(changes: tuple[tuple[Change, ...], ...], kind: str) -> Iterator[int]:
    yield from (len(one.words.split()) for paragraph in changes for one in paragraph if one.kind == kind)
