"""Disk: file operations of publishing, with fixed permissions and without following links."""

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
from contextlib import contextmanager, suppress
from pathlib import Path

from builder.files import open_file
from builder.publish.stat_signature import FILE_MODE, FOLDER_MODE, signature_of

FOLDER = os.O_RDONLY | os.O_DIRECTORY
CHUNK = 1 << 16
"""Bytes read at once: a much larger buffer would be allocated and freed by the kernel for each file."""


@contextmanager
def open_descriptor(path: str | Path, flags: int, *, root: int | None = None) -> Iterator[int]:
    """The descriptor of a file or folder, below the open folder `root` if that is given."""
    descriptor = os.open(path, flags | os.O_CLOEXEC, FILE_MODE, dir_fd=root)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def lock(path: Path, timeout: float) -> Iterator[bool]:
    """Lock a file or folder while the context is open; False when it cannot be locked within `timeout` seconds.

    The kernel releases the lock when this process and all its forks have ended.
    """
    with open_descriptor(path, FOLDER if path.is_dir() else os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW) as descriptor:
        yield _acquired(descriptor, time.monotonic() + timeout)


def _acquired(descriptor: int, deadline: float) -> bool:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        else:
            return True


def create(path: str, content: bytes, *, overwrite: bool = True) -> bytes:
    """Write a file and its folders with fixed permissions, whatever the umask; returns its signature.

    Raises FileExistsError when the file exists and `overwrite` is false.
    """
    descriptor = _open_new(path, overwrite=overwrite)
    try:
        _write_all(descriptor, content)
        return _finish(descriptor, len(content))
    finally:
        os.close(descriptor)


def copy(source: int, path: str) -> tuple[bytes, bytes]:
    """Copy an open file as `create` does; returns the digest and the signature of the copy."""
    digest = hashlib.sha256()
    length = 0
    descriptor = _open_new(path)
    try:
        for chunk in _chunks(source):
            digest.update(chunk)
            _write_all(descriptor, chunk)
            length += len(chunk)
        return digest.digest(), _finish(descriptor, length)
    finally:
        os.close(descriptor)


def digest_of_file(source: int) -> bytes:
    """The SHA-256 digest of an open file."""
    digest = hashlib.sha256()
    for chunk in _chunks(source):
        digest.update(chunk)
    return digest.digest()


def _chunks(source: int) -> Iterator[bytes]:
    os.lseek(source, 0, os.SEEK_SET)
    while chunk := os.read(source, CHUNK):
        yield chunk


@contextmanager
def open_regular(path: str | Path, root: Path) -> Iterator[int]:
    """A regular file, open for reading; raises ContentError, with its path below `root`, for a link, pipe or device."""
    descriptor, _ = open_file(path, root)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def remove(path: Path, below: Path) -> None:
    """Remove a file, and its parent folders up to `below` that are empty after that."""
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == below:
            return
        try:
            folder.rmdir()
        except OSError:
            return


def remove_all(folder: Path) -> None:
    """Remove a folder and its content, if it exists."""
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


def make_folder(folder: Path) -> None:
    """Create a folder and its parents with fixed permissions, unless they exist."""
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
    """Exchange two folders; atomically where the system supports it."""
    if _swap_atomically(os.fsencode(one), os.fsencode(other)):
        return
    # Until the second rename `one` does not exist; if the process is killed here, `recover_swap` restores it.
    temporary = swap_temp(other)
    one.rename(temporary)
    try:
        other.rename(one)
        try:
            temporary.rename(other)
        except BaseException:
            one.rename(other)
            raise
    except BaseException:
        temporary.rename(one)
        raise


def recover_swap(one: Path, other: Path) -> None:
    """Restore `one` after a swap that was interrupted."""
    temporary = swap_temp(other)
    if temporary.is_dir() and not one.exists():
        temporary.rename(one)
    remove_all(temporary)


def swap_temp(folder: Path) -> Path:
    """The temporary name of the other folder during a swap with this one."""
    return folder.with_name(f"{folder.name}.swap")


def on_same_mount(one: Path, other: Path) -> bool:
    """Whether both folders are on the same mount, so that a rename from one to the other is possible."""
    return one.stat().st_dev == other.stat().st_dev and _mount(one) == _mount(other)


def _mount(folder: Path) -> str:
    """The mount of a folder on Linux, where the same disk may have several mounts, as it has in containers."""
    with open_descriptor(folder, FOLDER) as descriptor, suppress(OSError):
        info = Path(f"/proc/self/fdinfo/{descriptor}").read_text(encoding="ascii")
        return next((line for line in info.splitlines() if line.startswith("mnt_id:")), "")
    return ""


def sync(folder: Path) -> None:
    """Flush the entries of this folder to disk, so that a rename survives a power failure."""
    with open_descriptor(folder, FOLDER) as descriptor:
        try:
            os.fsync(descriptor)
        except OSError as error:
            if error.errno not in {errno.EINVAL, errno.ENOTSUP}:  # not supported by some network file systems
                raise


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


def _open_new(path: str, *, overwrite: bool = True) -> int:
    """A file open for writing from its start; an existing file keeps its length."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        return os.open(path, flags, FILE_MODE)
    except FileExistsError:
        if not overwrite:
            raise
        descriptor = _open_existing(path)
        if descriptor is not None:
            return descriptor
        Path(path).unlink()
    except FileNotFoundError:
        make_folder(Path(path).parent)
    return os.open(path, flags, FILE_MODE)


def _open_existing(path: str) -> int | None:
    """An existing file, open for writing; None for one that must be removed first.

    Regular files are overwritten: to remove and create every file of a site takes ten times as long on ext4, which
    looks for an inode that was not in use in the last minutes. A file with a second hard link is removed, so that the
    other name keeps its content.
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
    """Truncate a file after what was written and set its permissions; returns its signature."""
    status = os.fstat(descriptor)
    # Not before writing: ext4 flushes a file to disk at once when it was truncated to nothing first.
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
    """The system's message, in lower case."""
    return os.strerror(error.errno).lower() if error.errno else str(error)
