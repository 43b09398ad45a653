"""Capture: what was saved of an article, and what reading it finds, whatever its format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from builder.convert.profile import Profile
from builder.dates import Date
from builder.problems import Place, Problem

SOURCES = "content/sources"


@dataclass(frozen=True)
class Capture:
    """A file, or a record of a container such as a WARC, as it was saved. It is never changed."""

    file: str
    """Relative to content/sources/, with forward slashes."""
    content: bytes
    """Of the file; of a record, its own bytes in the container."""
    record: str = ""
    """What names the record in its container; empty for a whole file."""
    path: Path | None = None
    """Where the file is, if there may be other files beside it; for reading only."""
    format: str = ""
    """Name of the format of its container, or of the folder that it was found in; empty to recognize it."""
    context: Mapping[str, str] = field(default_factory=dict)
    """What the container says of a record in another place, such as the names of its columns."""
    stored: str = ""
    """`elsewhere` for a record of a container that the archive does not have."""

    @property
    def place(self) -> Place:
        """The path of the file, for problems."""
        return Place(f"{SOURCES}/{self.file}")

    @property
    def sha256(self) -> str:
        """SHA-256 of `content`, 64 hexadecimal digits."""
        return sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Options:
    """How captures are converted."""

    language: str = "en"
    """Default language of the archive; a profile or a capture may have another."""
    format: str = ""
    """Name of the format to read all captures as; empty to recognize it."""
    profiles: tuple[Profile, ...] = ()
    profile: str = ""
    """Id of the profile to use, or `cleaned`; empty for the first that fits."""
    date: Date | None = None
    """Date of publication given by the archivist; overrides all other dates."""


class Asset(NamedTuple):
    """A local file that an article shows."""

    path: Path
    """Where it is; outside of the archive, it is copied."""
    name: str
    """Relative to content/assets/, with forward slashes."""


@dataclass(frozen=True)
class Document:
    """An article as found in a capture, before its file is written."""

    title: str
    body: str
    """Markdown as articles have it; see DESIGN of the text in docs/explanation/convert."""
    words: str
    """The words of the body as the capture has them: reading the Markdown must give exactly these."""
    date: Date | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    """Further front matter of the article by its key, such as `authors` and `topics`."""
    source: Mapping[str, Any] = field(default_factory=dict)
    """Further keys of `source`, such as `url`, `captured` and `meta`."""
    name: str = ""
    """The name that the file of the article should have; empty to make it from the title."""
    topics: Mapping[str, str] = field(default_factory=dict)
    """By slug of each topic in `values`: its title as the capture has it."""
    assets: tuple[Asset, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Warnings about what was changed or guessed, at the place of the capture."""
    words_in_capture: int = 0
    guessed_quotations: int = 0
    """Paragraphs taken for quotations only because of the paragraph before them."""


class Format(NamedTuple):
    """A kind of capture: how it is recognized and read. Libraries are imported when they are needed only."""

    name: str
    """As given to `convert --from` and written to `source.format`."""
    description: str
    """For the list of formats: what such a file is."""
    suffixes: tuple[str, ...]
    read: Callable[[Capture, Options], Document]
    """Raises ContentError when it finds no article, or cannot read the capture."""
    recognizes: Callable[[bytes], bool] = lambda _: True
    """Whether a file with one of the suffixes, by its first HEAD_SIZE bytes, has this format."""
    records: Callable[[Path, str, Options], Iterator[Capture | Problem]] | None = None
    """Of a container: its records as captures, lazily, given its path and its name in content/sources/. A damaged
    record is a problem, and the next ones follow."""
    files: Callable[[Path], Iterator[Path | Problem] | None] = lambda _: None
    """The captures in a folder that is a site of this kind, and what was left out; None for another folder."""


HEAD_SIZE = 4096
"""Bytes at the beginning of a file by which its format is recognized."""
