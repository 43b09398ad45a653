"""Look: what there is in a published folder, seen without listing each folder in it again."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property
from pathlib import Path

import msgspec

from builder.cache import read_sealed, write_sealed
from builder.publish.stat_signature import FOLDER_MODE, changed_at, mark_of, marks_of, rights_in, stamp

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Names(msgspec.Struct, array_like=True):
    """What stands below a folder, by path."""

    folders: list[str]
    """Itself the first, as `.`; those without a file among them."""
    marks: list[bytes]
    """Of the folders; empty where one changed so lately that it could be changed again without a trace."""
    files: list[str]
    """All that is no folder, sorted."""
    odd: list[str]
    """Folders whose rights are not ours."""


class Look:
    """One look at a folder: the mark of everything below it that is no folder; links are seen, not followed.

    To list every folder in it is half the work, and needless: while a folder's own mark is as it was, nothing in it was
    added, removed or renamed. So the names can be kept, with the marks of the folders.
    """

    def __init__(self, folder: Path, home: Path | None = None) -> None:
        """The names are kept in `home`, the marks of files never; raises OSError when a folder cannot be read."""
        self._home = home
        self._inode = 0
        self._names = Names([], [], [], [])
        self._marks: list[bytes] = []
        self._new = False
        if not folder.is_dir():
            return
        # All is looked up from here, so that nothing is mixed in of a site that is published meanwhile.
        root = os.open(folder, FOLDER)
        try:
            self._inode = os.fstat(root).st_ino
            begun = _moment(home, root)
            names = _kept(home, self._inode)
            self._names = _renewed(root, names, begun)
            self._new = self._names is not names and begun > 0
            self._marks = marks_of(root, self._names.files)
        finally:
            os.close(root)

    @cached_property
    def files(self) -> dict[str, bytes]:
        """The mark of each file by its path, sorted; none when there is no such folder."""
        return dict(zip(self._names.files, self._marks, strict=True))

    @property
    def odd(self) -> list[str]:
        """Folders whose rights are not ours; `.` for the one that was looked at."""
        return self._names.odd

    @cached_property
    def stamp(self) -> str:
        """A name for all that was seen."""
        return stamp(self._names.files, self._marks, self.odd)

    def added(self, folder: Path) -> set[str]:
        """Files that were not there when it was seen, and are now; the folder itself may be called `folder` by now."""
        if not self._names.folders:
            return set()
        root = os.open(folder, FOLDER)
        try:
            now = _renewed(root, self._names, 0)
        finally:
            os.close(root)
        return set() if now is self._names else set(now.files).difference(self._names.files)

    def keep(self) -> None:
        """Keep the names for the next look, if it took listing to find them; without them that only costs time."""
        if self._home is not None and self._new:
            _keep(self._home, self._inode, self._names)


def files(folder: Path) -> dict[str, bytes]:
    """The mark of everything below `folder` that is no folder, by its path, sorted; links are listed, not followed."""
    return Look(folder).files


def folders_of(paths: Iterable[str]) -> set[str]:
    """Every folder that one of these files stands in, but for the one they all do."""
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def _kept(home: Path | None, inode: int) -> Names:
    """The names that were kept; none when they cannot be trusted."""
    if home is not None:
        with suppress(OSError, msgspec.DecodeError):
            return _decoder.decode(read_sealed(home / f"names-{inode}"))
    return Names([], [], [], [])


def _keep(home: Path, inode: int, names: Names) -> None:
    # A file name that is no text cannot be kept.
    with suppress(OSError, UnicodeEncodeError):
        write_sealed(home / f"names-{inode}", msgspec.msgpack.encode(names))


def _moment(home: Path | None, root: int) -> int:
    """What time it is by the clock that marks the folders, in nanoseconds; 0 when that cannot be known."""
    if home is not None:
        with suppress(OSError):
            os.utime(home)
            status = home.stat()
            if status.st_dev == os.fstat(root).st_dev:
                return status.st_ctime_ns
    return 0


def _settled(mark: bytes, begun: int) -> bytes:
    """The mark, if a change of its folder would show in it: within one tick of the clock, a second would not."""
    return mark if changed_at(mark) < begun else b""


def _renewed(root: int, names: Names, begun: int) -> Names:
    """What stands there now: the same names where all folders are as they were, or else those that are not listed."""
    with suppress(OSError):
        # After it was renamed the folder itself has another mark, and the others need not be asked twice.
        if names.folders and [_mark(root, ".")] == names.marks[:1] and marks_of(root, names.folders) == names.marks:
            return names
    marks = dict(zip(names.folders, names.marks, strict=True))
    same = {folder for folder, mark in marks.items() if mark and _mark(root, folder) == mark}
    below: defaultdict[str, list[str]] = defaultdict(list)
    for folder in names.folders[1:]:
        below[folder.rpartition("/")[0] or "."].append(folder)
    now = Names(["."], [], [], [])
    there = set()
    for folder in now.folders:  # which grows meanwhile
        if folder in same:
            there.add(folder)
            now.marks.append(marks[folder])
            now.folders += below[folder]
        else:
            # Before it is listed: what changes after that shows in it.
            mark = _mark(root, folder)
            now.marks.append(_settled(mark, begun))
            _list(root, folder, now)
            marks[folder] = mark
    now.odd += (folder for folder in now.folders if rights_in(marks[folder]) != FOLDER_MODE)
    now.files += (path for path in names.files if (path.rpartition("/")[0] or ".") in there)
    now.files.sort()
    return now


def _list(root: int, folder: str, names: Names) -> None:
    prefix = "" if folder == "." else f"{folder}/"
    descriptor = os.open(folder, FOLDER, dir_fd=root)
    try:
        with os.scandir(descriptor) as entries:
            for entry in entries:
                kind = names.folders if entry.is_dir(follow_symlinks=False) else names.files
                kind.append(prefix + entry.name)
    finally:
        os.close(descriptor)


def _mark(root: int, path: str) -> bytes:
    """The mark of what is there; none when nothing is."""
    try:
        return mark_of(os.stat(path, dir_fd=root, follow_symlinks=False))
    except (FileNotFoundError, NotADirectoryError):
        return b""


_decoder = msgspec.msgpack.Decoder(Names)
