"""Spare: the folder in which the next site is made."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from builder.publish import disk, state
from builder.publish.manifest import MANIFEST
from builder.publish.snapshot import Look
from builder.publish.stat_signature import FOLDER_MODE, FileKnown, checksum_in, kind_in, mark_at, rights_in


class Spare:
    """A folder of which every file is known; nothing is looked up or made before it is needed.

    Its record is taken away while we work on it: a spare without one was left by a build that was killed.
    """

    def __init__(self, folder: Path, kept_in: Path, *, twin: bool) -> None:
        """`kept_in` is where its record is kept; with `twin`, all that is placed here is placed beside it too."""
        self.folder = folder
        self.known: dict[str, FileKnown] = {}
        self.ready = False
        self.odd: list[str] = []
        """Folders that do not take our rights, on a disk that keeps none."""
        self._new = False
        self._home = kept_in
        self._twin = kept_in / "twin" if twin else None
        self._clear: set[str] = set()
        """Folders of the site that no file of the spare stands in the way of."""
        disk.remove_all(kept_in / "twin")

    def make_ready(self) -> None:
        """Make sure of a folder whose content is known, if it is nothing."""
        if self.ready:
            return
        if self.folder.is_dir():
            self.known = state.load(self._home, self.folder)
        self._new = not self.known
        if self._new:
            disk.remove_all(self.folder)
            disk.make_folder(self.folder)
        state.forget(self._home, self.folder)
        self.ready = True

    def holds(self, path: str, checksum: bytes) -> bool:
        """Whether its file of this path has this checksum, and is as it was left."""
        self.make_ready()
        return self._holds(path, checksum)

    def _holds(self, path: str, checksum: bytes) -> bool:
        known = self.known.get(path)
        if known is None or checksum_in(known) != checksum:
            return False
        return known == mark_at(f"{self.folder}/{path}") + checksum

    def put(self, path: str, checksum: bytes, content: bytes) -> None:
        """Make a file."""
        if not self.holds(path, checksum):
            self._make_way(path)
            self.known[path] = disk.create(f"{self.folder}/{path}", content) + checksum

    def copy(self, path: str, source: int) -> bytes:
        """Make a file of what an open one holds; returns its checksum."""
        self.make_ready()
        self._make_way(path)
        checksum, mark = disk.copy(source, f"{self.folder}/{path}")
        self.known[path] = mark + checksum
        return checksum

    def place(self, path: str, checksum: bytes, content: bytes) -> FileKnown | None:
        """Make a file, in this process or in a fork of it, unless something is in its way; it is not known by that."""
        if self._holds(path, checksum):
            return self.known[path]
        try:
            mark = disk.create(f"{self.folder}/{path}", content, over=path in self.known)
            if self._twin:
                disk.create(f"{self._twin}/{path}", content)
        except (FileExistsError, IsADirectoryError, NotADirectoryError):
            return None
        return mark + checksum

    def keep_only(self, paths: Collection[str]) -> None:
        """Remove every other file but the manifest."""
        self.make_ready()
        for path in self.known.keys() - paths - {MANIFEST}:
            del self.known[path]
            disk.remove(self.folder / path, self.folder)

    def is_as_left(self) -> bool:
        """Whether it is just what is known of it. What is not is known no more, or removed: fill it again.

        A build may have failed half way, a disk may err, and what is in a cache may be spoilt or deleted at any time.
        """
        seen = Look(self.folder, self._home)
        files = seen.files
        self.odd = self.give_rights(seen.odd)
        strange = [path for path, mark in files.items() if not self._is_known(path, mark)]
        missing = self.known.keys() - files.keys()
        for path in (*strange, *missing):
            self.known.pop(path, None)
            disk.remove(self.folder / path, self.folder)
        seen.keep()
        return not strange and not missing and self.odd == seen.odd

    def _is_known(self, path: str, mark: bytes) -> bool:
        """Whether it is what is known of it: by its mark, or by its content where a disk changes marks by itself."""
        known = self.known.get(path, b"")
        if known.startswith(mark):
            return True
        if not known or not mark.endswith(kind_in(known)):
            return False
        with disk.opened(f"{self.folder}/{path}", path) as descriptor:
            same = disk.checksum_of_file(descriptor) == checksum_in(known)
        if same:
            self.known[path] = mark + checksum_in(known)
        return same

    def give_rights(self, folders: Sequence[str]) -> list[str]:
        """Give these folders the rights they have in a site; returns those that do not take them."""
        for folder in folders:
            with suppress(OSError):
                (self.folder / folder).chmod(FOLDER_MODE)
        return [folder for folder in folders if rights_in(mark_at(f"{self.folder}/{folder}")) != FOLDER_MODE]

    def become_twin(self, checksums: Mapping[str, bytes]) -> None:
        """Begin again, where this folder has become the site, with what was placed beside it of these files."""
        if self._twin is None:
            return
        disk.make_folder(self._twin)
        state.forget(self._home, self._twin)
        self._twin.rename(self.folder)
        self.ready = True
        self.known = {}
        seen = Look(self.folder, self._home)
        seen.keep()
        for path, mark in seen.files.items():
            if path in checksums:
                self.known[path] = mark + checksum_in(checksums[path])
            else:
                disk.remove(self.folder / path, self.folder)

    def close(self) -> None:
        """Let the next build know what is there."""
        if self.ready:
            state.save(self._home, self.folder, self.known)

    def drop(self) -> None:
        """Give back what it takes of the disk."""
        if self.ready:
            self.ready = False
            for folder in filter(None, (self.folder, self._twin)):
                with suppress(OSError):
                    disk.remove_all(folder)

    def _make_way(self, path: str) -> None:
        """Forget, and remove, what an older site has where this file or one of its folders must be."""
        old = self.known.pop(path, None)
        if old is None and (path in self._clear or not self._new) and (self.folder / path).is_dir():
            for inner in [inner for inner in self.known if inner.startswith(f"{path}/")]:
                del self.known[inner]
            disk.remove_all(self.folder / path)
            self._clear.clear()
        if path.rpartition("/")[0] not in self._clear:
            for above in _above(path):
                if self.known.pop(above, None) is not None:
                    disk.remove(self.folder / above, self.folder)
                self._clear.add(above)


def _above(path: str) -> Iterator[str]:
    """The folders a file stands in, outermost first."""
    parts = path.split("/")
    return ("/".join(parts[:length]) for length in range(1, len(parts)))
