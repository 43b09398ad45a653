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
from builder.publish.manifest import MANIFEST, manifest, read_manifest, reject_foreign_files
from builder.publish.snapshot import DirectorySnapshot, folders_of
from builder.publish.standby import StandbySite
from builder.publish.stat_signature import (
    PUBLISHED_MODE,
    SIGNATURE_BYTES,
    FileState,
    digest_in,
    digest_of,
    is_unchanged,
    signature_of,
    tree_digest,
)


@dataclass(frozen=True)
class Written:
    """What became of the files of the site; the manifest beside them is not counted."""

    written: int
    unchanged: int
    removed: int


class SitePublisher:
    """One renewal of the site in `folder`, by a spare in its home; it does not change before the end of `finish`."""

    def __init__(self, folder: Path, kept_in: Path, seen: DirectorySnapshot | None = None) -> None:
        """`seen` is a look at it before the lock was taken."""
        self._folder = folder
        self._state_folder = kept_in
        state.prepare_state(kept_in, folder)
        disk.make_folder(folder.parent)
        # Folders cannot change places across file systems: there the spare stands beside the site, and is not kept.
        self._same_mount = disk.on_same_mount(folder.parent, kept_in)
        spare = kept_in / "spare" if self._same_mount else folder.with_name(f".{folder.name}.{kept_in.name}")
        disk.recover_swap(folder, spare)
        self._has_live = folder.is_dir()
        self._standby = StandbySite(spare, kept_in, twin=self._same_mount and not self._has_live)
        state.prune_state(kept_in, folder, spare)

        self._snapshot = seen if seen and is_unchanged(folder, seen.files) else DirectorySnapshot(folder, kept_in)
        self._live_files = self._snapshot.files
        self._live_states = state.load(kept_in, folder) if self._has_live else {}
        unknown = self._live_files.keys() - self._live_states.keys()
        reject_foreign_files(folder, unknown and unknown - read_manifest(folder))
        self._live_states_changed = False
        self._claimed: dict[str, bytes] = {}
        """Every file of the new site by its path: its checksum, or all that is known of it."""
        self._published: dict[str, FileState] = {}
        self._wrong_mode: Sequence[str] = ()
        self._changed = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is None or issubclass(kind, ContentError):
            self._standby.close()
        elif issubclass(kind, OSError):
            # The disk may be full: give back what we took.
            self._standby.discard()

    @property
    def name(self) -> str:
        """One for the output folder, in letters and digits."""
        return self._state_folder.name

    def contains(self, path: str, checksum: bytes) -> bool:
        """Whether the site has a file with this checksum."""
        return self._live_digest(path) == checksum

    def claimed(self, path: str) -> bool:
        """Whether the new site has a file of this path already."""
        return path in self._claimed

    def reuse(self, path: str, checksum: bytes) -> bool:
        """Take a file of the site over into the new one, if it has this checksum."""
        if not self.contains(path, checksum):
            return False
        self._claim(path, checksum)
        return True

    def reuse_all(self, files: Sequence[tuple[str, bytes]]) -> bool:
        """Take files of the site (path and checksum) over into the new one, if it has them all and none is taken."""
        for path, checksum in files:
            if path in self._claimed:
                return False
            mark = self._live_files.get(path, b"")
            as_left = self._live_states.get(path) == mark + checksum and mark.endswith(PUBLISHED_MODE)
            if not as_left and self._live_digest(path) != checksum:
                return False
        self._claimed.update(files)
        return True

    def write(self, path: str, content: bytes) -> bytes:
        """One file of the new site; returns its checksum."""
        checksum = digest_of(content)
        if not self.reuse(path, checksum):
            self._claim(path, checksum)
            self._changed += 1
            self._standby.write(path, checksum, content)
        return checksum

    def open_standby(self) -> None:
        """Make ready for `place`."""
        self._standby.open()

    def write_in_worker(self, path: str, checksum: bytes, content: bytes) -> FileState | None:
        """Put a file into the spare, in this process or in a fork of it; None when something is in its way.

        The turn does not learn of it: hand what is returned to `placed`.
        """
        return self._standby.write_in_worker(path, checksum, content) if _is_safe(path) else None

    def record(self, path: str, known: FileState) -> None:
        """One file of the new site, which is in the spare already."""
        self._claim(path, known)
        self._changed += 1
        self._standby.states[path] = known

    def copy(self, path: str, source: Path) -> None:
        """One file of the new site that is too large, or too little ours, to be held in memory."""
        with disk.open_regular(source, source.as_posix()) as descriptor:
            checksum = disk.digest_of_file(descriptor)
            if self._live_digest(path) != checksum:
                self._changed += 1
                if not self._standby.contains(path, checksum):
                    checksum = self._standby.copy(path, descriptor)
        self._claim(path, checksum)

    def finish(self) -> Written:
        """Publish what was taken, unless the site is that already."""
        for above in sorted(folders_of(self._claimed) & self._claimed.keys()):
            path = min(path for path in self._claimed if path.startswith(f"{above}/"))
            _reject_duplicate(above, f"'{above}' cannot be a file and the folder of '{path}'")
        listed = self._manifest()
        removed = len(self._live_files.keys() - self._claimed.keys() - {MANIFEST})
        if self._changed or removed or self._snapshot.wrong_mode or self._live_digest(MANIFEST) != digest_of(listed):
            self._standby.write(MANIFEST, digest_of(listed), listed)
            del listed  # it is as long as what is looked at now
            self._sync_standby()
            if self._has_live:
                self._swap()
            else:
                self._publish_first()
        else:
            self._published, self._wrong_mode = self._live_states, self._snapshot.wrong_mode
            if self._live_states_changed:
                state.save(self._state_folder, self._folder, self._live_states)
        return Written(self._changed, len(self._claimed) - self._changed, removed)

    def tree_digest(self) -> str:
        """A name for all files of the site as they were left by `finish`."""
        paths = sorted(self._published)
        return tree_digest(paths, (self._published[path][:SIGNATURE_BYTES] for path in paths), self._wrong_mode)

    def _claim(self, path: str, known: bytes) -> None:
        if not _is_safe(path):
            raise ContentError(Problem("S604", "a page cannot have this address", Place(path)))
        if path in self._claimed:
            _reject_duplicate(path, f"two files of the site want to be '{path}'")
        self._claimed[path] = known

    def _live_digest(self, path: str) -> bytes | None:
        """The checksum of a file as it is published; None when it is not there, or not as we publish."""
        mark = self._live_files.get(path)
        if mark is None or not mark.endswith(PUBLISHED_MODE):
            return None
        known = self._live_states.get(path)
        if known is None or not known.startswith(mark):
            with disk.open_regular(f"{self._folder}/{path}", path) as descriptor:
                known = signature_of(os.fstat(descriptor)) + disk.digest_of_file(descriptor)
            self._live_states[path] = known
            self._live_states_changed = True
        return digest_in(known)

    def _manifest(self) -> bytes:
        return manifest((path, digest_in(self._claimed[path])) for path in sorted(self._claimed))

    def _sync_standby(self) -> None:
        for _ in range(3):
            self._fill()
            if self._standby.verify():
                break
        else:
            raise _changed_during_build(self._standby.folder.as_posix())
        self._published, self._wrong_mode = self._standby.states, self._standby.wrong_mode
        disk.sync(self._standby.folder)

    def _fill(self) -> None:
        self._standby.remove_except(self._claimed.keys())
        self._copy_missing_from_live()
        if MANIFEST not in self._standby.states:
            listed = self._manifest()
            self._standby.write(MANIFEST, digest_of(listed), listed)

    def _copy_missing_from_live(self) -> None:
        """Copy what the spare lacks of the new site from the old one."""
        known = self._standby.states
        for path, wanted in self._claimed.items():
            if path not in known or digest_in(known[path]) != digest_in(wanted):
                self._copy_from_live(path, digest_in(wanted))

    def _copy_from_live(self, path: str, wanted: bytes) -> None:
        """Copy a file of the site into the spare."""
        content = disk.read_small(f"{self._folder}/{path}")
        if content is not None and digest_of(content) == wanted:
            self._standby.write(path, wanted, content)
            return
        if not os.path.lexists(f"{self._folder}/{path}"):
            raise _changed_during_build(path)
        with disk.open_regular(f"{self._folder}/{path}", path) as descriptor:
            found = self._standby.copy(path, descriptor)
        if found != wanted:
            raise _changed_during_build(path)

    def _publish_first(self) -> None:
        """Where no site is: the spare becomes it, and what was placed beside it the spare.

        Without that, the first change would take a copy of the site, however small it is.
        """
        self._standby.folder.rename(self._folder)
        try:
            disk.sync(self._folder.parent)
        except BaseException:
            self._folder.rename(self._standby.folder)
            raise
        self._standby.is_open = False
        state.save(self._state_folder, self._folder, self._published)
        if not self._same_mount:
            return
        try:
            self._standby.promote_initial_copy(self._claimed)
            self._copy_missing_from_live()
            self._copy_from_live(MANIFEST, digest_in(self._published[MANIFEST]))
            disk.sync(self._standby.folder)
        except (OSError, ContentError):
            # The site stands; without a spare the next build makes one, and says then what is in its way.
            self._standby.discard()

    def _swap(self) -> None:
        """Where a site is: it and the spare change places, and back again if anything is wrong then."""
        self._reject_added(self._folder)
        disk.swap(self._folder, self._standby.folder)
        try:
            disk.sync(self._folder.parent)
            disk.sync(self._standby.folder.parent)
            self._reject_added(self._standby.folder)
        except BaseException:
            self._standby.is_open = (
                False  # should the next step fail, the site before is there, and nobody may remove it
            )
            disk.swap(self._folder, self._standby.folder)
            self._standby.is_open = True
            raise
        state.save(self._state_folder, self._folder, self._published)
        self._standby.states = self._live_states
        self._snapshot.save()
        self._standby.fix_modes(self._snapshot.wrong_mode)
        if not self._same_mount or self._live_files.keys() - self._live_states.keys():
            # Files that nobody has looked at would be in the way of others.
            self._standby.discard()

    def _reject_added(self, folder: Path) -> None:
        """Nobody has looked at files that came into the site, which is `folder` now, while we were at work."""
        reject_foreign_files(self._folder, self._snapshot.added(folder), when=" while the build was under way")


def _changed_during_build(path: str) -> ContentError:
    return ContentError(Problem("S604", "the file was changed during the build", Place(path), "build again"))


def _is_safe(path: str) -> bool:
    """Whether a file of the site may have this path."""
    return path != MANIFEST and not _UNSAFE.search(f"/{path}/")


_UNSAFE = re.compile(r"[\0\n\r\\]|/\.{0,2}/")


def _reject_duplicate(path: str, message: str) -> None:
    raise ContentError(Problem("L404", message, Place(path), "give one of them another name"))
