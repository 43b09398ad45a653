"""Standby: the slot in which the next site is made."""

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from builder.publish import disk, state
from builder.publish.manifest import MANIFEST
from builder.publish.snapshot import DirectorySnapshot, folders_of
from builder.publish.stat_signature import FOLDER_MODE, FileState, digest_in, mode_in, permissions_in, signature_at


class StandbySite:
    """The standby slot and the state of each file in it. It is read and created only when it is needed.

    Its record is removed while it is open: a slot without a record was left by a build that was killed.
    """

    def __init__(self, folder: Path, state_folder: Path, *, with_copy: bool) -> None:
        """`with_copy` also writes each file of `write_in_worker` to a second folder, for `promote_initial_copy`."""
        self.folder = folder
        self.states: dict[str, FileState] = {}
        self.is_open = False
        self.wrong_mode: list[str] = []
        """Folders whose permissions cannot be set, on a file system that has none."""
        self._is_new = False
        self._state_folder = state_folder
        initial_copy = state_folder / state.INITIAL_COPY
        self._initial_copy = initial_copy if with_copy else None
        self._unobstructed: set[str] = set()
        """Folders of the site that can be created: no file has the same path."""
        disk.remove_all(initial_copy)

    def open(self) -> None:
        """Load the state of the slot, or clear the slot when it has none."""
        if self.is_open:
            return
        if self.folder.is_dir():
            self.states = state.load(self._state_folder, self.folder)
        self._is_new = not self.states
        if self._is_new:
            disk.remove_all(self.folder)
            disk.make_folder(self.folder)
        state.discard(self._state_folder, self.folder)
        self.is_open = True

    def contains(self, path: str, digest: bytes) -> bool:
        """Whether the slot has this file with this digest, unchanged since it was written."""
        self.open()
        known = self.states.get(path)
        if known is None or digest_in(known) != digest:
            return False
        return known == signature_at(f"{self.folder}/{path}") + digest

    def write(self, path: str, digest: bytes, content: bytes) -> None:
        """Write a file."""
        if not self.contains(path, digest):
            self._remove_obstacles(path)
            self.states[path] = disk.create(f"{self.folder}/{path}", content) + digest

    def copy(self, path: str, source: int) -> bytes:
        """Copy an open file; returns its digest."""
        self.open()
        self._remove_obstacles(path)
        digest, signature = disk.copy(source, f"{self.folder}/{path}")
        self.states[path] = signature + digest
        return digest

    def write_in_worker(self, path: str, digest: bytes, content: bytes) -> FileState | None:
        """Write a file without recording it, in this process or in a fork; None when its path is obstructed.

        The slot must be open.
        """
        if self.contains(path, digest):
            return self.states[path]
        try:
            signature = disk.create(f"{self.folder}/{path}", content, overwrite=path in self.states)
            if self._initial_copy:
                disk.create(f"{self._initial_copy}/{path}", content)
        except (FileExistsError, IsADirectoryError, NotADirectoryError):
            return None
        return signature + digest

    def remove_except(self, paths: Collection[str]) -> None:
        """Remove every other file, except the manifest."""
        self.open()
        for path in self.states.keys() - paths - {MANIFEST}:
            del self.states[path]
            disk.remove(self.folder / path, self.folder)

    def remove_outdated(self, live: Mapping[str, bytes]) -> None:
        """Remove every file that is not in the live site as it is here; `live` has its digests or states.

        The next site would replace these files anyway.
        """
        outdated = [
            path for path, known in self.states.items() if path not in live or digest_in(live[path]) != digest_in(known)
        ]
        for path in outdated:
            del self.states[path]
            os.unlink(f"{self.folder}/{path}")  # noqa: PTH108 - a new theme changes every file
        for folder in sorted(folders_of(outdated), reverse=True):
            with suppress(OSError):  # not empty
                os.rmdir(f"{self.folder}/{folder}")  # noqa: PTH106

    def verify(self) -> bool:
        """Whether every file is as recorded. Files that are not are removed; write them again and verify again.

        A build may have failed, a disk may have errors, and files in a cache may be changed or deleted at any time.
        """
        snapshot = DirectorySnapshot(self.folder, self._state_folder)
        files = snapshot.files
        self.wrong_mode = self.fix_modes(snapshot.wrong_mode)
        unexpected = [path for path, signature in files.items() if not self._matches_state(path, signature)]
        missing = self.states.keys() - files.keys()
        for path in (*unexpected, *missing):
            self.states.pop(path, None)
            disk.remove(self.folder / path, self.folder)
        snapshot.save()
        return not unexpected and not missing and self.wrong_mode == snapshot.wrong_mode

    def _matches_state(self, path: str, signature: bytes) -> bool:
        """Whether a file is as recorded: by its signature, or by its content where the file system changes times."""
        known = self.states.get(path, b"")
        if known.startswith(signature):
            return True
        if not known or not signature.endswith(mode_in(known)):
            return False
        with disk.open_regular(f"{self.folder}/{path}", self.folder) as descriptor:
            same = disk.digest_of_file(descriptor) == digest_in(known)
        if same:
            self.states[path] = signature + digest_in(known)
        return same

    def fix_modes(self, folders: Sequence[str]) -> list[str]:
        """Set the permissions of these folders; returns those for which that has no effect."""
        for folder in folders:
            with suppress(OSError):
                (self.folder / folder).chmod(FOLDER_MODE)
        return [folder for folder in folders if permissions_in(signature_at(f"{self.folder}/{folder}")) != FOLDER_MODE]

    def promote_initial_copy(self, digests: Mapping[str, bytes]) -> None:
        """After this slot has become the live site, make the initial copy of these files the standby slot."""
        if self._initial_copy is None:
            return
        disk.make_folder(self._initial_copy)
        state.discard(self._state_folder, self._initial_copy)
        self._initial_copy.rename(self.folder)
        self.is_open = True
        self.states = {}
        snapshot = DirectorySnapshot(self.folder, self._state_folder)
        snapshot.save()
        for path, signature in snapshot.files.items():
            if path in digests:
                self.states[path] = signature + digest_in(digests[path])
            else:
                disk.remove(self.folder / path, self.folder)

    def close(self) -> None:
        """Save the state for the next build."""
        if self.is_open:
            state.save(self._state_folder, self.folder, self.states)

    def discard(self) -> None:
        """Free the disk space."""
        if self.is_open:
            self.is_open = False
            for folder in filter(None, (self.folder, self._initial_copy)):
                with suppress(OSError):
                    disk.remove_all(folder)

    def _remove_obstacles(self, path: str) -> None:
        """Remove a folder at the path of this file, and files at the paths of its folders, left by an older site."""
        old = self.states.pop(path, None)
        if old is None and (path in self._unobstructed or not self._is_new) and (self.folder / path).is_dir():
            for inner in [inner for inner in self.states if inner.startswith(f"{path}/")]:
                del self.states[inner]
            disk.remove_all(self.folder / path)
            self._unobstructed.clear()
        if path.rpartition("/")[0] not in self._unobstructed:
            for folder in _parents(path):
                if self.states.pop(folder, None) is not None:
                    disk.remove(self.folder / folder, self.folder)
                self._unobstructed.add(folder)


def _parents(path: str) -> Iterator[str]:
    """The folders that contain a file, outermost first."""
    parts = path.split("/")
    return ("/".join(parts[:length]) for length in range(1, len(parts)))
