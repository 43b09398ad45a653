"""Posts: the articles of a site made with Jekyll, Hugo, Zola, Pelican or a like program."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any

from builder.convert.capture import Capture, Document, Format, Options
from builder.convert.decoding import decoded
from builder.convert.post_addresses import Post, address_of
from builder.convert.post_body import converted, html_body
from builder.convert.post_dates import FoundDate, date_of, without_date
from builder.convert.post_keys import read_head, style_of
from builder.convert.post_links import PostLinks
from builder.convert.post_markup import cleaned
from builder.convert.post_site import SUFFIXES, PostSite, post_files, site_at
from builder.convert.post_values import Values, values_of
from builder.markdown import MarkdownError
from builder.problems import ContentError, Place, Problem

_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufeff\ufffe\uffff]")
_BREAKS = re.compile("[\x0b\x0c\x1c-\x1f\x85]")
_DATES = ("date", "published", "publishdate", "publishDate", "pubdate", "created", "created_at")


def read(capture: Capture, _: Options, kind: str) -> Document:
    """The article in a post; raises ContentError when it has no front matter, or its Markdown is rejected."""
    text = _CONTROLS.sub("", _BREAKS.sub(" ", re.sub(r"\r\n?", "\n", decoded(capture.content))))
    head = read_head(text, capture.place)
    site = site_at(capture.path.parent.absolute()) if capture.path else PostSite()
    path = _path_in_site(capture, site)
    found = date_of(_dated(head.values), path)
    values = values_of(head.values, kind, site.language)
    post = Post(path, head.values, found.date, values.categories)
    address = address_of(post, site, kind)
    links = PostLinks(site, kind, capture.path, address)
    clean = cleaned(head.body, kind, links.ref, {**head.values, "url": address})
    try:
        if path.lower().endswith((".html", ".htm")):
            body = html_body(clean.text, links.new)
        else:
            body = converted(clean.text, links.new, clean.heading_ids)
    except MarkdownError as error:
        problem = Problem("C524", f"the post has {error}", capture.place, "split it, or write the article by hand")
        raise ContentError(problem) from error
    aliases, unusable = values.aliases(address, site.base)
    title = unescape(values.title) or _title(clean.text, post)
    lost = {"date": found.ambiguous, "addresses": unusable}
    meta = {**values.meta, **{key: value for key, value in lost.items() if value}}
    return Document(
        title=title,
        body=body.markdown,
        words=body.words,
        date=found.date,
        values={**values.keys, "aliases": aliases, **_draft(path)},
        source={"date_from": found.origin, "meta": meta},
        name=post.text("slug") or without_date(post.name),
        topics=values.topics,
        assets=tuple(links.assets.values()),
        problems=(
            *head.problems,
            *(
                _taken_out(label, Place(capture.place.path, head.body_line + line))
                for label, line in (*clean.taken, *body.taken)
            ),
            *_unused(values, found, unusable, Place(capture.place.path)),
        ),
    )


def _path_in_site(capture: Capture, site: PostSite) -> str:
    """The path of the post in the folder of its site."""
    if capture.path and site.root and capture.path.absolute().is_relative_to(site.root):
        return capture.path.absolute().relative_to(site.root).as_posix()
    path = capture.file
    match = re.search(r"(?:^|/)((?:_posts|_drafts|content)/.*)", path)
    return match[1] if match else path


def _draft(path: str) -> dict[str, str]:
    return {"status": "draft"} if "_drafts" in path.split("/") else {}


def _title(text: str, post: Post) -> str:
    """The first heading of the first level, else the words of the file's name, as the generators do."""
    heading = re.search(r"^#[ \t]+(.+?)[ \t#]*$", text, re.MULTILINE)
    return heading[1] if heading else re.sub(r"[-_\s]+", " ", post.name).strip().capitalize()


def _taken_out(label: str, place: Place) -> Problem:
    return Problem("C521", f"taken out: '{label}'", place, "look whether the article reads well without it")


def _unused(values: Values, found: FoundDate, addresses: Iterable[str], place: Place) -> Iterator[Problem]:
    """A problem for each value that is not a key of the article."""
    for key in values.meta:
        yield Problem("C522", f"kept in source.meta: '{key}'", place, "articles have no such key; nothing is lost")
    if found.ambiguous:
        message = f"the date '{found.ambiguous[:40]}' can mean several days, or none"
        yield Problem("C523", message, place, "add the right `date` to the article")
    for key in values.unusable:
        yield Problem("C523", f"`{key}` cannot be used as it is", place, "it is kept in source.meta")
    for one in addresses:
        yield Problem("C523", f"'{one[:80]}' cannot be a former address", place, "it is kept in source.meta")


def _files(kind: str, folder: Path) -> Iterator[Path | Problem] | None:
    found = post_files(folder, kind)
    return None if found is None else _articles(found, folder)


def _articles(paths: Iterable[Path], folder: Path) -> Iterator[Path | Problem]:
    """The posts with a date, and drafts; then a problem that counts the other files."""
    without_keys = undated = 0
    for path in paths:
        inside = path.as_posix()
        try:
            text = decoded(path.read_bytes()).replace("\r\n", "\n")
            values: Mapping[str, Any] = read_head(text, Place(path.name)).values if style_of(text[:4096]) else {}
        except ContentError:
            yield path  # its problem is reported when it is converted
            continue
        except OSError:
            values = {}
        if not values:
            without_keys += 1
        elif not _is_page(path, values) and ("/_drafts/" in inside or date_of(_dated(values), inside).date):
            yield path
        else:
            undated += 1
    parts = [f"{undated:,} without a date, or of a page"] if undated else []
    parts += [f"{without_keys:,} without front matter"] if without_keys else []
    if parts:
        help_ = "name a file itself to convert it too"
        yield Problem("C520", f"files that are not converted: {', '.join(parts)}", Place(folder.name), help_)


def _dated(values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The keys with a date. `published` is one for some generators, and true or false for others."""
    return [(key, values.get(key)) for key in _DATES if str(values.get(key)).lower() not in ("true", "false")]


def _is_page(path: Path, values: Mapping[str, Any]) -> bool:
    """Whether this is a page such as "About us", which is not an article even if it has a date."""
    return "page" in (values.get("type"), values.get("layout")) or path.stem == "_index" or path.parent.name == "pages"


def _recognizes(styles: tuple[str, ...], head: bytes) -> bool:
    return style_of(decoded(head)) in styles


def _format(kind: str, name: str, styles: tuple[str, ...]) -> Format:
    description = f"the posts of a site made with {name}, or one like it"
    return Format(
        kind, description, SUFFIXES, partial(read, kind=kind), partial(_recognizes, styles), files=partial(_files, kind)
    )


JEKYLL = _format("jekyll", "Jekyll", ("yaml",))
HUGO = _format("hugo", "Hugo", ("toml", "json"))
ZOLA = _format("zola", "Zola", ())
PELICAN = _format("pelican", "Pelican", ("lines",))
FORMATS = (JEKYLL, HUGO, ZOLA, PELICAN)
