"""Look: what there is in a published folder, seen without listing each folder in it again."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable
from contextlib import suppress
from functools import cached_property
from pathlib import Path

import msgspec

from builder.write.marks import changed_at, mark_of, stamp

NAMES = "names"
"""The file in which names are kept."""
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
SEAL_BYTES = hashlib.sha256().digest_size


class Names(msgspec.Struct, array_like=True):
    """What stands below a folder, by path."""

    folders: list[str]
    """Itself among them, as `.`, and those without a file."""
    files: list[str]
    """All that is no folder, sorted."""


class Look:
    """One look at a folder: the mark of everything below it that is no folder; links are seen, not followed.

    To list every folder in it is half the work, and needless: while a folder's own mark is as it was, nothing in it was
    added, removed or renamed. So the names can be kept, sealed with the marks of the folders.
    """

    def __init__(self, folder: Path, home: Path | None = None) -> None:
        """The names are kept in `home`, the marks never. Raises OSError when a folder cannot be read."""
        self._home = home
        self._new: tuple[Names, list[bytes]] | None = None
        self._paths: list[str] = []
        self._marks: list[bytes] = []
        if not folder.is_dir():
            return
        # All is looked up from here, so that nothing is mixed in of a site that is published meanwhile.
        root = os.open(folder, FOLDER)
        try:
            if not self._by_known_names(root):
                self._by_listing(root)
        finally:
            os.close(root)

    @cached_property
    def files(self) -> dict[str, bytes]:
        """The mark of each file by its path, sorted; none when there is no such folder."""
        return dict(zip(self._paths, self._marks, strict=True))

    def stamp(self) -> str:
        """A name for all that was seen."""
        return stamp(self._paths, self._marks)

    def keep(self) -> None:
        """Keep the names for the next look, if it took listing to find them; without them that only costs time."""
        if self._home is not None and self._new is not None:
            _keep(self._home, *self._new)

    def _by_known_names(self, root: int) -> bool:
        """By the names that were kept; False when there are none, or a folder has changed since."""
        if self._home is None:
            return False
        try:
            kept = (self._home / NAMES).read_bytes()
            content = kept[SEAL_BYTES:]
            names = _decoder.decode(content)
            if kept[:SEAL_BYTES] != _seal(content, _marks(root, names.folders)):
                return False
            self._paths, self._marks = names.files, _marks(root, names.files)
        except (OSError, msgspec.DecodeError):
            return False
        return True

    def _by_listing(self, root: int) -> None:
        begun = _moment(self._home, root)
        names = _names(root)
        self._paths, self._marks = names.files, _marks(root, names.files)
        marks = _marks(root, names.folders) if begun else []
        if _are_settled(marks, begun):
            self._new = names, marks


def files(folder: Path) -> dict[str, bytes]:
    """The mark of everything below `folder` that is no folder, by its path, sorted; links are listed, not followed."""
    return Look(folder).files


def keep_names(folder: Path, home: Path, paths: Collection[str]) -> None:
    """Keep in `home` the names of a site in which nobody but us has put anything, and which need not be listed then."""
    names = Names([".", *sorted(folders_of(paths))], sorted(paths))
    with suppress(OSError):
        root = os.open(folder, FOLDER)
        try:
            begun = _moment(home, root)
            marks = _marks(root, names.folders) if begun else []
        finally:
            os.close(root)
        if _are_settled(marks, begun):
            _keep(home, names, marks)


def folders_of(paths: Iterable[str]) -> set[str]:
    """Every folder that one of these files stands in, but for the one they all do."""
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def _keep(home: Path, names: Names, marks: list[bytes]) -> None:
    fresh = home / f"{NAMES}-new"
    # A file name that is no text cannot be kept.
    with suppress(OSError, UnicodeEncodeError):
        content = msgspec.msgpack.encode(names)
        fresh.write_bytes(_seal(content, marks) + content)
        fresh.replace(home / NAMES)


def _moment(home: Path | None, root: int) -> int:
    """What time it is by the clock that marks the folders, in nanoseconds; 0 when that cannot be known."""
    if home is not None:
        with suppress(OSError):
            os.utime(home)
            status = home.stat()
            if status.st_dev == os.fstat(root).st_dev:
                return status.st_ctime_ns
    return 0


def _are_settled(marks: list[bytes], begun: int) -> bool:
    """Whether a change of these folders would show: in the tick of the clock of their last one it would not."""
    return bool(marks) and max(map(changed_at, marks)) < begun


def _names(root: int) -> Names:
    names = Names(["."], [])
    for folder in names.folders:  # which grows meanwhile
        prefix = "" if folder == "." else f"{folder}/"
        descriptor = os.open(folder, FOLDER, dir_fd=root)
        try:
            with os.scandir(descriptor) as entries:
                for entry in entries:
                    kind = names.folders if entry.is_dir(follow_symlinks=False) else names.files
                    kind.append(prefix + entry.name)
        finally:
            os.close(descriptor)
    names.files.sort()
    return names


def _marks(root: int, paths: list[str]) -> list[bytes]:
    return [mark_of(os.stat(path, dir_fd=root, follow_symlinks=False)) for path in paths]


def _seal(content: bytes, marks: list[bytes]) -> bytes:
    return hashlib.sha256(b"".join([content, *marks])).digest()


_decoder = msgspec.msgpack.Decoder(Names)
