"""Keep: the indexes made last, each in one file; what is damaged or gone is made again."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

MOST = 2
"""Indexes that are kept: of the site, and of its drafts or of what it was before."""
SUM = hashlib.sha256().digest_size


def kept(folder: Path, key: str) -> dict[str, bytes] | None:
    """The files of the index of this name, by path; None when it is not there, or not whole."""
    path = folder / key
    try:
        content = path.read_bytes()
        os.utime(path)
    except OSError:
        return None
    return _read(content)


def last_kept(folder: Path) -> dict[str, bytes]:
    """The files of the index that was used last; none when there is none."""
    for path in reversed(_by_age(folder)):
        with suppress(OSError):
            found = _read(path.read_bytes())
            if found is not None:
                return found
    return {}


def keep(folder: Path, key: str, files: Mapping[str, bytes]) -> None:
    """Keep this index, and let go of all but the last few. A folder that cannot be written costs time, nothing else."""
    content = msgspec.msgpack.encode(files)
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f".{key}"
        fresh.write_bytes(hashlib.sha256(content).digest() + content)
        fresh.replace(folder / key)
        for path in _by_age(folder)[:-MOST]:
            path.unlink()


def _read(content: bytes) -> dict[str, bytes] | None:
    if hashlib.sha256(content[SUM:]).digest() != content[:SUM]:
        return None
    try:
        return _decoder.decode(content[SUM:])
    except msgspec.DecodeError:
        return None


def _by_age(folder: Path) -> list[Path]:
    """Oldest first; half-written files of builds that were killed are the oldest of all."""
    try:
        with os.scandir(folder) as entries:
            found = [(not entry.name.startswith("."), entry.stat().st_mtime_ns, entry.name) for entry in entries]
    except OSError:
        return []
    return [folder / name for _, _, name in sorted(found)]


_decoder = msgspec.msgpack.Decoder(dict[str, bytes])
