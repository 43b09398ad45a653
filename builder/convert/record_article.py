"""Record article: the article in a record of fields, such as an object of JSON or a row of a table."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from builder.config import is_web_address
from builder.convert.bylines import authors
from builder.convert.capture import Capture, Document, Options
from builder.convert.containers import clean, line_of, one_line, read_moment, text_body, topics_of, unreadable
from builder.convert.field_map import FieldMap, field_map_of, first
from builder.convert.html_markdown import html_to_markdown
from builder.convert.profile import CLEANED, SetKeys

_HTML = re.compile(
    r"<(?:p|br|div|h[1-6]|ul|ol|blockquote|a|em|strong|span|img|article|section)\b[^<>]{0,2000}>", re.IGNORECASE
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")
_LIMITS = {"publisher": 200, "section": 200, "edition": 200, "page": 40, "place": 200, "rights": 2000, "summary": 2000}
_NOT_PUBLISHED = frozenset({"canceled", "cancelled", "draft", "pending", "private", "withheld"})
_NEVER = frozenset({"comments", "commentsbody"})
"""Words of readers, which are never published; their number may be."""
_META_KEYS, _META_TEXT, _META_TOTAL, _META_ITEMS = 40, 500, 6_000, 20


def record_article(record: Mapping[str, Any], capture: Capture, options: Options) -> Document:
    """The article in the fields of a record; raises ContentError when it has no title or no text."""
    if options.profile == CLEANED:
        options = Options(options.language, options.format, options.profiles, "", options.date)
    fields, profile = field_map_of(record, options, capture.place)
    found = _Parts(record, fields)
    body, words = found.body()
    title = one_line(found.text("title"))
    if not title or not words:
        missing = "text" if title else "title"
        help_ = "say under `fields:` of a profile in which field each part of the article is"
        raise unreadable(capture.file, f"the record has no {missing}", help_, line_of(capture.record))
    captured = read_moment(found.text("captured"))
    topics = topics_of(found.listed("topics"))
    values = _values(found, topics, profile.set if profile else SetKeys())
    url = found.url()
    return Document(
        title=title,
        body=body,
        words=words,
        date=read_moment(found.text("date")),
        values=values,
        source={
            "url": url,
            "captured": captured,
            "profile": profile.id if profile else "",
            "meta": found.all_meta(title),
        },
        topics=topics,
        words_in_capture=len(title.split()) + len(words.split()),
    )


def _values(found: "_Parts", topics: Mapping[str, str], settings: SetKeys) -> dict[str, Any]:
    """Front matter: what the record has, else what the profile sets."""
    publisher = found.limited("publisher") or settings.publisher
    return {
        **{part: found.limited(part) for part in ("section", "edition", "page", "place", "summary")},
        "publisher": publisher,
        "authors": authors(found.texts("authors"), publisher) or list(settings.authors),
        "language": found.language() or settings.language,
        "topics": [*dict.fromkeys((*settings.topics, *topics))][:64],
        "rights": found.limited("rights") or settings.rights,
        "status": "draft" if found.text("status").lower() in _NOT_PUBLISHED else "",
    }


class _Parts:
    """The parts of an article in a record, and which fields they were taken from."""

    def __init__(self, record: Mapping[str, Any], fields: FieldMap) -> None:
        self._record, self._fields = record, fields
        self._taken: set[str] = set()
        self.meta: dict[str, Any] = {}

    def texts(self, part: str) -> list[str]:
        values, path = first(self._record, self._fields.parts.get(part, ()))
        if path:
            self._taken.add(path)
        return [str(value) for value in values]

    def text(self, part: str) -> str:
        return next(iter(self.texts(part)), "")

    def listed(self, part: str) -> list[str]:
        """The names in a part: one each, or several with semicolons between them."""
        return [name.strip() for value in self.texts(part) for name in value.split(";") if name.strip()]

    def limited(self, part: str) -> str:
        """A part on one line; empty when it is longer than front matter may have."""
        text = one_line(self.text(part))
        return text if len(text) <= _LIMITS[part] else ""

    def body(self) -> tuple[str, str]:
        """The Markdown of the body and its words."""
        if html := self.text("html"):
            return html_to_markdown(clean(html))
        text = "\n\n".join(self.texts("text"))
        if not text.strip():
            text = "\n\n".join(self.texts("body"))
            if _HTML.search(text):
                return html_to_markdown(clean(text))
        return text_body(text)

    def language(self) -> str:
        tag = self.text("language").strip()
        return tag.replace("_", "-") if _LANGUAGE.fullmatch(tag) else ""

    def url(self) -> str:
        """The first web address in the fields for it."""
        for path in self._fields.parts.get("url", ()):
            address = str(next(iter(first(self._record, [path])[0]), "")).strip()
            if len(address) <= 2048 and not re.search(r"\s", address) and is_web_address(address):
                self._taken.add(path)
                return clean(address)
        return ""

    def all_meta(self, title: str) -> dict[str, Any]:
        """What no part of the article was taken from, as far as it is short."""
        if keywords := [_folded(one)[:_META_TEXT] for one in self.listed("keywords")[:_META_ITEMS]]:
            self.meta["keywords"] = keywords
        total = 0
        for name, value in _flat(self._record, self._taken):
            if value == title or len(self.meta) >= _META_KEYS:
                continue
            total += len(name) + len(str(value))
            if total > _META_TOTAL:
                break
            self.meta.setdefault(name, value)
        return self.meta


def _flat(record: Mapping[str, Any], taken: set[str], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Short fields by name, those of objects in the record as `object.field`."""
    for key, value in record.items():
        name = _folded(f"{prefix}{key}")
        if not 0 < len(name) <= 100 or name in taken or (key in _NEVER and not isinstance(value, int)):
            continue
        if isinstance(value, dict) and not prefix:
            yield from _flat(value, taken, f"{name}.")
        elif (
            short := _short(value, is_taken=any(path.startswith((f"{name}.", f"{name}[")) for path in taken))
        ) is not None:
            yield name, short


def _folded(text: str) -> str:
    return " ".join(clean(text).split())


def _short(value: Any, *, is_taken: bool = False) -> Any:
    """A value as front matter has it; None for one that is long, empty, or a list from which a part was taken."""
    if isinstance(value, list):
        items = [] if is_taken else [short for item in value[:_META_ITEMS] if (short := _scalar(item)) is not None]
        return items or None
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, float):
        return str(value)  # YAML writes some of them in another way
    if isinstance(value, bool | int) and abs(value) < 1 << 63:
        return value
    text = _folded(value) if isinstance(value, str) else ""
    return text if 0 < len(text) <= _META_TEXT else None
