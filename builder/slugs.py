"""Slugs: the parts of addresses, file names and ids that are made from titles and names.

They are permanent: a change here moves pages. What addresses were made of before letters kept their marks is in
`former_tag_slug` and `former_heading_id`, so that those addresses go on leading somewhere.
"""

import re
import unicodedata
from urllib.parse import quote, unquote_to_bytes

from slugify import slugify

from builder.dates import Date
from builder.graphemes import FIRST_MARK, JOINER, NON_JOINER, cut, is_mark

LENGTH = 80
TAG_LENGTH = 60
_PAGE_ANCHOR = re.compile(
    r"(note|reply)-\S+|p\d+|p-[0-9a-f]{8}(-\d+)?|m-[\w-]+|fn(ref)?\d+(-\d+)?|y\d{4}|annotations|named|source|cite"
)
SIGNED_LETTER = re.compile(r"(?<![\w*+#])([A-Za-z])(\+\+|#|\*)(?![\w*+#])")
"""A name of one letter and signs: C++, C#, F#, A*. Where other names differ in signs only, `check` says so."""
DOT_NET = re.compile(r"(?<!\S)\.(?=NET(?!\w))", re.IGNORECASE)
SIGNS = {"++": "plus plus", "#": "sharp", "*": "star"}
SPLIT_LETTERS = str.maketrans({"İ": "i ", "ǰ": "j ", "ẖ": "h ", "ẗ": "t ", "ẘ": "w ", "ẙ": "y "})
"""Latin letters whose lower case has a mark of its own, which has always been a hyphen in addresses."""
OPTIONAL_MARKS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670]")
"""Accents, and the vowels of Hebrew and Arabic, which are usually not written."""
PART_BYTES = 255
"""Most bytes of a file name."""
PATH_BYTES = 1_000
"""Most bytes of a path in the site, well below the limit of file systems."""


def title_slug(title: str) -> str:
    """The slug of a title, for ids: at most LENGTH characters of whole words; may be empty."""
    return str(slugify(title, max_length=LENGTH, word_boundary=True))


def file_slug(name: str) -> str:
    """The slug of a new file, likewise; C++ and C# are not C."""
    return title_slug(_with_signs_as_words(name))


def full_slug(title: str) -> str:
    """The slug of a title, of any length."""
    return str(slugify(title))


def names_a_list(slug: str, date: Date | None) -> bool:
    """Whether the address of an article with this date could be that of a month, a day or a page of a list."""
    return bool(date and not date.day and re.fullmatch(r"(page-)?[0-9]+", slug))


def heading_id(text: str) -> str:
    """The id of a heading, in the heading's own script; `section` for one without letters and digits."""
    text = _with_signs_as_words(unicodedata.normalize("NFC", text))
    words = unicodedata.normalize("NFC", text.replace("İ", "i ").lower())
    return cut(_hyphenated(words).strip("-_"), LENGTH) or "section"


def former_heading_id(text: str) -> str:
    """The id that a heading had before letters kept their marks, and C++ its signs."""
    return re.sub(r"\W+", "-", text.lower()).strip("-_")[:LENGTH] or "section"


def is_page_anchor(anchor: str) -> bool:
    """Whether pages may have this id besides those of headings, such as that of an annotation."""
    return bool(_PAGE_ANCHOR.fullmatch(anchor))


def name_slug(name: str) -> str:
    """The slug of a name in the address of its disambiguation page, cut anywhere; may be empty."""
    return str(slugify(_with_signs_as_words(name), max_length=LENGTH))


def tag_slug(tag: str) -> str:
    """The slug of a tag, in the tag's own script; empty for one without letters and digits."""
    text = _with_signs_as_words(unicodedata.normalize("NFC", tag)).translate(SPLIT_LETTERS)
    words = unicodedata.normalize("NFC", text.casefold()).replace("_", " ")
    return cut(_hyphenated(words).strip("-"), TAG_LENGTH).strip("-")


def former_tag_slug(tag: str) -> str:
    """The slug that a tag had before letters kept their marks, and C++ its signs."""
    return re.sub(r"[\W_]+", "-", tag.casefold()).strip("-")[:TAG_LENGTH].strip("-")


def tag_key(tag: str) -> str:
    """The same for spellings of one tag, which differ in capitals, spaces, hyphens, apostrophes and quotation marks."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", tag).casefold())
    return " ".join(re.sub("[\\s_'\"\u2018-\u201f\u00ab\u00bb\u02bc\u2010-\u2015-]+", " ", folded).split())


def is_identifier(text: str) -> bool:
    """Whether this is letters with their marks, digits and underscores, with single hyphens between them."""
    return bool(text) and _hyphenated(text).strip("-") == text


def name_key(name: str) -> str:
    """Lower-case letters and digits without accents: the same for `al-Assad` and `Al Assad`, not for C and C++."""
    folded = unicodedata.normalize("NFKD", _with_signs_as_words(name).casefold())
    return "".join(one for one in OPTIONAL_MARKS.sub("", folded) if one.isalnum() or is_mark(one))


def spelling_key(name: str) -> str:
    """The letters and digits of a slug without hyphens: the same for spellings in other scripts and with accents."""
    return str(slugify(name, separator=""))


def _with_signs_as_words(text: str) -> str:
    """The text with the signs of C++, C#, A* and .NET as words."""
    if not re.search(r"[+#*.]", text):
        return text
    text = SIGNED_LETTER.sub(lambda match: f"{match[1]} {SIGNS[match[2]]} ", text)
    return DOT_NET.sub("dot ", text)


def _hyphenated(text: str) -> str:
    """The text with a hyphen for everything between its words."""
    if all(one < FIRST_MARK or one.isalnum() for one in text):
        return re.sub(r"\W+", "-", text)
    parts: list[str] = []
    for one in text:
        is_after_letter = bool(parts) and parts[-1] != "-"
        if one.isalnum() or one == "_" or (is_after_letter and is_mark(one)):
            parts.append(one)
        elif one in (JOINER, NON_JOINER) and is_after_letter and is_mark(parts[-1]):
            continue  # they change the shape of a conjunct; between letters, the second separates as a hyphen does
        elif is_after_letter or not parts:
            parts.append("-")
    return "".join(parts)


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
    except UnicodeError:
        return ""
    address = decoded if decoded.endswith(("/", ".html")) else f"{decoded}/"
    too_long = len(address.encode()) > PATH_BYTES or any(len(one.encode()) > PART_BYTES for one in address.split("/"))
    return "" if "?" in path or "//" in address or too_long else address


def written_path(address: str) -> str:
    """An address as it is written in `aliases` and in the list of addresses, where some signs have to be escaped."""
    return re.sub(r"[%?#\\\s]", lambda sign: quote(sign[0]), address)
