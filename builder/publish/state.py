"""State: what the builder knows of the files in the two slots of a site, saved in a folder of the cache.

The record of a slot is named after the slot's inode, because a swap exchanges the names of the slots.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from builder.cache import read_checksummed, write_checksummed
from builder.publish import disk
from builder.publish.stat_signature import FileState

STANDBY = "standby"
"""Name of the standby slot in the state folder."""
INITIAL_COPY = "initial-copy"
"""Name of the second copy that the first build of a site makes."""
MAX_SITES = 3
"""Output folders whose state is kept: an archive may be built for publishing, for a preview, and elsewhere."""


def prepare_state(state_folder: Path, site: Path) -> None:
    """Create the state folder of this site; remove those of deleted sites, and the oldest over MAX_SITES."""
    state_folder.mkdir(parents=True, exist_ok=True)
    (state_folder / "folder").write_bytes(os.fsencode(site))
    slots = {STANDBY, disk.swap_temp(Path(STANDBY)).name, INITIAL_COPY}
    for left in state_folder.iterdir():
        if left.is_dir() and left.name not in slots:
            disk.remove_all(left)  # of an earlier version of the builder: as large as the site
    others: list[tuple[float, Path]] = []
    for other in state_folder.parent.iterdir():
        if other == state_folder or not other.is_dir():
            continue
        try:
            exists = Path(os.fsdecode((other / "folder").read_bytes())).is_dir()
        except OSError:
            exists = False
        # A build that was killed during the swap leaves the only copy of the site in the temporary folder.
        if exists or disk.swap_temp(other / STANDBY).is_dir():
            others.append((other.stat().st_mtime, other))
        else:
            disk.remove_all(other)
    for _, other in sorted(others, reverse=True)[MAX_SITES - 1 :]:
        disk.remove_all(other)


def prune_state(state_folder: Path, *folders: Path) -> None:
    """Remove the records of all folders but these."""
    inodes = {str(folder.stat().st_ino) for folder in folders if folder.is_dir()}
    for record in state_folder.glob("*-*"):
        inode = record.name.rpartition("-")[2].removesuffix(".new")
        if inode.isdecimal() and inode not in inodes:
            record.unlink()


def load(state_folder: Path, folder: Path) -> dict[str, FileState]:
    """The state of the files of this folder by path; empty when there is no valid record."""
    try:
        return _decoder.decode(read_checksummed(_record(state_folder, folder)))
    except (OSError, msgspec.DecodeError):
        return {}


def save(state_folder: Path, folder: Path, states: Mapping[str, FileState]) -> None:
    """Save the state of the files of this folder."""
    # Without a record the next build reads every file; a site that was published is not reported as a failure.
    with suppress(OSError):
        write_checksummed(_record(state_folder, folder), msgspec.msgpack.encode(states))


def discard(state_folder: Path, folder: Path) -> None:
    """Remove the record of this folder: it may be of a deleted folder that had the same inode."""
    _record(state_folder, folder).unlink(missing_ok=True)


def _record(state_folder: Path, folder: Path) -> Path:
    return state_folder / f"record-{folder.stat().st_ino}"


_decoder = msgspec.msgpack.Decoder(dict[str, bytes])
