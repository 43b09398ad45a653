"""Convert: a capture becomes an article in Markdown with front matter."""

from __future__ import annotations

from builder.convert.article import Conversion, Origin, conversion, convert
from builder.convert.profile import Profile, read_profile
from builder.convert.sources import Converted, Report, convert_all

__all__ = [
    "Conversion",
    "Converted",
    "Origin",
    "Profile",
    "Report",
    "conversion",
    "convert",
    "convert_all",
    "read_profile",
]
