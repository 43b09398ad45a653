"""Convert: a capture becomes an article in Markdown with front matter."""

from builder.convert.article import Origin, convert
from builder.convert.diff import compare
from builder.convert.profile import Profile, profile_files, read_profile, read_profiles
from builder.convert.sources import convert_all

__all__ = ["Origin", "Profile", "compare", "convert", "convert_all", "profile_files", "read_profile", "read_profiles"]
