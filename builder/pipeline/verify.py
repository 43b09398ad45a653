"""Verify: convert captures again, to show what was edited in an article and to verify that others are unchanged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from builder.cache import fingerprint
from builder.config import Config
from builder.files import file_digest, read_bytes, read_head, relative
from builder.model import Article, ArticleText, Change
from builder.problems import ContentError, Place
from builder.workers import Workers

if TYPE_CHECKING:
    # The conversion is slow to import, and few builds have an edited article.
    from builder.convert import Capture, Profile

SOURCES = "content/sources"
Comparisons = Mapping[str, tuple[tuple[Change, ...], ...] | None]
"""By slug: the changes from the capture; None where it can no longer be converted."""


class CaptureJob(NamedTuple):
    """An article and the capture it was made from."""

    slug: str
    capture: Capture
    format: str
    profile: str
    title: str
    text: str
    edited: bool


def reconvert(job: CaptureJob, profiles: tuple[Profile, ...]) -> tuple[tuple[Change, ...], ...] | None:
    """The changes of an article from its capture; None when the capture can no longer be converted."""
    from builder.convert import Options, compare, has_all

    # A capture converted without a profile must not match one that was written later.
    options = Options(format=job.format, profiles=profiles if job.profile else (), profile=job.profile)
    try:
        changes = compare(job.capture, options, job.title, job.text)
        # An article that is said to be edited shows every difference.
        is_plain = not (job.format or job.edited)
        only_more = all(one.kind != "removed" for paragraph in changes for one in paragraph)
        return () if is_plain and only_more and has_all(job.capture, job.title, job.text) else changes
    except ContentError:
        return None


def compare_captures(
    articles: Iterable[Article], texts: Mapping[str, ArticleText], config: Config, workers: Workers
) -> Comparisons:
    """The changes of each article from its capture, if the capture itself is there and unchanged.

    Raises ContentError when a site profile is invalid.
    """
    from builder.convert import read_profiles

    profiles = read_profiles(config.root)
    files = fingerprint(sorted(compared_file_digests((), config).items()))
    return {
        job.slug: changes
        for job, changes in workers.pairs(
            reconvert,
            chain(_file_jobs(articles, texts, config), _record_jobs(articles, texts, config, profiles)),
            profiles,
            key=lambda job: _key(job, files),
        )
    }


def _key(job: CaptureJob, files: str) -> str:
    capture = job.capture
    context = [str(job.edited), *(text for pair in sorted(capture.context.items()) for text in pair)]
    return fingerprint(
        capture.file, job.format, job.profile, job.title, job.text, capture.content, files, fingerprint(*context)
    )


def compared_file_digests(articles: Iterable[Article], config: Config) -> dict[str, str]:
    """Path and digest of the captures of these articles and of all site profiles."""
    from builder.convert import profile_files

    captures = (config.root / SOURCES / one.source.file for one in articles if one.source.file)
    paths = (*captures, *profile_files(config.root))
    return {relative(path, config.root): file_digest(path, config.root) for path in paths}


def _file_jobs(articles: Iterable[Article], texts: Mapping[str, ArticleText], config: Config) -> Iterator[CaptureJob]:
    from builder.convert import Capture

    for article in articles:
        source = article.source
        if not source.file or source.record:
            continue
        try:
            content = read_bytes(config.root / SOURCES / source.file, config.root)
        except ContentError:
            continue  # reported by `check`
        if sha256(content).hexdigest() == source.sha256:
            yield _job(article, Capture(source.file, content), texts)


def _record_jobs(
    articles: Iterable[Article],
    texts: Mapping[str, ArticleText],
    config: Config,
    profiles: tuple[Profile, ...],
) -> Iterator[CaptureJob]:
    """The articles of containers: each container is read once, and its records are known by their bytes."""
    containers: defaultdict[tuple[str, str], defaultdict[str, list[Article]]]
    containers = defaultdict(lambda: defaultdict(list))
    for article in articles:
        if article.source.file and article.source.record:
            containers[article.source.file, article.source.format][article.source.sha256].append(article)
    for (file, format_), wanted in containers.items():
        for record in _records(config, file, format_, profiles):
            for article in wanted.pop(record.sha256, ()):
                yield _job(article, record, texts)
            if not wanted:
                break


def _records(config: Config, file: str, format_: str, profiles: tuple[Profile, ...]) -> Iterator[Capture]:
    """The records of a container that can be read; `check` reports those that are missing."""
    from builder.convert import Capture, Options
    from builder.convert.formats import format_named

    path = config.root / SOURCES / file
    try:
        read_head(path, config.root, 1)  # raises ContentError for a link and for what is no file
        records = format_named(format_, Place(f"{SOURCES}/{file}")).records
        for record in records(path, file, Options(profiles=profiles)) if records else ():
            if isinstance(record, Capture):
                yield record
    except ContentError:
        return


def _job(article: Article, capture: Capture, texts: Mapping[str, ArticleText]) -> CaptureJob:
    source = article.source
    text = texts[article.slug].text
    return CaptureJob(article.slug, capture, source.format, source.profile, article.title, text, bool(article.edited))
