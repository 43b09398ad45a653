"""Snapshot: the files of a published folder; subfolders whose own stat signature is unchanged are not listed again."""

import os
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property
from pathlib import Path

import msgspec

from builder.cache import read_checksummed, write_checksummed
from builder.publish.disk import open_descriptor
from builder.publish.stat_signature import (
    FOLDER_MODE,
    changed_at,
    permissions_in,
    signature_at,
    signatures_of,
    tree_digest,
)

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW


class DirectoryListing(msgspec.Struct, array_like=True):
    """The folders and files below a folder, by path."""

    folders: list[str]
    """First `.` for the folder itself; includes folders without files."""
    signatures: list[bytes]
    """Of the folders; empty for one that changed so recently that its next change could have the same time."""
    files: list[str]
    """Everything that is not a folder, sorted."""
    wrong_mode: list[str]
    """Folders with other permissions than FOLDER_MODE."""


class DirectorySnapshot:
    """The stat signatures of everything below a folder that is not a folder; links are listed, not followed.

    Half of the work is to list every folder. It is not needed while a folder's own signature is the same, because then
    nothing in it was added, removed or renamed. So listings can be saved with the signatures of the folders.
    """

    def __init__(self, folder: Path, state_folder: Path | None = None) -> None:
        """Uses and saves listings in `state_folder`, if given. Raises OSError when a folder cannot be read."""
        self._state_folder = state_folder
        self._inode = 0
        self._listing = DirectoryListing([], [], [], [])
        self._signatures: list[bytes] = []
        self._is_new = False
        if not folder.is_dir():
            return
        # All paths are relative to this descriptor, so a site published meanwhile is not mixed in.
        with open_descriptor(folder, FOLDER) as root:
            self._inode = os.fstat(root).st_ino
            started = _filesystem_time(state_folder, root)
            saved = _load(state_folder, self._inode)
            self._listing = _refreshed(root, saved, started)
            self._is_new = self._listing is not saved and started > 0
            self._signatures = signatures_of(root, self._listing.files)

    @cached_property
    def files(self) -> dict[str, bytes]:
        """The signature of each file by its path, sorted; empty when there is no such folder."""
        return dict(zip(self._listing.files, self._signatures, strict=True))

    @property
    def wrong_mode(self) -> list[str]:
        """Folders with other permissions than FOLDER_MODE; `.` for the folder itself."""
        return self._listing.wrong_mode

    @cached_property
    def tree_digest(self) -> str:
        """The digest of all files; empty when there are none."""
        return tree_digest(self._listing.files, self._signatures, self.wrong_mode)

    def added(self, folder: Path) -> set[str]:
        """Files added since the snapshot; `folder` is the path that the folder has now."""
        if not self._listing.folders:
            return set()
        with open_descriptor(folder, FOLDER) as root:
            current = _refreshed(root, self._listing, 0)
        return set() if current is self._listing else set(current.files).difference(self._listing.files)

    def save(self) -> None:
        """Save the listing if it is new. Without it the next snapshot is slower."""
        if self._state_folder is not None and self._is_new:
            # A file name that is not valid UTF-8 cannot be saved.
            with suppress(OSError, UnicodeEncodeError):
                write_checksummed(_record(self._state_folder, self._inode), msgspec.msgpack.encode(self._listing))


def folders_of(paths: Iterable[str]) -> set[str]:
    """Every folder that contains one of these files, except the root."""
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def _load(state_folder: Path | None, inode: int) -> DirectoryListing:
    """The saved listing of a folder; empty when there is no valid one."""
    if state_folder is not None:
        with suppress(OSError, msgspec.DecodeError):
            return _decoder.decode(read_checksummed(_record(state_folder, inode)))
    return DirectoryListing([], [], [], [])


def _record(state_folder: Path, inode: int) -> Path:
    return state_folder / f"listing-{inode}"


def _filesystem_time(state_folder: Path | None, root: int) -> int:
    """The time of the file system that holds `root`, in nanoseconds; 0 when it is unknown."""
    if state_folder is not None:
        with suppress(OSError):
            os.utime(state_folder)
            status = state_folder.stat()
            if status.st_dev == os.fstat(root).st_dev:
                return status.st_ctime_ns
    return 0


def _refreshed(root: int, listing: DirectoryListing, started: int) -> DirectoryListing:
    """The current listing: the same object when no folder has changed."""
    if _is_current(root, listing):
        return listing
    signatures = dict(zip(listing.folders, listing.signatures, strict=True))
    unchanged = {folder for folder, saved in signatures.items() if saved and signature_at(folder, root) == saved}
    subfolders: defaultdict[str, list[str]] = defaultdict(list)
    for folder in listing.folders[1:]:
        subfolders[_parent(folder)].append(folder)
    current = DirectoryListing(["."], [], [], [])
    for folder in current.folders:  # grows during the loop
        if folder in unchanged:
            current.signatures.append(signatures[folder])
            current.folders += subfolders[folder]
        else:
            # Taken before the folder is listed, so that a later change shows in it.
            signatures[folder] = signature = signature_at(folder, root)
            # Within one tick of the clock a second change would leave the same time.
            current.signatures.append(signature if changed_at(signature) < started else b"")
            _list(root, folder, current)
    reused = unchanged.intersection(current.folders)
    current.wrong_mode += (folder for folder in current.folders if permissions_in(signatures[folder]) != FOLDER_MODE)
    current.files += (path for path in listing.files if _parent(path) in reused)
    current.files.sort()
    return current


def _is_current(root: int, listing: DirectoryListing) -> bool:
    # A rename changes the signature of the folder itself; then the others need not be read here.
    with suppress(OSError):
        return (
            bool(listing.folders)
            and signature_at(".", root) == listing.signatures[0]
            and signatures_of(root, listing.folders) == listing.signatures
        )
    return False


def _parent(path: str) -> str:
    return path.rpartition("/")[0] or "."


def _list(root: int, folder: str, listing: DirectoryListing) -> None:
    """Add the entries of a folder to the listing."""
    prefix = "" if folder == "." else f"{folder}/"
    with open_descriptor(folder, FOLDER, root=root) as descriptor, os.scandir(descriptor) as entries:
        for entry in entries:
            paths = listing.folders if entry.is_dir(follow_symlinks=False) else listing.files
            paths.append(prefix + entry.name)


_decoder = msgspec.msgpack.Decoder(DirectoryListing)
