"""Slugs: the parts of addresses, file names and ids that are made from titles and names."""

import re
import unicodedata

from slugify import slugify

LENGTH = 80
TAG_LENGTH = 60
_PAGE_ANCHOR = re.compile(
    r"(note|reply)-[\w-]+|p\d+|p-[0-9a-f]{8}(-\d+)?|m-[\w-]+|fn(ref)?\d+(-\d+)?|y\d{4}|annotations|named|source|cite"
)


def title_slug(title: str) -> str:
    """The slug of a title, for file names and ids: at most LENGTH characters of whole words; may be empty."""
    return str(slugify(title, max_length=LENGTH, word_boundary=True))


def full_slug(title: str) -> str:
    """The same of any length."""
    return str(slugify(title))


def heading_id(text: str) -> str:
    """The id of a heading, in the heading's own script; `section` for one without letters and digits."""
    return re.sub(r"\W+", "-", text.lower()).strip("-_")[:LENGTH] or "section"


def is_page_anchor(anchor: str) -> bool:
    """Whether pages may have this id besides those of headings, such as that of an annotation."""
    return bool(_PAGE_ANCHOR.fullmatch(anchor))


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
