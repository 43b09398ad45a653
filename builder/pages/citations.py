"""Citations: files that cite an article, and the bibliographies of topics and entities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial

from builder.cache import fingerprint
from builder.config import Config
from builder.model import Article, Entity, Page, Topic
from builder.pages.bibliography import FORMATS, bibliography_files, citation_files, cited
from builder.pages.index import Index
from builder.pages.summaries import Alternate, entity_address, topic_address

HELD = 1 << 13
"""Articles whose entries are held for the next list that has them: about a kilobyte and a half each."""


@dataclass(frozen=True)
class CitationsView:
    """What a file of citations holds."""

    text: str = field(repr=False)


def citation_pages(index: Index, config: Config, article: Article) -> Iterator[Page]:
    """Three files that cite an article."""
    return _files(index, config, citation_files(article.address), (article,))


def bibliographies_of_topic(index: Index, config: Config, topic: Topic) -> Iterator[Page]:
    """As many for a topic that has articles."""
    return _files(index, config, bibliography_files(topic_address(topic.slug)), index.by_topic.get(topic.slug, ()))


def bibliographies_of_entity(index: Index, config: Config, entity: Entity) -> Iterator[Page]:
    """As many for an entity that articles name."""
    naming = [one.article for one in index.by_entity.get(entity.id, ())]
    return _files(index, config, bibliography_files(entity_address(entity.id)), naming)


def _files(index: Index, config: Config, files: Sequence[Alternate], articles: Sequence[Article]) -> Iterator[Page]:
    if not articles:
        return
    entries = index.memo.setdefault("citations", _Entries(index, config))
    parts = fingerprint([entries.print_of(article) for article in articles])
    for number, file in enumerate(files):
        yield Page(file.address, "plain.txt", parts=parts, make=partial(_view, number, articles, entries))


def _view(number: int, articles: Sequence[Article], entries: _Entries) -> CitationsView:
    return CitationsView("".join(FORMATS[number].of(entries.of(article.slug)[number] for article in articles)))


class _Entries:
    """What citations say of each article, held for the next list that has it."""

    def __init__(self, index: Index, config: Config) -> None:
        self._index = index
        self._config = config
        self._prints: dict[str, str] = {}
        self.of = lru_cache(HELD)(self._of)
        """By slug: the entry of each format."""

    def print_of(self, article: Article) -> str:
        """A name of all that is said of the article."""
        known = self._prints.get(article.slug)
        if known is None:
            topics = [self._index.topics[slug].title for slug in article.topics]
            said = (article.title, article.authors, article.publisher, article.day, article.source.url)
            known = self._prints[article.slug] = fingerprint(article.address, article.language, said, topics)
        return known

    def _of(self, slug: str) -> tuple[str, ...]:
        # All of them, since the three files of a list are made one after the other.
        known = cited(self._index, self._config, self._index.articles[slug])
        return tuple(form.entry(known) for form in FORMATS)
