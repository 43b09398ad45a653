"""Citations: files that cite an article, and the bibliographies of topics and entities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from builder.config import Config
from builder.model import Page
from builder.plan.bibliography import FORMATS, bibliography_files, citation_files, cited
from builder.plan.cards import Alternate, entity_address, topic_address
from builder.plan.index import Index


@dataclass(frozen=True)
class CitationsView:
    """What a file of citations holds."""

    parts: tuple[str, ...] = field(repr=False)
    """One after the other; an entry is the same string in every file that has it."""


def citation_pages(index: Index, config: Config) -> Iterator[Page]:
    """Three files for each article, and as many for each topic and each entity that has articles."""
    entries: list[dict[str, str]] = [{} for _ in FORMATS]
    for article in index.newest:
        one = cited(index, config, article)
        for written, form in zip(entries, FORMATS, strict=True):
            written[article.slug] = form.entry(one)
        yield from _files(citation_files(article.address), entries, [article.slug])
    for topic, articles in index.by_topic.items():
        yield from _files(bibliography_files(topic_address(topic)), entries, [one.slug for one in articles])
    for entity, named_in in index.by_entity.items():
        slugs = [one.article.slug for one in named_in]
        yield from _files(bibliography_files(entity_address(entity)), entries, slugs)


def _files(files: Sequence[Alternate], entries: Sequence[Mapping[str, str]], slugs: Sequence[str]) -> Iterator[Page]:
    for file, form, written in zip(files, FORMATS, entries, strict=True):
        parts = form.of(written[slug] for slug in slugs)
        yield Page(file.address, "parts.txt", CitationsView(tuple(parts)))
