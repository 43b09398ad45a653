"""Annotation targets: the article, annotation or image of the archive that an address from elsewhere means."""

import posixpath
import re
from collections.abc import Mapping
from functools import cached_property
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from builder.addresses import entity_address, note_id, parts_of, reply_id, topic_address
from builder.annotate import resolve
from builder.config import Config
from builder.files import relative
from builder.importing.web_annotations import Target, WebAnnotation
from builder.load.assets import assets
from builder.model import Annotation, Article, Site
from builder.paths import ANNOTATIONS, ARTICLES
from builder.slugs import is_identifier

ADDRESS = re.compile(r"/(?:\d{4}(?:/\d\d){0,2}|undated)/[^/]+$")
"""The end of an article's path, wherever the site is published."""
LINK = re.compile(r"(?<=\]\()([^)\s<>]+)|(?<=\]: )(\S+)")


class TargetIndex:
    """The articles, annotations and files of the archive by their addresses."""

    def __init__(self, site: Site, config: Config) -> None:
        self._site, self.config = site, config
        self.articles = {article.slug: article for article in site.articles}
        self.texts = site.texts

    @cached_property
    def _slugs(self) -> Mapping[str, str]:
        """Slug of an article by its pages: here, and where its text comes from."""
        slugs: dict[str, str] = {}
        for article in self._site.articles:
            path = article.address.rstrip("/")
            sources = (_page(article.source.url), _page(article.source.archived))
            for page in filter(None, (path, _page(self.config.url.rstrip("/") + path), *sources)):
                slugs.setdefault(page, article.slug)
        return slugs

    @cached_property
    def notes(self) -> Mapping[str, Mapping[str, Annotation]]:
        """Annotations by slug and id."""
        anchors = self._site.anchors.items()
        return {slug: {one.annotation.id: one.annotation for one in anchors} for slug, anchors in anchors}

    @cached_property
    def _addresses(self) -> Mapping[str, str]:
        """Address of each file that a relative link may lead to, by path; empty for annotations files."""
        site = self._site
        return {
            **{note.place.path: "" for notes in self.notes.values() for note in notes.values()},
            **{article.place.path: article.address for article in site.articles},
            **{entity.place.path: entity_address(entity.id) for entity in site.entities.values()},
            **{topic.place.path: topic_address(topic.slug) for topic in site.topics.values()},
            **{page.place.path: page.address for page in site.pages},
            **{relative(path, self.config.root): f"/{name}" for name, path in assets(self.config)},
        }

    @cached_property
    def _files(self) -> Mapping[str, str]:
        return {address: path for path, address in self._addresses.items() if address}

    def match(self, one: WebAnnotation) -> tuple[Article, Target] | None:
        """The article that a web annotation is about, and the target that names it."""
        for target in one.targets:
            article = self.article_at(target.scope) or self.article_at(target.source)
            if article:
                return article, target
        return None

    def article_at(self, url: str) -> Article | None:
        """The article at an address, or whose text comes from there."""
        page = _page(url)
        # The site may have been built for another address than site.yaml has now.
        path = match[0] if (match := ADDRESS.search(page)) else ""
        return self.articles.get(self._slugs.get(page) or self._slugs.get(path, ""))

    def note_at(self, url: str) -> tuple[str, str] | None:
        """Slug and id of the annotation with an address of this site; it need not exist."""
        article, element = self.article_at(url), unquote(_split(url).fragment)
        note, _ = parts_of(element)
        return (article.slug, note) if article and element == note_id(note) and is_identifier(note) else None

    def reply_at(self, url: str) -> tuple[str, str, str] | None:
        """Slug, id of the annotation and id of the reply, likewise."""
        article, element = self.article_at(url), unquote(_split(url).fragment)
        note, reply = parts_of(element)
        is_reply = element == reply_id(note, reply) and is_identifier(note) and is_identifier(reply)
        return (article.slug, note, reply) if article and is_reply else None

    def is_local(self, url: str) -> bool:
        """Whether it is an address of an annotation or reply of this site, which need not exist."""
        return bool(self.note_at(url) or self.reply_at(url))

    def finds(self, article: Article, target: Target) -> bool:
        """Whether the article has the words that a target quotes, once."""
        text = self.texts[article.slug].text
        return resolve(text, target.exact, target.prefix, target.suffix, article.language).passage is not None

    def image_at(self, article: Article, target: Target) -> str:
        """The path of an image, as the article has it, that a target means; empty for none."""
        path = unquote(_split(target.source).path)
        addresses = dict(self._site.links.get(article.place, ()))
        for use in self.texts[article.slug].layout.links:
            address = addresses.get(use.href, "")
            if use.image and (use.href == target.source or (address and path.endswith(address))):
                return use.href
        return ""

    def rebased(self, comment: str, article: Article, folder: str, source: str) -> str:
        """The comment with relative links that are valid in a folder of annotations.

        `source` is the page that other links are relative to; empty for an annotation of this archive.
        """
        notes_file = self.notes_file(article)

        def rebase(match: re.Match[str]) -> str:
            path, mark, fragment = match[0].partition("#")
            if not path or _split(match[0]).scheme:
                return match[0]
            for base in (folder, posixpath.dirname(notes_file), notes_file.removesuffix(".md")):
                target = posixpath.normpath(posixpath.join(base, unquote(path)))
                if target in self._addresses:
                    return match[0] if base == folder else quote(posixpath.relpath(target, folder)) + mark + fragment
            return urljoin(source, match[0]) if source else match[0]

        return LINK.sub(rebase, comment)

    def path_to(self, url: str, folder: str) -> str:
        """The relative path from a folder of annotations to the file at an address of this site, or empty."""
        local = url.removeprefix(self.config.url)
        path, mark, fragment = f"/{local}".partition("#")
        target = self._files.get(unquote(path), "")
        if local == url or not target:
            return ""
        return quote(posixpath.relpath(target, folder)) + mark + fragment

    def notes_file(self, article: Article) -> str:
        """The path of the article's annotations file, if it has one."""
        return article.place.path.replace(ARTICLES, ANNOTATIONS, 1)

    def has_notes_file(self, article: Article) -> bool:
        """Whether the annotations file exists: then new files go into the folder of the same name."""
        return (self.config.root / self.notes_file(article)).exists()

    def new_folder(self, article: Article) -> str:
        """The folder of an article's new annotations."""
        path = self.notes_file(article)
        return path.removesuffix(".md") if self.has_notes_file(article) else posixpath.dirname(path)


def _page(url: str) -> str:
    """What identifies a page: its host, path and query in a normal form."""
    parts = _split(url)
    path = unquote(parts.path)
    for name in ("index.html", "text.txt", "annotations.json"):
        path = path.removesuffix(f"/{name}")
    host = parts.netloc.lower().removeprefix("www.")
    return f"{host}{path.rstrip('/')}{'?' if parts.query else ''}{parts.query}" if host else ""


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")
