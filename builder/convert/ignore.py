"""Ignored captures: files in content/sources/ that are set aside with a reason, in `content/ignore.yaml`.

```yaml
- file: wire/1987/0001.txt         # relative to content/sources/
  reason: two stories in one file
- file: 'scans/*.pdf'              # `*` any characters, `?` one, `[ab]` one of these
  reason: the articles are typed from these scans
```
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fnmatch import translate
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from builder.files import read_text
from builder.frontmatter import read_keys, read_yaml
from builder.problems import ContentError, Place, Problem
from builder.schema import Schema

IGNORED = "content/ignore.yaml"
_LIMIT = 1 << 20
"""Characters of the file."""


class _Keys(Schema, frozen=True):
    """One entry of the list."""

    file: Annotated[str, Meta(min_length=1, max_length=500, description="a path in content/sources/, or a pattern")]
    reason: Annotated[str, Meta(min_length=1, max_length=500, description="why it is set aside")]


@dataclass(frozen=True)
class Ignored:
    """The captures that are set aside."""

    files: dict[str, Place]
    """By path: where the list has it."""
    patterns: tuple[tuple[re.Pattern[str], Place], ...] = ()
    """Each with where the list has it."""

    def __contains__(self, file: str) -> bool:
        return file in self.files or any(pattern.fullmatch(file) for pattern, _ in self.patterns)

    def unknown(self, files: Iterable[str]) -> Iterator[Problem]:
        """Entries that none of these files, all in content/sources/, fits."""
        present = set(files)
        missing = [place for file, place in self.files.items() if file not in present]
        for pattern, place in self.patterns:
            if not any(pattern.fullmatch(file) for file in present):
                missing.append(place)
        for place in missing:
            message = "no file in content/sources/ is named so"
            yield Problem("C537", message, place, "correct the path, or delete the entry")


def read_ignored(root: Path) -> Ignored:
    """The list of an archive, empty without one; raises ContentError with every problem in it."""
    path = root / IGNORED
    if not path.exists() and not path.is_symlink():
        return Ignored({})
    try:
        values, places, problems = read_yaml(read_text(path, root), IGNORED, limit=_LIMIT)
    except ContentError as error:
        raise ContentError(*(replace(problem, code="C535") for problem in error.problems)) from error
    if not isinstance(values, list):
        help_ = "write a list of `- file: …` with `reason: …` below each"
        raise ContentError(Problem("C535", "the file is not a list of captures", Place(IGNORED), help_))
    files: dict[str, Place] = {}
    patterns: list[tuple[re.Pattern[str], Place]] = []
    for number, value in enumerate(values):
        keys, more = read_keys(value, places, _Keys, IGNORED, (number,))
        problems += more
        if more:
            continue
        place = places.get((number, "file"), Place(IGNORED))
        if re.search(r"[*?\[]", keys.file):
            patterns.append((re.compile(translate(keys.file)), place))
        else:
            files[keys.file] = place
    if problems:
        raise ContentError(*(replace(problem, code="C535") for problem in problems))
    return Ignored(files, tuple(patterns))
