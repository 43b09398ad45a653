"""Post addresses: the address that a post had on its site, by the pattern of the site or of its generator."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from builder.convert.decoding import decoded
from builder.convert.post_dates import date_of, without_date
from builder.convert.post_keys import read_head
from builder.convert.post_site import SUFFIXES, PostSite
from builder.dates import Date
from builder.files import files_below
from builder.problems import ContentError, Place
from builder.slugs import full_slug

_JEKYLL = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
}
"""Patterns with a name: https://jekyllrb.com/docs/permalinks/#built-in-formats."""
_DATED = re.compile(r":(?:short_year|i_month|i_day|y_day|year|month|day|yearday|monthname|weekday)")


@dataclass(frozen=True)
class Post:
    """What the address of a post is made of."""

    path: str
    """In the folder of the site, with forward slashes."""
    values: Mapping[str, Any]
    date: Date | None
    categories: Sequence[str] = field(default=())

    @property
    def name(self) -> str:
        """The name of its file, or of its folder when the file is only `index`, without a date."""
        path = PurePosixPath(self.path)
        name = path.parent.name if path.stem in ("index", "_index") and path.parent.name else path.name
        return without_date(name)

    def text(self, *keys: str) -> str:
        """The first of these keys that is text and not empty."""
        found = (self.values.get(key) for key in keys)
        return next((one.strip() for one in found if isinstance(one, str) and one.strip()), "")


def address_of(post: Post, site: PostSite, kind: str) -> str:
    """The path that a post had on its site, with slashes at its ends where the site has them; empty if not known."""
    named = {"jekyll": "permalink", "hugo": "url", "zola": "path", "pelican": "url"}[kind]
    pattern = post.text(named) or _pattern(post, site, kind)
    if not pattern or (not post.date and _DATED.search(pattern)):
        return ""
    path = _pelican(pattern, post) if kind == "pelican" else _filled(pattern, post, kind)
    if re.match(r"https?://", path):
        path = "/" + path.partition("://")[2].partition("/")[2]
    else:
        path = f"/{site.folder}/{path.lstrip('/')}" if site.folder else f"/{path.lstrip('/')}"
    return re.sub("/{2,}", "/", path)


def _pattern(post: Post, site: PostSite, kind: str) -> str:
    """The pattern of the addresses of posts like this one."""
    if kind == "jekyll":
        pattern = _of_collection(post, site) or site.first("permalink") or "date"
        return _JEKYLL.get(pattern, pattern)
    if kind == "pelican":
        return site.first("ARTICLE_URL") or "{slug}.html"
    patterns = _mapping(site.settings.get("permalinks")) if kind == "hugo" else {}
    own = {**patterns, **_mapping(patterns.get("page"))}.get((_sections(post) or [""])[0])
    return own if isinstance(own, str) else "/:sections/:slug/"


def _of_collection(post: Post, site: PostSite) -> str:
    """The pattern of the collection of Jekyll that the post is in; empty for `_posts`."""
    collection = next((part[1:] for part in post.path.split("/") if part.startswith("_")), "posts")
    if collection in ("posts", "drafts"):
        return ""
    own = _mapping(_mapping(site.settings.get("collections")).get(collection)).get("permalink")
    return own if isinstance(own, str) else f"/{collection}/:path:output_ext"


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _sections(post: Post) -> list[str]:
    parts = post.path.split("/")
    parts = parts[parts.index("content") + 1 :] if "content" in parts else parts
    return parts[: -2 if PurePosixPath(post.path).stem == "index" else -1]


def _filled(pattern: str, post: Post, kind: str) -> str:
    """A pattern of Jekyll, Hugo or Zola with the values of a post."""
    date, name = post.date or Date(1), post.name
    own, day = post.text("slug"), date.first
    if kind == "hugo" and "index." not in post.path:
        name = PurePosixPath(post.path).stem
    values = {
        "title": (own or name) if kind == "jekyll" else full_slug(post.text("title")) or name,
        "slug": own or (name if kind != "jekyll" else full_slug(name)),
        "filename": own or name,
        "slugorfilename": own or name,
        "contentbasename": name,
        "slugorcontentbasename": own or name,
        "name": name,
        "path": "/".join([*post.path.split("/")[1:-1], name]),
        "categories": "/".join(post.categories),
        "section": (_sections(post) or [""])[0],
        "sections": "/".join(_sections(post)),
        "output_ext": ".html",
        "year": f"{date.year:04}", "short_year": f"{date.year % 100:02}", "month": f"{date.month:02}",
        "i_month": str(date.month), "day": f"{date.day:02}", "i_day": str(date.day), "y_day": f"{day:%j}",
        "yearday": f"{day:%j}", "monthname": f"{day:%B}", "long_month": f"{day:%B}", "short_month": f"{day:%b}",
        "week": f"{day:%V}", "short_day": f"{day:%a}", "weekday": f"{day:%w}",
    }  # fmt: skip
    filled = re.sub(r":([a-z_]+)", lambda match: values.get(match[1], match[0]), pattern)
    return filled.replace(" ", "-").lower() if kind == "hugo" and not post.text("url") else filled


def _pelican(pattern: str, post: Post) -> str:
    date = post.date.first if post.date else None
    slug = post.text("slug") or full_slug(post.text("title")) or post.name
    filled = re.sub(r"\{date:([^{}]*)\}", lambda match: f"{date:{match[1]}}" if date else "", pattern)
    category = full_slug(post.text("category")) or (_sections(post) or [""])[-1]
    values = {"slug": slug, "category": category, "lang": post.text("lang"), "author": full_slug(post.text("author"))}
    return re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], match[0]), filled)


@lru_cache(maxsize=8)
def _names(root: Path) -> Mapping[str, Path]:
    """The posts of a site by their path in it and by their name."""
    found: dict[str, Path] = {}
    for path in files_below(root, suffixes=SUFFIXES):
        inside = path.relative_to(root).as_posix()
        for name in (inside, path.name, path.stem, re.sub(r"^(content|_posts)/", "", inside)):
            found.setdefault(name, path)
    return found


@lru_cache(maxsize=20_000)
def address_named(name: str, site: PostSite, kind: str) -> str:
    """The former address of the post with this path or file name; empty if there is none."""
    root = site.root
    key = name.partition("#")[0].strip().lstrip("/@")
    path = root and (_names(root).get(key) or _names(root).get(key.rpartition("/")[2]))
    if not path or not root:
        return ""
    try:
        head = read_head(decoded(path.read_bytes()).replace("\r\n", "\n"), Place(path.name))
    except (ContentError, OSError):
        return ""
    inside = path.relative_to(root).as_posix()
    date = date_of([("date", head.values.get("date"))], inside).date
    return address_of(Post(inside, head.values, date), site, kind)
