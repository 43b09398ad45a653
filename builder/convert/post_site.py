"""Post site: what the folder of a site says about it: its generator, address, language and the paths of its posts."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from builder.convert.post_keys import plain, style_of
from builder.files import files_below, read_head, read_text
from builder.frontmatter import read_yaml
from builder.problems import ContentError

CONFIGS: Mapping[str, tuple[str, ...]] = {
    "jekyll": ("_config.yml", "_config.yaml", "_config.toml"),
    "hugo": (
        *(f"{name}.{suffix}" for name in ("hugo", "config") for suffix in ("toml", "yaml", "yml", "json")),
        *(f"config/_default/{name}.{suffix}" for name in ("hugo", "config") for suffix in ("toml", "yaml", "json")),
    ),
    "zola": ("config.toml", "zola.toml"),
    "pelican": ("pelicanconf.py",),
}  # fmt: skip
SUFFIXES = (".md", ".markdown", ".mkd", ".html", ".htm")
POSTS = ("_posts", "_drafts")
_NOT_POSTS = frozenset(
    {"_layouts", "_includes", "_sass", "_data", "_plugins", "_site", "_templates", "archetypes", "layouts", "templates",
     "themes", "node_modules", "vendor", "public", "output", "static", "resources", "i18n", "test", "tests", "docs"}
)  # fmt: skip
_PARENTS = 8
_SAMPLE = 60


@dataclass(frozen=True, eq=False)
class PostSite:
    """A folder with the posts of a site, and the settings in it."""

    kind: str = ""
    """jekyll, hugo, zola or pelican; empty when there are no settings."""
    root: Path | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """The address of the site without a slash at its end; empty when it is not known."""
        base = self.first("url", "baseURL", "baseurl", "base_url", "SITEURL")
        if self.kind == "jekyll":
            base = f"{self.first('url')}/{self.first('baseurl').strip('/')}"
        return base.rstrip("/") if re.match(r"https?://[^/]", base) else ""

    @property
    def folder(self) -> str:
        """The path of the site below its host, without slashes at its ends."""
        return self.base.partition("://")[2].partition("/")[2] or self.first("baseurl").strip("/") * (
            self.kind == "jekyll"
        )

    @property
    def language(self) -> str:
        """The language of the posts that name none; empty when it is not known."""
        return self.first(
            "lang", "locale", "defaultContentLanguage", "languageCode", "default_language", "DEFAULT_LANG"
        ).replace("_", "-")

    def first(self, *keys: str) -> str:
        """The first of these settings that is text and not empty; keys of Hugo in any case."""
        lower = {key.lower(): value for key, value in self.settings.items()}
        found = (self.settings.get(key) or lower.get(key.lower()) for key in keys)
        return next((one for one in found if isinstance(one, str) and one), "")


@lru_cache(maxsize=64)
def site_at(folder: Path) -> PostSite:
    """The site that this folder belongs to: the settings in it or in the nearest folder above."""
    for parent in (folder, *list(folder.parents)[:_PARENTS]):
        if parent.name == "sources" and parent.parent.name == "content":
            break  # captures of an archive
        for kind in CONFIGS:
            for name in CONFIGS[kind]:
                if (parent / name).is_file() and (settings := _settings(parent / name)) is not None:
                    return PostSite(_kind(kind, settings), parent, settings)
        if (parent / "_posts").is_dir():
            return PostSite("jekyll", parent)
    return PostSite()


def _kind(kind: str, settings: Mapping[str, Any]) -> str:
    """Hugo and Zola may both have a config.toml."""
    return "zola" if kind == "hugo" and "base_url" in settings else kind


def _settings(path: Path) -> Mapping[str, Any] | None:
    """The settings in a file, None for one that cannot be read. Python is never run: only its literals are read."""
    try:
        text = read_text(path, path.parent)
        if path.suffix == ".py":
            return _python_literals(text)
        if path.suffix == ".toml":
            return dict(plain(tomllib.loads(text)))
        values = json.loads(text) if path.suffix == ".json" else read_yaml(text, path.name, limit=1 << 20)[0]
    except (ContentError, ValueError, RecursionError, SyntaxError, MemoryError):
        return {}
    return values if isinstance(values, dict) else {}


def _python_literals(text: str) -> dict[str, Any]:
    found = {}
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            try:
                found[statement.targets[0].id] = plain(ast.literal_eval(statement.value))
            except (ValueError, TypeError, MemoryError, RecursionError):
                continue
    return found


def post_files(folder: Path, kind: str) -> Iterator[Path] | None:
    """The files with posts in a folder that is, or is part of, a site of this kind; None for another folder."""
    site = site_at(folder.absolute())
    if site.kind and site.kind != kind:
        return None
    if site.root != folder.absolute():
        return files_below(folder, suffixes=SUFFIXES) if site.kind or _is_of_posts(folder, kind) else None
    return _site_files(folder, kind)


def _site_files(folder: Path, kind: str) -> Iterator[Path]:
    for path in files_below(folder, suffixes=SUFFIXES):
        parts = path.relative_to(folder).parts[:-1]
        if kind == "jekyll":
            if any(part.startswith("_") for part in parts) and not _NOT_POSTS & {*parts}:
                yield path
        elif parts[:1] == ("content",) or (parts and not (folder / "content").is_dir() and not _NOT_POSTS & {*parts}):
            yield path


def _is_of_posts(folder: Path, kind: str) -> bool:
    """Whether most files of a folder without settings are posts, with front matter as this kind of site has it."""
    styles = {"jekyll": ("yaml",), "hugo": ("toml", "json"), "zola": (), "pelican": ("lines",)}[kind]
    posts = others = 0
    for number, path in enumerate(files_below(folder)):
        if number >= _SAMPLE:
            break
        if path.suffix.lower() in SUFFIXES:
            posts += style_of(read_head(path, folder, 4096).decode("utf-8", "replace")) in styles
        if path.suffix.lower() not in (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".pdf"):
            others += 1
    return posts * 2 > others
