"""Turn: the spare folder is brought up to date, and becomes the site."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from builder.problems import ContentError, Place, Problem
from builder.publish import disk, state
from builder.publish.manifest import MANIFEST, manifest, read_manifest, refuse_foreign
from builder.publish.snapshot import Look, folders_of
from builder.publish.standby import Spare
from builder.publish.stat_signature import MARK_BYTES, OURS, FileKnown, checksum_in, checksum_of, mark_of, stamp, still


@dataclass(frozen=True)
class Written:
    """What became of the files of the site; the manifest beside them is not counted."""

    written: int
    unchanged: int
    removed: int


class Turn:
    """One renewal of the site in `folder`, by a spare in its home; it does not change before the end of `finish`."""

    def __init__(self, folder: Path, kept_in: Path, seen: Look | None = None) -> None:
        """`seen` is a look at it before the lock was taken."""
        self._folder = folder
        self._home = kept_in
        state.settle(kept_in, folder)
        disk.make_folder(folder.parent)
        # Folders cannot change places across file systems: there the spare stands beside the site, and is not kept.
        self._near = disk.is_same(folder.parent, kept_in)
        spare = kept_in / "spare" if self._near else folder.with_name(f".{folder.name}.{kept_in.name}")
        disk.settle(folder, spare)
        self._there = folder.is_dir()
        self._spare = Spare(spare, kept_in, twin=self._near and not self._there)
        state.forget_all_but(kept_in, folder, spare)

        self._seen = seen if seen and still(folder, seen.files) else Look(folder, kept_in)
        self._site_files = self._seen.files
        self._site_known = state.load(kept_in, folder) if self._there else {}
        unknown = self._site_files.keys() - self._site_known.keys()
        refuse_foreign(folder, unknown and unknown - read_manifest(folder))
        self._site_learned = False
        self._total: dict[str, bytes] = {}
        """Every file of the new site by its path: its checksum, or all that is known of it."""
        self._published: dict[str, FileKnown] = {}
        self._odd: Sequence[str] = ()
        self._changed = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is None or issubclass(kind, ContentError):
            self._spare.close()
        elif issubclass(kind, OSError):
            # The disk may be full: give back what we took.
            self._spare.drop()

    @property
    def name(self) -> str:
        """One for the output folder, in letters and digits."""
        return self._home.name

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
            self._spare.put(path, checksum, content)
        return checksum

    def begin(self) -> None:
        """Make ready for `place`."""
        self._spare.make_ready()

    def place(self, path: str, checksum: bytes, content: bytes) -> FileKnown | None:
        """Put a file into the spare, in this process or in a fork of it; None when something is in its way.

        The turn does not learn of it: hand what is returned to `placed`.
        """
        return self._spare.place(path, checksum, content) if _is_safe(path) else None

    def placed(self, path: str, known: FileKnown) -> None:
        """One file of the new site, which is in the spare already."""
        self._count(path, known)
        self._changed += 1
        self._spare.known[path] = known

    def copy(self, path: str, source: Path) -> None:
        """One file of the new site that is too large, or too little ours, to be held in memory."""
        with disk.opened(source, source.as_posix()) as descriptor:
            checksum = disk.checksum_of_file(descriptor)
            if self._in_site(path) != checksum:
                self._changed += 1
                if not self._spare.holds(path, checksum):
                    checksum = self._spare.copy(path, descriptor)
        self._count(path, checksum)

    def finish(self) -> Written:
        """Publish what was taken, unless the site is that already."""
        for above in sorted(folders_of(self._total) & self._total.keys()):
            path = min(path for path in self._total if path.startswith(f"{above}/"))
            _clash(above, f"'{above}' cannot be a file and the folder of '{path}'")
        listed = self._manifest()
        removed = len(self._site_files.keys() - self._total.keys() - {MANIFEST})
        if self._changed or removed or self._seen.odd or self._in_site(MANIFEST) != checksum_of(listed):
            self._spare.put(MANIFEST, checksum_of(listed), listed)
            del listed  # it is as long as what is looked at now
            self._bring_up_to_date()
            if self._there:
                self._exchange()
            else:
                self._publish()
        else:
            self._published, self._odd = self._site_known, self._seen.odd
            if self._site_learned:
                state.save(self._home, self._folder, self._site_known)
        return Written(self._changed, len(self._total) - self._changed, removed)

    def stamp(self) -> str:
        """A name for all files of the site as they were left by `finish`."""
        paths = sorted(self._published)
        return stamp(paths, (self._published[path][:MARK_BYTES] for path in paths), self._odd)

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

    def _manifest(self) -> bytes:
        return manifest((path, checksum_in(self._total[path])) for path in sorted(self._total))

    def _bring_up_to_date(self) -> None:
        for _ in range(3):
            self._fill()
            if self._spare.is_as_left():
                break
        else:
            raise _changed(self._spare.folder.as_posix())
        self._published, self._odd = self._spare.known, self._spare.odd
        disk.sync(self._spare.folder)

    def _fill(self) -> None:
        self._spare.keep_only(self._total.keys())
        self._take_over_all()
        if MANIFEST not in self._spare.known:
            listed = self._manifest()
            self._spare.put(MANIFEST, checksum_of(listed), listed)

    def _take_over_all(self) -> None:
        """Copy what the spare lacks of the new site from the old one."""
        known = self._spare.known
        for path, wanted in self._total.items():
            if path not in known or checksum_in(known[path]) != checksum_in(wanted):
                self._take_over(path, checksum_in(wanted))

    def _take_over(self, path: str, wanted: bytes) -> None:
        """Copy a file of the site into the spare."""
        content = disk.small(f"{self._folder}/{path}")
        if content is not None and checksum_of(content) == wanted:
            self._spare.put(path, wanted, content)
            return
        if not os.path.lexists(f"{self._folder}/{path}"):
            raise _changed(path)
        with disk.opened(f"{self._folder}/{path}", path) as descriptor:
            found = self._spare.copy(path, descriptor)
        if found != wanted:
            raise _changed(path)

    def _publish(self) -> None:
        """Where no site is: the spare becomes it, and what was placed beside it the spare.

        Without that, the first change would take a copy of the site, however small it is.
        """
        self._spare.folder.rename(self._folder)
        try:
            disk.sync(self._folder.parent)
        except BaseException:
            self._folder.rename(self._spare.folder)
            raise
        self._spare.ready = False
        state.save(self._home, self._folder, self._published)
        if not self._near:
            return
        try:
            self._spare.become_twin(self._total)
            self._take_over_all()
            self._take_over(MANIFEST, checksum_in(self._published[MANIFEST]))
            disk.sync(self._spare.folder)
        except (OSError, ContentError):
            # The site stands; without a spare the next build makes one, and says then what is in its way.
            self._spare.drop()

    def _exchange(self) -> None:
        """Where a site is: it and the spare change places, and back again if anything is wrong then."""
        self._refuse_added(self._folder)
        disk.exchange(self._folder, self._spare.folder)
        try:
            disk.sync(self._folder.parent)
            disk.sync(self._spare.folder.parent)
            self._refuse_added(self._spare.folder)
        except BaseException:
            self._spare.ready = False  # should the next step fail, the site before is there, and nobody may remove it
            disk.exchange(self._folder, self._spare.folder)
            self._spare.ready = True
            raise
        state.save(self._home, self._folder, self._published)
        self._spare.known = self._site_known
        self._seen.keep()
        self._spare.give_rights(self._seen.odd)
        if not self._near or self._site_files.keys() - self._site_known.keys():
            # Files that nobody has looked at would be in the way of others.
            self._spare.drop()

    def _refuse_added(self, folder: Path) -> None:
        """Nobody has looked at files that came into the site, which is `folder` now, while we were at work."""
        refuse_foreign(self._folder, self._seen.added(folder), when=" while the build was under way")


def _changed(path: str) -> ContentError:
    return ContentError(Problem("S604", "the file was changed during the build", Place(path), "build again"))


def _is_safe(path: str) -> bool:
    """Whether a file of the site may have this path."""
    return path != MANIFEST and not _UNSAFE.search(f"/{path}/")


_UNSAFE = re.compile(r"[\0\n\r\\]|/\.{0,2}/")


def _clash(path: str, message: str) -> None:
    raise ContentError(Problem("L404", message, Place(path), "give one of them another name"))
