"""Capture: whatever was saved of a page, as lines; each kind of file has its reader, and all give the same record."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Literal

from builder.files import decode
from builder.problems import ContentError, Place, Problem

# Controls, and characters without width that are no part of any letter. Joiners and soft hyphens belong to words.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b\u2060\ufeff\ufffe\uffff]")


@dataclass(frozen=True)
class Capture:
    """A page as it was saved, before anything is left out."""

    lines: tuple[str, ...]
    """White space folded: a line of nothing but a no-break space is empty."""


def read_capture(content: bytes, path: str) -> Capture:
    """The capture in a file's bytes; raises ContentError for a kind of file that is not read, and for bad bytes."""
    reader = READERS.get(PurePosixPath(path).suffix.lower())
    if reader is None:
        raise ContentError(not_read(path, "C503"))
    return reader(content, path)


def is_read(path: str) -> bool:
    """Whether captures are read from files of this kind."""
    return PurePosixPath(path).suffix.lower() in READERS


def not_read(path: str, code: Literal["C503", "C508"]) -> Problem:
    """What is told of a file of another kind: C503 when it was asked for, C508 when it lies beside captures."""
    suffix = PurePosixPath(path).suffix.lower()
    kind = f"{suffix} files" if suffix else "files without an ending"
    known = ", ".join(READERS)
    help_ = f"save the text of the page as a file that ends in {known}"
    if code == "C508":
        help_ += "; this one may stay, it is not published"
    return Problem(code, f"captures are not read from {kind}, only from {known}", Place(path), help_)


def _plain_text(content: bytes, path: str) -> Capture:
    text = _INVISIBLE.sub("", decode(content, path))
    return Capture(tuple(" ".join(line.split()) for line in text.split("\n")))


READERS: Mapping[str, Callable[[bytes, str], Capture]] = MappingProxyType({".txt": _plain_text})
