"""Files: safe reading and atomic writing."""

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from builder.problems import ContentError, Place, Problem

TEXT_LIMIT = 1 << 20
"""Maximal bytes of a content file; news articles have 2 to 20 kB."""
READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
"""Flags for opening a file. Without O_NONBLOCK, a named pipe would make the build wait for a writer."""
LINE_LIMIT = 64 << 10
"""Maximal characters of a line; news articles have a few hundred."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")

TOOL_FILES = re.compile(r"\.git.*|\.DS_Store|\..*\.sw[a-p]")
"""Hidden files that tools leave in a folder."""


def files_below(folder: Path, *, suffixes: tuple[str, ...] = (), hidden: bool = False) -> Iterator[Path]:
    """Every file below `folder`, sorted by path, without backup copies (`~`); hidden files only if asked for.

    Symbolic links are included, so that `read_bytes` reports each as a problem.
    """
    return map(Path, paths_below(os.fspath(folder), suffixes=suffixes, hidden=hidden))


def paths_below(folder: str, *, suffixes: tuple[str, ...] = (), hidden: bool = False) -> Iterator[str]:
    """The same paths as text, which is faster for many files."""
    if os.path.islink(folder):  # noqa: PTH114 - making a Path is slower
        message = "a symbolic link is not followed"
        raise ContentError(Problem("F012", message, Place(folder), "replace it with the folder"))
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError as error:
        reason = os.strerror(error.errno or 0).lower()
        raise ContentError(Problem("F012", f"the folder cannot be read: {reason}", Place(folder))) from error
    for entry in entries:
        if entry.name.endswith("~") or (entry.name.startswith(".") and not (hidden and _is_published(entry.name))):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from paths_below(entry.path, suffixes=suffixes, hidden=hidden)
        elif not suffixes or entry.is_symlink() or entry.name.endswith(suffixes):
            yield entry.path


def _is_published(name: str) -> bool:
    return not TOOL_FILES.fullmatch(name)


def relative_to(root: Path) -> Callable[[str], str]:
    """A function like `relative` for many paths."""
    start = f"{os.fspath(root).rstrip(os.sep)}{os.sep}"
    if os.sep == "/":
        return lambda path: path.removeprefix(start)
    return lambda path: path.removeprefix(start).replace(os.sep, "/")


def relative(path: Path | str, root: Path) -> str:
    """The path relative to the archive, with forward slashes, as problems print it."""
    # Ten times as fast as `Path.relative_to`.
    return relative_to(root)(os.fspath(path))


def read_bytes(path: Path | str, root: Path, *, limit: int = TEXT_LIMIT) -> bytes:
    """The content of a regular file of at most `limit` bytes; raises ContentError for anything else."""
    descriptor, size = open_file(path, root)
    try:
        # One byte more than its size, so that a second read is not needed to find the end.
        content = os.read(descriptor, min(size, limit) + 1)
        while size < len(content) <= limit and (more := os.read(descriptor, limit + 1 - len(content))):
            content += more
    finally:
        os.close(descriptor)
    if len(content) > limit:
        message = f"the file has more than {limit:,} bytes"
        place = Place(relative(path, root))
        raise ContentError(Problem("F004", message, place, "split it, or move it to assets/ if it is not text"))
    return content


def file_sha256(path: Path, root: Path) -> str:
    """SHA-256 of a regular file of any size; raises ContentError for anything else."""
    with os.fdopen(open_file(path, root)[0], "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_digest(path: Path, root: Path) -> str:
    """SHA-256 of a file; empty when it cannot be read."""
    try:
        return file_sha256(path, root)
    except ContentError:
        return ""


def read_head(path: Path, root: Path, size: int) -> bytes:
    """The first bytes of a file; raises ContentError as `read_bytes` does."""
    descriptor, _ = open_file(path, root)
    try:
        return os.read(descriptor, size)
    finally:
        os.close(descriptor)


def open_file(path: Path | str, root: Path) -> tuple[int, int]:
    """The descriptor and size of a regular file opened for reading; raises ContentError for anything else.

    The type is checked after opening, so that a link put in its place meanwhile is not followed.
    """
    try:
        descriptor = os.open(path, READ)
    except OSError as error:
        place = Place(relative(path, root))
        message, help_ = f"the file cannot be read: {os.strerror(error.errno or 0).lower()}", ""
        if os.path.islink(path):  # noqa: PTH114 - it may not be a Path
            message, help_ = "a symbolic link is not followed", "replace it with the file"
        raise ContentError(Problem("F012", message, place, help_)) from error
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        place = Place(relative(path, root))
        raise ContentError(Problem("F012", "not a regular file", place, "remove it, or replace it with a file"))
    return descriptor, status.st_size


def read_text(path: Path, root: Path, *, limit: int = TEXT_LIMIT) -> str:
    """The text of a UTF-8 file without byte order mark, lines ending in `\\n`; raises ContentError."""
    return decode(read_bytes(path, root, limit=limit), relative(path, root))


def decode(content: bytes, path: str) -> str:
    """UTF-8 bytes as text without byte order mark, lines ending in `\\n`; raises ContentError."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        place = Place(path, before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        message = f"byte 0x{content[error.start]:02x} is not UTF-8"
        raise ContentError(Problem("F002", message, place, "save the file as UTF-8")) from error
    if not text.strip():
        raise ContentError(Problem("F001", "the file is empty", Place(path), "write text in it, or delete it"))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    nul = text.find("\0")
    if nul >= 0:
        place, help_ = Place(path, *position(text, nul)), "delete the character; the file may be damaged"
        raise ContentError(Problem("F003", "the file has a NUL character", place, help_))
    for number, line in enumerate(text.split("\n") if len(text) > LINE_LIMIT else (), 1):
        if len(line) > LINE_LIMIT:
            message = f"the line has {len(line):,} characters; at most {LINE_LIMIT:,} are allowed"
            raise ContentError(Problem("F004", message, Place(path, number), "break the line into paragraphs"))
    return text


def split_lines(text: str) -> list[str]:
    """The lines with their ends, the same lines as `decode` knows; `str.splitlines` ends them at other signs too."""
    return _LINE.findall(text)


def line_end(line: str) -> str:
    """The end of a line, so that a line beside it can have the same."""
    return line[len(line.rstrip("\r\n")) :] or "\n"


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset; both start at 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def write_new(path: Path, content: bytes) -> None:
    """Write a new file atomically; raises FileExistsError if it exists."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _temporary_file(path, content) as temporary:
        # Unlike a rename, a hard link never overwrites an existing file.
        os.link(temporary, path)


def rewrite(path: Path, before: bytes, content: bytes) -> bool:
    """Replace `before` with `content` atomically; False if the file no longer has the content `before`."""
    with _temporary_file(path, content, stat.S_IMODE(path.stat().st_mode)) as temporary:
        if path.is_symlink() or path.read_bytes() != before:
            return False
        temporary.replace(path)
    return True


@contextmanager
def _temporary_file(path: Path, content: bytes, mode: int | None = None) -> Iterator[Path]:
    """The content in a file beside `path`, complete and on disk; removed at the end."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}~")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            if mode is not None:
                os.fchmod(descriptor, mode)
            os.fsync(descriptor)
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def text_sha256(*texts: str) -> str:
    """SHA-256 of the words of some texts; line breaks and repeated spaces do not matter."""
    return hashlib.sha256(" ".join(" ".join(texts).split()).encode()).hexdigest()
