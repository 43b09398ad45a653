"""Assets: the archive's files that are published as they are."""

from __future__ import annotations

import re
from pathlib import Path

from builder.config import Config
from builder.files import files_below
from builder.problems import ContentError, Place, Problem

_NO_ADDRESS = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]")


def assets(config: Config) -> list[tuple[str, Path]]:
    """Files published as they are: path in the site, and the file; raises ContentError for a name no address has."""
    folder = config.root / "content" / "assets"
    found = [(f"assets/{path.relative_to(folder).as_posix()}", path) for path in files_below(folder)]
    problems = [
        Problem("F013", f"{path!a} cannot be an address", Place("content/assets"), "rename the file")
        for path, _ in found
        if _NO_ADDRESS.search(path)
    ]
    if problems:
        raise ContentError(*problems)
    return found
