"""Matching: which article, note or picture of the archive an address from elsewhere means."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from builder.config import Config
from builder.importing.web_annotations import Target, WebAnnotation
from builder.load.assets import assets
from builder.model import Annotation, Article, ArticleText, Site

NOTE = re.compile(r"note-(\w+(?:-\w+)*)")
REPLY = re.compile(r"reply-(\w+(?:-\w+)*)--(\w+(?:-\w+)*)")
ADDRESS = re.compile(r"/(?:\d{4}/\d\d/\d\d|undated)/[^/]+$")
"""How the path of an article's page ends, wherever the site is published."""
LINK = re.compile(r"(?<=\]\()([^)\s<>]+)|(?<=\]: )(\S+)")


@dataclass(frozen=True)
class TargetIndex:
    """What is there already, by the names it has elsewhere."""

    config: Config
    articles: Mapping[str, Article] = field(default_factory=dict)
    texts: Mapping[str, ArticleText] = field(default_factory=dict)
    """By slug."""
    pages: Mapping[str, str] = field(default_factory=dict)
    """Slug by the page on which the article is read here, or was read where it comes from."""
    notes: Mapping[str, Mapping[str, Annotation]] = field(default_factory=dict)
    """By slug and id."""
    images: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """By slug: each picture as the article writes it, and its address."""
    replies: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """By comment and day of each: slug and id of the note it is below."""
    addresses_by_file: Mapping[str, str] = field(default_factory=dict)
    """Paths that a relative link may lead to, and the address of each on the site."""

    def article_at(self, url: str) -> Article | None:
        """The article that an address is about."""
        page = _page(url)
        slug = self.pages.get(page) or self.pages.get(_path_of(page), "")
        return self.articles.get(slug)

    def note_at(self, url: str) -> tuple[str, str] | None:
        """Slug and id of the note at an address of this site; the note need not be there."""
        article, match = self.article_at(url), NOTE.fullmatch(_split(url).fragment)
        return (article.slug, match[1]) if article and match else None

    def reply_at(self, url: str) -> tuple[str, str, str] | None:
        """Slug, id of the note and id of the reply, likewise."""
        article, match = self.article_at(url), REPLY.fullmatch(_split(url).fragment)
        return (article.slug, match[1], match[2]) if article and match else None

    def has(self, url: str) -> bool:
        """Whether a note or reply of this address is there."""
        if note := self.note_at(url):
            return note[1] in self.notes.get(note[0], {})
        if reply := self.reply_at(url):
            note_of_it = self.notes.get(reply[0], {}).get(reply[1])
            return note_of_it is not None and any(one.id == reply[2] for one in note_of_it.replies)
        return False

    def image_at(self, article: Article, target: Target) -> str:
        """The article's picture that a target means, as the article writes it; empty for none."""
        path = unquote(_split(target.source).path)
        for written, address in self.images.get(article.slug, ()):
            if written == target.source or (address and path.endswith(address)):
                return written
        return ""

    def rebased(self, comment: str, article: Article, source: str) -> str:
        """A comment whose relative links hold in the folder of the article's notes, or else lead to where they led.

        `source` is the page they were relative to; empty for a note of this archive.
        """
        own = self.notes_file(article)
        bases = (posixpath.dirname(own), own.removesuffix(".md"))
        folder = self._folder(article)

        def follow(match: re.Match[str]) -> str:
            path, mark, fragment = match[0].partition("#")
            if not path or _split(match[0]).scheme:
                return match[0]
            for base in (folder, *bases):
                target = posixpath.normpath(posixpath.join(base, unquote(path)))
                if target in self.addresses_by_file:
                    return match[0] if base == folder else quote(posixpath.relpath(target, folder)) + mark + fragment
            return urljoin(source, match[0]) if source else match[0]

        return LINK.sub(follow, comment)

    def path_to(self, url: str, article: Article) -> str:
        """The path, from where notes on the article are written, to the file whose page or copy is at an address.

        Empty for an address that is none of this site.
        """
        inside = url.removeprefix(self.config.url)
        path, mark, fragment = f"/{inside}".partition("#")
        target = self._by_address.get(unquote(path), "")
        if inside == url or not target:
            return ""
        return quote(posixpath.relpath(target, self._folder(article))) + mark + fragment

    @cached_property
    def _by_address(self) -> Mapping[str, str]:
        return {address: path for path, address in self.addresses_by_file.items() if address}

    def notes_file(self, article: Article) -> str:
        """Where the notes on an article are looked for first."""
        return article.place.path.replace("/articles/", "/annotations/", 1)

    def has_notes_file(self, slug: str) -> bool:
        """Whether it is there: then what is new goes into the folder of its name."""
        return (self.config.root / self.notes_file(self.articles[slug])).exists()

    def _folder(self, article: Article) -> str:
        """The folder of the file that new notes are written into."""
        path = self.notes_file(article)
        return path.removesuffix(".md") if self.has_notes_file(article.slug) else posixpath.dirname(path)


def target_index(site: Site, config: Config) -> TargetIndex:
    """The archive as addresses elsewhere know it."""
    pages: dict[str, str] = {}
    for article in site.articles:
        own = article.address.rstrip("/")
        known = (own, _page(config.url.rstrip("/") + own), _page(article.source.url), _page(article.source.archived))
        pages |= {page: article.slug for page in known if page and page not in pages}
    links = {article.slug: dict(site.links.get(article.place, ())) for article in site.articles}
    return TargetIndex(
        config,
        articles={article.slug: article for article in site.articles},
        texts=site.texts,
        pages=pages,
        notes={slug: {one.annotation.id: one.annotation for one in anchors} for slug, anchors in site.anchors.items()},
        images={
            article.slug: tuple(
                (use.href, links[article.slug].get(use.href, ""))
                for use in site.texts[article.slug].layout.links
                if use.image
            )
            for article in site.articles
        },
        replies={
            (reply.comment, reply.date.isoformat()): (slug, one.annotation.id)
            for slug, anchors in site.anchors.items()
            for one in anchors
            for reply in one.annotation.replies
        },
        addresses_by_file={
            **{one.annotation.place.path: "" for anchors in site.anchors.values() for one in anchors},
            **{article.place.path: article.address for article in site.articles},
            **{entity.place.path: f"/entities/{entity.id}/" for entity in site.entities.values()},
            **{topic.place.path: f"/topics/{topic.slug}/" for topic in site.topics.values()},
            **{page.place.path: page.address for page in site.pages},
            **{f"content/{name}": f"/{name}" for name, _ in assets(config)},
        },
    )


def match_target(archive: TargetIndex, one: WebAnnotation) -> tuple[Article, Target] | None:
    """The article a web annotation is about, and which of its targets says so."""
    for target in one.targets:
        article = archive.article_at(target.scope) or archive.article_at(target.source)
        if article:
            return article, target
    return None


def _page(url: str) -> str:
    """What tells one page from another, whatever is written around it."""
    parts = _split(url)
    path = unquote(parts.path)
    for name in ("index.html", "text.txt", "annotations.json"):
        path = path.removesuffix(f"/{name}")
    host = parts.netloc.lower().removeprefix("www.")
    return f"{host}{path.rstrip('/')}{'?' if parts.query else ''}{parts.query}" if host else ""


def _path_of(page: str) -> str:
    """The address it would have here: a site may have been built for another place than site.yaml names."""
    match = ADDRESS.search(page)
    return match[0] if match else ""


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")
