"""Container files: the files of many articles each, copied to content/sources/ in pieces, since they may be large."""

import filecmp
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from builder.convert.formats import format_named
from builder.files import open_file, relative
from builder.problems import ContentError, Place, Problem

CONTAINER_LIMIT = 50 << 20
"""Bytes; a larger container may stay outside of the archive."""
STANDARD_INPUT = Path("-")
_PIECE = 1 << 20
_SPOOLED = "annotated-archive-"


def stored_elsewhere(path: Path, target: Path) -> bool:
    """Whether a container stays where it is; `target` is where it would be copied to."""
    return not target.exists() and _SPOOLED not in path.parent.name and path.stat().st_size > CONTAINER_LIMIT


def check_copy(path: Path, target: Path, root: Path) -> None:
    """Raises ContentError unless the archive has no other container with this name, or the beginning of this one."""
    if target.exists() and not _continues(path, target, root):
        message = "the archive has another capture with this name"
        help_ = "give the new capture another name; captures are never overwritten"
        raise ContentError(Problem("C502", message, Place(relative(target, root)), help_))


def copy_container(path: Path, target: Path, root: Path) -> None:
    """Copy a container, or what was added to it, so that its copy is complete at every moment."""
    if target.exists() and target.stat().st_size == path.stat().st_size:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}~")
    try:
        with os.fdopen(open_file(path, root)[0], "rb") as source, temporary.open("wb") as copy:
            shutil.copyfileobj(source, copy, _PIECE)
            copy.flush()
            os.fsync(copy.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _continues(path: Path, target: Path, root: Path) -> bool:
    """Whether a file begins with all of another one, or is the same."""
    if path.exists() and os.path.samefile(path, target):  # noqa: PTH121 - follows no link that `open_file` would refuse
        return True
    if path.stat().st_size == target.stat().st_size:
        return filecmp.cmp(path, target, shallow=False)
    with (
        os.fdopen(open_file(path, root)[0], "rb") as new,
        os.fdopen(open_file(target, root)[0], "rb") as old,
    ):
        while piece := old.read(_PIECE):
            if new.read(len(piece)) != piece:
                return False
    return True


@contextmanager
def with_standard_input(paths: Sequence[Path], format_: str) -> Iterator[list[Path]]:
    """The paths, `-` replaced by a file with what was read there, named by its content.

    Raises ContentError when the format is not named: nothing else says what it is.
    """
    if STANDARD_INPUT not in paths:
        yield [*paths]
        return
    if not format_:
        help_ = "name it, as in `convert - --from jsonl`"
        raise ContentError(Problem("C513", "standard input has no format of its own", Place("-"), help_))
    with tempfile.TemporaryDirectory(prefix=_SPOOLED) as folder:
        path, digest = Path(folder) / "input", sha256()
        with path.open("wb") as file:
            while piece := sys.stdin.buffer.read(_PIECE):
                digest.update(piece)
                file.write(piece)
        suffix = format_named(format_, Place("--from")).suffixes[0]
        named = path.rename(path.with_name(f"stdin-{digest.hexdigest()[:12]}{suffix}"))
        yield [named if one == STANDARD_INPUT else one for one in paths]
