"""Cache: what was worked out once is kept by its fingerprint, and is never needed to be there."""

from __future__ import annotations

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
"""Written in the head of our file, so that somebody else's is told from it."""
CHECKSUM_BYTES = hashlib.sha256().digest_size
LIBRARIES = (
    "jinja2",
    "markdown-it-py",
    "markupsafe",
    "mdit-py-plugins",
    "msgspec",
    "pygments",
    "python-slugify",
    "pyyaml",
    "rapidfuzz",
)
"""Those whose next version may give other results."""
SIZE_LIMIT = 1 << 30
"""Bytes the file may have; above that the longest unused goes first."""
UNUSED_BUILDS = 24
"""Builds that changed something, after which what none of them asked for is dropped."""
MEMORY_LIMIT = 8 << 20
"""Bytes that wait in memory before they are written in one go."""


class Cache:
    """Bytes by key in one file of `folder`; without a folder, or when the file cannot be used, it stays empty.

    Whatever is wrong with the file is said once through `warn`, and the build goes on as if nothing were stored.
    """

    def __init__(
        self, folder: Path | None, *, warn: Callable[[str], None] = lambda _: None, limit: int = SIZE_LIMIT
    ) -> None:
        self._warn = warn
        self._limit = limit
        self._path = folder and folder / "results.sqlite"
        self._connection: sqlite3.Connection | None = None
        self._process = os.getpid()
        self._forked: sqlite3.Connection | None = None
        """The connection of a forked process."""
        self._unusable = False
        self._build = 0
        self._waiting: dict[str, bytes] = {}
        self._waiting_bytes = 0
        self._touched: list[str] = []
        if self._path is not None:
            self._open(self._path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get(self, key: str) -> bytes | None:
        """What was put under this key, or None."""
        if key in self._waiting:
            return self._waiting[key]
        try:
            row = self._row(key)
        except sqlite3.Error as error:
            if self._connection is not None and self._process == os.getpid():
                self._give_up(error)
            return None
        if row is None:
            return None
        used, stored = row
        value = bytes(stored[4:])
        if stored[:4] != _checksum(key, value):
            return None
        # Marking every entry in every build would make a build that changes nothing write.
        if used < self._build - UNUSED_BUILDS // 3:
            self._touched.append(key)
        return value

    def put(self, key: str, value: bytes) -> bool:
        """Keep `value`; the file is written later, many at once. False when nothing is kept."""
        if self._connection is None:
            return False
        self._waiting[key] = value
        self._waiting_bytes += len(value)
        if self._waiting_bytes > MEMORY_LIMIT:
            self._flush()
        return self._connection is not None

    def close(self) -> None:
        """Write what waits, sweep out what is old, and let go of the file."""
        if self._connection is None:
            return
        if self._waiting or self._touched:
            self._flush()
            self._sweep()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _row(self, key: str) -> tuple[int, bytes] | None:
        mine = self._process == os.getpid()
        if mine and self._connection is not None:
            return _select(self._connection, key)
        if self._path is None or self._unusable:
            return None
        address = f"{self._path.absolute().as_uri()}?mode=ro"
        if mine:
            # After the end somebody may still look at what a build knew.
            with closing(sqlite3.connect(address, uri=True)) as connection:
                return _select(connection, key)
        # A connection may not be taken along into another process.
        if self._forked is None:
            self._forked = sqlite3.connect(address, uri=True)
        return _select(self._forked, key)

    def _open(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connect(path)
        except sqlite3.DatabaseError as error:
            if not _is_damaged(path, error):
                self._give_up(error)
                return
            self._warn("the cache was damaged; it is begun anew")
            try:
                _remove(path)
                self._connect(path)
            except (OSError, sqlite3.Error) as second:
                self._give_up(second)
        except OSError as error:
            self._give_up(error)

    def _connect(self, path: Path) -> None:
        connection = sqlite3.connect(path, timeout=5, isolation_level=None)
        try:
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if application != APPLICATION_ID and tables:
                raise sqlite3.DatabaseError("it is a database of another program")
            # A lost entry is made again: the speed of leaving the disk to itself costs nothing that matters.
            connection.execute("PRAGMA synchronous = OFF")
            if "entries" not in tables:
                connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute("CREATE TABLE entries (key TEXT UNIQUE NOT NULL, used INTEGER NOT NULL, value BLOB)")
            self._build = connection.execute("SELECT coalesce(max(used), 0) FROM entries").fetchone()[0] + 1
            # Asks for the right to write without using it, so that a read-only file is noticed now and not later.
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        except BaseException:
            connection.close()
            raise
        self._connection = connection

    def _flush(self) -> None:
        if self._connection is None:
            return
        rows = ((key, self._build, _checksum(key, value) + value) for key, value in self._waiting.items())
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?)", rows)
            self._connection.executemany(
                "UPDATE entries SET used = ? WHERE key = ?", ((self._build, key) for key in self._touched)
            )
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._give_up(error)
        self._waiting = {}
        self._waiting_bytes = 0
        self._touched = []

    def _sweep(self) -> None:
        if self._connection is None:
            return
        run = self._connection.execute
        try:
            run("DELETE FROM entries WHERE used < ?", (self._build - UNUSED_BUILDS,))
            total = run("SELECT coalesce(sum(length(value)), 0) FROM entries").fetchone()[0]
            if total > self._limit:
                # Down to three quarters, so that not every build has to sweep.
                excess = total - self._limit * 3 // 4
                oldest = run("SELECT rowid, length(value) FROM entries ORDER BY used, rowid").fetchall()
                gone = 0
                run("BEGIN IMMEDIATE")
                for row, size in oldest:
                    if gone >= excess:
                        break
                    run("DELETE FROM entries WHERE rowid = ?", (row,))
                    gone += size
                run("COMMIT")
            # The free pages are only given back while the rows of this statement are read.
            run("PRAGMA incremental_vacuum").fetchall()
        except sqlite3.Error as error:
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        reason = (error.strerror or str(error)).lower() if isinstance(error, OSError) else str(error)
        self._warn(f"the cache cannot be used and is left alone: {reason}")
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
        self._connection = None
        self._unusable = True
        # Damage that showed only now: the next build begins anew.
        if self._path is not None and _is_damaged(self._path, error):
            with suppress(OSError):
                _remove(self._path)
        self._waiting = {}
        self._touched = []


def _select(connection: sqlite3.Connection, key: str) -> tuple[int, bytes] | None:
    row: tuple[int, bytes] | None = connection.execute(
        "SELECT used, value FROM entries WHERE key = ?", (key,)
    ).fetchone()
    return row


def write_checksummed(path: Path, content: bytes) -> None:
    """Make a file of the cache that has to be trusted, in one step and with a sum of it; raises OSError."""
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("wb") as file:
        file.write(hashlib.sha256(content).digest())
        file.write(content)
    fresh.replace(path)


def read_checksummed(path: Path) -> memoryview:
    """What was put there; nothing when one bit of it is another. Raises OSError."""
    stored = memoryview(path.read_bytes())
    content = stored[CHECKSUM_BYTES:]
    return content if hashlib.sha256(content).digest() == stored[:CHECKSUM_BYTES] else content[:0]


def fingerprint(*parts: Any) -> str:
    """A short name for values, the same in every process; any difference between them gives another name.

    Takes frozen dataclasses, tuples, mappings, dates, paths, text and bytes. The order of a mapping counts. A set has
    no order to count on: hand it over sorted, or its name changes from run to run.
    """
    try:
        encoded = _encoder.encode(parts)
    except UnicodeEncodeError:
        # Half a character, which no UTF-8 text holds but a file name may.
        encoded = repr(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(encoded).hexdigest()[:40]


@cache
def builder_fingerprint() -> str:
    """The name of this very builder: its source, its Python and the libraries that shape what it makes."""
    folder = Path(__file__).resolve().parent
    # What Python makes of its source is left out; templates are source too. Themes have a fingerprint of their own,
    # and are in the package only where it is installed.
    themes = f"{folder / 'themes'}{os.sep}"
    paths = [
        path for path in paths_below(os.fspath(folder)) if not path.endswith(".pyc") and not path.startswith(themes)
    ]
    sources = [(relative(path, folder), Path(path).read_bytes()) for path in paths]
    return fingerprint(sources, _versions(), sys.version)


def _versions() -> list[tuple[str, str]]:
    """Of each library its name and version, as its installer has left them: in the name of a folder beside it."""
    found: dict[str, str] = {}
    for folder in sys.path:
        for beside in sorted(Path(folder).glob("*.dist-info")):
            library, _, version = beside.stem.partition("-")
            found.setdefault(library.lower().replace("_", "-"), version)
    return [(name, found.get(name) or _version_of(name)) for name in LIBRARIES]


def _version_of(name: str) -> str:
    from importlib import metadata  # noqa: PLC0415 - it takes longer to load than an archive to be found unchanged

    return metadata.version(name)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Path):
        return value.as_posix()
    raise TypeError(f"no fingerprint can be taken of a {type(value).__name__}")


_encoder = msgspec.msgpack.Encoder(enc_hook=_plain)


def _checksum(key: str, value: bytes) -> bytes:
    """Of both, since after a power cut the one may be of another age than the other."""
    return zlib.crc32(value, zlib.crc32(key.encode())).to_bytes(4, "big")


def _is_damaged(path: Path, error: Exception) -> bool:
    """Whether the file is no database of anybody's, or is ours and broken."""
    # `OperationalError` is about the disk or another build, and no reason to begin anew.
    if not isinstance(error, sqlite3.DatabaseError) or isinstance(error, sqlite3.OperationalError):
        return False
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except OSError:
        return False
    return not head.startswith(b"SQLite format 3\0") or head[68:72] == APPLICATION_ID.to_bytes(4, "big")


def _remove(path: Path) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
