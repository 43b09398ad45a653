"""Config: the settings in site.yaml, read and checked."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from builder.cache import builder_fingerprint, fingerprint, read_checksummed, write_checksummed
from builder.files import read_text, relative
from builder.problems import ContentError, Place, Problem, did_you_mean
from builder.schema import LanguageField, LinkPolicy, LinkPolicyField, Schema

MOTIVATIONS = (
    "assessing", "bookmarking", "classifying", "commenting", "describing", "editing", "highlighting", "identifying",
    "linking", "moderating", "questioning", "replying", "tagging",
)  # fmt: skip
"""Of the W3C Web Annotation vocabulary."""

Search = Literal["new", "last", "none"]
"""Build a new search index, reuse the previous one for previews, or build a site without search."""


@dataclass(frozen=True)
class AnnotationType:
    """One type of annotation: its label for readers, and its meaning for programs."""

    id: str
    word: str
    """Label shown to readers: `Fact check`."""
    mark: str
    """One character beside the label, so that types do not differ by colour alone."""
    motivation: str
    """Motivation of the W3C Web Annotation vocabulary."""
    description: str = ""


@dataclass(frozen=True)
class Config:
    """The settings of a site. Paths are relative to `root`."""

    root: Path
    """Folder of site.yaml."""
    title: str
    url: str = "http://localhost:8000/"
    """Address where the site is published, with its base path; ends in a slash."""
    description: str = ""
    language: str = "en"
    repository: str = ""
    """`https://github.com/owner/name`, for edit links; empty for none."""
    branch: str = "main"
    theme: str = "classic"
    """Name of a folder in themes/."""
    editors: dict[str, str] = field(default_factory=dict)
    """Name or role shown to readers, by the id used in `by:`."""
    annotation_types: dict[str, AnnotationType] = field(default_factory=dict)
    """By id, in the order of site.yaml."""
    verdicts: dict[str, str] = field(default_factory=dict)
    """Label of each verdict of a fact-check by id, worst last."""
    rights: str = ""
    """Licence of the archive's own text: annotations, summaries, pages."""
    notice: str = ""
    """One sentence shown with every article, such as what kind of texts these are."""
    per_page: int = 50
    """Articles on each page of a list."""
    feed_length: int = 20
    """Entries of a feed, newest first."""
    quotation_words: int = 25
    """The most words that a note quotes of an article whose text is not published."""
    link: LinkPolicy = "first"
    """How often a name is linked in an article: first, section, every or off."""
    strict: bool = False
    """Do not publish while an annotation is not placed."""
    links: Literal["lenient", "strict"] = "lenient"
    """Whether a dead link in an archived text is a warning or an error."""
    cname: str = ""
    """Custom domain, written to the file CNAME for publishing from a branch."""
    output: str = "site"
    search: Search = "new"
    """How a build gets its search index; set on the command line."""

    def __post_init__(self) -> None:
        # The search page of a theme is optional.
        if not (self.theme_folder / "templates" / "search.html").is_file():
            object.__setattr__(self, "search", "none")

    @property
    def theme_folder(self) -> Path:
        """The theme in the archive, or the one of this name that comes with the builder."""
        own = self.root / "themes" / self.theme
        return own if own.is_dir() else shipped_themes() / self.theme

    @property
    def base_path(self) -> str:
        """The path of `url`: `/` or `/repository/`."""
        after_host = self.url.split("://", 1)[-1].partition("/")[2]
        return f"/{after_host}"


class AnnotationTypeSchema(Schema, frozen=True):
    """`annotation_types:` of site.yaml."""

    word: Annotated[str, Meta(min_length=1, description="the label shown to readers")]
    mark: Annotated[str, Meta(min_length=1, max_length=2, description="one character, such as §")]
    motivation: Annotated[str, Meta(description=f"one of {', '.join(MOTIVATIONS)}")] = "commenting"
    description: Annotated[str, Meta(description="a sentence")] = ""


class SiteSchema(Schema, frozen=True):
    """site.yaml."""

    title: Annotated[str, Meta(min_length=1, description="the name of the archive")]
    url: Annotated[str, Meta(description="an address such as https://owner.github.io/archive/")] = (
        "http://localhost:8000/"
    )
    description: Annotated[str, Meta(description="a sentence or two")] = ""
    language: LanguageField = "en"
    repository: Annotated[str, Meta(description="an address such as https://github.com/owner/archive")] = ""
    branch: Annotated[str, Meta(description="the name of a branch")] = "main"
    theme: Annotated[str, Meta(pattern="^[a-z0-9-]+$", description="the name of a folder in themes/")] = "classic"
    editors: Annotated[dict[str, str], Meta(description="lines of `id: name or role`")] = msgspec.field(
        default_factory=dict
    )
    annotation_types: Annotated[
        dict[str, AnnotationTypeSchema], Meta(description="lines of `type: {word: …, mark: …}`")
    ] = msgspec.field(default_factory=dict)
    verdicts: Annotated[dict[str, str], Meta(description="lines of `id: word`")] = msgspec.field(default_factory=dict)
    rights: Annotated[str, Meta(description="a sentence")] = ""
    notice: Annotated[str, Meta(description="a sentence")] = ""
    per_page: Annotated[int, Meta(ge=1, le=1000, description="a whole number from 1 to 1000")] = 50
    feed_length: Annotated[int, Meta(ge=1, le=1000, description="a whole number from 1 to 1000")] = 20
    quotation_words: Annotated[int, Meta(ge=0, le=1000, description="a whole number from 0 to 1000")] = 25
    link: LinkPolicyField = "first"
    strict: Annotated[bool, Meta(description="true or false")] = False
    links: Annotated[Literal["lenient", "strict"], Meta(description="lenient or strict")] = "lenient"
    cname: Annotated[
        str, Meta(pattern="^([a-z0-9-]+\\.)+[a-z]+$|^$", description="a domain such as archive.example.org")
    ] = ""
    output: Annotated[str, Meta(min_length=1, description="a folder")] = "site"


IMPORTED = {"imported": "Imported"}
"""Author of imported notes whose creators are not editors; valid wherever editors are listed."""
DEFAULT_TYPES = {
    word.lower().replace(" ", "-"): AnnotationTypeSchema(word, mark, motivation, description)
    for word, mark, motivation, description in (
        ("Context", "§", "commenting", "Background to a passage, including what was not known on the day."),
        ("Correction", "✕", "editing", "Errors in articles, and facts that were later corrected."),
        ("Fact check", "✓", "assessing", "Claims checked against the record, with a verdict."),
        ("Update", "↻", "commenting", "What happened after the article was written."),
        ("Definition", "=", "describing", "What a term means."),
        ("Source", "¶", "linking", "Where words or figures come from."),
        ("Translation", "⇄", "describing", "The wording in other languages, and what changes in translation."),
        ("Question", "?", "questioning", "What is not known yet."),
        ("Opinion", "◊", "commenting", "Signed views of the editors."),
    )
}
DEFAULT_VERDICTS = {
    "true": "True",
    "mostly-true": "Mostly true",
    "mixed": "Mixed",
    "outdated": "Outdated",
    "unproven": "Unproven",
    "misleading": "Misleading",
    "false": "False",
}


class _CachedSite(msgspec.Struct):
    """A valid site.yaml with a fingerprint of its text and of the builder that read it."""

    fingerprint: str
    site: SiteSchema


def load_config(path: Path) -> Config:
    """The settings in site.yaml; raises ContentError with every problem in it.

    A valid file is cached, so that an unchanged one is read without loading YAML.
    """
    path = path.resolve()
    root = path.parent
    text = read_text(path, root)
    cache = root / ".cache" / f"config-{path.name}.json"
    digest = fingerprint(builder_fingerprint(), text)
    try:
        cached = msgspec.json.decode(read_checksummed(cache), type=_CachedSite)
    except (OSError, msgspec.DecodeError):
        cached = None
    if cached and cached.fingerprint == digest and _theme(root, cached.site).is_dir():
        return _config(root, cached.site)
    site = _read(root, relative(path, root), text)
    if cache.parent.is_dir():
        with suppress(OSError):
            write_checksummed(cache, msgspec.json.encode(_CachedSite(digest, site)))
    return _config(root, site)


def _read(root: Path, name: str, text: str) -> SiteSchema:
    from builder.frontmatter import read_keys, read_yaml  # noqa: PLC0415 - YAML is slow to import

    values, places, problems = read_yaml(text, name)
    site, invalid = read_keys(values if values is not None else {}, places, SiteSchema, name)
    problems += invalid
    problems += _value_problems(site, places, name)
    theme = _theme(root, site)
    if not theme.is_dir():
        themes = [path.name for path in theme.parent.iterdir() if path.is_dir()]
        help_ = did_you_mean(site.theme, themes) or "use `classic`"
        place = places.get(("theme",), Place(name))
        problems.append(Problem("S603", f"there is no theme `{site.theme}`", place, help_))
    if problems:
        raise ContentError(*problems)
    return site


def _theme(root: Path, site: SiteSchema) -> Path:
    return Config(root, site.title, theme=site.theme).theme_folder


def _config(root: Path, site: SiteSchema) -> Config:
    types = site.annotation_types or DEFAULT_TYPES
    settings = {key: getattr(site, key) for key in site.__struct_fields__}
    settings |= {
        "url": site.url.rstrip("/") + "/",
        "repository": site.repository.rstrip("/"),
        "annotation_types": {
            key: AnnotationType(key, one.word, one.mark, one.motivation, one.description) for key, one in types.items()
        },
        "editors": {**site.editors, **IMPORTED, **site.editors} if site.editors else {},
        "verdicts": site.verdicts or dict(DEFAULT_VERDICTS),
    }
    return Config(root=root, **settings)


def _value_problems(site: SiteSchema, places: dict[tuple[str | int, ...], Place], name: str) -> Iterator[Problem]:
    """Values that the schema allows and a site cannot have."""
    for key in ("url", "repository"):
        value = getattr(site, key)
        if value and not is_web_address(value):
            message = f"`{key}` is not a web address"
            yield Problem("S601", message, places[(key,)], "write https://… with the base path, if any")
    for key, one in site.annotation_types.items():
        if one.motivation not in MOTIVATIONS:
            place = places.get(("annotation_types", key, "motivation"), Place(name))
            help_ = f"use one of {', '.join(MOTIVATIONS)}"
            yield Problem("S601", f"unknown motivation `{one.motivation}`", place, help_)
    for key in (*site.annotation_types, *site.verdicts):
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key):
            place = places.get(("annotation_types", f"{key}:"), places.get(("verdicts", f"{key}:"), Place(name)))
            help_ = "use lower-case letters, digits and hyphens"
            yield Problem("S601", f"`{key}` cannot be part of an address", place, help_)


def shipped_themes() -> Path:
    """The folder of the themes that come with the builder: in the installed package, or beside it in a checkout."""
    package = Path(__file__).parent
    installed = package / "themes"
    return installed if installed.is_dir() else package.parent / "themes"


def is_web_address(url: str) -> bool:
    """Whether this is a complete http or https address with a host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not re.search(r"[\s<>\"]", url)
