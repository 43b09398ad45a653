"""Convert: a capture becomes an article in Markdown with front matter."""

from builder.convert.article import Conversion, convert
from builder.convert.capture import Asset, Capture, Document, Format, Options
from builder.convert.diff import compare, has_all
from builder.convert.profile import Profile, profile_files, read_profile, read_profiles

__all__ = [
    "Asset", "Capture", "Conversion", "Document", "Format", "Options", "Profile", "compare", "convert",
    "has_all", "profile_files", "read_profile", "read_profiles",
]  # fmt: skip
