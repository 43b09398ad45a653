"""Ignored captures: files in content/sources/ that are set aside with a reason, in `content/ignore.yaml`.

```yaml
- file: wire/1987/0001.txt         # relative to content/sources/
  reason: two stories in one file
- file: 'scans/*.pdf'              # `*` any characters, `?` one, `[ab]` one of these
  reason: the articles are typed from these scans
```
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fnmatch import translate
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from builder.files import files_below, read_text, relative
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

    def __bool__(self) -> bool:
        return bool(self.files or self.patterns)

    def has(self, path: Path, sources: Path) -> bool:
        """Whether this file is set aside; `sources` is the folder content/sources/."""
        return bool(self) and self._fits(_name(path, sources))

    def unknown(self, sources: Path) -> Iterator[Problem]:
        """Entries that no file in the folder content/sources/ fits."""
        present = {_name(path, sources) for path in files_below(sources)} if self else set()
        missing = [place for file, place in self.files.items() if file not in present]
        missing += [place for pattern, place in self.patterns if not any(map(pattern.fullmatch, present))]
        for place in missing:
            message = "no file in content/sources/ is named so"
            yield Problem("C537", message, place, "correct the path, or delete the entry")

    def _fits(self, file: str) -> bool:
        return file in self.files or any(pattern.fullmatch(file) for pattern, _ in self.patterns)


def _name(path: Path, sources: Path) -> str:
    """The path relative to content/sources/; that of a file elsewhere begins with `/`."""
    return relative(os.path.abspath(path), Path(os.path.abspath(sources)))  # noqa: PTH100 - follows no links


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
        problems += [replace(one, message=one.message.removesuffix(f" in `{number}`")) for one in more]
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
