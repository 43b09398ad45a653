"""File cache: one record holds what was parsed of all files of a kind; a file is parsed again when it has changed."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from builder.cache import builder_fingerprint, fingerprint
from builder.load import File
from builder.pipeline.tasks import Item, ParsedFile
from builder.workers import Workers
from builder.workers.serialization import pack, unpack


class ParsedFiles(NamedTuple):
    """The files of a kind as this builder parsed them: digest and result by path."""

    builder: str
    files: dict[str, tuple[str, ParsedFile[Any]]]


def parse_cached(
    task: Callable[[File, None], ParsedFile[Item]], files: Sequence[File], workers: Workers
) -> tuple[ParsedFile[Item], ...]:
    """The result for each file, in the order of the files; one that cannot be read has none, and is tried every time.

    A cache entry for each file would cost more than parsing it.
    """
    name = fingerprint("parsed", task.__qualname__)
    saved = _load(workers, name)
    parsed = {file.path: found for file in files if (found := saved.get(file.path)) and found[0] == file.sha256}
    changed = [file for file in files if file.path not in parsed]
    parsed |= {file.path: (file.sha256, result) for file, result in workers.pairs(task, changed, None)}
    if parsed != saved:
        workers.cache.put(name, pack(ParsedFiles(builder_fingerprint(), parsed)))
    return tuple(parsed[file.path][1] for file in files if file.path in parsed)


def _load(workers: Workers, name: str) -> dict[str, tuple[str, ParsedFile[Any]]]:
    saved = unpack(workers.cache.get(name))
    return saved.files if isinstance(saved, ParsedFiles) and saved.builder == builder_fingerprint() else {}
