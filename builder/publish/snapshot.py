"""Look: what there is in a published folder, seen without listing each folder in it again."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property
from pathlib import Path

import msgspec

from builder.cache import read_checksummed, write_checksummed
from builder.publish.stat_signature import (
    FOLDER_MODE,
    changed_at,
    permissions_in,
    signature_of,
    signatures_of,
    tree_digest,
)

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class DirectoryListing(msgspec.Struct, array_like=True):
    """What stands below a folder, by path."""

    folders: list[str]
    """Itself the first, as `.`; those without a file among them."""
    signatures: list[bytes]
    """Of the folders; empty where one changed so lately that it could be changed again without a trace."""
    files: list[str]
    """All that is no folder, sorted."""
    wrong_mode: list[str]
    """Folders whose rights are not ours."""


class DirectorySnapshot:
    """One look at a folder: the mark of everything below it that is no folder; links are seen, not followed.

    To list every folder in it is half the work, and needless: while a folder's own mark is as it was, nothing in it was
    added, removed or renamed. So the names can be kept, with the marks of the folders.
    """

    def __init__(self, folder: Path, home: Path | None = None) -> None:
        """The names are kept in `home`, the marks of files never; raises OSError when a folder cannot be read."""
        self._state_folder = home
        self._inode = 0
        self._listing = DirectoryListing([], [], [], [])
        self._signatures: list[bytes] = []
        self._new = False
        if not folder.is_dir():
            return
        # All is looked up from here, so that nothing is mixed in of a site that is published meanwhile.
        root = os.open(folder, FOLDER)
        try:
            self._inode = os.fstat(root).st_ino
            begun = _filesystem_time(home, root)
            names = _load(home, self._inode)
            self._listing = _refreshed(root, names, begun)
            self._new = self._listing is not names and begun > 0
            self._signatures = signatures_of(root, self._listing.files)
        finally:
            os.close(root)

    @cached_property
    def files(self) -> dict[str, bytes]:
        """The mark of each file by its path, sorted; none when there is no such folder."""
        return dict(zip(self._listing.files, self._signatures, strict=True))

    @property
    def wrong_mode(self) -> list[str]:
        """Folders whose rights are not ours; `.` for the one that was looked at."""
        return self._listing.wrong_mode

    @cached_property
    def tree_digest(self) -> str:
        """A name for all that was seen."""
        return tree_digest(self._listing.files, self._signatures, self.wrong_mode)

    def added(self, folder: Path) -> set[str]:
        """Files that were not there when it was seen, and are now; the folder itself may be called `folder` by now."""
        if not self._listing.folders:
            return set()
        root = os.open(folder, FOLDER)
        try:
            now = _refreshed(root, self._listing, 0)
        finally:
            os.close(root)
        return set() if now is self._listing else set(now.files).difference(self._listing.files)

    def save(self) -> None:
        """Keep the names for the next look, if it took listing to find them; without them that only costs time."""
        if self._state_folder is not None and self._new:
            _save(self._state_folder, self._inode, self._listing)


def files(folder: Path) -> dict[str, bytes]:
    """The mark of everything below `folder` that is no folder, by its path, sorted; links are listed, not followed."""
    return DirectorySnapshot(folder).files


def folders_of(paths: Iterable[str]) -> set[str]:
    """Every folder that one of these files stands in, but for the one they all do."""
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def _load(home: Path | None, inode: int) -> DirectoryListing:
    """The names that were kept; none when they cannot be trusted."""
    if home is not None:
        with suppress(OSError, msgspec.DecodeError):
            return _decoder.decode(read_checksummed(home / f"names-{inode}"))
    return DirectoryListing([], [], [], [])


def _save(home: Path, inode: int, names: DirectoryListing) -> None:
    # A file name that is no text cannot be kept.
    with suppress(OSError, UnicodeEncodeError):
        write_checksummed(home / f"names-{inode}", msgspec.msgpack.encode(names))


def _filesystem_time(home: Path | None, root: int) -> int:
    """What time it is by the clock that marks the folders, in nanoseconds; 0 when that cannot be known."""
    if home is not None:
        with suppress(OSError):
            os.utime(home)
            status = home.stat()
            if status.st_dev == os.fstat(root).st_dev:
                return status.st_ctime_ns
    return 0


def _stable(mark: bytes, begun: int) -> bytes:
    """The mark, if a change of its folder would show in it: within one tick of the clock, a second would not."""
    return mark if changed_at(mark) < begun else b""


def _refreshed(root: int, names: DirectoryListing, begun: int) -> DirectoryListing:
    """What stands there now: the same names where all folders are as they were, or else those that are not listed."""
    with suppress(OSError):
        # After it was renamed the folder itself has another mark, and the others need not be asked twice.
        if (
            names.folders
            and [_signature(root, ".")] == names.signatures[:1]
            and signatures_of(root, names.folders) == names.signatures
        ):
            return names
    marks = dict(zip(names.folders, names.signatures, strict=True))
    same = {folder for folder, mark in marks.items() if mark and _signature(root, folder) == mark}
    below: defaultdict[str, list[str]] = defaultdict(list)
    for folder in names.folders[1:]:
        below[folder.rpartition("/")[0] or "."].append(folder)
    now = DirectoryListing(["."], [], [], [])
    there = set()
    for folder in now.folders:  # which grows meanwhile
        if folder in same:
            there.add(folder)
            now.signatures.append(marks[folder])
            now.folders += below[folder]
        else:
            # Before it is listed: what changes after that shows in it.
            mark = _signature(root, folder)
            now.signatures.append(_stable(mark, begun))
            _list(root, folder, now)
            marks[folder] = mark
    now.wrong_mode += (folder for folder in now.folders if permissions_in(marks[folder]) != FOLDER_MODE)
    now.files += (path for path in names.files if (path.rpartition("/")[0] or ".") in there)
    now.files.sort()
    return now


def _list(root: int, folder: str, names: DirectoryListing) -> None:
    prefix = "" if folder == "." else f"{folder}/"
    descriptor = os.open(folder, FOLDER, dir_fd=root)
    try:
        with os.scandir(descriptor) as entries:
            for entry in entries:
                kind = names.folders if entry.is_dir(follow_symlinks=False) else names.files
                kind.append(prefix + entry.name)
    finally:
        os.close(descriptor)


def _signature(root: int, path: str) -> bytes:
    """The mark of what is there; none when nothing is."""
    try:
        return signature_of(os.stat(path, dir_fd=root, follow_symlinks=False))
    except (FileNotFoundError, NotADirectoryError):
        return b""


_decoder = msgspec.msgpack.Decoder(DirectoryListing)
