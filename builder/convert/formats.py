"""Formats: every kind of capture that can be converted, in the order in which they are tried."""

from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Literal

from builder.convert import (
    csv_records,
    json_records,
    mhtml,
    office,
    pdf,
    plain_text,
    posts,
    saved_page,
    wacz,
    warc,
    wordpress,
)
from builder.convert.capture import Format
from builder.problems import ContentError, Place, Problem, did_you_mean

# Of several formats with one ending, the first that recognizes the file: a post with front matter is no saved page.
FORMATS: tuple[Format, ...] = (
    plain_text.FORMAT,
    *posts.FORMATS,
    saved_page.FORMAT,
    mhtml.FORMAT,
    json_records.JSON_LINES,
    json_records.JSON,
    csv_records.FORMAT,
    warc.FORMAT,
    wacz.FORMAT,
    wordpress.FORMAT,
    *office.FORMATS,
    pdf.FORMAT,
)


def format_named(name: str, place: Place) -> Format:
    """The format with this name; raises ContentError for none."""
    found = next((one for one in FORMATS if one.name == name), None)
    if found is None:
        names = [one.name for one in FORMATS]
        help_ = did_you_mean(name, names) or f"use one of {', '.join(names)}"
        raise ContentError(Problem("C513", f"there is no format `{name}`", place, help_))
    return found


def format_of(file: str, head: bytes) -> Format | None:
    """The format of a file by its name and its first bytes; None when no format has it."""
    suffix = PurePosixPath(file).suffix.lower()
    return next((one for one in FORMATS if suffix in one.suffixes and one.recognizes(head)), None)


def site_files(folder: Path, named: str = "") -> tuple[Format, Iterable[Path | Problem]] | None:
    """The format of a folder that is a site of another program, and the captures in it; None for another folder.

    Only the format that is named is asked, if one is.
    """
    for one in FORMATS:
        files = one.files(folder) if named in ("", one.name) else None
        if files is not None:
            return one, files
    return None


def unsupported(path: str, code: Literal["C503", "C508"]) -> Problem:
    """The problem of a file that cannot be converted: C503 if it was requested, C508 if it was only found."""
    suffix = PurePosixPath(path).suffix.lower()
    file_type = f"{suffix} files" if suffix else "files without an extension"
    help_ = "save the page as HTML or as text"
    if code == "C508":
        help_ += "; this file may stay, it is not published"
    return Problem(code, f"{file_type} cannot be converted", Place(path), help_)
