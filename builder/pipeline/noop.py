"""Unchanged: when nothing that a site is made of has changed, it need not be made again to know so."""

from __future__ import annotations

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
from builder.problems import Place, Problem
from builder.publish import DirectorySnapshot

CONTENT = tuple(f"content/{kind}/" for kind in CONTENT_FOLDERS)


class BuildRecord(msgspec.Struct, frozen=True):
    """A build that published: what it was made of, what came out, and what was said."""

    inputs_hash: str
    extra_inputs: tuple[str, ...]
    """Paths of what was read besides content files, such as captures."""
    output_digest: str
    pages: int
    diagnostics: tuple[tuple[str, str, str, int, int, str], ...]

    def as_problems(self) -> tuple[Problem, ...]:
        """The problems of that build, which are still there."""
        return tuple(
            Problem(code, message, Place(path, line, column), mend)
            for code, message, path, line, column, mend in self.diagnostics
        )


class PreviousBuild:
    """The record of the last build into one folder. Contents decide, never time stamps: every file is read."""

    def __init__(self, config: Config, output: Path, *, drafts: bool) -> None:
        self._config = config
        self._output = output
        self._drafts = drafts
        self._assets = self._asset_digests()
        name = hashlib.sha256(str(output.absolute()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
        self._record = config.root / ".cache" / f"last-{name}.json"

    def is_current(self, sources: Sources, site: DirectorySnapshot) -> BuildRecord | None:
        """The last build, when one of today would be the same; None when it has to be done."""
        remembered = self._saved
        if not remembered or sources.problems or not self.output_intact(site):
            return None
        sums = sources.digests | {
            path: file_digest(self._config.root / path, self._config.root) for path in remembered.extra_inputs
        }
        return remembered if remembered.inputs_hash == self._inputs_hash(sums) else None

    def output_intact(self, site: DirectorySnapshot) -> bool:
        """Whether there is a site, as the last build left it."""
        return bool(site.tree_digest and self._saved and self._saved.output_digest == site.tree_digest)

    @cached_property
    def _saved(self) -> BuildRecord | None:
        try:
            return msgspec.json.decode(read_checksummed(self._record), type=BuildRecord)
        except (OSError, msgspec.DecodeError):
            return None

    def save(self, files: Mapping[str, str], published: str, pages: int, problems: Iterable[Problem]) -> None:
        """Keep what a build was made of (path and sum of each file as it was read) for the next one to compare."""
        if self._asset_digests() != self._assets:
            # A file was changed while it was copied, and nobody knows which of the two was published.
            self.forget()
            return
        said = tuple(
            (one.code, one.message, one.place.path, one.place.line, one.place.column, one.help) for one in problems
        )
        besides = tuple(path for path in files if not path.startswith(CONTENT))
        kept = BuildRecord(self._inputs_hash(files), besides, published, pages, said)
        # A cache that cannot be written costs time, not the site.
        with suppress(OSError):
            write_checksummed(self._record, msgspec.json.encode(kept))

    def forget(self) -> None:
        """See to it that the next build looks at everything again."""
        with suppress(OSError):
            self._record.unlink(missing_ok=True)

    def _inputs_hash(self, files: Mapping[str, str]) -> str:
        return fingerprint(builder_fingerprint(), self._config, self._drafts, sorted(files.items()), self._assets)

    def _asset_digests(self) -> list[tuple[str, str]]:
        """Of the files that are published or used as they are: those of content/assets/ and of the theme.

        And of the profiles: a new one may keep a capture from being read again that was read with those before it.
        """
        root = self._config.root
        paths = [*(path for _, path in assets(self._config)), *files_below(self._config.theme_folder)]
        profiles = files_below(root / "content" / "profiles", suffixes=(".yaml", ".yml"))
        return [
            *((str(path), file_sha256(path, root)) for path in paths),
            *((str(path), file_digest(path, root)) for path in profiles),
        ]
