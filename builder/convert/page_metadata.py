"""Page metadata: what a saved page says of its article, each value with where it came from."""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from builder.convert.dates import find_date
from builder.convert.page_authors import author_names
from builder.dates import Date

_TYPES = re.compile(r"(?:Article|Posting|Report|Review|Recipe|Story)$")
_SCRIPT_LIMIT = 1 << 20
"""Characters of a script with metadata."""
_TITLE_METAS = ("og:title", "twitter:title", "dc.title", "citation_title", "parsely-title", "headline")
_DATE_METAS = (
    "article:published_time", "og:article:published_time", "og:published_time", "og:pubdate", "datepublished",
    "article:published", "article.published", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate",
    "publish-date", "publish_date", "publication_date", "publicationdate", "citation_publication_date",
    "citation_online_date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dcterms.date", "dc.date",
    "dc.date.created", "bt:pubdate", "cxenseparse:recs:publishtime", "displaydate", "originalpublicationdate",
    "article_date_original", "dcsext.articlefirstpublished", "vr:published_time", "rnews:datepublished",
)  # fmt: skip
_SITE_METAS = ("og:site_name", "application-name", "dc.publisher", "publisher", "citation_journal_title")
_DESCRIPTION_METAS = ("og:description", "description", "twitter:description", "dc.description")
_SECTION_METAS = ("article:section", "parsely-section", "sailthru.section", "section")
_SEPARATOR = re.compile(r"\s+[|–—·»:•/-]+\s+|\s*(?:\||::|»)\s*")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ]+(\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?\d{4,6})?")
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-]?([01]\d)[/-]?([0-3]\d)(?:[/_-]|\.|$)")
_PUBLISHED_TIME = "//*[@itemprop='datePublished' or @property='datePublished' or @pubdate]"
_TIMES = (
    "//time[contains(@class,'publish') or contains(@class,'entry-date') or contains(@class,'post-date')]",
    "//article//header//time[@datetime]",
    "//abbr[contains(@class,'published')]",
)
_ELEMENTS = 20
"""Elements after the heading among which the date is looked for."""
_LINE = 60
"""Characters of a line with the date."""
_LABEL = 200
"""Characters of a name of a site or section."""
_COUNTRY = 2
"""Letters of a country in a language tag."""
_FIRST_YEAR = 1990
"""Of pages; an earlier date is an error of the page."""


@dataclass
class Metadata:
    """What a page says of its article; empty where it does not."""

    title: str = ""
    date: Date | None = None
    date_from: str = ""
    """How the date was found, unless the page gives it."""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    language: str = ""
    url: str = ""
    section: str = ""
    description: str = ""
    origins: dict[str, str] = field(default_factory=dict)
    """By name of the value: `json-ld`, `meta NAME`, `time`, `address`, `heading`, `title` or `text`."""
    refused_date: str = ""
    """A date that cannot be right: it is after the page was saved."""

    @property
    def is_date_guessed(self) -> bool:
        """Whether nothing but the text of the page has the date."""
        return self.origins.get("date") == "text"


Found = Iterable[tuple[str, str]]
"""Values, each with where it came from, best first."""


def page_metadata(root: Any, url: str, saved: dt.date) -> Metadata:
    """The metadata of a page that was saved from this address, if it is known, on this day or before."""
    return _Reader(root, url, saved).metadata()


class _Reader:
    def __init__(self, root: Any, url: str, saved: dt.date) -> None:
        self.root, self.saved = root, saved
        self.metas = _metas(root)
        self.data = _json_ld(root)
        self.found = Metadata()
        self.address = url

    def metadata(self) -> Metadata:
        self._take("url", self._urls(), lambda text: text if urlsplit(text).netloc else "")
        self._take("publisher", self._publishers(), lambda text: text if len(text) <= 200 else "")
        self._take("title", self._titles(), self._without_site)
        self._take("language", self._languages(), _language)
        self._take("description", self._described("description", _DESCRIPTION_METAS), lambda text: text[:2_000])
        self._take(
            "section", self._described("articleSection", _SECTION_METAS), lambda text: text if len(text) <= 200 else ""
        )
        self._date()
        names, origin = author_names(self.root, self.metas, self.data, self._site_names())
        self.found.authors = names
        if names:
            self.found.origins["authors"] = origin
        return self.found

    def _take(self, name: str, found: Found, accepted: Callable[[str], str]) -> None:
        for text, origin in found:
            if value := accepted(" ".join(text.split())):
                setattr(self.found, name, value)
                self.found.origins[name] = origin
                return

    def _meta(self, *names: str) -> Iterator[tuple[str, str]]:
        for name in names:
            for value in self.metas.get(name, ()):
                yield value, f"meta {name}"

    def _described(self, key: str, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        yield from self._meta(*names)
        yield from ((value, "json-ld") for value in _texts(self.data.get(key)))

    def _urls(self) -> Iterator[tuple[str, str]]:
        canonical = self.root.xpath("//link[@rel='canonical']/@href")
        if self.address:
            yield self.address, "capture"
        for value, origin in [*((one, "link canonical") for one in canonical), *self._meta("og:url")]:
            if value.startswith(("http://", "https://")):
                yield value, origin

    def _publishers(self) -> Iterator[tuple[str, str]]:
        yield from self._meta(*_SITE_METAS[:1])
        publisher = self.data.get("publisher")
        yield from (
            (name, "json-ld") for name in _texts(publisher.get("name") if isinstance(publisher, dict) else publisher)
        )
        yield from self._meta(*_SITE_METAS[1:])

    def _site_names(self) -> set[str]:
        """The names of the site, in lower case without spaces and signs."""
        host = urlsplit(self.found.url or self.address).hostname or ""
        names = {value for value, _ in self._publishers()} | {host.removeprefix("www.")}
        names |= {label for label in host.split(".") if len(label) > 3}
        return {_key(name) for name in names} - {""}

    def _titles(self) -> Iterator[tuple[str, str]]:
        headings = [text for text in map(_text, self.root.xpath("//h1")) if text]
        metas = [*self._meta(*_TITLE_METAS)]
        named = [*((text, "json-ld") for text in _texts(self.data.get("headline"))), *metas]
        titles = [(_text(one), "title") for one in self.root.xpath("//head/title")]
        known = [_key(text) for text, _ in (*named, *titles)]
        # The heading of the page that its metadata has too, perhaps with the name of the site, is its title as printed.
        for text in headings:
            if len(text.split()) > 1 and any(one.startswith(_key(text)) for one in known):
                yield text, "heading"
        yield from named
        if len(headings) == 1:
            yield headings[0], "heading"
        yield from titles
        yield from ((text, "heading") for text in headings)

    def _without_site(self, title: str) -> str:
        """A title without the name of the site before or after it."""
        if len(title) > 300:
            return ""
        names = self._site_names()
        parts = _SEPARATOR.split(title)
        separators = _SEPARATOR.findall(title)
        for at, others in ((-1, slice(0, -1)), (0, slice(1, None))):
            if len(parts) > 1 and _key(parts[at]) in names:
                parts, separators = parts[others], separators[others]
        rest = "".join(part + separator for part, separator in zip(parts, [*separators, ""], strict=False))
        return "" if _key(rest) in names else rest.strip()

    def _languages(self) -> Iterator[tuple[str, str]]:
        yield self.root.get("lang") or self.root.get("{http://www.w3.org/XML/1998/namespace}lang") or "", "html"
        yield from ((value, "json-ld") for value in _texts(self.data.get("inLanguage")))
        yield from self._meta("og:locale", "content-language", "language", "dc.language")

    def _dates(self) -> Iterator[tuple[str, str]]:
        yield from ((value, "json-ld") for value in _texts(self.data.get("datePublished")))
        yield from self._meta(*_DATE_METAS)
        for path in (_PUBLISHED_TIME, *_TIMES):
            for element in self.root.xpath(path):
                value = element.get("datetime") or element.get("content") or element.get("title") or _text(element)
                yield value, "time"
        times = [one.get("datetime") for one in self.root.xpath("//time[@datetime]") if not _is_aside(one)]
        if len({time[:10] for time in times}) == 1:
            yield times[0], "time"
        yield from ((text, "dateline") for text in self._dateline())
        yield from self._meta("date")
        address = _IN_ADDRESS.search(urlsplit(self.found.url).path)
        if address:
            yield "-".join(address.groups()), "address"

    def _dateline(self) -> Iterator[str]:
        """Dates in short lines right after the heading."""
        heading = next(self.root.iter("h1"), None)
        following = heading.xpath(f"following::*[position() <= {_ELEMENTS}]") if heading is not None else []
        for element in following:
            text = _text(element) if len(element) == 0 and not _is_aside(element) else ""
            if len(text) <= _LINE:
                yield text

    def _date(self) -> None:
        for text, origin in self._dates():
            if (found := read_page_date(text)) and self._is_possible(found):
                self.found.date, self.found.origins["date"] = found, origin
                if origin == "address":
                    self.found.date_from = "the address of the page"
                return
        if guessed := self._guess():
            self.found.date, self.found.origins["date"] = guessed, "text"
            self.found.date_from = "guessed from the text of the page"

    def _is_possible(self, found: Date) -> bool:
        if found.year < _FIRST_YEAR:
            return False
        if found.first > self.saved + dt.timedelta(days=1):
            self.found.refused_date = self.found.refused_date or str(found)
            return False
        return True

    def _guess(self) -> Date | None:
        """The date that htmldate takes for that of publication: right in nine of ten pages."""
        from copy import deepcopy  # noqa: PLC0415 - only here

        from htmldate import find_date as guessed_date  # noqa: PLC0415 - heavy, and only of the extra `convert`

        text = guessed_date(
            deepcopy(self.root), original_date=True, extensive_search=True, max_date=self.saved.isoformat()
        )
        found = read_page_date(text) if text else None
        # htmldate makes up the day, and the month, where it finds only a year or a month.
        if found is None or found.day != 1 or self._shows_first(found.year):
            return found
        return found._replace(day=0, month=0 if found.month == 1 else found.month)

    def _shows_first(self, year: int) -> bool:
        """Whether the page has a date that may be a first of this year."""
        text = " ".join(self.root.itertext())
        return bool(re.search(rf"(?<!\d)0?1(?!\d).{{1,15}}{year}|{year}.{{1,4}}(?<!\d)0?1(?!\d)", text))


def read_page_date(text: str) -> Date | None:
    """The date of a value: a day, or a moment if it has a time with its zone; None if it has no certain date."""
    text = " ".join(text.split())[:100]
    if match := _ISO.match(text):
        year, month, day, time, zone = match.groups()
        try:
            if time and zone and time[:5] != "00:00":
                return Date.of(dt.datetime.fromisoformat(f"{year}-{month}-{day}T{time}{zone}"))
            return Date.of(dt.date(int(year), int(month), int(day)))
        except ValueError:
            return None
    if match := _COMPACT.fullmatch(text):
        try:
            return Date.of(dt.date(*map(int, match.groups())))
        except ValueError:
            return None
    found = find_date(text)
    days = {day for day in (found.month_first, found.day_first) if day} if found else set()
    return Date.of(days.pop()) if len(days) == 1 else None


def _is_aside(element: Any) -> bool:
    """Whether an element is in a list or another part of a page beside the article."""
    beside = ("li", "nav", "aside", "footer")
    return element.tag in beside or next(element.iterancestors(*beside), None) is not None


def _metas(root: Any) -> dict[str, list[str]]:
    """The values of `<meta>` by their name in lower case."""
    metas: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
        value = (element.get("content") or "").strip()
        if name and value:
            metas.setdefault(name, []).append(value[:5_000])
    return metas


def _json_ld(root: Any) -> Mapping[str, Any]:
    """The first article in the scripts with linked data; empty if there is none."""
    nodes: list[dict[str, Any]] = []
    for script in root.xpath("//script[@type='application/ld+json']"):
        text = (script.text or "").strip()
        if len(text) <= _SCRIPT_LIMIT:
            try:
                nodes += _nodes(json.loads(re.sub(r"^\s*(?://)?<!\[CDATA\[|(?://)?\]\]>\s*$", "", text), strict=False))
            except (ValueError, RecursionError):
                continue
    by_id = {str(node["@id"]): node for node in nodes if "@id" in node and len(node) > 1}
    article = next((node for node in nodes if any(_TYPES.search(one) for one in _texts(node.get("@type")))), {})
    return {key: _resolved(value, by_id) for key, value in article.items()}


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for one in value:
            yield from _nodes(one)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _nodes(value.get(key))


def _resolved(value: Any, by_id: Mapping[str, dict[str, Any]]) -> Any:
    """A value with what it refers to by an id."""
    if isinstance(value, list):
        return [_resolved(one, by_id) for one in value]
    if isinstance(value, dict) and "name" not in value:
        return by_id.get(str(value.get("@id")), value)
    return value


def _texts(value: Any) -> Iterator[str]:
    """The texts of a value of JSON-LD, whose entities scripts do not decode."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str) and one.strip():
            yield unescape(one).strip()


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _key(text: str) -> str:
    return "".join(re.findall(r"\w+", text.lower()))


def _language(text: str) -> str:
    """A language tag; empty for what is none."""
    match = re.fullmatch(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}|[A-Z][a-z]{3}))?(?:[-_.].*)?", text)
    if not match:
        return ""
    return (
        f"{match[1].lower()}-{match[2].upper() if len(match[2]) == 2 else match[2]}" if match[2] else match[1].lower()
    )


def resolved(url: str, base: str) -> str:
    """An address in a page with this base; itself if they do not fit."""
    try:
        return urljoin(base, url)
    except ValueError:
        return url
