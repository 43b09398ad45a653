"""Archive: the files of a new archive, which can be published unchanged."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

from builder import __version__
from builder.files import paths_below, read_text, relative
from builder.problems import ContentError, Place, Problem

SKELETON = Path(__file__).parent / "skeleton"
"""The files, with `dot-` for a leading dot: tools that look for hidden files must not find these."""
RELEASE = (
    "annotated-archive @ https://github.com/example/annotated-archive/releases/download/"
    f"v{__version__}/annotated_archive-{__version__}-py3-none-any.whl"
)
"""The default requirement in `requirements.txt`: the wheel of the release of this version."""
LISTED_FILES = 3
"""Number of files named in the message that a folder is not empty."""


def archive_files(builder: str, day: dt.date) -> Iterator[tuple[str, str]]:
    """Path and text of each file; `day` is the date of the example annotation."""
    values = {"@builder@": builder, "@today@": f"{day:%Y-%m-%d}"}
    for path in paths_below(str(SKELETON)):
        text = read_text(Path(path), SKELETON)
        for placeholder, value in values.items():
            text = text.replace(placeholder, value)
        yield re.sub(r"(^|/)dot-", r"\1.", relative(path, SKELETON)), text


def require_empty(folder: Path) -> None:
    """Raise ContentError unless the folder is new, empty or a repository without files."""
    place = Place(str(folder))
    if folder.exists() and not folder.is_dir():
        raise ContentError(Problem("F012", "this is a file, not a folder", place, "use another folder"))
    found = sorted(path.name for path in folder.iterdir() if path.name != ".git") if folder.exists() else []
    if found:
        rest = f" and {len(found) - LISTED_FILES:,} more" if len(found) > LISTED_FILES else ""
        message = f"the folder is not empty: {', '.join(found[:LISTED_FILES])}{rest}"
        raise ContentError(
            Problem("F012", message, place, "move these files, or use a folder that is empty or does not exist yet")
        )
