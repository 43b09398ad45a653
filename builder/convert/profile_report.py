"""Profile report: which lines of a capture a profile drops, and for which pattern."""

import re
from collections.abc import Iterator, Sequence

from builder.convert.extraction import bounds
from builder.convert.patterns import search_line
from builder.convert.profile import Profile


def dropped_lines(lines: Sequence[str], profile: Profile) -> Iterator[tuple[int, str, str]]:
    """The number of each dropped line, from 1; the key and the pattern that dropped it; and the line.

    Of the comments below an article only the number of lines is reported: they are never printed.
    """
    start, end = bounds(lines, profile)
    for number, line in enumerate(lines[:start], 1):
        if line:
            yield number, _matching("start_after", profile.start_after, line) or "above start_after", line
    for number, line in enumerate(lines[start:end], start + 1):
        if line and (why := _why(line, profile)):
            yield number, why, line
    if end < len(lines):
        why = _matching("end_before", profile.end_before, lines[end]) or "comment_header or the heading of comments"
        below = sum(bool(line) for line in lines[end:])
        yield end + 1, why, f"this and what is below it, {below:,} lines"


def _why(line: str, profile: Profile) -> str:
    single = [("byline", profile.byline), ("date", profile.date.pattern if profile.date else None)]
    found = (_matching(key, (pattern,), line) for key, pattern in single if pattern)
    return _matching("drop_line", profile.drop_line, line) or next(filter(None, found), "")


def _matching(key: str, patterns: Sequence[re.Pattern[str]], line: str) -> str:
    """Key and pattern of the first that matches; empty for none."""
    return next((f"{key} '{pattern.pattern}'" for pattern in patterns if search_line(pattern, line)), "")
