"""Slugs: the parts of addresses, file names and ids that are made from titles and names."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, unquote_to_bytes

from slugify import slugify

LENGTH = 80
TAG_LENGTH = 60
PART_BYTES = 255
"""Most bytes of a file name."""
PATH_BYTES = 1_000
"""Most bytes of a path in the site, well below the limit of file systems."""


def title_slug(title: str) -> str:
    """The slug of a title, for file names and ids: at most LENGTH characters of whole words; may be empty."""
    return str(slugify(title, max_length=LENGTH, word_boundary=True))


def full_slug(title: str) -> str:
    """The same of any length."""
    return str(slugify(title))


def heading_id(text: str) -> str:
    """The id of a heading, in the heading's own script; `section` for one without letters and digits."""
    return re.sub(r"\W+", "-", text.lower()).strip("-_")[:LENGTH] or "section"


def name_slug(name: str) -> str:
    """The slug of a name in the address of its disambiguation page, cut anywhere; may be empty."""
    return str(slugify(name, max_length=LENGTH))


def tag_slug(tag: str) -> str:
    """The slug of a tag, in the tag's own script; empty for one without letters and digits."""
    return re.sub(r"[\W_]+", "-", tag.casefold()).strip("-")[:TAG_LENGTH].strip("-")


def name_key(name: str) -> str:
    """Lower-case letters and digits without accents: the same for `al-Assad` and `Al Assad`."""
    folded = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in folded if letter.isalnum())


def spelling_key(name: str) -> str:
    """The letters and digits of a slug without hyphens: the same for spellings in other scripts and with accents."""
    return str(slugify(name, separator=""))


def is_former_path(path: str) -> bool:
    """Whether a site may have had a page at this path, such as `/news/caf%C3%A9.html` or `/?p=123`."""
    if not path.startswith(("/", "?")) or path.startswith("//") or re.search(r"[\x00-\x1f\x7f\\#\ud800-\udfff]", path):
        return False
    decoded = unquote_to_bytes(path.partition("?")[0])
    return not re.search(rb"[\x00-\x1f\x7f\\]", decoded) and not {b".", b".."} & {*decoded.split(b"/")}


def former_address(path: str) -> str:
    """The address at which a former path is redirected; empty when a static host cannot serve a page there.

    A host decodes the path, ignores what follows `?`, and answers with a file, or with the index of a folder.
    """
    try:
        decoded = unquote_to_bytes(path).decode()
    except UnicodeDecodeError:
        return ""
    address = decoded if decoded.endswith(("/", ".html")) else f"{decoded}/"
    too_long = len(address.encode()) > PATH_BYTES or any(len(one.encode()) > PART_BYTES for one in address.split("/"))
    return "" if "?" in path or "//" in address or too_long else address


def written_path(address: str) -> str:
    """An address as it is written in `aliases` and in the list of addresses, where some signs have to be escaped."""
    return re.sub(r"[%?#\\\s]", lambda sign: quote(sign[0]), address)
