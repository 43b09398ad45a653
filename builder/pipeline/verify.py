"""Captures: read again, to show what was edited in an article, and to prove that in the others nothing was."""

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
    # Reading pages takes long to load, and few builds have an edited article.
    from builder.convert import Profile

SOURCES = "content/sources"
Comparisons = Mapping[str, tuple[tuple[Change, ...], ...] | None]
"""By slug: what became of the words; None where the capture cannot be converted any more."""


class CaptureJob(NamedTuple):
    """An article and the capture it was made from."""

    slug: str
    file: str
    profile: str
    title: str
    text: str
    content: bytes


def reconvert(job: CaptureJob, profiles: tuple[Profile, ...]) -> tuple[tuple[Change, ...], ...] | None:
    """What became of the words of a capture in its article; None when it cannot be converted as it once was."""
    from builder.convert import Origin, compare

    # Without a profile it was not asked which one fits: one that was written later must not change the answer.
    origin = Origin(job.file, profiles if job.profile else (), profile=job.profile)
    try:
        return compare(job.content, origin, job.title, job.text)
    except ContentError:
        return None


def compare_captures(
    articles: Iterable[Article], texts: Mapping[str, ArticleText], config: Config, workers: Workers
) -> Comparisons:
    """What became of the words of each capture that is still the one its article was made from.

    Raises ContentError when a profile cannot be read.
    """
    from builder.convert import read_profiles

    profiles = read_profiles(config.root)
    known = fingerprint(sorted(compared_file_digests((), config).items()))
    return {
        job.slug: changes
        for job, changes in workers.pairs(
            reconvert,
            _jobs(articles, texts, config),
            profiles,
            key=lambda job: fingerprint(job.file, job.profile, job.title, job.text, job.content, known),
        )
    }


def compared_file_digests(articles: Iterable[Article], config: Config) -> dict[str, str]:
    """Path and sum of every file that `compared` looks at for these articles: their captures, and all profiles."""
    from builder.convert import profile_files

    captures = (config.root / SOURCES / one.source.file for one in articles if one.source.file)
    paths = (*captures, *profile_files(config.root))
    return {relative(path, config.root): file_digest(path, config.root) for path in paths}


def _jobs(articles: Iterable[Article], texts: Mapping[str, ArticleText], config: Config) -> Iterator[CaptureJob]:
    for article in articles:
        source = article.source
        if not source.file:
            continue
        try:
            content = read_bytes(config.root / SOURCES / source.file, config.root)
        except ContentError:
            continue  # `check` says so
        if sha256(content).hexdigest() == source.sha256:
            yield CaptureJob(
                article.slug, source.file, source.profile, article.title, texts[article.slug].text, content
            )
