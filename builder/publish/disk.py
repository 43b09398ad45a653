"""Disk: the few things about files that must be done just so."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import hashlib
import os
import shutil
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from builder.problems import ContentError, Place, Problem
from builder.publish.stat_signature import FILE_MODE, FOLDER_MODE, signature_of

CHUNK = 1 << 16
"""Bytes read at once: a buffer much larger is asked of the kernel, and given back to it, for each file."""


@contextmanager
def lock(lock: Path, patience: float) -> Iterator[bool]:
    """Hold the lock, a file or a folder, waiting for it `patience` seconds; tells whether it was got.

    The kernel drops it when we die and all our forks.
    """
    kind = os.O_RDONLY | os.O_DIRECTORY if lock.is_dir() else os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW
    descriptor = os.open(lock, kind | os.O_CLOEXEC, FILE_MODE)
    try:
        yield _locked(descriptor, time.monotonic() + patience)
    finally:
        os.close(descriptor)


def _locked(descriptor: int, until: float) -> bool:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                return False
            time.sleep(0.05)
        else:
            return True


def create(path: str, content: bytes, *, over: bool = True) -> bytes:
    """The mark of a file with fixed rights, whatever the umask; its folders are made, and an old file makes way.

    Without `over` it does not make way, and this raises FileExistsError.
    """
    descriptor = _new(path, over=over)
    try:
        _write_all(descriptor, content)
        return _finish(descriptor, len(content))
    finally:
        os.close(descriptor)


def copy(source: int, path: str) -> tuple[bytes, bytes]:
    """The checksum of what the open file `source` holds, and the mark of a file with it, made as `create` does."""
    checksum = hashlib.sha256()
    length = 0
    os.lseek(source, 0, os.SEEK_SET)
    descriptor = _new(path)
    try:
        while chunk := os.read(source, CHUNK):
            checksum.update(chunk)
            _write_all(descriptor, chunk)
            length += len(chunk)
        return checksum.digest(), _finish(descriptor, length)
    finally:
        os.close(descriptor)


def digest_of_file(source: int) -> bytes:
    """SHA-256 of what an open file holds."""
    checksum = hashlib.sha256()
    os.lseek(source, 0, os.SEEK_SET)
    while chunk := os.read(source, CHUNK):
        checksum.update(chunk)
    return checksum.digest()


def read_small(path: str) -> bytes | None:
    """What a regular file holds; None for one that is larger than a few dozen kilobytes, or cannot be read plainly."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size > CHUNK:
            return None
        return os.read(descriptor, CHUNK)
    finally:
        os.close(descriptor)


@contextmanager
def open_regular(path: str | Path, place: str) -> Iterator[int]:
    """A regular file, open for reading; a link, pipe or device is refused with a problem at `place`."""
    try:
        # Without O_NONBLOCK a named pipe would make the build wait for a writer.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        linked = error.errno in {errno.ELOOP, errno.EMLINK}
        message = "a symbolic link is not followed" if linked else f"the file cannot be read: {os_message(error)}"
        raise ContentError(Problem("F012", message, Place(place), "put the file itself there")) from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ContentError(Problem("F012", "not a regular file", Place(place), "remove it, or put a file there"))
        yield descriptor
    finally:
        os.close(descriptor)


def remove(path: Path, below: Path) -> None:
    """Remove a file, and the folders above it, as far as `below`, that are empty then."""
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == below:
            return
        try:
            folder.rmdir()
        except OSError:
            return


def remove_all(folder: Path) -> None:
    """Remove a folder of ours with all that is in it, if it is there."""
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


def make_folder(folder: Path) -> None:
    """The folder and those above it, with fixed rights where they are new."""
    try:
        folder.mkdir(FOLDER_MODE)
    except FileExistsError:
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder)) from None
    except FileNotFoundError:
        make_folder(folder.parent)
        make_folder(folder)
    else:
        if stat.S_IMODE(folder.stat().st_mode) != FOLDER_MODE:
            folder.chmod(FOLDER_MODE)


def swap(one: Path, other: Path) -> None:
    """Two folders change places; where the system can do it, in one step that nobody can see half done."""
    if _swap_atomically(os.fsencode(one), os.fsencode(other)):
        return
    # For a moment there is no `one`; if we are killed then, `settle` brings it back.
    between = swap_temp(other)
    one.rename(between)
    try:
        other.rename(one)
        try:
            between.rename(other)
        except BaseException:
            one.rename(other)
            raise
    except BaseException:
        between.rename(one)
        raise


def recover_swap(one: Path, other: Path) -> None:
    """Put right what an exchange of these two has left behind that was killed half way."""
    between = swap_temp(other)
    if between.is_dir() and not one.exists():
        between.rename(one)
    remove_all(between)


def swap_temp(folder: Path) -> Path:
    """Where what changes places with this folder lies for a moment."""
    return folder.with_name(f"{folder.name}.aside")


def on_same_mount(one: Path, other: Path) -> bool:
    """Whether both are on one mount of one disk, so that what is in one can be moved to the other in one step."""
    return one.stat().st_dev == other.stat().st_dev and _mount(one) == _mount(other)


def _mount(folder: Path) -> str:
    """What tells where it is mounted, on Linux: the same disk may be mounted twice, as it is for containers."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        told = Path(f"/proc/self/fdinfo/{descriptor}").read_text(encoding="ascii")
    except OSError:
        return ""
    finally:
        os.close(descriptor)
    return next((line for line in told.splitlines() if line.startswith("mnt_id:")), "")


def sync(folder: Path) -> None:
    """See to it that names in this folder outlast a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:  # some network file systems know no such thing
            raise
    finally:
        os.close(descriptor)


AT_FDCWD = -100
RENAME_EXCHANGE = 2  # both in Linux's renameat2 and, as RENAME_SWAP, in macOS's renamex_np


def _swap_atomically(one: bytes, other: bytes) -> bool:
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "linux" and hasattr(library, "renameat2"):
        failed = library.renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE)
    elif sys.platform == "darwin" and hasattr(library, "renamex_np"):
        failed = library.renamex_np(one, other, RENAME_EXCHANGE)
    else:
        return False
    if not failed:
        return True
    code = ctypes.get_errno()
    if code in {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}:
        return False
    raise OSError(code, os.strerror(code), os.fsdecode(one))


def _new(path: str, *, over: bool = True) -> int:
    """A file open for writing from its start; one that was there may be longer than what is written."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        return os.open(path, flags, FILE_MODE)
    except FileExistsError:
        if not over:
            raise
        descriptor = _remove_old(path)
        if descriptor is not None:
            return descriptor
        Path(path).unlink()
    except FileNotFoundError:
        make_folder(Path(path).parent)
    return os.open(path, flags, FILE_MODE)


def _remove_old(path: str) -> int | None:
    """A file that is there, open for writing; None for one that must make way.

    A plain one is written over: to remove every file of a site and make it anew takes ext4 ten times as long, which
    looks for an inode that nothing held in the last minutes. But not where the owner holds a hard link to it.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return None
    status = os.fstat(descriptor)
    if stat.S_ISREG(status.st_mode) and status.st_nlink == 1:
        return descriptor
    os.close(descriptor)
    return None


def _finish(descriptor: int, length: int) -> bytes:
    """The mark of a file that was written so far, with fixed rights."""
    status = os.fstat(descriptor)
    # Not before it was written: ext4 takes a file that is emptied first for one to put on the disk at once.
    if status.st_size > length:
        os.ftruncate(descriptor, length)
        status = os.fstat(descriptor)
    if stat.S_IMODE(status.st_mode) != FILE_MODE:
        os.fchmod(descriptor, FILE_MODE)
        status = os.fstat(descriptor)
    return signature_of(status)


def _write_all(descriptor: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]


def os_message(error: OSError) -> str:
    """What the system says, in small letters."""
    return os.strerror(error.errno).lower() if error.errno else str(error)
