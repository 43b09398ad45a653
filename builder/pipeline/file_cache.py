"""Kept: what was read of the files of a kind stands in one record, and a file is read again when it has changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from builder.cache import builder_fingerprint, fingerprint
from builder.load import File
from builder.pipeline.tasks import Item, ParsedFile
from builder.workers import Workers
from builder.workers.serialization import pack, unpack


class ParsedFiles(NamedTuple):
    """The files of a kind as this builder read them: sum and outcome by path."""

    builder: str
    files: dict[str, tuple[str, ParsedFile[Any]]]


def parse_cached(
    stage: Callable[[File, None], ParsedFile[Item]], files: Sequence[File], workers: Workers
) -> tuple[ParsedFile[Item], ...]:
    """What each file gives, in the order of the files; one with errors gives nothing, and is read in every build.

    An entry of the cache for each file would cost more than the reading does.
    """
    name = fingerprint("kept", stage.__qualname__)
    before = _load(workers, name)
    now = {file.path: known for file in files if (known := before.get(file.path)) and known[0] == file.sha256}
    changed = [file for file in files if file.path not in now]
    now |= {file.path: (file.sha256, read) for file, read in workers.pairs(stage, changed, None)}
    if now != before:
        workers.cache.put(name, pack(ParsedFiles(builder_fingerprint(), now)))
    return tuple(now[file.path][1] for file in files if file.path in now)


def _load(workers: Workers, name: str) -> dict[str, tuple[str, ParsedFile[Any]]]:
    packed = workers.cache.get(name)
    memory = unpack(packed) if packed else None
    return memory.files if isinstance(memory, ParsedFiles) and memory.builder == builder_fingerprint() else {}
