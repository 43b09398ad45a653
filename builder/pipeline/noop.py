"""No-op builds: a build is skipped when its inputs, the builder and the output are unchanged."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path

import msgspec

from builder.cache import builder_fingerprint, fingerprint, read_checksummed, write_checksummed
from builder.config import Config
from builder.files import file_digest, file_sha256, files_below
from builder.load import CONTENT_FOLDERS, Sources
from builder.load.assets import assets
from builder.pipeline.day import DayRange
from builder.problems import Problem
from builder.publish import DirectorySnapshot

ADDRESS_LIST = "addresses.json"
CONTENT = tuple(f"content/{kind}/" for kind in CONTENT_FOLDERS)


class BuildRecord(msgspec.Struct, frozen=True):
    """A published build: its inputs, its output and its problems."""

    inputs_hash: str
    extra_inputs: tuple[str, ...]
    """Paths of files that were read outside of content folders, such as captures."""
    days: DayRange
    output_digest: str
    pages: int
    problems: tuple[Problem, ...]


class PreviousBuild:
    """The record of the last build into one folder. Files are compared by content, never by time."""

    def __init__(self, config: Config, output: Path, published: Path, *, drafts: bool) -> None:
        """`published` is the list of addresses that the build is compared with."""
        self._config = config
        self._output = output
        self._drafts = drafts
        self._assets = self._asset_digests()
        self._published = published
        self._published_digest = self._digest_of_list()
        name = hashlib.sha256(str(output.absolute()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
        self._record = config.root / ".cache" / f"last-{name}.json"

    def is_current(self, sources: Sources, site: DirectorySnapshot, day: dt.date) -> BuildRecord | None:
        """The last build if a new one on this day would give the same result; None otherwise."""
        saved = self._saved
        if not saved or sources.problems or not self.output_intact(site):
            return None
        if not saved.days.first <= day < saved.days.end:
            return None
        digests = sources.digests | {
            path: file_digest(self._config.root / path, self._config.root) for path in saved.extra_inputs
        }
        return saved if saved.inputs_hash == self._inputs_hash(digests) else None

    def output_intact(self, site: DirectorySnapshot) -> bool:
        """Whether there is a site and it is as the last build left it."""
        return bool(site.tree_digest and self._saved and self._saved.output_digest == site.tree_digest)

    @cached_property
    def _saved(self) -> BuildRecord | None:
        try:
            return msgspec.json.decode(read_checksummed(self._record), type=BuildRecord)
        except (OSError, msgspec.DecodeError):
            return None

    def save(
        self, files: Mapping[str, str], output_digest: str, pages: int, problems: Iterable[Problem], days: DayRange
    ) -> None:
        """Save the inputs of a build (path and digest of each file as it was read) for the next one.

        It is the same on all of `days`.
        """
        if self._asset_digests() != self._assets or not self._has_same_list():
            # A file was changed while it was copied; either version may have been published.
            self.forget()
            return
        extra_inputs = tuple(path for path in files if not path.startswith(CONTENT))
        record = BuildRecord(self._inputs_hash(files), extra_inputs, days, output_digest, pages, tuple(problems))
        # Without the record the next build takes longer.
        with suppress(OSError):
            write_checksummed(self._record, msgspec.json.encode(record))

    def forget(self) -> None:
        """Remove the record, so that the next build is not skipped."""
        with suppress(OSError):
            self._record.unlink(missing_ok=True)

    def _inputs_hash(self, files: Mapping[str, str]) -> str:
        # After a build, this is the digest of its own list, with which the next one gives the same site.
        published = self._digest_of_list()
        return fingerprint(
            builder_fingerprint(), self._config, self._drafts, sorted(files.items()), self._assets, published
        )

    def _digest_of_list(self) -> str:
        return file_digest(self._published, self._config.root)

    def _has_same_list(self) -> bool:
        """Whether the list is the one that was read, or the one that the build has published."""
        is_own = self._published == self._output / ADDRESS_LIST
        return is_own or self._digest_of_list() == self._published_digest

    def _asset_digests(self) -> list[tuple[str, str]]:
        """Path and digest of the files that are published or used unchanged, of content/assets/ and the theme.

        Also of site profiles: a new one may change how a capture is converted.
        """
        root = self._config.root
        paths = [*(path for _, path in assets(self._config)), *files_below(self._config.theme_folder)]
        profiles = files_below(root / "content" / "profiles", suffixes=(".yaml", ".yml"))
        return [
            *((str(path), file_sha256(path, root)) for path in paths),
            *((str(path), file_digest(path, root)) for path in profiles),
        ]
