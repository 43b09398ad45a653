"""Sources: each capture without an article gets one; existing articles are never overwritten."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from builder.config import Config
from builder.convert.article import SOURCES, Conversion, Origin, convert
from builder.convert.capture import is_supported, unsupported
from builder.convert.profile import read_profiles
from builder.convert.slugs import slug_of
from builder.counts import pluralize
from builder.dates import Date, read_date
from builder.files import file_sha256, files_below, read_bytes, read_text, relative, write_new
from builder.frontmatter import read_mapping
from builder.problems import ContentError, Place, Problem, in_reading_order
from builder.slugs import names_a_list

ARTICLES = "content/articles"
UNDATED = "undated"
_LISTED = 20
"""Articles listed in a report."""


@dataclass(frozen=True)
class Converted:
    """One converted capture."""

    source: str
    article: str
    """Path of the article."""
    result: Conversion

    def __str__(self) -> str:
        guessed = f", {self.result.guessed_quotations} possible quotations" if self.result.guessed_quotations else ""
        return f"{self.article}: {self.result.words:,} words kept, {self.result.words_left_out:,} left out{guessed}"


@dataclass(frozen=True)
class Report:
    """The result of a conversion, or of a dry run."""

    written: tuple[Converted, ...] = ()
    unchanged: tuple[str, ...] = ()
    """Captures that already have an article."""
    problems: tuple[Problem, ...] = ()
    dry_run: bool = False

    def __str__(self) -> str:
        lines = [str(converted) for converted in self.written[:_LISTED]]
        if len(self.written) > _LISTED:
            lines.append(f"… and {len(self.written) - _LISTED:,} more")
        done = "would be converted" if self.dry_run else "converted"
        problems = pluralize(len(self.problems), "problem") if self.problems else "no problems"
        count = pluralize(len(self.written), "capture")
        lines.append(f"{count} {done}, {len(self.unchanged):,} unchanged, {problems}")
        return "\n".join(lines)


@dataclass(frozen=True)
class CaptureRecord:
    """The capture of an article, as its front matter records it."""

    sha256: str
    place: Place


@dataclass
class _Archive:
    """The articles in content/ so far."""

    captures: dict[str, CaptureRecord] = field(default_factory=dict)
    """By file, relative to content/sources/."""
    digests: set[str] = field(default_factory=set)
    """SHA-256 of every capture that has an article."""
    unreadable: list[str] = field(default_factory=list)
    """Texts of articles whose front matter cannot be read."""
    slugs: set[str] = field(default_factory=set)
    """Of all years: annotations and addresses identify an article by its slug."""

    def has_article(self, file: str, digest: str) -> bool:
        """Whether this capture has an article, even if the capture was renamed or the article cannot be read."""
        return digest in self.digests or self.is_source(file)

    def is_source(self, file: str) -> bool:
        """Whether an article names this file as its source."""
        return file in self.captures or any(file in text for text in self.unreadable)

    def add(self, file: str, capture: CaptureRecord) -> None:
        """Record that `file` has an article."""
        self.captures[file] = capture
        self.digests.add(capture.sha256)


def convert_all(
    config: Config,
    paths: Sequence[Path] = (),
    *,
    profile: str | None = None,
    date: str | None = None,
    dry_run: bool = False,
) -> Report:
    """Convert the captures at `paths`, or all in content/sources/; captures that have an article are skipped.

    A capture from another folder is copied to content/sources/. An unsupported file is an error if it is named in
    `paths`, and a warning if it is only in the folder, so that it does not prevent publishing. Raises ContentError for
    an invalid profile or date, before anything is written: a wrong article would stay in the archive.
    """
    profiles = read_profiles(config.root)
    given = _date(date)
    archive = _archive_state(config.root)
    written: list[Converted] = []
    unchanged: list[str] = []
    problems: list[Problem] = []
    for path in _captures(config.root, paths):
        try:
            if not paths and not is_supported(path.name) and not path.is_symlink():
                unchanged.append(_unsupported_source(path, config.root, archive))
                continue
            content = read_bytes(path, config.root)
            file = _source_name(config.root, path, content)
            digest = sha256(content).hexdigest()
            if file in archive.captures:
                _reject_changed(archive.captures[file], file, digest)
            if archive.has_article(file, digest):
                unchanged.append(file)
                continue
            origin = Origin(file, profiles, config.language, profile or "", given)
            converted = _destination(convert(content, origin=origin), archive, file)
            exists = not dry_run and not _write(config.root, converted, content)
        except ContentError as error:
            problems += error.problems
            continue
        archive.add(file, CaptureRecord(digest, Place(converted.article)))
        if exists:
            unchanged.append(file)
            continue
        written.append(converted)
        if converted.result.date is None:
            help_ = "when you know it, add a line such as `date: 2015-11-03` or `date: 2015`; the file need not move"
            problems.append(Problem("C506", "the date of publication is not known", Place(converted.article), help_))
    return Report(tuple(written), tuple(unchanged), tuple(in_reading_order(problems)), dry_run)


def _date(text: str | None) -> Date | None:
    if text is None:
        return None
    date, problems = read_date(text, Place("--date"), "--date")
    if problems:
        raise ContentError(*problems)
    return date


def _archive_state(root: Path) -> _Archive:
    archive = _Archive()
    for path in files_below(root / ARTICLES, suffixes=(".md",)):
        archive.slugs.add(path.stem.lower())
        try:
            text = read_text(path, root)
        except ContentError:
            continue  # `load` reports it
        try:
            front = read_mapping(text, relative(path, root))
        except ContentError:
            archive.unreadable.append(text)
            continue
        source = front.values.get("source")
        if isinstance(source, dict) and isinstance(source.get("file"), str):
            place = front.places.get(("source", "sha256")) or front.places["source", "file"]
            archive.add(source["file"], CaptureRecord(str(source.get("sha256") or ""), place))
    return archive


def _captures(root: Path, paths: Sequence[Path]) -> Iterator[Path]:
    """The files at these paths and in these folders; by default all captures, none when the archive has no folder."""
    if not paths:
        yield from files_below(root / SOURCES)
    for path in paths:
        yield from files_below(path) if path.is_dir() and not path.is_symlink() else (path,)


def _source_name(root: Path, path: Path, content: bytes) -> str:
    """The path of a capture relative to content/sources/, where it is or will be copied to."""
    folder = os.path.abspath(root / SOURCES)  # noqa: PTH100 - removes `..` without following links
    absolute = os.path.abspath(path)  # noqa: PTH100 - likewise
    if absolute.startswith(folder + os.sep):
        return Path(absolute).relative_to(folder).as_posix()
    target = root / SOURCES / path.name
    if target.exists() and read_bytes(target, root) != content:
        message = "the archive has another capture with this name"
        help_ = "give the new capture another name; captures are never overwritten"
        raise ContentError(Problem("C502", message, Place(f"{SOURCES}/{path.name}"), help_))
    return path.name


def _unsupported_source(path: Path, root: Path, archive: _Archive) -> str:
    """The name of an unsupported file that is the source of an article; raises ContentError for any other file."""
    file = relative(path, root / SOURCES)
    if file in archive.captures:
        _reject_changed(archive.captures[file], file, file_sha256(path, root))
    elif not archive.is_source(file):
        raise ContentError(unsupported(f"{SOURCES}/{file}", "C508"))
    return file


def _reject_changed(capture: CaptureRecord, file: str, digest: str) -> None:
    if capture.sha256 not in ("", digest):
        message = f"the capture {SOURCES}/{file} has changed since it was converted"
        help_ = "restore the old capture, and save the new one under another name to make a second article"
        raise ContentError(Problem("C502", message, capture.place, help_))


def _destination(result: Conversion, archive: _Archive, file: str) -> Converted:
    slug = slug_of(result.title, archive.slugs)
    if names_a_list(slug, result.date):
        slug = slug_of(f"article {result.title}", archive.slugs)
    archive.slugs.add(slug)
    folder = f"{result.date.year:04d}" if result.date else UNDATED
    return Converted(file, f"{ARTICLES}/{folder}/{slug}.md", result)


def _write(root: Path, converted: Converted, content: bytes) -> bool:
    """Write the article, and its capture if the archive lacks it; False if another process has written both."""
    try:
        if not (root / SOURCES / converted.source).exists():
            _write_once(root / SOURCES / converted.source, content, root)
        return _write_once(root / converted.article, converted.result.text.encode(), root)
    except OSError as error:
        message = f"the article cannot be written: {os.strerror(error.errno or 0).lower()}"
        raise ContentError(Problem("S604", message, Place(converted.article))) from error


def _write_once(path: Path, content: bytes, root: Path) -> bool:
    """Write a file; False if another process has just written the same content."""
    try:
        write_new(path, content)
    except FileExistsError:
        if not path.is_file() or file_sha256(path, root) != sha256(content).hexdigest():
            raise
        return False
    return True
