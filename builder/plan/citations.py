"""Citations: files that cite an article, and the bibliographies of topics and entities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from builder.cache import fingerprint
from builder.config import Config
from builder.model import Article, Page
from builder.plan.bibliography import FORMATS, Format, bibliography_files, citation_files, cited
from builder.plan.cards import Alternate, entity_address, topic_address
from builder.plan.index import Index


@dataclass(frozen=True)
class CitationsView:
    """What a file of citations holds."""

    text: str = field(repr=False)


def citation_pages(index: Index, config: Config) -> Iterator[Page]:
    """Three files for each article, and as many for each topic and each entity that has articles."""
    prints = {}
    for article in index.newest:
        one = cited(index, config, article)
        prints[article.slug] = fingerprint(one)
        yield from _files(index, config, citation_files(article.address), (article,), prints)
    for topic, articles in index.by_topic.items():
        yield from _files(index, config, bibliography_files(topic_address(topic)), articles, prints)
    for entity, named_in in index.by_entity.items():
        articles = tuple(one.article for one in named_in)
        yield from _files(index, config, bibliography_files(entity_address(entity)), articles, prints)


def _files(
    index: Index, config: Config, files: Sequence[Alternate], articles: Sequence[Article], prints: Mapping[str, str]
) -> Iterator[Page]:
    parts = fingerprint([prints[one.slug] for one in articles])
    for file, form in zip(files, FORMATS, strict=True):
        yield Page(file.address, "plain.txt", parts=parts, make=partial(_view, index, config, form, articles))


def _view(index: Index, config: Config, form: Format, articles: Sequence[Article]) -> CitationsView:
    entries = (form.entry(cited(index, config, article)) for article in articles)
    return CitationsView("".join(form.of(entries)))
