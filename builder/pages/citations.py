"""Citations: BibTeX, RIS and CSL-JSON files of articles, topics and entities; each entry is formatted once for all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial

from builder.cache import fingerprint
from builder.config import Config
from builder.model import Article, Entity, Page, Topic
from builder.pages.addresses import entity_address, topic_address
from builder.pages.bibliography import FORMATS, bibliography_files, citation_files, cited
from builder.pages.exports import TextView
from builder.pages.head import Alternate
from builder.pages.index import Index

CACHE_SIZE = 1 << 13
"""Articles whose entries are kept for other lists: about 1.5 kB each."""


def citation_pages(index: Index, config: Config, article: Article) -> Iterator[Page]:
    """The citation files of an article."""
    return _files(index, config, citation_files(article.address), (article,))


def bibliographies_of_topic(index: Index, config: Config, topic: Topic) -> Iterator[Page]:
    """The bibliography files of a topic that has articles."""
    return _files(index, config, bibliography_files(topic_address(topic.slug)), index.by_topic.get(topic.slug, ()))


def bibliographies_of_entity(index: Index, config: Config, entity: Entity) -> Iterator[Page]:
    """The bibliography files of an entity that articles mention."""
    naming = [one.article for one in index.by_entity.get(entity.id, ())]
    return _files(index, config, bibliography_files(entity_address(entity.id)), naming)


def _files(index: Index, config: Config, files: Sequence[Alternate], articles: Sequence[Article]) -> Iterator[Page]:
    if not articles:
        return
    entries = index.memo.setdefault("citations", _Entries(index, config))
    parts = fingerprint([entries.digest_of(article) for article in articles])
    for number, file in enumerate(files):
        yield Page(file.address, "plain.txt", parts=parts, make=partial(_view, number, articles, entries))


def _view(number: int, articles: Sequence[Article], entries: _Entries) -> TextView:
    return TextView("".join(FORMATS[number].of(entries.of(article.slug)[number] for article in articles)))


class _Entries:
    """The entries of each article, cached for the lists that have it."""

    def __init__(self, index: Index, config: Config) -> None:
        self._index = index
        self._config = config
        self._digests: dict[str, str] = {}
        self.of = lru_cache(CACHE_SIZE)(self._of)
        """By slug: the entry in each format."""

    def digest_of(self, article: Article) -> str:
        """Fingerprint of the article's bibliographic data."""
        digest = self._digests.get(article.slug)
        if digest is None:
            topics = [self._index.topics[slug].title for slug in article.topics]
            names = (article.title, article.authors, article.publisher, article.source.url)
            fields = (article.address, article.language, names, article.day, article.in_print)
            digest = self._digests[article.slug] = fingerprint(fields, topics)
        return digest

    def _of(self, slug: str) -> tuple[str, ...]:
        # In all formats at once: the three files of a list are rendered one after the other.
        article = cited(self._index, self._config, self._index.articles[slug])
        return tuple(one.entry(article) for one in FORMATS)
