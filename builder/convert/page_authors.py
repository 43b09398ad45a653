"""Page authors: who wrote the article in a saved page. A missing author is better than a wrong one."""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import Any

_METAS = (
    "author", "article:author", "og:article:author", "article.author", "byl", "byline", "parsely-author",
    "sailthru.author", "dc.creator", "dcterms.creator", "dc.contributor", "citation_author", "twitter:data1",
    "vr:author", "cxenseparse:author",
)  # fmt: skip
_PATHS = (
    "//*[@itemprop='author']",
    "//*[@rel='author']",
    "//*[contains(concat(' ',normalize-space(@class),' '),' byline-name ')]",
    "//*[contains(concat(' ',normalize-space(@class),' '),' author-name ')]",
    "//*[contains(concat(' ',normalize-space(@class),' '),' author ')]",
    "//*[contains(concat(' ',normalize-space(@class),' '),' byline ')]",
    "//a[contains(@href,'/author/') or contains(@href,'/autor/') or contains(@href,'/auteur/')]",
)
_STARTING = "//*[contains(@class,'author') or contains(@class,'byline')][starts-with(normalize-space(),'By ')]"
_SKIPPED = frozenset({"footer", "nav"})
_COMMENT = re.compile(r"comment|related|recommend|teaser", re.IGNORECASE)
_BY = re.compile(
    r"^(?:(?:written|posted|published|text|story|reported|words|texto|texte)\s+)?"
    r"(?:by|von|vom|par|por|di|da|d[o]or|av|af|przez|de|автор:?|author|autor|autorin|auteur|text)\s*:?\s+",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*(?:;|\||\n|\s(?:and|und|et|y|e|en|og|och)\s|\s&\s|,)\s*")
_INVERTED = re.compile(r"(\w[\w'’-]+), (\w[\w'’-]+)")
"""`Doe, Jane`."""
_NAME = r"[^\W\d_a-z][\w.'’-]*(?:\s(?:d[aeiu]|de la|del|van|von|der|den|al|el|bin|le|la|[^\W\d_a-z][\w.'’-]*)){1,4}"
_BYLINE = re.compile(
    rf"(?:By|BY|Von|VON|Par|PAR|Por|POR|Di|DI|D[o]or|D[O]OR|Av|AV|Af|AF|Przez)\s+"
    rf"{_NAME}(?:\s*(?:,|&|and|und|et|y|e|en|og|och)\s+{_NAME})*(?:,\s+[A-Z]{{2,5}})?"
)
"""A line with nothing but who wrote the article."""
_ELEMENTS = 150
"""Elements after the heading among which its byline is looked for."""
_ADDRESS = re.compile(r"https?://|www\.|\w+\.(?:com|org|net|de)\b|@")
_NOT_A_NAME = re.compile(
    r"\b\d+\b|[{}<>\[\]=_]{2}|\b(?:admin|administrator|webmaster|redaktion|staff|editors?|editorial|redacci[oó]n|"
    r"redaction|rédaction|newsroom|unknown|anonymous|guest|author|autor|reading time|minutes?|contributor)\b",
    re.IGNORECASE,
)
_LENGTH = 60
_MANY = 8
"""Authors; a longer list is one of the site's writers."""


def author_names(
    root: Any, metas: Mapping[str, list[str]], data: Mapping[str, Any], site: set[str]
) -> tuple[tuple[str, ...], str]:
    """The authors and where they came from; `site` has the names of the site as they are compared."""
    for origin, texts in _sources(root, metas, data):
        names = tuple(dict.fromkeys(name for text in texts for name in _names(text, site)))
        if 0 < len(names) <= _MANY:
            return names, origin
    return (), ""


def _sources(root: Any, metas: Mapping[str, list[str]], data: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    yield "json-ld", [unescape(text) for text in _json_names(data.get("author") or data.get("creator"))]
    yield "byline", list(_line(root))
    for name in _METAS:
        yield f"meta {name}", metas.get(name, [])
    for path in _PATHS:
        yield "byline", [text for element in root.xpath(path)[:20] if (text := _byline(element))][:1]
    lines = [text for element in root.xpath(_STARTING)[:20] if (text := _byline(element))]
    yield "byline", sorted(lines, key=len)[:1]


def _json_names(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict) and one.get("@type") not in ("Organization", "NewsMediaOrganization"):
            yield from _json_names(one.get("name"))


def _line(root: Any) -> Iterator[str]:
    """The byline after the heading, if it is a line of its own."""
    heading = next(root.iter("h1"), None)
    following = heading.xpath(f"following::*[position() <= {_ELEMENTS}]") if heading is not None else []
    for element in following:
        text = _visible_text(element) if len(element) <= 4 else ""
        if len(text) <= 2 * _LENGTH and _BYLINE.fullmatch(text):
            yield text
            return


def _visible_text(element: Any) -> str:
    """The text of an element without soft hyphens."""
    return " ".join("".join(element.itertext()).replace("\xad", "").split())


def _byline(element: Any) -> str:
    """The name in a byline; empty for one that is elsewhere than at an article."""
    parents = [element, *element.iterancestors()]
    if any(
        one.tag in _SKIPPED or _COMMENT.search(f"{one.get('class') or ''} {one.get('id') or ''}") for one in parents[:8]
    ):
        return ""
    named = next(iter(element.xpath(".//*[@itemprop='name']")), element)
    text = " ".join((named.get("content") or "").split()) or _visible_text(named)
    return text if len(text) <= 2 * _LENGTH else ""


def _names(text: str, site: set[str]) -> Iterable[str]:
    text = _BY.sub("", " ".join(text.split()))
    inverted = _INVERTED.fullmatch(text)
    for part in [f"{inverted[2]} {inverted[1]}"] if inverted else _PARTS.split(text):
        name = _BY.sub("", part).strip(" ,.:–-")
        key = "".join(re.findall(r"\w+", name.lower()))
        is_name = 1 < len(name) <= _LENGTH and not _ADDRESS.search(name) and not _NOT_A_NAME.search(name)
        if is_name and key not in site and any(letter.isalpha() for letter in name):
            yield name
