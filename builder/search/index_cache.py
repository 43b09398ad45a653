"""Keep: the indexes made last, each in one file; what is damaged or gone is made again."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from builder.cache import read_checksummed, write_checksummed

MOST = 2
"""Indexes that are kept: of the site, and of its drafts or of what it was before."""


def load(folder: Path, key: str) -> dict[str, bytes] | None:
    """The files of the index of this name, by path; None when it is not there, or not whole."""
    path = folder / key
    try:
        os.utime(path)
    except OSError:
        return None
    return _read(path)


def load_latest(folder: Path) -> dict[str, bytes]:
    """The files of the index that was used last; none when there is none."""
    for path in reversed(_by_age(folder)):
        found = _read(path)
        if found is not None:
            return found
    return {}


def save(folder: Path, key: str, files: Mapping[str, bytes]) -> None:
    """Keep this index, and let go of all but the last few. A folder that cannot be written costs time, nothing else."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        write_checksummed(folder / key, msgspec.msgpack.encode(files))
        for path in _by_age(folder)[:-MOST]:
            path.unlink()


def _read(path: Path) -> dict[str, bytes] | None:
    try:
        return _decoder.decode(read_checksummed(path))
    except (OSError, msgspec.DecodeError):
        return None


def _by_age(folder: Path) -> list[Path]:
    """Oldest first; half-written files of builds that were killed are the oldest of all."""
    try:
        with os.scandir(folder) as entries:
            found = [(not entry.name.endswith(".new"), entry.stat().st_mtime_ns, entry.name) for entry in entries]
    except OSError:
        return []
    return [folder / name for _, _, name in sorted(found)]


_decoder = msgspec.msgpack.Decoder(dict[str, bytes])
