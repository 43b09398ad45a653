"""Home: the folder in the cache that holds what is known of a site and of its spare.

A record of a folder is found by its inode, since the two change names.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from builder.cache import read_checksummed, write_checksummed
from builder.publish import disk
from builder.publish.stat_signature import FileState

STANDBY_SITES = 3
"""Output folders whose spare is kept: an archive is built for publishing, for a preview, and now and then elsewhere."""


def prepare_state(home: Path, site: Path) -> None:
    """Make ready the home of this site, and remove those of sites that are gone, or have not been built for longest."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "folder").write_bytes(os.fsencode(site))
    others: list[tuple[float, Path]] = []
    for other in home.parent.iterdir():
        if other == home or not other.is_dir():
            continue
        try:
            there = Path(os.fsdecode((other / "folder").read_bytes())).is_dir()
        except OSError:
            there = False
        # A site may lie here alone, if its build was killed while it was not in its place.
        if there or disk.swap_temp(other / "spare").is_dir():
            others.append((other.stat().st_mtime, other))
        else:
            disk.remove_all(other)
    for _, other in sorted(others, reverse=True)[STANDBY_SITES - 1 :]:
        disk.remove_all(other)


def prune_state(home: Path, *folders: Path) -> None:
    """Remove what is kept of folders that are gone."""
    inodes = {str(folder.stat().st_ino) for folder in folders if folder.is_dir()}
    for kept in home.glob("*-*"):
        inode = kept.name.rpartition("-")[2].removesuffix(".new")
        if inode.isdecimal() and inode not in inodes:
            kept.unlink()


def load(home: Path, folder: Path) -> dict[str, FileState]:
    """The files of this folder as they were left, by path; none where that is not known."""
    try:
        return _decoder.decode(read_checksummed(_record(home, folder)))
    except (OSError, msgspec.DecodeError):
        return {}


def save(home: Path, folder: Path, known: Mapping[str, FileState]) -> None:
    """Keep what is known of the files of this folder."""
    # Without a record the next build looks at every file: no reason to call a site that stands a failure.
    with suppress(OSError):
        write_checksummed(_record(home, folder), msgspec.msgpack.encode(known))


def discard(home: Path, folder: Path) -> None:
    """See to it that nothing is known of this folder: one that is gone may have had the same inode."""
    _record(home, folder).unlink(missing_ok=True)


def _record(home: Path, folder: Path) -> Path:
    return home / f"record-{folder.stat().st_ino}"


_decoder = msgspec.msgpack.Decoder(dict[str, bytes])
