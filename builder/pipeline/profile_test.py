"""Profile test: what a site profile takes from captures, and what it drops, without writing anything."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from builder.config import Config
from builder.convert import Capture, Options, convert
from builder.convert.capture import SOURCES
from builder.convert.plain_text import lines_of
from builder.convert.profile import Profile, read_profiles
from builder.convert.profile_report import dropped_lines
from builder.files import files_below, read_bytes, relative
from builder.problems import ContentError, Place, Problem, did_you_mean

_WORDS = 12
"""Words shown of the beginning and of the end of an article."""
_LISTED = 20
"""Dropped lines shown of a capture."""
_WIDTH = 100


def profile_test(config: Config, profile_id: str, paths: Sequence[Path] = ()) -> Iterator[str]:
    """A report on each capture, as lines of text: of those at `paths`, or of all that the profile matches.

    Raises ContentError for an unknown or invalid profile.
    """
    profiles = {profile.id: profile for profile in read_profiles(config.root)}
    if profile_id not in profiles:
        help_ = did_you_mean(profile_id, profiles) or f"use one of {', '.join(profiles)}"
        raise ContentError(Problem("C504", f"there is no profile `{profile_id}`", Place("--profile-test"), help_))
    profile = profiles[profile_id]
    tested = 0
    for path in paths or files_below(config.root / SOURCES, suffixes=(".txt",)):
        try:
            capture = Capture(relative(path, config.root / SOURCES), read_bytes(path, config.root))
            if paths or profile.fits(lines_of(capture, profile)):
                tested += 1
                yield from _report(capture, profile, config)
        except ContentError as error:
            yield str(error)
    if not tested:
        yield "no capture matches this profile: name one, or check the patterns of `match`"


def _report(capture: Capture, profile: Profile, config: Config) -> Iterator[str]:
    options = Options(config.language, "text", (profile,), profile.id)
    result = convert(capture, options)
    words = result.reading_text.split()
    values = result.values
    yield f"{capture.place.path}"
    yield f"  title:   {result.title}"
    yield f"  date:    {values.get('date') or 'not found'}"
    yield f"  authors: {', '.join(values.get('authors', ())) or 'not found'}"
    yield f"  begins:  {' '.join(words[:_WORDS])}"
    yield f"  ends:    {' '.join(words[-_WORDS:])}"
    dropped = list(dropped_lines(lines_of(capture, profile), profile))
    yield f"  {len(words):,} words, {len(dropped):,} lines dropped"
    for number, why, line in dropped[:_LISTED]:
        yield f"    {number:>5}  {why}: {line[:_WIDTH]}"
    if len(dropped) > _LISTED:
        yield f"    … and {len(dropped) - _LISTED:,} more"
