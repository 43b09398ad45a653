"""Config: site.yaml, read and checked."""

from __future__ import annotations

import re
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
from builder.schema import LinkPolicy, Schema

MOTIVATIONS = (
    "assessing",
    "bookmarking",
    "classifying",
    "commenting",
    "describing",
    "editing",
    "highlighting",
    "identifying",
    "linking",
    "moderating",
    "questioning",
    "replying",
    "tagging",
)
"""Of the W3C Web Annotation vocabulary."""


Search = Literal["new", "last", "none"]
"""An index of the words as they are; the one made last, for previews; or a site without search."""


@dataclass(frozen=True)
class AnnotationType:
    """One kind of editors' note: what it is called, and what it means to programs."""

    id: str
    word: str
    """Shown to readers: `Fact check`."""
    mark: str
    """One character beside the word, so that colour is never the only sign."""
    motivation: str
    """Motivation of the W3C Web Annotation vocabulary."""
    description: str = ""


@dataclass(frozen=True)
class Config:
    """What the owner says of the site. Addresses of files are resolved against `root`."""

    root: Path
    """Folder of site.yaml."""
    title: str
    url: str = "http://localhost:8000/"
    """Where the site will be published, with its base path; ends in a slash."""
    description: str = ""
    language: str = "en"
    repository: str = ""
    """`https://github.com/owner/name`, for edit links; empty means none."""
    branch: str = "main"
    theme: str = "classic"
    """Name of a folder in themes/."""
    editors: dict[str, str] = field(default_factory=dict)
    """Id as written in `by:`, and the name or role shown."""
    annotation_types: dict[str, AnnotationType] = field(default_factory=dict)
    """By id, in the order of site.yaml."""
    verdicts: dict[str, str] = field(default_factory=dict)
    """Id and word of each verdict of a fact-check, worst last."""
    rights: str = ""
    """Licence of the archive's own words: annotations, summaries, pages."""
    notice: str = ""
    """One sentence printed with every article, such as what kind of texts these are."""
    per_page: int = 50
    """Articles on one page of a list."""
    feed_length: int = 20
    """Newest entries of a feed."""
    link: LinkPolicy = "first"
    """first, section, every or off: how often a name is linked in an article."""
    strict: bool = False
    """Refuse to publish while an annotation has no place."""
    cname: str = ""
    """Custom domain, written to CNAME for publishing from a branch."""
    output: str = "site"
    search: Search = "new"
    """How a build comes by the search index; said on the command line, as `url` may be."""

    def __post_init__(self) -> None:
        # Whoever makes a theme need not make a search page.
        if not (self.theme_folder / "templates" / "search.html").is_file():
            object.__setattr__(self, "search", "none")

    @property
    def theme_folder(self) -> Path:
        """The theme of the archive's own, or else the one of this name that ships with the builder."""
        own = self.root / "themes" / self.theme
        return own if own.is_dir() else shipped_themes() / self.theme

    @property
    def base_path(self) -> str:
        """The path part of `url`: `/` or `/repository/`."""
        after_host = self.url.split("://", 1)[-1].partition("/")[2]
        return f"/{after_host}"


class AnnotationTypeSchema(Schema, frozen=True):
    """`annotation_types:` of site.yaml."""

    word: Annotated[str, Meta(min_length=1, description="the word shown to readers")]
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
    language: Annotated[
        str, Meta(pattern="^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", description="a language tag such as en")
    ] = "en"
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
    link: Annotated[Literal["first", "section", "every", "off"], Meta(description="first, section, every or off")] = (
        "first"
    )
    strict: Annotated[bool, Meta(description="true or false")] = False
    cname: Annotated[
        str, Meta(pattern="^([a-z0-9-]+\\.)+[a-z]+$|^$", description="a domain such as archive.example.org")
    ] = ""
    output: Annotated[str, Meta(min_length=1, description="a folder")] = "site"


IMPORTED = {"imported": "Imported"}
"""Signs notes that come from elsewhere, by people who are no editors here; known wherever editors are listed."""
DEFAULT_TYPES = {
    "context": AnnotationTypeSchema(
        "Context", "§", "commenting", "Background to a passage, including what was not known on the day."
    ),
    "correction": AnnotationTypeSchema(
        "Correction", "✕", "editing", "Errors in articles, and facts that were later corrected."
    ),
    "fact-check": AnnotationTypeSchema(
        "Fact check", "✓", "assessing", "Claims checked against the record, with a verdict."
    ),
    "update": AnnotationTypeSchema("Update", "↻", "commenting", "What happened after the article was written."),
    "definition": AnnotationTypeSchema("Definition", "=", "describing", "What a term means."),
    "source": AnnotationTypeSchema("Source", "¶", "linking", "Where words or figures come from."),
    "translation": AnnotationTypeSchema(
        "Translation", "⇄", "describing", "The wording in other languages, and what changes in translation."
    ),
    "question": AnnotationTypeSchema("Question", "?", "questioning", "What is not known yet."),
    "opinion": AnnotationTypeSchema("Opinion", "◊", "commenting", "Signed views of the editors."),
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


class _Known(msgspec.Struct):
    """site.yaml as it was read once, and a name of its text and of the builder that read it."""

    made_of: str
    read: SiteSchema


def load_config(path: Path) -> Config:
    """site.yaml as a Config; raises ContentError with every problem found in it.

    What was found well is kept, so that while no letter of it changes the archive is known without YAML.
    """
    path = path.resolve()
    root = path.parent
    text = read_text(path, root)
    kept = root / ".cache" / f"config-{path.name}.json"
    made_of = fingerprint(builder_fingerprint(), text)
    try:
        known = msgspec.json.decode(read_checksummed(kept), type=_Known)
    except (OSError, msgspec.DecodeError):
        known = None
    if known and known.made_of == made_of and _theme(root, known.read).is_dir():
        return _config(root, known.read)
    read = _read(root, relative(path, root), text)
    if kept.parent.is_dir():
        with suppress(OSError):
            write_checksummed(kept, msgspec.json.encode(_Known(made_of, read)))
    return _config(root, read)


def _read(root: Path, name: str, text: str) -> SiteSchema:
    from builder.frontmatter import read_struct, read_yaml  # noqa: PLC0415 - YAML takes its time to load

    values, places, problems = read_yaml(text, name)
    read, wrong = read_struct(values if values is not None else {}, places, SiteSchema, name)
    problems += wrong
    if read is None:
        raise ContentError(*problems)
    problems += _further_problems(read, places, name)
    theme = _theme(root, read)
    if not theme.is_dir():
        known = [path.name for path in theme.parent.iterdir() if path.is_dir()]
        mend = did_you_mean(read.theme, known) or "use `classic`"
        problems.append(Problem("S603", f"there is no theme `{read.theme}`", places.get(("theme",), Place(name)), mend))
    if problems:
        raise ContentError(*problems)
    return read


def _theme(root: Path, read: SiteSchema) -> Path:
    return Config(root, read.title, theme=read.theme).theme_folder


def _config(root: Path, read: SiteSchema) -> Config:
    types = read.annotation_types or DEFAULT_TYPES
    plain = {key: getattr(read, key) for key in read.__struct_fields__}
    plain |= {
        "url": read.url.rstrip("/") + "/",
        "repository": read.repository.rstrip("/"),
        "annotation_types": {
            key: AnnotationType(key, kind.word, kind.mark, kind.motivation, kind.description)
            for key, kind in types.items()
        },
        "editors": {**read.editors, **IMPORTED, **read.editors} if read.editors else {},
        "verdicts": read.verdicts or dict(DEFAULT_VERDICTS),
    }
    return Config(root=root, **plain)


def _further_problems(read: SiteSchema, places: dict[tuple[str | int, ...], Place], name: str) -> list[Problem]:
    problems = []
    for key in ("url", "repository"):
        value = getattr(read, key)
        if value and not is_web_address(value):
            problems.append(
                Problem(
                    "S601",
                    f"`{key}` is not a web address",
                    places[(key,)],
                    "write https://… with the base path, if any",
                )
            )
    for key, kind in read.annotation_types.items():
        if kind.motivation not in MOTIVATIONS:
            place = places.get(("annotation_types", key, "motivation"), Place(name))
            problems.append(
                Problem(
                    "S601", f"unknown motivation `{kind.motivation}`", place, f"use one of {', '.join(MOTIVATIONS)}"
                )
            )
    for key in (*read.annotation_types, *read.verdicts):
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key):
            place = places.get(("annotation_types", f"{key}:"), places.get(("verdicts", f"{key}:"), Place(name)))
            problems.append(
                Problem("S601", f"`{key}` cannot be part of an address", place, "use small letters, digits and hyphens")
            )
    return problems


def shipped_themes() -> Path:
    """The folder of the themes that come with the builder: in the installed package, or beside it in a checkout."""
    package = Path(__file__).parent
    installed = package / "themes"
    return installed if installed.is_dir() else package.parent / "themes"


def is_web_address(url: str) -> bool:
    """Whether this is a whole http or https address with a host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not re.search(r"[\s<>\"]", url)
