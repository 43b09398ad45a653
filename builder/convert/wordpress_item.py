"""WordPress item: the values of a post in an export."""

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlsplit

from builder.convert.capture import Capture
from builder.convert.containers import clean, read_moment, unreadable
from builder.convert.decoding import decoded
from builder.dates import Date
from builder.slugs import is_former_path

_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z]\w{0,30};")
_NO_XML = re.compile("[\x0b\x0c\x1c-\x1f]")
_NAMESPACES = (
    'xmlns:excerpt="excerpt" xmlns:content="content" xmlns:dc="dc" xmlns:wp="wp" xmlns:wfw="wfw" xmlns:slash="slash"'
)
_FIRST_ZONE, _LAST_ZONE = timedelta(hours=-12), timedelta(hours=14)


class Item:
    """The values of an item."""

    def __init__(self, element: Any) -> None:
        self.element = element

    def text(self, name: str) -> str:
        """The text of the first element with this name, with the prefix that the export has; empty without one."""
        prefix, _, local = name.rpartition(":")
        return clean(self.element.findtext(f"{{{prefix}}}{local}" if prefix else local) or "").strip()

    def meta(self, key: str) -> str:
        """A field of the post that WordPress does not show; empty without one."""
        return next(self._metas(key), "")

    def _metas(self, key: str) -> Iterator[str]:
        for one in self.element.iterfind("{wp}postmeta"):
            if one.findtext("{wp}meta_key") == key:
                yield (one.findtext("{wp}meta_value") or "").strip()

    def topics(self) -> list[str]:
        """The names of categories and tags; not the category that posts without one are given."""
        found = self.element.iterfind("category")
        return [one.text for one in found if one.text and one.get("nicename") not in ("uncategorized", "uncategorised")]

    def date(self) -> Date | None:
        """The moment in the zone of the site, or its day if the zone is not known."""
        local, utc = (_time(self.text(name)) for name in ("wp:post_date", "wp:post_date_gmt"))
        if local is None or utc is None:
            known = local or utc
            return Date.of(known.date()) if known else read_moment(self.text("pubDate"))
        offset = local - utc
        if not _FIRST_ZONE <= offset <= _LAST_ZONE or offset % timedelta(minutes=15):
            return Date.of(utc.replace(tzinfo=UTC))
        return Date.of(local.replace(tzinfo=timezone(offset)))

    def former_paths(self, url: str) -> list[str]:
        """The addresses that the post had: its own, those with its former names, and that by its number."""
        link, guid = urlsplit(url), urlsplit(self.text("guid"))
        paths = [link.path if not link.query else f"{link.path}?{link.query}"]
        folder, _, last = link.path.rstrip("/").rpartition("/")
        paths += [
            link.path.replace(f"{folder}/{last}", f"{folder}/{old}") for old in self._metas("_wp_old_slug") if last
        ]
        paths += [f"{guid.path or '/'}?{guid.query}" if guid.query else guid.path]
        return [path for path in dict.fromkeys(paths) if path not in ("", "/") and is_former_path(path)][:64]


def _time(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - the zone is found by comparing two
    except ValueError:
        return None


def item_of(capture: Capture) -> Item:
    """The element of an item; raises ContentError when it cannot be parsed."""
    try:
        from lxml import etree  # noqa: PLC0415 - only of the extra `convert`
    except ImportError as error:
        raise unreadable(
            capture.file, "WordPress exports need lxml", "install the extra: pip install 'annotated-archive[convert]'"
        ) from error
    # The document type, with its entities, is not in the bytes of an item; those of HTML are all that is left.
    text = _ENTITY.sub(_without_entity, _NO_XML.sub(" ", clean(decoded(capture.content))))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        item = etree.fromstring(f"<rss {_NAMESPACES}>{text}</rss>".encode(), parser).find("item")
    except etree.XMLSyntaxError:
        item = None  # fixing it might lose words
    if item is None:
        raise unreadable(capture.file, "the item is no XML that can be read", "export the site again")
    return Item(item)


def _without_entity(match: re.Match[str]) -> str:
    """The character that an entity of HTML means, which XML does not know; any other as the text that it is."""
    character = html.unescape(match[0])
    return character if character != match[0] else f"&amp;{match[0][1:]}"
