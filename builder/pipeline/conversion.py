"""Conversion: each capture without an article gets one; existing articles are never overwritten."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from builder.cache import Cache
from builder.config import Config
from builder.convert import Capture, Conversion, Document, Format, Options, convert, read_profiles
from builder.convert.capture import HEAD_SIZE, SOURCES
from builder.convert.duplicates import Signature, signature
from builder.convert.formats import format_named, format_of, site_files, unsupported
from builder.convert.ignore import Ignored, read_ignored
from builder.convert.slugs import slug_of
from builder.dates import Date, read_date
from builder.files import file_sha256, files_below, read_bytes, read_head, read_text, relative, write_new
from builder.frontmatter import dump, read_mapping
from builder.pipeline.similar_articles import SimilarArticles, copied, marked, repeated
from builder.problems import ContentError, Place, Problem, in_reading_order
from builder.slugs import names_a_list
from builder.workers import Workers
from builder.workers.progress import Progress

ARTICLES = "content/articles"
ASSETS = "content/assets"
TOPICS = "content/topics"
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
        count = self.result.document.guessed_quotations
        guessed = f", {count} possible quotations" if count else ""
        return f"{self.article}: {self.result.words:,} words kept, {self.result.words_left_out:,} left out{guessed}"


@dataclass(frozen=True)
class Report:
    """The result of a conversion, or of a dry run."""

    written: tuple[Converted, ...] = ()
    """The first of them; `count` says how many there are."""
    count: int = 0
    unchanged: tuple[str, ...] = ()
    """Captures that already have an article."""
    ignored: int = 0
    """Files that content/ignore.yaml sets aside."""
    problems: tuple[Problem, ...] = ()
    dry_run: bool = False

    def __str__(self) -> str:
        lines = [str(converted) for converted in self.written]
        if self.count > len(self.written):
            lines.append(f"… and {self.count - len(self.written):,} more")
        done = "would be converted" if self.dry_run else "converted"
        problems = _count(len(self.problems), "problem") if self.problems else "no problems"
        ignored = f", {self.ignored:,} set aside" if self.ignored else ""
        lines.append(f"{_count(self.count, 'capture')} {done}, {len(self.unchanged):,} unchanged{ignored}, {problems}")
        return "\n".join(lines)


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


@dataclass(frozen=True)
class CaptureRecord:
    """The capture of an article, as its front matter records it."""

    sha256: str
    place: Place


@dataclass
class _Archive:
    """The articles in content/ so far."""

    captures: dict[tuple[str, str], CaptureRecord] = field(default_factory=dict)
    """By file, relative to content/sources/, and record in it."""
    digests: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By SHA-256 of every capture that has an article: its file, and the path of the article."""
    unreadable: list[str] = field(default_factory=list)
    """Texts of articles whose front matter cannot be read."""
    slugs: set[str] = field(default_factory=set)
    """Of all years: annotations and addresses identify an article by its slug."""
    topics: set[str] = field(default_factory=set)

    def has_article(self, capture: Capture) -> bool:
        """Whether this capture has an article, even if the capture was renamed or the article cannot be read."""
        key = capture.file, capture.record
        return capture.sha256 in self.digests or key in self.captures or self._is_named(capture.file)

    def is_source(self, file: str) -> bool:
        """Whether an article names this file as its source."""
        return (file, "") in self.captures or self._is_named(file)

    def _is_named(self, file: str) -> bool:
        return any(file in text for text in self.unreadable)

    def add(self, file: str, record: str, capture: CaptureRecord) -> None:
        """Record that the capture has an article."""
        self.captures[file, record] = capture
        if capture.sha256:
            self.digests.setdefault(capture.sha256, (file, capture.place.path))

    def copy_of(self, capture: Capture, root: Path) -> str:
        """The article of another capture with the same bytes; empty if there is none, or it is this one, renamed."""
        file, article = self.digests.get(capture.sha256, ("", ""))
        is_other = bool(file) and (capture.file, capture.record) not in self.captures and file != capture.file
        return article if is_other and (root / SOURCES / file).exists() else ""


def convert_all(  # noqa: PLR0913 - the options of the command
    config: Config,
    paths: Sequence[Path] = (),
    *,
    format_: str = "",
    profile: str | None = None,
    date: str | None = None,
    dry_run: bool = False,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Report:
    """Convert the captures at `paths`, or all in content/sources/; captures that have an article are skipped.

    A capture from another folder is copied to content/sources/. An unsupported file is an error if it is named in
    `paths`, and a warning if it is only in the folder, so that it does not prevent publishing. A capture that cannot be
    converted is a problem, and the next ones follow. Raises ContentError for an invalid format, profile or date, before
    anything is written: a wrong article would stay in the archive.
    """
    options = Options(config.language, format_, read_profiles(config.root), profile or "", _date(date))
    if format_:
        format_named(format_, Place("--from"))
    run = _Run(config, options, _archive_state(config.root), read_ignored(config.root), dry_run=dry_run)
    with Cache(None) as cache:
        workers = Workers(cache, jobs, progress=progress)
        for capture, (result, found) in workers.pairs(_convert, run.captures(paths), options):
            run.add(capture, result, found)
    problems = in_reading_order([*run.problems, *run.unknown(), *workers.problems])
    return Report(tuple(run.written), run.count, tuple(run.unchanged), run.ignored, tuple(problems), dry_run)


def _convert(capture: Capture, options: Options) -> tuple[Conversion, Signature | None]:
    result = convert(capture, options)
    return result, signature(result.document.body)


class _Run:
    """One run over captures: what has been found and written so far."""

    def __init__(self, config: Config, options: Options, archive: _Archive, ignored: Ignored, *, dry_run: bool) -> None:
        self.written: list[Converted] = []
        self.count = 0
        self.unchanged: list[str] = []
        self.problems: list[Problem] = []
        self.ignored = 0
        self._root, self._options, self._archive, self._dry_run = config.root, options, archive, dry_run
        self._ignored = ignored
        self._similar = SimilarArticles(config.root)

    def captures(self, paths: Sequence[Path]) -> Iterator[Capture]:
        """The captures that have no article yet, as they are read."""
        for path, base in _files(self._root, paths):
            try:
                yield from self._captures_in(path, base, is_named=bool(paths))
            except ContentError as error:
                self.problems += error.problems

    def _captures_in(self, path: Path, base: Path | None, *, is_named: bool) -> Iterator[Capture]:
        if self._ignored.has(path, self._root / SOURCES):
            self.ignored += 1
            return
        format_ = self._format_of(path)
        if format_ is None and not path.is_symlink():
            if is_named:
                raise ContentError(unsupported(relative(path, self._root), "C503"))
            self.unchanged.append(_unsupported_source(path, self._root, self._archive))
            return
        if format_ and format_.records:
            file = _source_name(self._root, path, base, None)
            yield from self._new_records(file, format_.records(path, file, self._options))
            return
        content = read_bytes(path, self._root)
        capture = Capture(_source_name(self._root, path, base, content), content, path=path)
        if known := self._archive.captures.get((capture.file, "")):
            _reject_changed(known, capture.file, capture.sha256)
        if self._archive.has_article(capture):
            self._skip(capture)
        else:
            yield capture

    def unknown(self) -> list[Problem]:
        """Entries of content/ignore.yaml without a file."""
        return list(self._ignored.unknown(self._root / SOURCES))

    def _skip(self, capture: Capture) -> None:
        """Note a capture that has an article, or has the bytes of one that has."""
        if article := self._archive.copy_of(capture, self._root):
            self.problems.append(copied(article, capture.place))
        else:
            self.unchanged.append(capture.file)

    def _format_of(self, path: Path) -> Format | None:
        if self._options.format:
            return format_named(self._options.format, Place("--from"))
        return format_of(path.name, read_head(path, self._root, HEAD_SIZE))

    def _new_records(self, file: str, records: Iterable[Capture | Problem]) -> Iterator[Capture]:
        for record in records:
            if isinstance(record, Problem):
                self.problems.append(record)
            elif self._archive.has_article(record):
                self.unchanged.append(f"{file} {record.record}")
            else:
                yield record

    def add(self, capture: Capture, result: Conversion, found: Signature | None) -> None:
        """Write the article of a capture."""
        # Another capture of this run may have been the same.
        if self._archive.has_article(capture):
            self._skip(capture)
            return
        converted = _destination(result, self._archive, capture)
        similar = self._similar.find(found, other_than=converted.article)
        converted = replace(converted, result=marked(result, similar))
        try:
            exists = not self._dry_run and not self._write(converted, capture)
        except ContentError as error:
            self.problems += error.problems
            return
        self._archive.add(capture.file, capture.record, CaptureRecord(capture.sha256, Place(converted.article)))
        if exists:
            self.unchanged.append(capture.file)
            return
        if similar:
            self.problems.append(repeated(similar, converted.article))
        self._similar.add(converted.article, found)
        self.count += 1
        if self.count <= _LISTED:
            self.written.append(converted)
        self.problems += result.document.problems
        if result.date is None:
            help_ = "when you know it, add a line such as `date: 2015-11-03` or `date: 2015`; the file need not move"
            problem = Problem("C506", "the date of publication is not known", Place(converted.article), help_)
            self.problems.append(problem)

    def _write(self, converted: Converted, capture: Capture) -> bool:
        """Write the article and what it needs; False if another process has written it."""
        document = converted.result.document
        try:
            if not capture.record and not (self._root / SOURCES / capture.file).exists():
                _write_once(self._root / SOURCES / capture.file, capture.content, self._root)
            self._write_assets(document)
            self._write_topics(document)
            return _write_once(self._root / converted.article, converted.result.text.encode(), self._root)
        except OSError as error:
            message = f"the article cannot be written: {os.strerror(error.errno or 0).lower()}"
            raise ContentError(Problem("S604", message, Place(converted.article))) from error

    def _write_assets(self, document: Document) -> None:
        for asset in document.assets:
            target = self._root / ASSETS / asset.name
            if not target.exists():
                _write_once(target, read_bytes(asset.path, self._root), self._root)

    def _write_topics(self, document: Document) -> None:
        """A file for each topic that has none, so that its title is kept as the capture has it."""
        for slug, title in document.topics.items():
            if slug not in self._archive.topics:
                self._archive.topics.add(slug)
                path = self._root / TOPICS / f"{slug}.md"
                if not path.exists():
                    write_new(path, f"---\n{dump({'title': title})}---\n".encode())


def _date(text: str | None) -> Date | None:
    if text is None:
        return None
    date, problems = read_date(text, Place("--date"), "--date")
    if problems:
        raise ContentError(*problems)
    return date


def _archive_state(root: Path) -> _Archive:
    archive = _Archive(topics={path.stem for path in files_below(root / TOPICS, suffixes=(".md",))})
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
            record = CaptureRecord(str(source.get("sha256") or ""), place)
            archive.add(source["file"], str(source.get("record") or ""), record)
    return archive


def _files(root: Path, paths: Sequence[Path]) -> Iterator[tuple[Path, Path | None]]:
    """The files at these paths and in these folders, each with the folder that it was found in.

    By default all captures, none when the archive has no folder of them. Of a folder that is a site of another program,
    only its articles.
    """
    if not paths:
        yield from ((path, None) for path in files_below(root / SOURCES))
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            found = site_files(path)
            files: Iterable[Path] = found[1] if found else files_below(path)
            yield from ((one, path) for one in files)
        else:
            yield path, None


def _source_name(root: Path, path: Path, base: Path | None, content: bytes | None) -> str:
    """The path of a capture relative to content/sources/, where it is or will be copied to.

    A file found in the folder `base` keeps its path from that folder on. `content` is None for a container, which is
    not compared.
    """
    folder = os.path.abspath(root / SOURCES)  # noqa: PTH100 - removes `..` without following links
    absolute = os.path.abspath(path)  # noqa: PTH100 - likewise
    if absolute.startswith(folder + os.sep):
        return Path(absolute).relative_to(folder).as_posix()
    name = path.name
    if base is not None:
        top = Path(os.path.abspath(base))  # noqa: PTH100 - likewise
        name = (Path(top.name) / Path(absolute).relative_to(top)).as_posix()
    target = root / SOURCES / name
    if content is not None and target.exists() and read_bytes(target, root) != content:
        message = "the archive has another capture with this name"
        help_ = "give the new capture another name; captures are never overwritten"
        raise ContentError(Problem("C502", message, Place(f"{SOURCES}/{name}"), help_))
    return name


def _unsupported_source(path: Path, root: Path, archive: _Archive) -> str:
    """The name of an unsupported file that is the source of an article; raises ContentError for any other file."""
    file = relative(path, root / SOURCES)
    if known := archive.captures.get((file, "")):
        _reject_changed(known, file, file_sha256(path, root))
    elif not archive.is_source(file):
        raise ContentError(unsupported(f"{SOURCES}/{file}", "C508"))
    return file


def _reject_changed(capture: CaptureRecord, file: str, digest: str) -> None:
    if capture.sha256 not in ("", digest):
        message = f"the capture {SOURCES}/{file} has changed since it was converted"
        help_ = "restore the old capture, and save the new one under another name to make a second article"
        raise ContentError(Problem("C502", message, capture.place, help_))


def _destination(result: Conversion, archive: _Archive, capture: Capture) -> Converted:
    name = result.document.name or result.title
    slug = slug_of(name, archive.slugs)
    if names_a_list(slug, result.date):
        slug = slug_of(f"article {name}", archive.slugs)
    archive.slugs.add(slug)
    folder = f"{result.date.year:04d}" if result.date else UNDATED
    return Converted(capture.file, f"{ARTICLES}/{folder}/{slug}.md", result)


def _write_once(path: Path, content: bytes, root: Path) -> bool:
    """Write a file; False if another process has just written the same content."""
    try:
        write_new(path, content)
    except FileExistsError:
        if not path.is_file() or file_sha256(path, root) != sha256(content).hexdigest():
            raise
        return False
    return True
