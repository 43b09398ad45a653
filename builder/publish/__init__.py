"""Publish: the finished site replaces the published one in one step, and unchanged files are not written.

Publishing uses two slots, live and standby. The *live* slot is the output folder; the *standby* slot, in the cache,
holds the site before it, and after the first build a copy. New files are written to standby, files that it lacks are
copied from live, and every file of it is verified. Then the two slots are swapped in one rename. So there is always a
complete site, a small change writes little, and the slots never share a file.
"""

import errno
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

from builder.problems import ContentError, Place, Problem
from builder.publish import disk, state
from builder.publish.manifest import MANIFEST, read_manifest, reject_foreign_files
from builder.publish.publisher import SitePublisher, Written
from builder.publish.snapshot import DirectorySnapshot

__all__ = ["MANIFEST", "DirectorySnapshot", "Written", "publishing", "require_own_output", "snapshot_output"]

LOCK_TIMEOUT = 20.0
"""Seconds to wait for another build of the same archive."""
SOURCE_FOLDERS = ("content", "themes", "builder", "tests", ".git")
"""Folders of an archive that hold source files."""
OTHER_FOLDER = "use a folder that is empty or does not exist yet"


@contextmanager
def publishing(
    folder: Path, *, scratch: Path, snapshot: DirectorySnapshot | None = None, timeout: float = LOCK_TIMEOUT
) -> Iterator[SitePublisher]:
    """The publisher of the site in `folder`, with a lock against other builds.

    `scratch` is a folder in the archive's cache; `snapshot` is the result of `snapshot_output`. Raises ContentError and
    leaves the site unchanged: S602 when the builder may not write to the folder, S604 when it cannot.
    """
    folder = _absolute(folder)
    scratch = _absolute(scratch)
    _reject_unsafe(folder, scratch)
    try:
        with (
            _locked_scratch(folder, scratch, timeout) as locked,
            SitePublisher(folder, _state_folder(folder, locked), snapshot) as publisher,
        ):
            yield publisher
    except OSError as error:
        # The file may be in the cache, where the standby slot is.
        path = Path(error.filename) if isinstance(error.filename, str) else folder
        place = path if path.is_absolute() else folder
        help_ = "free disk space or allow writing there, and build again"
        if error.errno in {errno.EXDEV, errno.EBUSY}:
            help_ = "it is a mount point or part of an image and cannot be renamed; use a folder inside it"
        message = f"the site cannot be written: {disk.os_message(error)}"
        _reject("S604", message, place, f"the published site is unchanged; {help_}", error)


@contextmanager
def _locked_scratch(folder: Path, scratch: Path, timeout: float) -> Iterator[Path]:
    """The cache folder, locked; a temporary folder beside the site when the cache cannot be written."""
    with suppress(OSError):
        scratch.mkdir(parents=True, exist_ok=True)
    in_cache = scratch.is_dir() and os.access(scratch, os.W_OK | os.X_OK)
    disk.make_folder(folder.parent)
    with disk.lock(scratch / "lock" if in_cache else folder.parent, timeout) as acquired:
        if not acquired:
            _reject("S604", "another build of this archive is running", folder, "wait until it has finished")
        if in_cache:
            yield scratch
            return
        temporary = folder.with_name(f".{folder.name}.{_hash(folder)}")
        _discard(folder, temporary)
        disk.make_folder(temporary)
        try:
            yield temporary
        finally:
            # The site is published, or not, whether or not this succeeds.
            with suppress(OSError):
                _discard(folder, temporary)


def _discard(folder: Path, temporary: Path) -> None:
    disk.recover_swap(folder, _state_folder(folder, temporary) / state.STANDBY)
    disk.remove_all(temporary)


def snapshot_output(folder: Path, root: Path, scratch: Path | None = None) -> DirectorySnapshot:
    """A snapshot of the output folder of the archive at `root`; faster with the archive's cache as `scratch`.

    Raises ContentError (S602) for a folder in which the site cannot be published.
    """
    folder = _absolute(folder)
    root = _absolute(root)
    _reject_unsafe(folder, root)
    for name in SOURCE_FOLDERS:
        if folder.is_relative_to(root / name):
            _reject("S602", f"the output folder is inside {name}/, which holds source files", folder, OTHER_FOLDER)
    try:
        return DirectorySnapshot(folder, scratch and _state_folder(folder, _absolute(scratch)))
    except OSError as error:
        _reject("S602", f"the output folder cannot be read: {disk.os_message(error)}", folder, OTHER_FOLDER, error)


def require_own_output(folder: Path, files: Mapping[str, bytes]) -> None:
    """Raise ContentError (S602) when one of the files published in `folder` was not made by the builder."""
    folder = _absolute(folder)
    if files:
        reject_foreign_files(folder, files.keys() - read_manifest(folder))


def _state_folder(folder: Path, scratch: Path) -> Path:
    """The folder in the cache for the state of the site in `folder`."""
    return scratch / "sites" / _hash(folder)


def _hash(folder: Path) -> str:
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]


def _reject_unsafe(folder: Path, protected: Path) -> None:
    """Raise ContentError (S602) for an output folder that contains `protected`, or is not a folder."""
    if folder in {Path(folder.anchor), Path.home()}:
        _reject("S602", "the root and home folders cannot be the output folder", folder, OTHER_FOLDER)
    if protected.is_relative_to(folder):
        _reject("S602", "the output folder contains the archive itself", folder, OTHER_FOLDER)
    if folder.is_symlink():
        _reject("S602", "the output folder is a symbolic link", folder, "use the folder that it points to")
    if folder.exists() and not folder.is_dir():
        _reject("S602", "the output folder is a file", folder, OTHER_FOLDER)


def _reject(code: str, message: str, folder: Path, help_: str, cause: Exception | None = None) -> NoReturn:
    raise ContentError(Problem(code, message, Place(folder.as_posix()), help_)) from cause


def _absolute(path: Path) -> Path:
    """The path without `..`, but with its symbolic links, which are rejected and not followed."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - `resolve` follows links, `absolute` keeps `..`
