"""WordPress: the export of a site (WXR), each post and page a record.

The bytes of a record are those of its `<item>` in the file. Items are found without parsing the whole, so that a
character that XML does not allow in one of them spoils no other.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from builder.config import is_web_address
from builder.convert.bylines import authors
from builder.convert.capture import SOURCES, Capture, Document, Format, Options
from builder.convert.containers import clean, damaged, one_line, read_moment, topics_of, unreadable
from builder.convert.decoding import decoded
from builder.convert.html_markdown import html_to_markdown
from builder.convert.wordpress_export import Export, attachment_ids, items, value, without_texts
from builder.convert.wordpress_text import text_of_post
from builder.dates import Date
from builder.problems import Place, Problem
from builder.slugs import is_former_path

_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z]\w{0,30};")
_NO_XML = re.compile("[\x0b\x0c\x1c-\x1f]")
_KINDS = ("post", "page")
_SILENT = frozenset({"attachment", "revision", "nav_menu_item", "custom_css", "customize_changeset", "oembed_cache"})
_SKIPPED = frozenset({"trash", "auto-draft"})
_NAMESPACES = (
    'xmlns:excerpt="excerpt" xmlns:content="content" xmlns:dc="dc" xmlns:wp="wp" xmlns:wfw="wfw" xmlns:slash="slash"'
)
_FIRST_ZONE, _LAST_ZONE = timedelta(hours=-12), timedelta(hours=14)


def read(capture: Capture, options: Options) -> Document:  # noqa: ARG001 - as every format
    """The article in an item; raises ContentError when it has no title or no text."""
    item = _item(capture)
    title = one_line(item.text("title"))
    url = item.text("link") if is_web_address(item.text("link")) else ""
    attachments = {key.partition(" ")[2]: value for key, value in capture.context.items() if key.startswith("picture ")}
    post, left_out = text_of_post(item.text("content:encoded"), attachments)
    body, words = html_to_markdown(post)
    if not title or not words:
        missing = "text" if title else "title"
        raise unreadable(capture.file, f"the post has no {missing}", "write this article by hand, or leave it out")
    summary = one_line(html_to_markdown(item.text("excerpt:encoded"))[1])
    topics = topics_of(item.topics())
    status = item.text("wp:status")
    is_open = status in ("publish", "inherit", "") and not item.text("wp:post_password")
    problems = [
        Problem(
            "C544", f"the shortcode '{name}' has no meaning here and was left out", capture.place, "its text is kept"
        )
        for name in left_out
    ]
    meta: dict[str, Any] = {
        "type": item.text("wp:post_type") if item.text("wp:post_type") != "post" else "",
        "status": "" if is_open else status,
        "comments": len(item.element.findall("{wp}comment")),
        "left_out": dict(left_out),
        "picture": attachments.get(item.meta("_thumbnail_id"), ""),
    }
    creator = item.text("dc:creator")
    return Document(
        title=title,
        body=body,
        words=words,
        date=item.date(),
        values={
            "authors": authors([capture.context.get("author", creator)]),
            "topics": [*topics],
            "summary": summary if len(summary) <= 2000 else "",
            "aliases": item.former_paths(url),
            "status": "" if is_open else "draft",
        },
        source={"url": url[:2048], "meta": {key: value for key, value in meta.items() if value}},
        name=unquote(item.text("wp:post_name")),
        topics=topics,
        problems=tuple(problems),
        words_in_capture=len(title.split()) + len(words.split()),
    )


class _Item:
    """The values of an item."""

    def __init__(self, element: Any) -> None:
        self.element = element

    def text(self, name: str) -> str:
        prefix, _, local = name.rpartition(":")
        return clean(self.element.findtext(f"{{{prefix}}}{local}" if prefix else local) or "").strip()

    def meta(self, key: str) -> str:
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


def _item(capture: Capture) -> _Item:
    """The element of an item; raises ContentError when it cannot be parsed."""
    try:
        from lxml import etree
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
        item = None  # mending it might lose words
    if item is None:
        raise unreadable(capture.file, "the item is no XML that can be read", "export the site again")
    return _Item(item)


def _without_entity(match: re.Match[str]) -> str:
    """The character that an entity of HTML means, which XML does not know; any other as the text that it is."""
    character = html.unescape(match[0])
    return character if character != match[0] else f"&amp;{match[0][1:]}"


def records(path: Path, file: str, options: Options) -> Iterator[Capture | Problem]:  # noqa: ARG001 - likewise
    """The posts and pages of an export as captures, each named by its number."""
    export = Export.of(path)
    other: Counter[str] = Counter()
    number = 0
    with path.open("rb") as stream:
        for number, item in enumerate(items(stream), 1):
            if item is None:
                yield damaged(file, "an item is too long, or does not end")
                continue
            facts = without_texts(item)
            kind, status = value(facts, "wp:post_type"), value(facts, "wp:status")
            if kind in _SILENT or status in _SKIPPED:
                continue
            if kind not in _KINDS:
                other[kind] += 1
                continue
            known: Mapping[str, str] = {
                f"picture {one}": export.attachments.get(one, "") for one in attachment_ids(item)
            }
            author = export.authors.get(value(facts, "dc:creator"), "")
            context = {key: value for key, value in {**known, "author": author}.items() if value}
            name = f"{kind} {value(facts, 'wp:post_id') or number}"
            yield Capture(file, item, name, format="wordpress", context=context)
    if not number:
        raise unreadable(file, "the export has no items", "export all content in WordPress: Tools, Export")
    for kind, count in other.items():
        message = f"{count:,} of type '{html.unescape(kind)[:40]}' are neither posts nor pages and were left out"
        yield Problem("C544", message, Place(f"{SOURCES}/{file}"), "write the articles among them by hand")


FORMAT = Format(
    name="wordpress",
    description="the export of a WordPress site (WXR)",
    suffixes=(".xml", ".wxr"),
    read=read,
    recognizes=lambda head: re.search(rb"wordpress\.org/export/|xmlns:wp=", head) is not None,
    records=records,
)
