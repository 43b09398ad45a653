"""Archive: the files of a new archive, which can be published as they are."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

from builder import __version__
from builder.files import paths_below, read_text, relative
from builder.problems import ContentError, Place, Problem

SKELETON = Path(__file__).parent / "skeleton"
"""The files, with `dot-` for the dot of a hidden name: tools that look for such names must not find them here."""
RELEASE = (
    "annotated-archive @ https://github.com/example/annotated-archive/releases/download/"
    f"v{__version__}/annotated_archive-{__version__}-py3-none-any.whl"
)
"""What `requirements.txt` names unless another builder is asked for: the wheel of this version's release."""
LISTED_FILES = 3
"""Names of files that are in the way, before the rest is counted."""


def archive_files(builder: str, day: dt.date) -> Iterator[tuple[str, str]]:
    """Path and text of each file; the example annotation has the date `day`."""
    values = {"@builder@": builder, "@today@": f"{day:%Y-%m-%d}"}
    for path in paths_below(str(SKELETON)):
        text = read_text(Path(path), SKELETON)
        for mark, value in values.items():
            text = text.replace(mark, value)
        yield re.sub(r"(^|/)dot-", r"\1.", relative(path, SKELETON)), text


def require_empty(folder: Path) -> None:
    """Raise ContentError, naming what is in the way, unless the folder is new, empty or a repository without files."""
    place = Place(str(folder))
    if folder.exists() and not folder.is_dir():
        raise ContentError(Problem("F012", "this is a file, not a folder", place, "name another folder"))
    found = sorted(path.name for path in folder.iterdir() if path.name != ".git") if folder.exists() else []
    if found:
        rest = f" and {len(found) - LISTED_FILES:,} more" if len(found) > LISTED_FILES else ""
        message = f"the folder is not empty: {', '.join(found[:LISTED_FILES])}{rest}"
        raise ContentError(Problem("F012", message, place, "move that away, or name a folder that is empty or new"))
