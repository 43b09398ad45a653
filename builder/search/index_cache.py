"""Index cache: the latest indexes, each in one file; a damaged or missing one is built again."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from builder.cache import read_checksummed, write_checksummed

CACHED = 2
"""Number of cached indexes: that of the site, and that of its drafts or of the version before."""


def load(folder: Path, key: str) -> dict[str, bytes] | None:
    """The files of this index, by path; None if it is missing or damaged."""
    path = folder / key
    try:
        os.utime(path)
    except OSError:
        return None
    return _read(path)


def load_latest(folder: Path) -> dict[str, bytes]:
    """The files of the most recently used index; empty if there is none."""
    for path in reversed(_by_age(folder)):
        found = _read(path)
        if found is not None:
            return found
    return {}


def save(folder: Path, key: str, files: Mapping[str, bytes]) -> None:
    """Cache this index and delete the oldest ones; a folder that cannot be written is ignored."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        write_checksummed(folder / key, msgspec.msgpack.encode(files))
        for path in _by_age(folder)[:-CACHED]:
            path.unlink()


def _read(path: Path) -> dict[str, bytes] | None:
    try:
        return _decoder.decode(read_checksummed(path))
    except (OSError, msgspec.DecodeError):
        return None


def _by_age(folder: Path) -> list[Path]:
    """Oldest first; unfinished files of killed builds first of all."""
    try:
        with os.scandir(folder) as entries:
            found = [(not entry.name.endswith(".new"), entry.stat().st_mtime_ns, entry.name) for entry in entries]
    except OSError:
        return []
    return [folder / name for _, _, name in sorted(found)]


_decoder = msgspec.msgpack.Decoder(dict[str, bytes])
