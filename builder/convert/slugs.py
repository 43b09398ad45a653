"""Slugs: the file name of a new article, made from its title."""

from collections.abc import Collection

from builder.slugs import full_slug

SLUG_LIMIT = 80
# Device names reserved by Windows, and the name of a folder's own page.
_DEVICES = (f"{device}{number}" for device in ("com", "lpt") for number in range(1, 10))
_RESERVED = frozenset({"con", "prn", "aux", "nul", "index", *_DEVICES})


def slug_of(title: str, taken: Collection[str] = ()) -> str:
    """At most 80 characters of a-z, 0-9 and hyphens, cut between words; with -2, -3 … where the name is taken."""
    slug = _cut(full_slug(title)) or "article"
    if slug in _RESERVED:
        slug = f"article-{slug}"
    number, unique = 1, slug
    while unique in taken:
        number += 1
        ending = f"-{number}"
        unique = _cut(slug, SLUG_LIMIT - len(ending)) + ending
    return unique


def _cut(slug: str, limit: int = SLUG_LIMIT) -> str:
    if len(slug) <= limit:
        return slug
    whole_words, hyphen, _ = slug[: limit + 1].rpartition("-")
    return whole_words if hyphen else slug[:limit]
