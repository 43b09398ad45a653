"""Assets: files of the archive that are published unchanged."""

import re
from collections.abc import Iterator
from pathlib import Path

from builder.config import Config
from builder.files import files_below, relative
from builder.problems import ContentError, Place, Problem

RESERVED = re.compile(r"(assets|theme|search/pagefind)/.*|manifest-sha256\.txt")
"""Paths in the site of files that are neither pages nor in content/root/."""
_NO_ADDRESS = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]")


def assets(config: Config) -> list[tuple[str, Path]]:
    """Path in the site and file of each file of content/assets/ and content/root/.

    Raises ContentError for a file name that cannot be an address, and for a file whose place in the site is taken.
    """
    found = list(_files(config, "assets", "assets/"))
    return [*found, *root_files(config)]


def root_files(config: Config) -> list[tuple[str, Path]]:
    """The files of content/root/ alone, hidden ones included; raises ContentError as `assets` does."""
    found = list(_files(config, "root", "", hidden=True))
    reserved = [clash(name) for name, _ in found if RESERVED.fullmatch(name)]
    if reserved:
        raise ContentError(*reserved)
    return found


def clash(name: str) -> Problem:
    """The problem of a file of content/root/ whose path in the site another file has."""
    message = f"the site has a file {name} of its own"
    return Problem("L404", message, Place(f"content/root/{name}"), "rename the file, or take it away")


def _files(config: Config, name: str, prefix: str, *, hidden: bool = False) -> Iterator[tuple[str, Path]]:
    """Path in the site and file of each file of a folder of content/; raises ContentError for an invalid name."""
    folder = config.root / "content" / name
    found = [(relative(path, folder), path) for path in files_below(folder, hidden=hidden)]
    place = Place(f"content/{name}")
    problems = [
        Problem("F013", f"the file name {path!a} cannot be part of an address", place, "rename it")
        for path, _ in found
        if _NO_ADDRESS.search(path)
    ]
    if problems:
        raise ContentError(*problems)
    for path, file in found:
        yield f"{prefix}{path}", file
