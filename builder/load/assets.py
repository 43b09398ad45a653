"""Assets: files of the archive that are published unchanged."""

import re
from pathlib import Path

from builder.config import Config
from builder.files import files_below
from builder.problems import ContentError, Place, Problem

_NO_ADDRESS = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]")


def assets(config: Config) -> list[tuple[str, Path]]:
    """Path in the site and file of each asset; raises ContentError for a file name that cannot be an address."""
    folder = config.root / "content" / "assets"
    found = [(f"assets/{path.relative_to(folder).as_posix()}", path) for path in files_below(folder)]
    problems = [
        Problem("F013", f"the file name {path!a} cannot be part of an address", Place("content/assets"), "rename it")
        for path, _ in found
        if _NO_ADDRESS.search(path)
    ]
    if problems:
        raise ContentError(*problems)
    return found
