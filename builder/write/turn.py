"""Turn: the spare folder is brought up to date, and becomes the site."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from builder.problems import ContentError, Place, Problem
from builder.write import disk
from builder.write.look import Look, folders_of, forget_gone, keep_names
from builder.write.manifest import MANIFEST, manifest, read_manifest, refuse_foreign
from builder.write.marks import MARK_BYTES, OURS, FileKnown, checksum_in, checksum_of, mark_of, stamp, still

SPARES = 3
"""Output folders whose spare is kept: an archive is built for publishing, for a preview, and now and then elsewhere."""


@dataclass(frozen=True)
class Written:
    """What became of the files of the site; the manifest beside them is not counted."""

    written: int
    unchanged: int
    removed: int


class Turn:
    """One renewal of the site in `folder`, by a spare in `home`; it does not change before the end of `finish`."""

    def __init__(self, folder: Path, home: Path, seen: Look | None = None) -> None:
        """`seen` is a look at it before the lock was taken."""
        self._folder = folder
        self._home = home
        self._home.mkdir(parents=True, exist_ok=True)
        _sweep(self._home)
        self._twin = self._home / "twin"
        for left in (self._home / disk.ASIDE, self._twin):
            disk.remove_all(left)
        (self._home / "folder").write_bytes(os.fsencode(folder))
        disk.make_folder(folder.parent)
        # Folders cannot change places across file systems: there the spare stands beside the site, and is not kept.
        self._near = folder.parent.stat().st_dev == self._home.stat().st_dev
        self._spare = self._home / "spare" if self._near else folder.with_name(f".{folder.name}.{self._home.name}")

        forget_gone(self._home, folder, self._spare)
        self._there = folder.is_dir()
        self._seen = seen if seen and still(folder, seen.files) else Look(folder, self._home)
        self._site_files = dict(self._seen.files)
        self._site_known = self._load(folder) if self._there else {}
        unknown = self._site_files.keys() - self._site_known.keys()
        refuse_foreign(folder, unknown and unknown - read_manifest(folder))
        self._site_learned = False
        self._spare_known: dict[str, FileKnown] = {}
        self._spare_ready = False
        self._spare_new = False
        self._clear: set[str] = set()
        """Folders of the site that no file of the spare stands in the way of."""
        self._total: dict[str, bytes] = {}
        """Every file of the new site by its path: its checksum, or all that is known of it."""
        self._published: dict[str, FileKnown] = {}
        self._changed = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if not self._spare_ready:
            return
        if kind is None or issubclass(kind, ContentError):
            self._save(self._spare, self._spare_known)
        elif issubclass(kind, OSError):
            # The disk may be full: give back what we took.
            with suppress(OSError):
                disk.remove_all(self._spare)

    def has(self, path: str, checksum: bytes) -> bool:
        """Whether the site has a file with this checksum."""
        return self._in_site(path) == checksum

    def took(self, path: str) -> bool:
        """Whether the new site has a file of this path already."""
        return path in self._total

    def keep(self, path: str, checksum: bytes) -> bool:
        """Take a file of the site over into the new one, if it has this checksum."""
        if not self.has(path, checksum):
            return False
        self._count(path, checksum)
        return True

    def keep_all(self, files: Sequence[tuple[str, bytes]]) -> bool:
        """Take files of the site (path and checksum) over into the new one, if it has them all and none is taken."""
        for path, checksum in files:
            if path in self._total:
                return False
            mark = self._site_files.get(path, b"")
            as_left = self._site_known.get(path) == mark + checksum and mark.endswith(OURS)
            if not as_left and self._in_site(path) != checksum:
                return False
        self._total.update(files)
        return True

    def take(self, path: str, content: bytes) -> bytes:
        """One file of the new site; returns its checksum."""
        checksum = checksum_of(content)
        if not self.keep(path, checksum):
            self._count(path, checksum)
            self._changed += 1
            self._put(path, checksum, content)
        return checksum

    def begin(self) -> None:
        """Make ready for `place`."""
        self._ready_spare()

    def place(self, path: str, checksum: bytes, content: bytes) -> FileKnown | None:
        """Put a file into the spare, in this process or in a fork of it; None when something is in its way.

        The turn does not learn of it: hand what is returned to `placed`.
        """
        known = self._spare_known.get(path)
        if known and checksum_in(known) == checksum:
            return known
        if not _is_safe(path):
            return None
        try:
            mark = disk.create(f"{self._spare}/{path}", content, over=known is not None)
            if not self._there and self._near:
                disk.create(f"{self._twin}/{path}", content)
        except (FileExistsError, IsADirectoryError, NotADirectoryError):
            return None
        return mark + checksum

    def placed(self, path: str, known: FileKnown) -> None:
        """One file of the new site, which is in the spare already."""
        self._count(path, known)
        self._changed += 1
        self._spare_known[path] = known

    def copy(self, path: str, source: Path) -> None:
        """One file of the new site that is too large, or too little ours, to be held in memory."""
        with disk.opened(source, source.as_posix()) as descriptor:
            checksum = disk.checksum_of_file(descriptor)
            if self._in_site(path) != checksum:
                self._changed += 1
                if self._in_spare(path) != checksum:
                    checksum = self._copy(path, descriptor)
        self._count(path, checksum)

    def finish(self) -> Written:
        """Publish what was taken, unless the site is that already."""
        for above in sorted(folders_of(self._total) & self._total.keys()):
            path = min(path for path in self._total if path.startswith(f"{above}/"))
            _clash(above, f"'{above}' cannot be a file and the folder of '{path}'")
        listed = manifest((path, checksum_in(self._total[path])) for path in sorted(self._total))
        checksum = checksum_of(listed)
        removed = len(self._site_files.keys() - self._total.keys() - {MANIFEST})
        if self._changed or removed or self._in_site(MANIFEST) != checksum:
            self._bring_up_to_date(checksum, listed)
            del listed  # it is as long as the record that is made now
            self._publish()
            if self._spare_new:
                keep_names(self._folder, self._home, self._published)
            if not self._there and self._near:
                self._make_first_spare()
        else:
            self._published = self._site_known
            if self._site_learned:
                self._save(self._folder, self._site_known)
        return Written(self._changed, len(self._total) - self._changed, removed)

    def stamp(self) -> str:
        """A name for all files of the site as they were left by `finish`."""
        paths = sorted(self._published)
        return stamp(paths, (self._published[path][:MARK_BYTES] for path in paths))

    def _count(self, path: str, known: bytes) -> None:
        if not _is_safe(path):
            raise ContentError(Problem("S604", "a page cannot have this address", Place(path)))
        if path in self._total:
            _clash(path, f"two files of the site want to be '{path}'")
        self._total[path] = known

    def _in_site(self, path: str) -> bytes | None:
        """The checksum of a file as it is published; None when it is not there, or not as we publish."""
        mark = self._site_files.get(path)
        if mark is None or not mark.endswith(OURS):
            return None
        known = self._site_known.get(path)
        if known is None or not known.startswith(mark):
            with disk.opened(f"{self._folder}/{path}", path) as descriptor:
                known = mark_of(os.fstat(descriptor)) + disk.checksum_of_file(descriptor)
            self._site_known[path] = known
            self._site_learned = True
        return checksum_in(known)

    def _in_spare(self, path: str) -> bytes | None:
        self._ready_spare()
        known = self._spare_known.get(path)
        return known and checksum_in(known)

    def _put(self, path: str, checksum: bytes, content: bytes) -> None:
        if self._in_spare(path) != checksum:
            self._make_way(path)
            self._spare_known[path] = disk.create(f"{self._spare}/{path}", content) + checksum

    def _copy(self, path: str, source: int) -> bytes:
        self._ready_spare()
        self._make_way(path)
        checksum, mark = disk.copy(source, f"{self._spare}/{path}")
        self._spare_known[path] = mark + checksum
        return checksum

    def _make_way(self, path: str) -> None:
        """Forget, and remove, what an older site has where this file or one of its folders must be."""
        old = self._spare_known.pop(path, None)
        if old is None and (path in self._clear or not self._spare_new) and (self._spare / path).is_dir():
            for inner in [inner for inner in self._spare_known if inner.startswith(f"{path}/")]:
                del self._spare_known[inner]
            disk.remove_all(self._spare / path)
            self._clear.clear()
        if path.rpartition("/")[0] not in self._clear:
            for above in _above(path):
                if self._spare_known.pop(above, None) is not None:
                    disk.remove(self._spare / above, self._spare)
                self._clear.add(above)

    def _ready_spare(self) -> None:
        """Make sure of a spare folder whose content is known, if it is nothing.

        Its record is taken away while we work on it: a spare without one was left by a build that was killed.
        """
        if self._spare_ready:
            return
        if self._near and self._spare.is_dir():
            self._spare_known = self._load(self._spare)
        if self._spare_known:
            self._record(self._spare).unlink()
        else:
            disk.remove_all(self._spare)
            disk.make_folder(self._spare)
            # A folder that is gone may have had the same inode.
            self._record(self._spare).unlink(missing_ok=True)
            self._spare_new = True
        self._spare_ready = True

    def _bring_up_to_date(self, checksum: bytes, listed: bytes) -> None:
        self._ready_spare()
        for path in self._spare_known.keys() - self._total.keys() - {MANIFEST}:
            del self._spare_known[path]
            disk.remove(self._spare / path, self._spare)
        self._take_over_all()
        self._put(MANIFEST, checksum, listed)
        self._published = self._spare_known
        disk.sync(self._spare)

    def _make_first_spare(self) -> None:
        """A spare for a site that is there for the first time, or its first small change would take a copy of it."""
        try:
            disk.make_folder(self._twin)
            # A folder that is gone may have had the same inode.
            self._record(self._twin).unlink(missing_ok=True)
            self._twin.rename(self._spare)
            self._spare_ready = True
            self._spare_known = {}
            seen = Look(self._spare, self._home)
            seen.keep()
            for path, mark in seen.files.items():
                if path in self._total:
                    self._spare_known[path] = mark + checksum_in(self._total[path])
                else:
                    disk.remove(self._spare / path, self._spare)
            self._take_over_all()
            self._take_over(MANIFEST, checksum_in(self._published[MANIFEST]))
            disk.sync(self._spare)
        except (OSError, ContentError):
            # The site stands; without a spare the next build makes one, and says then what is in its way.
            with suppress(OSError):
                disk.remove_all(self._spare)
            self._spare_ready = False

    def _take_over_all(self) -> None:
        """Copy what the spare lacks of the new site from the old one."""
        spare = self._spare_known
        for path, wanted in self._total.items():
            if path not in spare or checksum_in(spare[path]) != checksum_in(wanted):
                self._take_over(path, checksum_in(wanted))

    def _take_over(self, path: str, wanted: bytes) -> None:
        """Copy a file of the site into the spare."""
        content = disk.small(f"{self._folder}/{path}")
        if content is not None and checksum_of(content) == wanted:
            self._put(path, wanted, content)
            return
        with disk.opened(f"{self._folder}/{path}", path) as descriptor:
            found = self._copy(path, descriptor)
        if found != wanted:
            raise ContentError(Problem("S604", "the file was changed during the build", Place(path), "build again"))

    def _publish(self) -> None:
        if not self._there:
            self._spare.rename(self._folder)
            disk.sync(self._folder.parent)
            self._spare_ready = False
            self._save(self._folder, self._spare_known)
            return
        disk.exchange(self._folder, self._spare)
        try:
            seen = Look(self._spare, self._home, self._seen)
            left = seen.files
            refuse_foreign(self._folder, left.keys() - self._site_files.keys(), when=" while the build was under way")
        except ContentError:
            disk.exchange(self._folder, self._spare)
            raise
        seen.keep()
        self._save(self._folder, self._spare_known)
        self._spare_known = {
            path: known
            for path, mark in left.items()
            if (known := self._site_known.get(path)) is not None and known.startswith(mark)
        }
        if not self._near or len(self._spare_known) < len(left):
            # Files that nobody has looked at, or that were changed meanwhile: begin anew rather than trust them.
            disk.remove_all(self._spare)
            self._spare_ready = False

    def _record(self, folder: Path) -> Path:
        # By inode, since the two folders change names.
        return self._home / f"record-{folder.stat().st_ino}"

    def _load(self, folder: Path) -> dict[str, FileKnown]:
        try:
            return _decoder.decode(self._record(folder).read_bytes())
        except (OSError, msgspec.DecodeError):
            return {}

    def _save(self, folder: Path, known: dict[str, FileKnown]) -> None:
        record = self._record(folder)
        fresh = record.with_name("record-new")
        # Without a record the next build looks at every file: no reason to call a site that stands a failure.
        with suppress(OSError):
            fresh.write_bytes(msgspec.msgpack.encode(known))
            fresh.replace(record)


_decoder = msgspec.msgpack.Decoder(dict[str, bytes])


def _is_safe(path: str) -> bool:
    """Whether a file of the site may have this path."""
    return path != MANIFEST and not _UNSAFE.search(f"/{path}/")


_UNSAFE = re.compile(r"[\0\n\r\\]|/\.{0,2}/")


def _above(path: str) -> Iterator[str]:
    """The folders a file stands in, outermost first."""
    parts = path.split("/")
    return ("/".join(parts[:length]) for length in range(1, len(parts)))


def _clash(path: str, message: str) -> None:
    raise ContentError(Problem("L404", message, Place(path), "give one of them another name"))


def _sweep(home: Path) -> None:
    """Remove the spares of output folders that are gone, and of those not built for longest."""
    others: list[tuple[float, Path]] = []
    for other in home.parent.iterdir():
        if other == home or not other.is_dir():
            continue
        try:
            there = Path(os.fsdecode((other / "folder").read_bytes())).is_dir()
        except OSError:
            there = False
        if there:
            others.append((other.stat().st_mtime, other))
        else:
            disk.remove_all(other)
    for _, other in sorted(others, reverse=True)[SPARES - 1 :]:
        disk.remove_all(other)
