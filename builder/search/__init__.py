"""Search: the words of the pages become an index for the search page.

Pagefind makes the index, in a process of its own beside the rendering of the pages. It is made anew only when
something that can be found has changed; whatever goes wrong with it costs the search, never the site.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
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
"""Where the index is published; the search page finds it beside itself."""
PACKAGES = ("pagefind", "pagefind_bin")


class Indexing:
    """An index in the making."""

    def __init__(self, finish: Callable[[], Mapping[str, bytes]]) -> None:
        self._finish = finish
        self.problems: list[Problem] = []

    def outputs(self) -> Iterator[Output]:
        """The files of the index, when it is done; none, and a problem, when it cannot be made."""
        try:
            files = self._finish()
        except SearchError as error:
            message = f"the site is published without search: {error}"
            mend = "set the environment up anew with `make clean build`, or leave search out with --no-search"
            self.problems.append(Problem("S605", message, Place("site.yaml"), mend))
            return
        for path, content in files.items():
            yield Output(f"{FOLDER}{path}", content)


@contextmanager
def indexing(pages: Sequence[Searchable], language: str, scratch: Path) -> Iterator[Indexing]:
    """Begin the index of these pages, in this order; the work goes on while other work is done.

    `scratch` is a folder of our own, where finished indexes are kept. Nothing is left running at the end.
    """
    key = fingerprint(builder_fingerprint(), _versions(), language, pages)
    known = load(scratch, key)
    if known is not None:
        yield Indexing(lambda: known)
        return
    try:
        program = Pagefind()
    except SearchError as error:
        yield Indexing(_failing(error))
        return

    def finish() -> Mapping[str, bytes]:
        files = compacted(program.files(), [page.address for page in pages]) | facet_files(pages)
        save(scratch, key, files)
        return files

    with program:
        try:
            program.begin(language.partition("-")[0].lower())
            for page in pages:
                program.add(page.address, indexable_html(page))
        except SearchError as error:
            yield Indexing(_failing(error))
        else:
            yield Indexing(finish)


def last_index(scratch: Path) -> Indexing:
    """The index made last, whatever has changed since; an empty one where there is none."""
    return Indexing(lambda: load_latest(scratch))


def _failing(error: SearchError) -> Callable[[], Mapping[str, bytes]]:
    def finish() -> Mapping[str, bytes]:
        raise error

    return finish


def _versions() -> tuple[str, ...]:
    try:
        return tuple(map(version, PACKAGES))
    except PackageNotFoundError:
        return ()
