"""Write: finished files replace the old site as one; the unchanged is left alone.

Two folders take turns. The *site* is what is published; the *spare*, in the cache, is the site before it, and at first
its *twin*. What is new goes into the spare, what the spare lacks is copied from the site, every file of it is held
against what is known of it, and then the two change places in one step. So there is no moment without a whole site, a
small change writes little, and no file is ever shared between the two.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from builder.problems import ContentError, Place, Problem
from builder.publish import disk
from builder.publish.manifest import MANIFEST, read_manifest, reject_foreign_files
from builder.publish.publisher import SitePublisher, Written
from builder.publish.snapshot import DirectorySnapshot

if TYPE_CHECKING:
    from builder.model import Output

__all__ = ["MANIFEST", "DirectorySnapshot", "Written", "publishing", "require_own_output", "snapshot_output", "write"]

LOCK_TIMEOUT = 20.0
"""Seconds to wait for another build of the same archive before giving up."""
SOURCE_FOLDERS = ("content", "themes", "builder", "tests", ".git")
"""Folders of an archive that hold what people wrote."""


def write(
    outputs: Iterable[Output],
    folder: Path,
    *,
    scratch: Path,
    copies: Iterable[tuple[str, Path]] = (),
    patience: float = LOCK_TIMEOUT,
) -> Written:
    """Make `folder` hold exactly these outputs, and the files of `copies` (path in the site, file to copy).

    Raises as `renewal` does. The outputs are taken one at a time and let go.
    """
    with publishing(folder, scratch=scratch, patience=patience) as turn:
        for output in outputs:
            turn.write(output.path, output.content)
        for path, source in copies:
            turn.copy(path, source)
        return turn.finish()


@contextmanager
def publishing(
    folder: Path, *, scratch: Path, snapshot: DirectorySnapshot | None = None, patience: float = LOCK_TIMEOUT
) -> Iterator[SitePublisher]:
    """A turn that renews the site in `folder`, while no other build can.

    `scratch` is a folder of our own, in the archive's cache; `snapshot` is what `published` saw. Raises
    ContentError: S602 when the folder is not ours to fill, S604 when it cannot be filled; the site is then what it was.
    """
    folder = _absolute(folder)
    scratch = _absolute(scratch)
    _reject_unsafe(folder, scratch)
    try:
        with (
            _locked_scratch(folder, scratch, patience) as ours,
            SitePublisher(folder, _state_folder(folder, ours), snapshot) as turn,
        ):
            yield turn
    except OSError as error:
        # It may be the cache, in which the next site is made.
        named = Path(error.filename) if isinstance(error.filename, str) else folder
        where = named if named.is_absolute() else folder
        mend = "make room, or allow writing there, and build again"
        if error.errno in {errno.EXDEV, errno.EBUSY}:
            mend = "it is a mount, or part of an image, and cannot be renamed: name a folder within it"
        message, mend = (
            f"the site cannot be written: {disk.os_message(error)}",
            f"the last site stands as it was; {mend}",
        )
        _reject("S604", message, where, mend, error)


@contextmanager
def _locked_scratch(folder: Path, scratch: Path, patience: float) -> Iterator[Path]:
    """A folder to make the next site in, while no other build can: the cache, or one beside the site for this once."""
    with suppress(OSError):
        scratch.mkdir(parents=True, exist_ok=True)
    in_cache = scratch.is_dir() and os.access(scratch, os.W_OK | os.X_OK)
    disk.make_folder(folder.parent)
    with disk.lock(scratch / "lock" if in_cache else folder.parent, patience) as alone:
        if not alone:
            _reject("S604", "another build of this archive is under way", folder, "wait for its end")
        if in_cache:
            yield scratch
            return
        beside = folder.with_name(f".{folder.name}.{_name(folder)}")
        _clear(folder, beside)
        disk.make_folder(beside)
        try:
            yield beside
        finally:
            # What became of the site does not hang on it.
            with suppress(OSError):
                _clear(folder, beside)


def _clear(folder: Path, beside: Path) -> None:
    disk.recover_swap(folder, _state_folder(folder, beside) / "spare")
    disk.remove_all(beside)


def snapshot_output(folder: Path, root: Path, scratch: Path | None = None) -> DirectorySnapshot:
    """A look at the folder where the site of the archive at `root` is published; faster when it has a `scratch`.

    Raises ContentError (S602) for a folder in which it cannot be published.
    """
    folder = _absolute(folder)
    root = _absolute(root)
    _reject_unsafe(folder, root)
    for name in SOURCE_FOLDERS:
        if folder.is_relative_to(root / name):
            _reject("S602", f"the output folder lies in {name}/, among what people wrote", folder, _ELSEWHERE)
    try:
        return DirectorySnapshot(folder, scratch and _state_folder(folder, _absolute(scratch)))
    except OSError as error:
        _reject("S602", f"the output folder cannot be read: {disk.os_message(error)}", folder, _ELSEWHERE, error)


def require_own_output(folder: Path, files: Mapping[str, bytes]) -> None:
    """Raise ContentError (S602) when one of the files that are published in `folder` is not of our making."""
    folder = _absolute(folder)
    if files:
        reject_foreign_files(folder, files.keys() - read_manifest(folder))


def _state_folder(folder: Path, scratch: Path) -> Path:
    """Where in the archive's cache is kept what we know of the site in `folder`."""
    return scratch / "sites" / _name(folder)


def _name(folder: Path) -> str:
    """Short, and of letters and digits."""
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]


_ELSEWHERE = "name a folder that is empty or not there yet"


def _reject_unsafe(folder: Path, kept: Path) -> None:
    """Raise for a folder that is, or holds, what must be kept, and for what is no folder."""
    if folder in {Path(folder.anchor), Path.home()}:
        _reject("S602", "this folder holds more than a site", folder, _ELSEWHERE)
    if kept.is_relative_to(folder):
        _reject("S602", "the site would take the place of the archive itself", folder, _ELSEWHERE)
    if folder.is_symlink():
        _reject("S602", "the output folder is a symbolic link", folder, "name the folder it leads to")
    if folder.exists() and not folder.is_dir():
        _reject("S602", "there is a file where the output folder should be", folder, _ELSEWHERE)


def _reject(code: str, message: str, folder: Path, help_: str, cause: Exception | None = None) -> NoReturn:
    raise ContentError(Problem(code, message, Place(folder.as_posix()), help_)) from cause


def _absolute(path: Path) -> Path:
    """Without `..`, but with its symbolic links, which are refused rather than followed."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - `resolve` follows links, `absolute` keeps `..`
