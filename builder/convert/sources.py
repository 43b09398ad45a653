"""Sources: every capture that has no article yet gets one; no article is ever written twice."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date as calendar_date
from hashlib import sha256
from pathlib import Path

from builder.config import Config
from builder.convert.article import SOURCES, Conversion, Origin, conversion
from builder.convert.capture import is_read, not_read
from builder.convert.profile import read_profiles
from builder.convert.slugs import slug_of
from builder.files import file_sha256, files_below, read_bytes, read_text, relative, write_new
from builder.frontmatter import read_mapping
from builder.problems import ContentError, Place, Problem, in_reading_order

ARTICLES = "content/articles"
UNDATED = "undated"
_SHOWN = 20
"""Articles named in a report."""


@dataclass(frozen=True)
class Converted:
    """One article made of a capture."""

    source: str
    article: str
    words: int
    left_out: int
    guessed: int

    def __str__(self) -> str:
        quotations = f", {self.guessed} guessed to be quotations" if self.guessed else ""
        return f"{self.article}: {self.words:,} words kept, {self.left_out:,} left out{quotations}"


@dataclass(frozen=True)
class Report:
    """What a conversion did, or would do."""

    written: tuple[Converted, ...] = ()
    unchanged: tuple[str, ...] = ()
    """Captures that have their article."""
    problems: tuple[Problem, ...] = ()
    dry_run: bool = False

    def __str__(self) -> str:
        lines = [str(converted) for converted in self.written[:_SHOWN]]
        if len(self.written) > _SHOWN:
            lines.append(f"… and {len(self.written) - _SHOWN:,} more")
        done = "would be converted" if self.dry_run else "converted"
        found = _count(self.problems, "problem") if self.problems else "no problems"
        count = _count(self.written, "capture")
        lines.append(f"{count} {done}, {len(self.unchanged):,} unchanged, {found}")
        return "\n".join(lines)


def _count(things: Sequence[object], word: str) -> str:
    return f"{len(things):,} {word}{'' if len(things) == 1 else 's'}"


@dataclass(frozen=True)
class Claim:
    """An article's word on the capture it was made from."""

    sha256: str
    place: Place


@dataclass
class _Archive:
    """What stands in content/ so far."""

    claims: dict[str, Claim] = field(default_factory=dict)
    """By file, relative to content/sources/."""
    sums: set[str] = field(default_factory=set)
    """SHA-256 of every capture that has its article."""
    unreadable: list[str] = field(default_factory=list)
    """Texts of articles whose front matter cannot be read."""
    slugs: set[str] = field(default_factory=set)
    """Of all years: annotations and addresses know an article by its slug."""

    def has(self, file: str, sha: str) -> bool:
        """Whether an article of this capture exists, even when the capture was renamed or the article is broken."""
        return sha in self.sums or self.names(file)

    def names(self, file: str) -> bool:
        """Whether an article says that it was made of this file."""
        return file in self.claims or any(file in text for text in self.unreadable)

    def add(self, file: str, claim: Claim) -> None:
        """Take an article's word that it was made from `file`."""
        self.claims[file] = claim
        self.sums.add(claim.sha256)


def convert_all(
    config: Config,
    paths: Sequence[Path] = (),
    *,
    profile: str | None = None,
    date: str | None = None,
    dry_run: bool = False,
) -> Report:
    """Articles for the captures at `paths`, or for all in content/sources/; what has an article is left alone.

    A capture from elsewhere is copied to content/sources/. A file of a kind that is not read is an error when it was
    named in `paths`; one that only lies beside captures is a warning, for it must not keep them from being published.
    Raises ContentError when a profile or the date cannot be used: a page taken for what it is not would stay in the
    archive.
    """
    profiles = read_profiles(config.root)
    day = _day(date)
    archive = _archive_state(config.root)
    written: list[Converted] = []
    unchanged: list[str] = []
    problems: list[Problem] = []
    for path in _captures(config.root, paths):
        try:
            if not paths and not is_read(path.name) and not path.is_symlink():
                unchanged.append(_kept(path, config.root, archive))
                continue
            content = read_bytes(path, config.root)
            file = _file(config.root, path, content)
            sha = sha256(content).hexdigest()
            if file in archive.claims:
                _refuse_changed(archive.claims[file], file, sha)
            if archive.has(file, sha):
                unchanged.append(file)
                continue
            origin = Origin(file, profiles, config.language, profile or "", day)
            article = conversion(content, origin=origin)
            made = _place(article, archive, file)
            was_there = not dry_run and not _write(config.root, made, article, content)
        except ContentError as error:
            problems += error.problems
            continue
        archive.add(file, Claim(sha, Place(made.article)))
        if was_there:
            unchanged.append(file)
            continue
        written.append(made)
        if article.day is None:
            problems.append(_undated(made))
    return Report(tuple(written), tuple(unchanged), tuple(in_reading_order(problems)), dry_run)


def _day(date: str | None) -> calendar_date | None:
    if date is None:
        return None
    try:
        return calendar_date.fromisoformat(date)
    except ValueError as error:
        help_ = "write year-month-day, such as 2015-11-03"
        raise ContentError(Problem("F008", f"`--date` cannot be {date[:40]!r}", Place("--date"), help_)) from error


def _archive_state(root: Path) -> _Archive:
    archive = _Archive()
    for path in files_below(root / ARTICLES, suffixes=(".md",)):
        archive.slugs.add(path.stem.lower())
        try:
            text = read_text(path, root)
        except ContentError:
            continue  # `load` says so
        try:
            front = read_mapping(text, relative(path, root))
        except ContentError:
            archive.unreadable.append(text)
            continue
        source = front.values.get("source")
        if isinstance(source, dict) and isinstance(source.get("file"), str):
            place = front.places.get(("source", "sha256")) or front.places["source", "file"]
            archive.add(source["file"], Claim(str(source.get("sha256") or ""), place))
    return archive


def _captures(root: Path, paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths or (root / SOURCES,):
        if path.is_dir() and not path.is_symlink():
            yield from files_below(path)
        else:
            yield path


def _file(root: Path, path: Path, content: bytes) -> str:
    """The capture's name in content/sources/: where it is, or where it will be copied to."""
    folder = os.path.abspath(root / SOURCES)  # noqa: PTH100 - a link is not followed, only `..` is taken out
    absolute = os.path.abspath(path)  # noqa: PTH100 - likewise
    if absolute.startswith(folder + os.sep):
        return Path(absolute).relative_to(folder).as_posix()
    target = root / SOURCES / path.name
    if target.exists() and read_bytes(target, root) != content:
        message = "another capture of this name is in the archive"
        help_ = "give the new capture another name; captures are never overwritten"
        raise ContentError(Problem("C502", message, Place(f"{SOURCES}/{path.name}"), help_))
    return path.name


def _kept(path: Path, root: Path, archive: _Archive) -> str:
    """A file of a kind that is not read, but named by an article; raises ContentError when none names it."""
    file = relative(path, root / SOURCES)
    if file in archive.claims:
        _refuse_changed(archive.claims[file], file, file_sha256(path, root))
    elif not archive.names(file):
        raise ContentError(not_read(f"{SOURCES}/{file}", "C508"))
    return file


def _refuse_changed(claim: Claim, file: str, sha: str) -> None:
    if claim.sha256 not in ("", sha):
        message = f"the capture {SOURCES}/{file} has changed since it was converted"
        help_ = "put the old capture back, and save the new one under another name: it becomes an article of its own"
        raise ContentError(Problem("C502", message, claim.place, help_))


def _place(article: Conversion, archive: _Archive, file: str) -> Converted:
    slug = slug_of(article.title, archive.slugs)
    archive.slugs.add(slug)
    folder = f"{article.day.year:04d}" if article.day else UNDATED
    return Converted(file, f"{ARTICLES}/{folder}/{slug}.md", article.words, article.left_out, article.guessed)


def _write(root: Path, made: Converted, article: Conversion, content: bytes) -> bool:
    """Write the article, and its capture when that is not in the archive; False when both were there by now."""
    try:
        if not (root / SOURCES / made.source).exists():
            _write_once(root / SOURCES / made.source, content, root)
        return _write_once(root / made.article, article.text.encode(), root)
    except OSError as error:
        reason = os.strerror(error.errno or 0).lower()
        raise ContentError(Problem("S604", f"the article cannot be written: {reason}", Place(made.article))) from error


def _write_once(path: Path, content: bytes, root: Path) -> bool:
    """Write a file; False when another conversion, which ran beside this one, has written the same."""
    try:
        write_new(path, content)
    except FileExistsError:
        if not path.is_file() or file_sha256(path, root) != sha256(content).hexdigest():
            raise
        return False
    return True


def _undated(made: Converted) -> Problem:
    help_ = "write a line such as `date: 2015-11-03` into it, once you know; the file may stay where it is"
    return Problem("C506", "the date of publication is not known", Place(made.article), help_)
