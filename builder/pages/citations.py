"""Citations: BibTeX, RIS and CSL-JSON files of articles, topics and entities; each entry is formatted once for all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache, partial

from builder.addresses import entity_address, topic_address
from builder.cache import fingerprint
from builder.model import Article, Entity, Page, Topic
from builder.pages.bibliography import FORMATS, bibliography_files, citation_files, cited
from builder.pages.exports import TextView
from builder.pages.head import Alternate
from builder.pages.index import Index

CACHE_SIZE = 1 << 13
"""Articles whose entries are kept for other lists: about 1.5 kB each."""


def citation_pages(index: Index, article: Article) -> Iterator[Page]:
    """The citation files of an article."""
    return _files(index, citation_files(article.address), (article,))


def bibliographies_of_topic(index: Index, topic: Topic) -> Iterator[Page]:
    """The bibliography files of a topic that has articles."""
    return _files(index, bibliography_files(topic_address(topic.slug)), index.by_topic.get(topic.slug, ()))


def bibliographies_of_entity(index: Index, entity: Entity) -> Iterator[Page]:
    """The bibliography files of an entity that articles mention."""
    naming = [one.article for one in index.by_entity.get(entity.id, ())]
    return _files(index, bibliography_files(entity_address(entity.id)), naming)


def _files(index: Index, files: Sequence[Alternate], articles: Sequence[Article]) -> Iterator[Page]:
    if not articles:
        return
    entries = index.once(_Entries)
    parts = fingerprint([entries.digest_of(article.slug) for article in articles])
    for number, file in enumerate(files):
        yield Page(file.address, "plain.txt", parts=parts, make=partial(_view, number, articles, entries))


def _view(number: int, articles: Sequence[Article], entries: _Entries) -> TextView:
    return TextView(FORMATS[number].of(entries.of(article.slug)[number] for article in articles))


class _Entries:
    """The entries of each article, cached for the lists that have it."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self.digest_of = cache(self._digest_of)
        """By slug: fingerprint of the article's bibliographic data."""
        self.of = lru_cache(CACHE_SIZE)(self._of)
        """By slug: the entry in each format."""

    def _digest_of(self, slug: str) -> str:
        article = self._index.articles[slug]
        topics = [self._index.topics[one].title for one in article.topics]
        names = (article.title, article.authors, article.publisher, article.source.url)
        fields = (slug, article.address, article.language, names, article.day, article.in_print)
        return fingerprint(fields, topics)

    def _of(self, slug: str) -> tuple[str, ...]:
        # In all formats at once: the three files of a list are rendered one after the other.
        article = cited(self._index, self._index.articles[slug])
        return tuple(one.entry(article) for one in FORMATS)
