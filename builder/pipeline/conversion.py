"""Conversion: each capture without an article gets one; existing articles are never overwritten."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path, PurePosixPath

from builder.cache import Cache
from builder.config import Config
from builder.convert import Capture, Conversion, Document, Format, Options, convert, read_profiles
from builder.convert.capture import HEAD_SIZE, SOURCES
from builder.convert.containers import captured_again, changed_record, is_position
from builder.convert.duplicates import Signature, signature
from builder.convert.formats import format_named, format_of, site_files, unsupported
from builder.convert.ignore import read_ignored
from builder.convert.slugs import slug_of
from builder.convert.time_limit import time_limit
from builder.dates import Date, read_date
from builder.files import file_sha256, files_below, read_bytes, read_head, relative, text_sha256, write_new
from builder.frontmatter import dump
from builder.load.articles import address_of
from builder.pipeline.container_files import check_copy, copy_container, stored_elsewhere, with_standard_input
from builder.pipeline.conversion_report import LISTED, Converted, Report
from builder.pipeline.converted_addresses import ConvertedArticle, drop_taken
from builder.pipeline.converted_articles import (
    CaptureRecord,
    ConvertedArticles,
    converted_articles,
    hash_of,
    reject_changed,
    unsupported_source,
)
from builder.pipeline.found_problems import FoundProblems
from builder.pipeline.similar_articles import SimilarArticles, copied, marked, repeated
from builder.problems import ContentError, Place, Problem
from builder.slugs import names_a_list
from builder.workers import Workers
from builder.workers.progress import Progress

ARTICLES = "content/articles"
ASSETS = "content/assets"
TOPICS = "content/topics"
UNDATED = "undated"
ASSET_LIMIT = 1 << 28
"""Maximal bytes of a file that an article shows."""
SECONDS = 60.0
"""Longest time for one capture."""


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
    run = _Run(config, options, converted_articles(config.root), dry_run=dry_run)
    with with_standard_input(paths, format_) as files, Cache(None) as cache:
        workers = Workers(cache, jobs, progress=progress)
        for capture, (result, found) in workers.pairs(convert_capture, run.captures(files), options):
            run.add(capture, result, found)
            run.problems.take(workers.problems)
        run.problems.take(workers.problems)
    run.finish()
    return run.report()


def convert_capture(capture: Capture, options: Options) -> tuple[Conversion, Signature | None]:
    """The article of one capture, and the signature of its text; raises ContentError."""
    with time_limit(SECONDS, capture.place):
        result = convert(capture, options)
        return result, signature(result.document.body)


class _Run:
    """One run over captures: what has been found and written so far."""

    def __init__(self, config: Config, options: Options, archive: ConvertedArticles, *, dry_run: bool) -> None:
        self.written: list[Converted] = []
        self.count = 0
        self.unchanged: list[str] = []
        self.unchanged_count = 0
        self.problems = FoundProblems()
        self._seen: set[int] = set()
        """The records of this run, each as the first half of its SHA-256: there may be millions."""
        self._containers: dict[str, Path] = {}
        """Containers to copy when a record gets an article, by file."""
        self._root, self._options, self._archive, self._dry_run = config.root, options, archive, dry_run
        self._addresses: list[ConvertedArticle] = []
        self.ignored = 0
        self._ignored = read_ignored(config.root)
        self._similar = SimilarArticles(config.root)

    def captures(self, paths: Sequence[Path]) -> Iterator[Capture]:
        """The captures that have no article yet, as they are read."""
        for path, base, format_ in _files(self._root, paths, self._options.format):
            if isinstance(path, Problem):
                self.problems.add(path)
                continue
            try:
                yield from self._captures_in(path, base, format_, is_named=bool(paths))
            except ContentError as error:
                self.problems.add(*error.problems)

    def report(self) -> Report:
        """What was done."""
        problems = tuple(self.problems.in_order())
        return Report(
            tuple(self.written),
            self.count,
            tuple(self.unchanged),
            self.unchanged_count,
            self.ignored,
            problems,
            len(self.problems),
            self._dry_run,
        )

    def _keep(self, name: str) -> None:
        """Count a capture that already has an article."""
        self.unchanged_count += 1
        if self.unchanged_count <= LISTED:
            self.unchanged.append(name)

    def _captures_in(self, path: Path, base: Path | None, named: str, *, is_named: bool) -> Iterator[Capture]:
        """`named` is the format that the folder has, or that all captures are read as."""
        if self._ignored.has(path, self._root / SOURCES):
            self.ignored += 1
            return
        format_ = self._format_of(path, named)
        if format_ is None and not path.is_symlink():
            if is_named:
                raise ContentError(unsupported(relative(path, self._root), "C503"))
            self._keep(unsupported_source(path, self._root, self._archive))
            return
        if format_ and format_.records:
            file = _source_name(self._root, path, base, None)
            yield from self._new_records(path, file, format_.records(path, file, self._options))
            return
        content = read_bytes(path, self._root)
        capture = Capture(_source_name(self._root, path, base, content), content, path=path, format=named)
        if known := self._archive.captures.get((capture.file, "")):
            reject_changed(known, capture.file, capture.sha256)
        if self._archive.has_article(capture):
            self._skip(capture)
        else:
            yield capture

    def _skip(self, capture: Capture) -> None:
        """Note a capture that has an article, or has the bytes of one that has."""
        if article := self._archive.copy_of(capture, self._root):
            self.problems.add(copied(article, capture.place))
        else:
            self._keep(capture.file)

    def _format_of(self, path: Path, named: str) -> Format | None:
        if named:
            return format_named(named, Place("--from"))
        return format_of(path.name, read_head(path, self._root, HEAD_SIZE))

    def _new_records(self, path: Path, file: str, records: Iterable[Capture | Problem]) -> Iterator[Capture]:
        """The records of a container that have no article; each is known by its bytes, wherever it is now."""
        target = self._root / SOURCES / file
        check_copy(path, target, self._root)
        stored = "elsewhere" if stored_elsewhere(path, target) else ""
        if not stored:
            self._containers[file] = path
        for record in records:
            if isinstance(record, Problem):
                self.problems.add(record)
                continue
            digest = int(record.sha256[:32], 16)
            known = self._archive.captures.get((file, record.record))
            if digest in self._seen:
                self.problems.add(captured_again(record, "has the same bytes as another one, which is converted"))
            elif self._archive.has_article(record):
                self._keep(f"{file} {record.record}")
            elif known and known.sha256 and not is_position(record.record):
                self.problems.add(changed_record(record, known.place))
            else:
                yield replace(record, stored=stored)
            self._seen.add(digest)

    def add(self, capture: Capture, result: Conversion, found: Signature | None) -> None:
        """Write the article of a capture."""
        # Another capture of this run may have been the same.
        if self._archive.has_article(capture):
            self._skip(capture)
            return
        address, words = str(result.document.source.get("url") or ""), text_sha256(result.title, result.reading_text)
        if capture.record and address and hash_of(address, words) in self._archive.versions:
            self.problems.add(captured_again(capture, "has the address and the words of an article captured before"))
            return
        converted = _destination(result, self._archive, capture)
        similar = self._similar.find(found, other_than=converted.article)
        converted = replace(converted, result=marked(result, similar))
        try:
            exists = not self._dry_run and not self._write(converted, capture)
        except ContentError as error:
            self.problems.add(*error.problems)
            return
        if capture.record and address:
            self._add_version(address, words, converted)
        self._archive.add(capture.file, capture.record, CaptureRecord(capture.sha256, Place(converted.article)))
        if exists:
            self._keep(capture.file)
            return
        if similar:
            self.problems.add(repeated(similar, converted.article))
        self._similar.add(converted.article, found)
        self._note(converted)

    def _note(self, converted: Converted) -> None:
        """Count a new article, and keep what is said of it at the end."""
        result = converted.result
        self.count += 1
        if not self._dry_run and (aliases := result.document.values.get("aliases")):
            of_page = address_of(PurePosixPath(converted.article).stem, result.date)
            self._addresses.append(ConvertedArticle(converted.article, of_page, tuple(aliases)))
        if self.count <= LISTED:
            self.written.append(converted)
        self.problems.add(*result.document.problems)
        if result.date is None:
            help_ = "when you know it, add a line such as `date: 2015-11-03` or `date: 2015`; the file need not move"
            problem = Problem("C506", "the date of publication is not known", Place(converted.article), help_)
            self.problems.add(problem)

    def _add_version(self, address: str, words: str, converted: Converted) -> None:
        if hash_of(address) in self._archive.captured:
            help_ = "keep both, as what was published at different times, or set `status: draft` in one of them"
            message = "another article was captured at the same address, with other words"
            self.problems.add(Problem("C543", message, Place(converted.article), help_))
        self._archive.add_version(address, words)

    def finish(self) -> None:
        """Take off the former addresses that two pages would have, and report what content/ignore.yaml has in vain."""
        self.problems.add(*self._ignored.unknown(self._root / SOURCES))
        taken = {f"/{path.stem}/" for path in files_below(self._root / "content" / "pages", suffixes=(".md",))}
        self.problems.add(*drop_taken(self._root, self._addresses, taken | self._archive.addresses))

    def _write(self, converted: Converted, capture: Capture) -> bool:
        """Write the article and what it needs; False if another process has written it."""
        document = converted.result.document
        try:
            if capture.record:
                self._copy_container(capture.file)
            elif not (self._root / SOURCES / capture.file).exists():
                _write_once(self._root / SOURCES / capture.file, capture.content, self._root)
            self._write_assets(document)
            self._write_topics(document)
            return _write_once(self._root / converted.article, converted.result.text.encode(), self._root)
        except OSError as error:
            message = f"the article cannot be written: {os.strerror(error.errno or 0).lower()}"
            raise ContentError(Problem("S604", message, Place(converted.article))) from error

    def _copy_container(self, file: str) -> None:
        if path := self._containers.pop(file, None):
            copy_container(path, self._root / SOURCES / file, self._root)

    def _write_assets(self, document: Document) -> None:
        for asset in document.assets:
            target = self._root / ASSETS / asset.name
            if not target.exists():
                _write_once(target, read_bytes(asset.path, self._root, limit=ASSET_LIMIT), self._root)

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


def _files(root: Path, paths: Sequence[Path], named: str) -> Iterator[tuple[Path | Problem, Path | None, str]]:
    """The files at these paths and in these folders, each with the folder that it was found in and the format it has.

    By default all captures, none when the archive has no folder of them. Of a folder that is a site of another program,
    only its articles, and a problem that says what was left out.
    """
    if not paths:
        yield from ((path, None, named) for path in files_below(root / SOURCES))
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            found = site_files(path, named)
            files: Iterable[Path | Problem] = found[1] if found else files_below(path)
            yield from ((one, path, found[0].name if found else named) for one in files)
        else:
            yield path, None, named


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


def _destination(result: Conversion, archive: ConvertedArticles, capture: Capture) -> Converted:
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
