"""Publisher: writes the new site to the standby slot, verifies it, and swaps it with the live slot."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
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
    """Numbers of files of the site, without the manifest."""

    written: int
    unchanged: int
    removed: int


class SitePublisher:
    """Publishes one version of the site in `folder`; the live site does not change before the end of `finish`."""

    def __init__(self, folder: Path, state_folder: Path, snapshot: DirectorySnapshot | None = None) -> None:
        """`snapshot` may have been taken before the lock was acquired."""
        self._folder = folder
        self._state_folder = state_folder
        state.prepare_state(state_folder, folder)
        disk.make_folder(folder.parent)
        # No swap across file systems: then the standby slot is beside the site, and is removed at the end.
        self._same_mount = disk.on_same_mount(folder.parent, state_folder)
        beside = folder.with_name(f".{folder.name}.{state_folder.name}")
        standby = state_folder / state.STANDBY if self._same_mount else beside
        disk.recover_swap(folder, standby)
        self._has_live = folder.is_dir()
        self._standby = StandbySite(standby, state_folder, with_copy=self._same_mount and not self._has_live)
        state.prune_state(state_folder, folder, standby)

        current = snapshot if snapshot and is_unchanged(folder, snapshot.files) else None
        self._snapshot = current or DirectorySnapshot(folder, state_folder)
        self._live_files = self._snapshot.files
        self._live_states = state.load(state_folder, folder) if self._has_live else {}
        unknown = self._live_files.keys() - self._live_states.keys()
        reject_foreign_files(folder, unknown and unknown - read_manifest(folder))
        self._live_states_changed = False
        self._claimed: dict[str, bytes] = {}
        """By path, every file of the new site: its digest, or its state."""
        self._published: dict[str, FileState] = {}
        self._wrong_mode: Sequence[str] = ()
        self._changed = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None or issubclass(kind, ContentError):
            self._standby.close()
        elif issubclass(kind, OSError):
            # The disk may be full.
            self._standby.discard()

    @property
    def name(self) -> str:
        """An identifier of the output folder, of letters and digits."""
        return self._state_folder.name

    def contains(self, path: str, digest: bytes) -> bool:
        """Whether the live site has this file with this digest."""
        return self._live_digest(path) == digest

    def claimed(self, path: str) -> bool:
        """Whether the new site already has a file at this path."""
        return path in self._claimed

    def reuse(self, path: str, digest: bytes) -> bool:
        """Add a file of the live site to the new one; False when it does not have this digest."""
        if not self.contains(path, digest):
            return False
        self._claim(path, digest)
        return True

    def reuse_all(self, files: Sequence[tuple[str, bytes]]) -> bool:
        """Add files (path and digest) of the live site to the new one; False, and none, when one cannot be added."""
        for path, digest in files:
            if path in self._claimed:
                return False
            signature = self._live_files.get(path, b"")
            unchanged = self._live_states.get(path) == signature + digest and signature.endswith(PUBLISHED_MODE)
            if not unchanged and self._live_digest(path) != digest:
                return False
        self._claimed.update(files)
        return True

    def write(self, path: str, content: bytes) -> bytes:
        """Add a file to the new site; returns its digest."""
        digest = digest_of(content)
        if not self.reuse(path, digest):
            self._claim(path, digest)
            self._changed += 1
            self._standby.write(path, digest, content)
        return digest

    def open_standby(self) -> None:
        """Prepare for `write_in_worker`."""
        self._standby.open()

    def write_in_worker(self, path: str, digest: bytes, content: bytes) -> FileState | None:
        """Write a file to the standby slot, in this process or in a fork; None when its path is obstructed.

        The file is not part of the new site until the result is passed to `record`.
        """
        return self._standby.write_in_worker(path, digest, content) if _is_safe(path) else None

    def record(self, path: str, file_state: FileState) -> None:
        """Add a file that is already in the standby slot to the new site."""
        self._claim(path, file_state)
        self._changed += 1
        self._standby.states[path] = file_state

    def copy(self, path: str, source: Path) -> None:
        """Add a copy of a file to the new site, without loading it into memory."""
        with disk.open_regular(source, Path()) as descriptor:
            digest = disk.digest_of_file(descriptor)
            if self._live_digest(path) != digest:
                self._changed += 1
                if not self._standby.contains(path, digest):
                    digest = self._standby.copy(path, descriptor)
        self._claim(path, digest)

    def finish(self) -> Written:
        """Publish the new site, unless it is the same as the live one."""
        for folder in sorted(folders_of(self._claimed) & self._claimed.keys()):
            path = min(path for path in self._claimed if path.startswith(f"{folder}/"))
            _reject_duplicate(folder, f"'{folder}' cannot be a file and the folder of '{path}'")
        listed = self._manifest()
        removed = len(self._live_files.keys() - self._claimed.keys() - {MANIFEST})
        if self._changed or removed or self._snapshot.wrong_mode or self._live_digest(MANIFEST) != digest_of(listed):
            self._standby.write(MANIFEST, digest_of(listed), listed)
            del listed  # frees memory for the verification
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
        """The digest of all files of the site as `finish` left them."""
        paths = sorted(self._published)
        return tree_digest(paths, (self._published[path][:SIGNATURE_BYTES] for path in paths), self._wrong_mode)

    def _claim(self, path: str, digest: bytes) -> None:
        if not _is_safe(path):
            raise ContentError(Problem("S604", "a page cannot have this address", Place(path)))
        if path in self._claimed:
            _reject_duplicate(path, f"two files of the site have the path '{path}'")
        self._claimed[path] = digest

    def _live_digest(self, path: str) -> bytes | None:
        """The digest of a file of the live site; None when it is missing, or is not a file as the builder makes it."""
        signature = self._live_files.get(path)
        if signature is None or not signature.endswith(PUBLISHED_MODE):
            return None
        known = self._live_states.get(path)
        if known is None or not known.startswith(signature):
            with disk.open_regular(f"{self._folder}/{path}", self._folder) as descriptor:
                known = signature_of(os.fstat(descriptor)) + disk.digest_of_file(descriptor)
            self._live_states[path] = known
            self._live_states_changed = True
        return digest_in(known)

    def _manifest(self) -> bytes:
        return manifest((path, digest_in(self._claimed[path])) for path in sorted(self._claimed))

    def _sync_standby(self) -> None:
        """Make the standby slot the complete new site, verified; files that fail are written again, at most twice."""
        for _ in range(3):
            self._standby.remove_except(self._claimed.keys())
            self._copy_missing_from_live()
            if MANIFEST not in self._standby.states:
                listed = self._manifest()
                self._standby.write(MANIFEST, digest_of(listed), listed)
            if self._standby.verify():
                break
        else:
            raise _changed_during_build(self._standby.folder.as_posix())
        self._published, self._wrong_mode = self._standby.states, self._standby.wrong_mode
        disk.sync(self._standby.folder)

    def _copy_missing_from_live(self) -> None:
        states = self._standby.states
        for path, digest in self._claimed.items():
            if path not in states or digest_in(states[path]) != digest_in(digest):
                self._copy_from_live(path, digest_in(digest))

    def _copy_from_live(self, path: str, digest: bytes) -> None:
        if not os.path.lexists(f"{self._folder}/{path}"):
            raise _changed_during_build(path)
        with disk.open_regular(f"{self._folder}/{path}", self._folder) as descriptor:
            if self._standby.copy(path, descriptor) != digest:
                raise _changed_during_build(path)

    def _publish_first(self) -> None:
        """Where no site is live: standby becomes live, and the initial copy becomes standby.

        Without the initial copy the first change would copy the whole site, however small the change is.
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
            # The site is published; the next build makes a standby slot and reports what is wrong.
            self._standby.discard()

    def _swap(self) -> None:
        """Swap live and standby; swap them back if anything fails after that."""
        self._reject_added(self._folder)
        disk.swap(self._folder, self._standby.folder)
        try:
            disk.sync(self._folder.parent)
            disk.sync(self._standby.folder.parent)
            self._reject_added(self._standby.folder)
        except BaseException:
            # If the swap back fails, standby is the previous site and must not be removed.
            self._standby.is_open = False
            disk.swap(self._folder, self._standby.folder)
            self._standby.is_open = True
            raise
        state.save(self._state_folder, self._folder, self._published)
        self._standby.states = self._live_states
        self._snapshot.save()
        self._standby.fix_modes(self._snapshot.wrong_mode)
        if not self._same_mount or self._live_files.keys() - self._live_states.keys():
            # Files without a state would obstruct others.
            self._standby.discard()
            return
        try:
            # Here and not in the next build, so that nothing stays of what was taken off the site.
            self._standby.remove_outdated(self._published)
        except OSError:
            self._standby.discard()

    def _reject_added(self, folder: Path) -> None:
        """Raise ContentError (S602) when files were added to the live site, now in `folder`, during the build."""
        reject_foreign_files(self._folder, self._snapshot.added(folder), when=" during the build")


def _changed_during_build(path: str) -> ContentError:
    return ContentError(Problem("S604", "the file was changed during the build", Place(path), "build again"))


def _is_safe(path: str) -> bool:
    """Whether a file of the site may have this path."""
    return path != MANIFEST and not _UNSAFE.search(f"/{path}/")


_UNSAFE = re.compile(r"[\0\n\r\\]|/\.{0,2}/")


def _reject_duplicate(path: str, message: str) -> None:
    raise ContentError(Problem("L404", message, Place(path), "give one of them another name"))
