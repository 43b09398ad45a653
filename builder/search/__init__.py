"""Search: builds the search index.

Pagefind makes the index in a process of its own while pages are rendered, and only if searchable content has changed.
If it fails, the site is published without search.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from builder.cache import builder_fingerprint, fingerprint
from builder.model import Output, Searchable
from builder.problems import Place, Problem
from builder.search.compact import compacted
from builder.search.facets import facet_files
from builder.search.index_cache import load, load_latest, save
from builder.search.indexable_html import indexable_html
from builder.search.pagefind import Pagefind, SearchError

__all__ = ["FOLDER", "Indexing", "indexing", "last_index"]

FOLDER = "search/pagefind/"
"""Folder of the published index, next to the search page."""
PACKAGES = ("pagefind", "pagefind_bin")


class Indexing:
    """An index that is being built."""

    def __init__(self, finish: Callable[[], Mapping[str, bytes]]) -> None:
        self._finish = finish
        self.problems: list[Problem] = []

    def outputs(self) -> Iterator[Output]:
        """The files of the finished index; none, and a problem, if it failed."""
        try:
            files = self._finish()
        except SearchError as error:
            message = f"the site is published without search: {error}"
            help_ = "reinstall the builder’s dependencies, or build without search: --no-search"
            self.problems.append(Problem("S605", message, Place("site.yaml"), help_))
            return
        for path, content in files.items():
            yield Output(f"{FOLDER}{path}", content)


@contextmanager
def indexing(pages: Sequence[Searchable], language: str, scratch: Path) -> Iterator[Indexing]:
    """Start to index these pages, in this order, while the caller does other work.

    Finished indexes are cached in the folder `scratch`. The process is ended on exit.
    """
    key = fingerprint(builder_fingerprint(), _versions(), language, pages)
    cached = load(scratch, key)
    if cached is not None:
        yield Indexing(lambda: cached)
        return
    failure: SearchError | None = None
    with ExitStack() as stack:
        try:
            program = stack.enter_context(Pagefind())
            program.begin(language.partition("-")[0].lower())
            for page in pages:
                program.add(page.address, indexable_html(page))
        except SearchError as error:
            failure = error

        def finish() -> Mapping[str, bytes]:
            if failure:
                raise failure
            files = compacted(program.files(), [page.address for page in pages]) | facet_files(pages)
            save(scratch, key, files)
            return files

        yield Indexing(finish)


def last_index(scratch: Path) -> Indexing:
    """The latest index, even if it is out of date; empty if there is none."""
    return Indexing(lambda: load_latest(scratch))


def _versions() -> tuple[str, ...]:
    try:
        return tuple(map(version, PACKAGES))
    except PackageNotFoundError:
        return ()
