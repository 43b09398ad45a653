"""Capture: a saved page as lines of text; each file type has its reader, and all return the same record."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Literal

from builder.files import decode
from builder.problems import ContentError, Place, Problem

# Control and zero-width characters that are not part of a word; joiners and soft hyphens are.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b\u2060\ufeff\ufffe\uffff]")


@dataclass(frozen=True)
class Capture:
    """A saved page before any boilerplate is removed."""

    lines: tuple[str, ...]
    """With white space collapsed: a line of only a no-break space is empty."""


def read_capture(content: bytes, path: str) -> Capture:
    """The capture in a file; raises ContentError for an unsupported file type or invalid bytes."""
    reader = READERS.get(PurePosixPath(path).suffix.lower())
    if reader is None:
        raise ContentError(unsupported(path, "C503"))
    return reader(content, path)


def is_supported(path: str) -> bool:
    """Whether this type of file can be converted."""
    return PurePosixPath(path).suffix.lower() in READERS


def unsupported(path: str, code: Literal["C503", "C508"]) -> Problem:
    """The problem of a file type that cannot be converted: C503 if it was requested, C508 if it was only found."""
    suffix = PurePosixPath(path).suffix.lower()
    file_type = f"{suffix} files" if suffix else "files without an extension"
    supported = ", ".join(READERS)
    help_ = f"save the text of the page as a {supported} file"
    if code == "C508":
        help_ += "; this file may stay, it is not published"
    return Problem(code, f"{file_type} cannot be converted, only {supported} files", Place(path), help_)


def _plain_text(content: bytes, path: str) -> Capture:
    text = _INVISIBLE.sub("", decode(content, path))
    return Capture(tuple(" ".join(line.split()) for line in text.split("\n")))


READERS: Mapping[str, Callable[[bytes, str], Capture]] = MappingProxyType({".txt": _plain_text})
