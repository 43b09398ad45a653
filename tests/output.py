"""Output: an archive's folder whose output folder is filled, and the content expected in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from builder.model import Output
from builder.problems import ContentError
from builder.publish import MANIFEST, DirectorySnapshot, Written, publishing

MARKED = {".nojekyll": b""}
"""Shows that the builder made a folder with a list of checksums."""
SITE = {"index.html": b"front", "2015/11/03/talks/index.html": b"talks", "feed.xml": b"<feed/>"}


def outputs(files: dict[str, bytes]) -> Iterator[Output]:
    return (Output(path, content) for path, content in files.items())


def write(
    files: Iterable[Output],
    folder: Path,
    *,
    scratch: Path,
    copies: Iterable[tuple[str, Path]] = (),
    timeout: float = 20,
) -> Written:
    with publishing(folder, scratch=scratch, timeout=timeout) as publisher:
        for file in files:
            publisher.write(file.path, file.content)
        for path, source in copies:
            publisher.copy(path, source)
        return publisher.finish()


def files_of(folder: Path) -> dict[str, bytes]:
    return DirectorySnapshot(folder).files


def content_of(folder: Path) -> dict[str, bytes]:
    return {path: (folder / path).read_bytes() for path in files_of(folder)}


def listed(files: dict[str, bytes]) -> bytes:
    return "".join(f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files)).encode()


def with_manifest(files: dict[str, bytes]) -> dict[str, bytes]:
    return {**files, MANIFEST: listed(files)}


class Archive:
    """An archive's folder with its cache and its site."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.site = root / "site"
        self.scratch = root / ".cache"

    def write(self, files: dict[str, bytes], **options: object) -> Written:
        return write(outputs(files), self.site, scratch=self.scratch, **options)  # type: ignore[arg-type]

    def refused(self, files: dict[str, bytes], code: str, **options: object) -> str:
        before = content_of(self.site) if self.site.is_dir() else None
        with pytest.raises(ContentError) as caught:
            self.write(files, **options)
        assert [problem.code for problem in caught.value.problems] == [code]
        assert (content_of(self.site) if self.site.is_dir() else None) == before
        return str(caught.value)
