"""Citations: files that cite an article, and the bibliographies of topics and entities."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial

from builder.cache import fingerprint
from builder.config import Config
from builder.model import Article, Page
from builder.plan.bibliography import FORMATS, Format, bibliography_files, citation_files, cited
from builder.plan.cards import Alternate, entity_address, topic_address
from builder.plan.index import Index

HELD = 1 << 13
"""Entries held for the next list that has the same article: about half a kilobyte each."""
Entry = Callable[[Format, str], str]
"""What a form writes of the article with this slug."""


@dataclass(frozen=True)
class CitationsView:
    """What a file of citations holds."""

    text: str = field(repr=False)


def citation_pages(index: Index, config: Config) -> Iterator[Page]:
    """Three files for each article, and as many for each topic and each entity that has articles."""
    articles = {article.slug: article for article in index.newest}
    prints = {slug: fingerprint(cited(index, config, article)) for slug, article in articles.items()}

    @lru_cache(HELD)
    def entry(form: Format, slug: str) -> str:
        return form.entry(cited(index, config, articles[slug]))

    for article in index.newest:
        yield from _files(citation_files(article.address), (article,), prints, entry)
    for topic, of_topic in index.by_topic.items():
        yield from _files(bibliography_files(topic_address(topic)), of_topic, prints, entry)
    for entity, named_in in index.by_entity.items():
        naming = [one.article for one in named_in]
        yield from _files(bibliography_files(entity_address(entity)), naming, prints, entry)


def _files(
    files: Sequence[Alternate], articles: Sequence[Article], prints: Mapping[str, str], entry: Entry
) -> Iterator[Page]:
    slugs = tuple(article.slug for article in articles)
    parts = fingerprint([prints[slug] for slug in slugs])
    for file, form in zip(files, FORMATS, strict=True):
        yield Page(file.address, "plain.txt", parts=parts, make=partial(_view, form, slugs, entry))


def _view(form: Format, slugs: Sequence[str], entry: Entry) -> CitationsView:
    return CitationsView("".join(form.of(entry(form, slug) for slug in slugs)))
