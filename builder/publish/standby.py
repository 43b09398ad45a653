"""Spare: the folder in which the next site is made."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from builder.publish import disk, state
from builder.publish.manifest import MANIFEST
from builder.publish.snapshot import DirectorySnapshot
from builder.publish.stat_signature import FOLDER_MODE, FileState, digest_in, mode_in, permissions_in, signature_at


class StandbySite:
    """A folder of which every file is known; nothing is looked up or made before it is needed.

    Its record is taken away while we work on it: a spare without one was left by a build that was killed.
    """

    def __init__(self, folder: Path, kept_in: Path, *, twin: bool) -> None:
        """`kept_in` is where its record is kept; with `twin`, all that is placed here is placed beside it too."""
        self.folder = folder
        self.states: dict[str, FileState] = {}
        self.is_open = False
        self.wrong_mode: list[str] = []
        """Folders that do not take our rights, on a disk that keeps none."""
        self._is_new = False
        self._state_folder = kept_in
        self._initial_copy = kept_in / "twin" if twin else None
        self._unobstructed: set[str] = set()
        """Folders of the site that no file of the spare stands in the way of."""
        disk.remove_all(kept_in / "twin")

    def open(self) -> None:
        """Make sure of a folder whose content is known, if it is nothing."""
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

    def contains(self, path: str, checksum: bytes) -> bool:
        """Whether its file of this path has this checksum, and is as it was left."""
        self.open()
        return self._contains(path, checksum)

    def _contains(self, path: str, checksum: bytes) -> bool:
        known = self.states.get(path)
        if known is None or digest_in(known) != checksum:
            return False
        return known == signature_at(f"{self.folder}/{path}") + checksum

    def write(self, path: str, checksum: bytes, content: bytes) -> None:
        """Make a file."""
        if not self.contains(path, checksum):
            self._remove_obstacles(path)
            self.states[path] = disk.create(f"{self.folder}/{path}", content) + checksum

    def copy(self, path: str, source: int) -> bytes:
        """Make a file of what an open one holds; returns its checksum."""
        self.open()
        self._remove_obstacles(path)
        checksum, mark = disk.copy(source, f"{self.folder}/{path}")
        self.states[path] = mark + checksum
        return checksum

    def write_in_worker(self, path: str, checksum: bytes, content: bytes) -> FileState | None:
        """Make a file, in this process or in a fork of it, unless something is in its way; it is not known by that."""
        if self._contains(path, checksum):
            return self.states[path]
        try:
            mark = disk.create(f"{self.folder}/{path}", content, over=path in self.states)
            if self._initial_copy:
                disk.create(f"{self._initial_copy}/{path}", content)
        except (FileExistsError, IsADirectoryError, NotADirectoryError):
            return None
        return mark + checksum

    def remove_except(self, paths: Collection[str]) -> None:
        """Remove every other file but the manifest."""
        self.open()
        for path in self.states.keys() - paths - {MANIFEST}:
            del self.states[path]
            disk.remove(self.folder / path, self.folder)

    def verify(self) -> bool:
        """Whether it is just what is known of it. What is not is known no more, or removed: fill it again.

        A build may have failed half way, a disk may err, and what is in a cache may be spoilt or deleted at any time.
        """
        seen = DirectorySnapshot(self.folder, self._state_folder)
        files = seen.files
        self.wrong_mode = self.fix_modes(seen.wrong_mode)
        strange = [path for path, mark in files.items() if not self._matches_state(path, mark)]
        missing = self.states.keys() - files.keys()
        for path in (*strange, *missing):
            self.states.pop(path, None)
            disk.remove(self.folder / path, self.folder)
        seen.save()
        return not strange and not missing and self.wrong_mode == seen.wrong_mode

    def _matches_state(self, path: str, mark: bytes) -> bool:
        """Whether it is what is known of it: by its mark, or by its content where a disk changes marks by itself."""
        known = self.states.get(path, b"")
        if known.startswith(mark):
            return True
        if not known or not mark.endswith(mode_in(known)):
            return False
        with disk.open_regular(f"{self.folder}/{path}", path) as descriptor:
            same = disk.digest_of_file(descriptor) == digest_in(known)
        if same:
            self.states[path] = mark + digest_in(known)
        return same

    def fix_modes(self, folders: Sequence[str]) -> list[str]:
        """Give these folders the rights they have in a site; returns those that do not take them."""
        for folder in folders:
            with suppress(OSError):
                (self.folder / folder).chmod(FOLDER_MODE)
        return [folder for folder in folders if permissions_in(signature_at(f"{self.folder}/{folder}")) != FOLDER_MODE]

    def promote_initial_copy(self, checksums: Mapping[str, bytes]) -> None:
        """Begin again, where this folder has become the site, with what was placed beside it of these files."""
        if self._initial_copy is None:
            return
        disk.make_folder(self._initial_copy)
        state.discard(self._state_folder, self._initial_copy)
        self._initial_copy.rename(self.folder)
        self.is_open = True
        self.states = {}
        seen = DirectorySnapshot(self.folder, self._state_folder)
        seen.save()
        for path, mark in seen.files.items():
            if path in checksums:
                self.states[path] = mark + digest_in(checksums[path])
            else:
                disk.remove(self.folder / path, self.folder)

    def close(self) -> None:
        """Let the next build know what is there."""
        if self.is_open:
            state.save(self._state_folder, self.folder, self.states)

    def discard(self) -> None:
        """Give back what it takes of the disk."""
        if self.is_open:
            self.is_open = False
            for folder in filter(None, (self.folder, self._initial_copy)):
                with suppress(OSError):
                    disk.remove_all(folder)

    def _remove_obstacles(self, path: str) -> None:
        """Forget, and remove, what an older site has where this file or one of its folders must be."""
        old = self.states.pop(path, None)
        if old is None and (path in self._unobstructed or not self._is_new) and (self.folder / path).is_dir():
            for inner in [inner for inner in self.states if inner.startswith(f"{path}/")]:
                del self.states[inner]
            disk.remove_all(self.folder / path)
            self._unobstructed.clear()
        if path.rpartition("/")[0] not in self._unobstructed:
            for above in _parents(path):
                if self.states.pop(above, None) is not None:
                    disk.remove(self.folder / above, self.folder)
                self._unobstructed.add(above)


def _parents(path: str) -> Iterator[str]:
    """The folders a file stands in, outermost first."""
    parts = path.split("/")
    return ("/".join(parts[:length]) for length in range(1, len(parts)))
