"""WordPress: the export of a site (WXR), each post and page a record.

The bytes of a record are those of its `<item>` in the file. Items are found without parsing the whole, so that a
character that XML does not allow in one of them spoils no other.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from builder.config import is_web_address
from builder.convert.bylines import authors
from builder.convert.capture import SOURCES, Capture, Document, Format, Options
from builder.convert.containers import damaged, one_line, topics_of, unreadable
from builder.convert.html_markdown import html_to_markdown
from builder.convert.wordpress_export import Export, attachment_ids, items, value, without_texts
from builder.convert.wordpress_item import item_of
from builder.convert.wordpress_text import text_of_post
from builder.problems import Place, Problem

_KINDS = ("post", "page")
_SILENT = frozenset({"attachment", "revision", "nav_menu_item", "custom_css", "customize_changeset", "oembed_cache"})
_SKIPPED = frozenset({"trash", "auto-draft"})


def read(capture: Capture, options: Options) -> Document:  # noqa: ARG001 - as every format
    """The article in an item; raises ContentError when it has no title or no text."""
    item = item_of(capture)
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
            "C544", f"the shortcode `{name}` has no meaning here and was left out", capture.place, "its text is kept"
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
        message = f"records of type `{html.unescape(kind)[:40]}` are neither posts nor pages: {count:,} left out"
        yield Problem("C544", message, Place(f"{SOURCES}/{file}"), "write the articles among them by hand")


FORMAT = Format(
    name="wordpress",
    description="the export of a WordPress site (WXR)",
    suffixes=(".xml", ".wxr"),
    read=read,
    recognizes=lambda head: re.search(rb"wordpress\.org/export/|xmlns:wp=", head) is not None,
    records=records,
)
