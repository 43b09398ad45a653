"""Manifest: the published list of every file of the site with its digest. It shows which files the builder made.

It has the form of BagIt, so `sha256sum --check manifest-sha256.txt` verifies a copy of the site.
"""

import re
from collections.abc import Collection, Iterable
from pathlib import Path

from builder.problems import ContentError, Place, Problem

MANIFEST = "manifest-sha256.txt"
MARKER = ".nojekyll"
"""A file of every published site. A list of digests alone does not prove that a site is ours: archivists make them."""


def manifest(digests: Iterable[tuple[str, bytes]]) -> bytes:
    """The manifest of files, given path and digest of each, in their order."""
    lines = bytearray()
    for path, digest in digests:
        lines += f"{digest.hex()}  {path}\n".encode()
    return bytes(lines)


def read_manifest(folder: Path) -> frozenset[str]:
    """The manifest in `folder` and the paths listed in it; empty when the builder made no manifest there."""
    try:
        text = (folder / MANIFEST).read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        return frozenset()
    paths = _LINE.findall(text)
    # Sorted and without itself, which is rare in a list made by a shell command.
    own = len(paths) == text.count("\n") and MARKER in paths and MANIFEST not in paths and paths == sorted(paths)
    return frozenset((*paths, MANIFEST)) if own else frozenset()


_LINE = re.compile(r"^[0-9a-f]{64}  ([^/\n][^\n]*)\n", re.MULTILINE)


def reject_foreign_files(folder: Path, paths: Collection[str], *, when: str = "") -> None:
    """Raise ContentError (S602) when there are `paths`: files in `folder` that the builder did not make."""
    if not paths:
        return
    message = f"the builder did not make '{min(paths)}' in the output folder{when}, and a build would remove it"
    help_ = "move it elsewhere, or build into another folder; files to publish belong in content/assets/"
    raise ContentError(Problem("S602", message, Place(folder.as_posix()), help_))
