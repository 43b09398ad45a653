"""Stat signatures: detect changed files from their metadata, without reading them."""

import hashlib
import os
import stat
import struct
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from pathlib import Path

from builder.publish.manifest import MANIFEST

FILE_MODE = 0o644
"""Permissions of a published file."""
FOLDER_MODE = 0o755
"""Permissions of a folder of the site."""
FileState = bytes
"""Stat signature and digest of a file, joined: one object, since a large archive has hundreds of thousands of files."""

_SIGNATURE = struct.Struct("<qqqQLL")
_fields = attrgetter("st_size", "st_mtime_ns", "st_ctime_ns", "st_ino", "st_mode", "st_nlink")
SIGNATURE_BYTES = _SIGNATURE.size
DIGEST_BYTES = 32
MODE_BYTES = struct.calcsize("<LL")
"""Bytes at the end of a signature: file type, permissions and number of hard links."""
PUBLISHED_MODE = struct.pack("<LL", stat.S_IFREG | FILE_MODE, 1)
"""End of the signature of every file that the builder publishes."""


def signature_of(status: os.stat_result) -> bytes:
    """The stat signature of a file: no change keeps the size, both times and the inode."""
    return _SIGNATURE.pack(*_fields(status))


def signatures_of(root: int, paths: Iterable[str]) -> list[bytes]:
    """The signatures of these paths below an open folder; links are not followed. Raises OSError."""
    return [_SIGNATURE.pack(*_fields(os.stat(path, dir_fd=root, follow_symlinks=False))) for path in paths]


def signature_at(path: str, root: int | None = None) -> bytes:
    """The signature of this path, below an open folder if `root` is given; links are not followed. Empty if missing."""
    try:
        return signature_of(os.stat(path, dir_fd=root, follow_symlinks=False))
    except (FileNotFoundError, NotADirectoryError):
        return b""


def changed_at(signature: bytes) -> int:
    """The time of the last change in nanoseconds: the one time that no program can set."""
    changed: int = _SIGNATURE.unpack(signature)[2]
    return changed


def permissions_in(signature: bytes) -> int:
    """The permission bits of a file or folder."""
    mode: int = _SIGNATURE.unpack(signature)[4]
    return mode & 0o777


def mode_in(state: FileState) -> bytes:
    """The end of the signature: file type, permissions and number of hard links."""
    return state[SIGNATURE_BYTES - MODE_BYTES : SIGNATURE_BYTES]


def digest_in(state: FileState) -> bytes:
    """The SHA-256 digest in a file's state; a digest alone is returned as it is."""
    return state[-DIGEST_BYTES:]


def tree_digest(paths: Sequence[str], signatures: Iterable[bytes], wrong_mode: Sequence[str] = ()) -> str:
    """The digest of all files of a site, by their sorted paths and signatures; empty when there are none.

    It changes with any file, even one whose modification time was reset, and with the permissions and hard links of
    files. `wrong_mode` are the folders with other permissions than FOLDER_MODE.
    """
    if not paths:
        return ""
    # A file name that is not valid UTF-8 is hashed as its bytes.
    names = hashlib.sha256("\0".join((*paths, "", *wrong_mode)).encode("utf-8", "surrogateescape")).digest()
    return hashlib.sha256(b"".join([names, *signatures])).hexdigest()


def is_unchanged(folder: Path, signatures: Mapping[str, bytes]) -> bool:
    """Whether no site was published in `folder` since these signatures were taken: that makes a new manifest."""
    return signatures.get(MANIFEST) == signature_at(f"{folder}/{MANIFEST}")


def digest_of(content: bytes) -> bytes:
    """The SHA-256 digest of a file's content."""
    return hashlib.sha256(content).digest()
