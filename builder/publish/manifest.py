"""Manifest: the published list of every file of the site with its checksum, which tells our files from others'.

It has the form of BagIt, so `sha256sum --check manifest-sha256.txt` proves a copy of the site.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path

from builder.problems import ContentError, Place, Problem

MANIFEST = "manifest-sha256.txt"
MARKER = ".nojekyll"
"""A file of every site we publish. A list of checksums alone is no sign of ours: archivists make them too."""


def manifest(checksums: Iterable[tuple[str, bytes]]) -> bytes:
    """The manifest of files, by path and checksum, in their order."""
    listed = bytearray()
    for path, checksum in checksums:
        listed += f"{checksum.hex()}  {path}\n".encode()
    return bytes(listed)


def read_manifest(folder: Path) -> frozenset[str]:
    """The manifest in `folder` and the paths it names; none when there is no manifest, or it is not of our making."""
    try:
        text = (folder / MANIFEST).read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        return frozenset()
    found = _LINE.findall(text)
    # In their order, and without itself, which a list that a shell command makes seldom is.
    ours = len(found) == text.count("\n") and MARKER in found and MANIFEST not in found and found == sorted(found)
    return frozenset((*found, MANIFEST)) if ours else frozenset()


_LINE = re.compile(r"^[0-9a-f]{64}  ([^/\n][^\n]*)\n", re.MULTILINE)


def reject_foreign_files(folder: Path, strangers: Collection[str], *, when: str = "") -> None:
    """Raise ContentError (S602) when there are files in `folder` that no build of ours has put there."""
    if not strangers:
        return
    foreign = min(strangers)
    raise ContentError(
        Problem(
            "S602",
            f"the builder did not make '{foreign}' in the output folder{when}, and a build would remove it",
            Place(folder.as_posix()),
            "move it elsewhere, or build into another folder; what should be published belongs in content/assets/",
        )
    )
