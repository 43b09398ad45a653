"""Address list: the permanent addresses that the last publication of a site had."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from builder.files import read_bytes, relative
from builder.model import AddressList
from builder.problems import ContentError, Place, Problem
from builder.slugs import former_address, is_former_path, is_identifier

LIMIT = 64 << 20
"""Most bytes of a list; that of 10,000 articles has about one million."""
_PLAIN = re.compile(r"(/[a-z0-9-]{1,200}){1,4}/")
"""The addresses of the builder's own pages; comparing with this alone is much faster."""
_DIGEST = re.compile(r"([0-9a-f]{8,64})?")
"""Empty for what is withdrawn."""


class AddressListFile(msgspec.Struct, frozen=True):
    """`addresses.json`; a list without anything is that of a site that was never published."""

    format: int = 1
    articles: dict[str, str] = {}
    notes: dict[str, dict[str, str]] = {}
    entities: dict[str, str] = {}
    topics: dict[str, str] = {}
    pages: dict[str, str] = {}
    redirects: dict[str, str] = {}
    lost: dict[str, str] = {}


def read_address_list(path: Path, root: Path) -> AddressList:
    """The list in a file, empty when there is no file; raises ContentError (S609) when it is not such a list."""
    if not path.exists():
        return AddressList()
    try:
        file = msgspec.json.decode(read_bytes(path, root, limit=LIMIT), type=AddressListFile)
    except msgspec.MsgspecError as error:
        raise _invalid(path, root, str(error)) from error
    except UnicodeDecodeError as error:
        raise _invalid(path, root, "it is not UTF-8") from error
    invalid = next(_wrong_values(file), None)
    if invalid is not None:
        raise _invalid(path, root, f"{invalid[:80]!r} is not an address or a digest")
    return AddressList(**{name: getattr(file, name) for name in file.__struct_fields__ if name != "format"})


def _wrong_values(file: AddressListFile) -> Iterator[str]:
    """What is not as the builder writes it. The file may come from elsewhere, and paths of files are made from it."""
    for digests in (file.articles, file.entities, file.topics, file.pages, *file.notes.values()):
        yield from (value for value in digests.values() if not _DIGEST.fullmatch(value))
    yield from _wrong_pages((*file.articles, *file.entities, *file.topics, *file.pages, *file.notes))
    yield from (name for names in file.notes.values() for name in names if not _is_element_id(name))
    yield from _wrong_addresses(file.redirects)
    yield from _wrong_addresses({one: value for one, value in file.lost.items() if value.startswith("/")})
    digests = {one: value for one, value in file.lost.items() if not value.startswith("/")}
    yield from _wrong_addresses(dict.fromkeys(digests, "/"))
    yield from (value for value in digests.values() if not _DIGEST.fullmatch(value))


def _is_element_id(fragment: str) -> bool:
    """Whether it is the id of a note or reply on a page."""
    kind, _, ids = fragment.partition("-")
    return kind in ("note", "reply") and all(map(is_identifier, ids.split("--", 1)))


def _wrong_addresses(addresses: Mapping[str, str]) -> Iterator[str]:
    for pair in addresses.items():
        for page, hash_mark, fragment in (one.partition("#") for one in pair):
            yield from _wrong_pages([page])
            if hash_mark and not _is_element_id(fragment):
                yield fragment


def _wrong_pages(addresses: Iterable[str]) -> Iterator[str]:
    others = (one for one in addresses if not _PLAIN.fullmatch(one))
    return (one for one in others if not (is_former_path(one) and former_address(one)))


def _invalid(path: Path, root: Path, reason: str) -> ContentError:
    help_ = "download it again from the published site, or delete it to begin a new list"
    message = f"not a list of published addresses: {reason}"
    return ContentError(Problem("S609", message, Place(relative(path, root)), help_))
