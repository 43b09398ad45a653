"""Cache: results by fingerprint, which covers the builder and its libraries. Without it, a build only takes longer."""

import hashlib
import os
import sqlite3
import sys
import zlib
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from typing import Any, Self

import msgspec

from builder.files import paths_below, relative

APPLICATION_ID = 0x416E4E77
"""Identifies the file as ours in the header of the database."""
CHECKSUM_BYTES = hashlib.sha256().digest_size
LIBRARIES = (
    "jinja2", "markdown-it-py", "markupsafe", "mdit-py-plugins", "msgspec", "pygments", "python-slugify", "pyyaml",
    "rapidfuzz",
)  # fmt: skip
"""Libraries whose next version may give other results."""
SIZE_LIMIT = 1 << 30
"""Maximal size of the file in bytes; the entries unused for longest are removed first."""
UNUSED_BUILDS = 24
"""Entries not used in this number of builds that changed something are removed."""
MEMORY_LIMIT = 8 << 20
"""Bytes held in memory before they are written together."""


EVICT_OLDEST = """
    DELETE FROM entries WHERE rowid IN (SELECT id FROM
        (SELECT rowid AS id, sum(length(value)) OVER (ORDER BY used, rowid) - length(value) AS before FROM entries)
    WHERE before < ?)
"""


class Cache:
    """Bytes by key in one file of `folder`; empty without a folder, or when the file cannot be used.

    An error of the file is reported once through `warn`, and the build continues without the cache.
    """

    def __init__(
        self, folder: Path | None, *, warn: Callable[[str], None] = lambda _: None, size_limit: int = SIZE_LIMIT
    ) -> None:
        self._warn = warn
        self._size_limit = size_limit
        self._path = folder and folder / "results.sqlite"
        self._connection: sqlite3.Connection | None = None
        self._process = os.getpid()
        self._fork_connection: sqlite3.Connection | None = None
        """In a forked process: its own connection."""
        self._is_disabled = False
        self._build = 0
        self._pending: dict[str, bytes] = {}
        self._pending_bytes = 0
        self._used: list[str] = []
        if self._path is not None:
            self._open(self._path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get(self, key: str) -> bytes | None:
        """The value of this key, or None."""
        if key in self._pending:
            return self._pending[key]
        try:
            row = self._row(key)
        except sqlite3.Error as error:
            if self._connection is not None and self._process == os.getpid():
                self._disable(error)
            return None
        if row is None:
            return None
        last_used, stored = row
        value = bytes(stored[4:])
        if stored[:4] != _checksum(key, value):
            return None
        # Not in every build, or a build that changes nothing would write to the file.
        if last_used < self._build - UNUSED_BUILDS // 3:
            self._used.append(key)
        return value

    def put(self, key: str, value: bytes) -> bool:
        """Store a value; it is written to the file later. False when the cache is disabled."""
        if self._connection is None:
            return False
        self._pending[key] = value
        self._pending_bytes += len(value)
        if self._pending_bytes > MEMORY_LIMIT:
            self._flush()
        return self._connection is not None

    def close(self) -> None:
        """Write pending values, remove old entries and close the file."""
        if self._connection is None:
            return
        if self._pending or self._used:
            self._flush()
            self._evict()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _row(self, key: str) -> tuple[int, bytes] | None:
        is_owner = self._process == os.getpid()
        if is_owner and self._connection is not None:
            return _select(self._connection, key)
        if self._path is None or self._is_disabled:
            return None
        uri = f"{self._path.absolute().as_uri()}?mode=ro"
        if is_owner:
            # Texts may be loaded after the end of a build.
            with closing(sqlite3.connect(uri, uri=True)) as connection:
                return _select(connection, key)
        # A connection cannot be used in a forked process.
        if self._fork_connection is None:
            self._fork_connection = sqlite3.connect(uri, uri=True)
        return _select(self._fork_connection, key)

    def _open(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._connect(path)
            except sqlite3.DatabaseError as error:
                if not _is_damaged(path, error):
                    raise
                self._warn("the cache was damaged and was cleared")
                _remove(path)
                self._connect(path)
        except (OSError, sqlite3.Error) as error:
            self._disable(error)

    def _connect(self, path: Path) -> None:
        connection = sqlite3.connect(path, timeout=5, isolation_level=None)
        try:
            application_id = connection.execute("PRAGMA application_id").fetchone()[0]
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if application_id != APPLICATION_ID and tables:
                raise sqlite3.DatabaseError("it is a database of another program")
            # A lost entry is computed again, so the cache does not wait for the disk.
            connection.execute("PRAGMA synchronous = OFF")
            if "entries" not in tables:
                connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute("CREATE TABLE entries (key TEXT UNIQUE NOT NULL, used INTEGER NOT NULL, value BLOB)")
            self._build = connection.execute("SELECT coalesce(max(used), 0) FROM entries").fetchone()[0] + 1
            # Detects a read-only file now and not at the first write.
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        except BaseException:
            connection.close()
            raise
        self._connection = connection

    def _flush(self) -> None:
        if self._connection is None:
            return
        rows = ((key, self._build, _checksum(key, value) + value) for key, value in self._pending.items())
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?)", rows)
            self._connection.executemany(
                "UPDATE entries SET used = ? WHERE key = ?", ((self._build, key) for key in self._used)
            )
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._disable(error)
        self._pending = {}
        self._pending_bytes = 0
        self._used = []

    def _evict(self) -> None:
        if self._connection is None:
            return
        execute = self._connection.execute
        try:
            execute("DELETE FROM entries WHERE used < ?", (self._build - UNUSED_BUILDS,))
            total = execute("SELECT coalesce(sum(length(value)), 0) FROM entries").fetchone()[0]
            if total > self._size_limit:
                # Down to three quarters, so that not every build has to remove entries.
                excess = total - self._size_limit * 3 // 4
                execute(EVICT_OLDEST, (excess,))
            # Pages are freed only while the rows of this statement are read.
            execute("PRAGMA incremental_vacuum").fetchall()
        except sqlite3.Error as error:
            self._disable(error)

    def _disable(self, error: Exception) -> None:
        reason = (error.strerror or str(error)).lower() if isinstance(error, OSError) else str(error)
        self._warn(f"the cache cannot be used: {reason}")
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
        self._connection = None
        self._is_disabled = True
        # Damage found only now: the next build starts with an empty cache.
        if self._path is not None and _is_damaged(self._path, error):
            with suppress(OSError):
                _remove(self._path)
        self._pending = {}
        self._used = []


def _select(connection: sqlite3.Connection, key: str) -> tuple[int, bytes] | None:
    query = "SELECT used, value FROM entries WHERE key = ?"
    row: tuple[int, bytes] | None = connection.execute(query, (key,)).fetchone()
    return row


def write_checksummed(path: Path, content: bytes) -> None:
    """Write a file with a checksum, in one step; raises OSError."""
    temporary = path.with_name(f"{path.name}.new")
    with temporary.open("wb") as file:
        file.write(hashlib.sha256(content).digest())
        file.write(content)
    temporary.replace(path)


def read_checksummed(path: Path) -> memoryview:
    """The content of a file of `write_checksummed`; empty when it is damaged. Raises OSError."""
    stored = memoryview(path.read_bytes())
    content = stored[CHECKSUM_BYTES:]
    return content if hashlib.sha256(content).digest() == stored[:CHECKSUM_BYTES] else content[:0]


def fingerprint(*parts: Any) -> str:
    """A digest of values, the same in every process.

    Takes frozen dataclasses, tuples, mappings, dates, paths, text and bytes. The order of a mapping matters. Sets must
    be sorted first, because their order changes from run to run.
    """
    try:
        encoded = _encoder.encode(parts)
    except UnicodeEncodeError:
        # A lone surrogate, which a file name may contain.
        encoded = repr(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(encoded).hexdigest()[:40]


@cache
def builder_fingerprint() -> str:
    """The fingerprint of this builder: its source, its Python and the libraries that affect its results."""
    folder = Path(__file__).resolve().parent
    # Templates are source too. Themes have their own fingerprint, and are in the package only where it is installed.
    themes = f"{folder / 'themes'}{os.sep}"
    paths = [
        path for path in paths_below(os.fspath(folder)) if not path.endswith(".pyc") and not path.startswith(themes)
    ]
    sources = [(relative(path, folder), Path(path).read_bytes()) for path in paths]
    return fingerprint(sources, _versions(), sys.version)


def _versions() -> list[tuple[str, str]]:
    """Name and version of each library, from the names of the .dist-info folders."""
    found: dict[str, str] = {}
    for folder in sys.path:
        for info in sorted(Path(folder).glob("*.dist-info")):
            library, _, version = info.stem.partition("-")
            found.setdefault(library.lower().replace("_", "-"), version)
    return [(name, found.get(name) or _version_of(name)) for name in LIBRARIES]


def _version_of(name: str) -> str:
    from importlib import metadata  # noqa: PLC0415 - slower to import than a build without changes

    return metadata.version(name)


def _encode_hook(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Path):
        return value.as_posix()
    raise TypeError(f"{type(value).__name__} has no fingerprint")


_encoder = msgspec.msgpack.Encoder(enc_hook=_encode_hook)


def _checksum(key: str, value: bytes) -> bytes:
    """A checksum of both: after a power failure a row may have the key of one write and the value of another."""
    return zlib.crc32(value, zlib.crc32(key.encode())).to_bytes(4, "big")


def _is_damaged(path: Path, error: Exception) -> bool:
    """Whether the file is not a database, or is a broken database of the builder."""
    # `OperationalError` is caused by the disk or another build, not by damage.
    if not isinstance(error, sqlite3.DatabaseError) or isinstance(error, sqlite3.OperationalError):
        return False
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except OSError:
        return False
    return not header.startswith(b"SQLite format 3\0") or header[68:72] == APPLICATION_ID.to_bytes(4, "big")


def _remove(path: Path) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
