"""Verify: convert captures again, to show what was edited in an article and to verify that others are unchanged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from builder.cache import fingerprint
from builder.config import Config
from builder.files import file_digest, read_bytes, relative
from builder.model import Article, ArticleText, Change
from builder.problems import ContentError
from builder.workers import Workers

if TYPE_CHECKING:
    # The conversion is slow to import, and few builds have an edited article.
    from builder.convert import Profile

SOURCES = "content/sources"
Comparisons = Mapping[str, tuple[tuple[Change, ...], ...] | None]
"""By slug: the changes from the capture; None where it can no longer be converted."""


class CaptureJob(NamedTuple):
    """An article and the capture it was made from."""

    slug: str
    file: str
    format: str
    profile: str
    title: str
    text: str
    content: bytes


def reconvert(job: CaptureJob, profiles: tuple[Profile, ...]) -> tuple[tuple[Change, ...], ...] | None:
    """The changes of an article from its capture; None when the capture can no longer be converted."""
    from builder.convert import Capture, Options, compare

    # A capture converted without a profile must not match one that was written later.
    options = Options(format=job.format, profiles=profiles if job.profile else (), profile=job.profile)
    try:
        return compare(Capture(job.file, job.content), options, job.title, job.text)
    except ContentError:
        return None


def compare_captures(
    articles: Iterable[Article], texts: Mapping[str, ArticleText], config: Config, workers: Workers
) -> Comparisons:
    """The changes of each article from its capture, if the capture itself is unchanged.

    Raises ContentError when a site profile is invalid.
    """
    from builder.convert import read_profiles

    profiles = read_profiles(config.root)
    files = fingerprint(sorted(compared_file_digests((), config).items()))
    return {
        job.slug: changes
        for job, changes in workers.pairs(
            reconvert,
            _jobs(articles, texts, config),
            profiles,
            key=lambda job: fingerprint(job.file, job.format, job.profile, job.title, job.text, job.content, files),
        )
    }


def compared_file_digests(articles: Iterable[Article], config: Config) -> dict[str, str]:
    """Path and digest of the captures of these articles and of all site profiles."""
    from builder.convert import profile_files

    captures = (config.root / SOURCES / one.source.file for one in articles if one.source.file)
    paths = (*captures, *profile_files(config.root))
    return {relative(path, config.root): file_digest(path, config.root) for path in paths}


def _jobs(articles: Iterable[Article], texts: Mapping[str, ArticleText], config: Config) -> Iterator[CaptureJob]:
    for article in articles:
        source = article.source
        if not source.file or source.record:
            continue
        try:
            content = read_bytes(config.root / SOURCES / source.file, config.root)
        except ContentError:
            continue  # reported by `check`
        if sha256(content).hexdigest() == source.sha256:
            yield CaptureJob(
                article.slug,
                source.file,
                source.format,
                source.profile,
                article.title,
                texts[article.slug].text,
                content,
            )
