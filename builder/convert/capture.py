"""Capture: a saved page as lines of text, before any boilerplate is removed; each file type has its reader."""

import re
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Literal

from builder.files import decode
from builder.problems import ContentError, Place, Problem

# Control and zero-width characters that are not part of a word; joiners and soft hyphens are.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b\u2060\ufeff\ufffe\uffff]")


def read_capture(content: bytes, path: str) -> tuple[str, ...]:
    """The lines of a capture; raises ContentError for an unsupported file type or invalid bytes.

    White space is collapsed: a line of only a no-break space is empty.
    """
    if not is_supported(path):
        raise ContentError(unsupported(path, "C503"))
    return READERS[PurePosixPath(path).suffix.lower()](content, path)


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


def _plain_text(content: bytes, path: str) -> tuple[str, ...]:
    text = _INVISIBLE.sub("", decode(content, path))
    return tuple(" ".join(line.split()) for line in text.split("\n"))


READERS: Mapping[str, Callable[[bytes, str], tuple[str, ...]]] = {".txt": _plain_text}
