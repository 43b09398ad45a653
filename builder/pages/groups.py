"""Families: pages that are about one thing, and names of all they show, so that most need not be planned again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from builder.cache import fingerprint
from builder.config import Config
from builder.model import Article, Entity, Page, Topic
from builder.pages.annotations import annotation_pages
from builder.pages.archive import archive_pages
from builder.pages.articles import article_pages
from builder.pages.changes import changes_pages
from builder.pages.citations import bibliographies_of_entity, bibliographies_of_topic, citation_pages
from builder.pages.csv_export import csv_export_pages
from builder.pages.disambiguation import disambiguation_pages
from builder.pages.entities import NOTES, entity_pages, names_pages
from builder.pages.entity_cards import entity_card_pages
from builder.pages.entity_export import entity_export_pages
from builder.pages.feeds import feed_pages, feeds_of_entity, feeds_of_topic
from builder.pages.free_pages import free_pages
from builder.pages.group_inputs import ArticleInputs, EntityInputs, GroupInputs, own_key
from builder.pages.home import home_pages
from builder.pages.index import Index
from builder.pages.not_found import notfound_pages
from builder.pages.note_views import note_inputs
from builder.pages.on_this_day import on_this_day_pages
from builder.pages.redirects import redirect_pages
from builder.pages.related import naming_lists
from builder.pages.search import search_pages
from builder.pages.sitemap import hosting_pages
from builder.pages.sources import source_pages
from builder.pages.timeline import timeline_of_topic, timeline_pages
from builder.pages.topics import topic_pages, tree_pages
from builder.pages.web_annotations import notes_pages, web_annotation_pages
from builder.problems import Place

OF_ARCHIVE: tuple[Callable[[Index, Config], Iterator[Page]], ...] = (
    home_pages,
    archive_pages,
    on_this_day_pages,
    timeline_pages,
    tree_pages,
    names_pages,
    disambiguation_pages,
    entity_export_pages,
    source_pages,
    free_pages,
    feed_pages,
    search_pages,
    notfound_pages,
    hosting_pages,
)
OF_NOTES: tuple[Callable[[Index, Config], Iterator[Page]], ...] = (
    annotation_pages,
    web_annotation_pages,
    csv_export_pages,
)
OF_ARTICLE: tuple[Callable[[Index, Config, Article], Iterator[Page]], ...] = (
    article_pages,
    changes_pages,
    citation_pages,
    notes_pages,
)
OF_TOPIC: tuple[Callable[[Index, Config, Topic], Iterator[Page]], ...] = (
    topic_pages,
    timeline_of_topic,
    feeds_of_topic,
    bibliographies_of_topic,
)
OF_ENTITY: tuple[Callable[[Index, Config, Entity], Iterator[Page]], ...] = (
    entity_pages,
    entity_card_pages,
    feeds_of_entity,
    bibliographies_of_entity,
)
"""Every kind of page, by what its pages are about; a new kind is a new file here and a line in one of these lists."""


class PageGroup(NamedTuple):
    """Pages about one thing: as long as `own`, `world` and what is near stay as they are, so do they."""

    name: str
    """`article harbour-opens`"""
    own_key: str
    """A name of what these pages alone show."""
    archive_key: str
    """A name of all that may matter to them beside that."""
    make: Callable[[], Iterator[Page]]
    inputs: GroupInputs | None = None
    """Where of the world only this matters to them."""
    size: int = 1
    """How many articles they tell of, about."""


def page_groups(index: Index, config: Config) -> Iterator[PageGroup]:
    """Every page of the site but the sitemap, by what it is about."""
    alike = fingerprint(config, list(index.topics.values()), index.site.pages)
    listed = fingerprint(alike, list(index.entity_card_digests.items()), _dated(index))
    noted, naming, around = _noted(index, alike), _naming(index), _around(index)
    world = fingerprint(noted, [index.metadata_digest_of(one.slug) for one in index.newest])
    for kind in OF_ARCHIVE:
        # Feeds alone quote the words of articles.
        words = _words(index, index.newest[: config.feed_length]) if kind is feed_pages else ""
        yield PageGroup(kind.__name__, words, world, partial(kind, index, config), size=len(index.newest))
    for kind in OF_NOTES:
        yield PageGroup(kind.__name__, "", noted, partial(kind, index, config), size=len(index.newest))
    for article in index.newest:
        yield PageGroup(
            f"article {article.slug}",
            own_key(index, article, alike),
            around(article),
            partial(_pages, OF_ARTICLE, index, config, article),
            ArticleInputs(index, article),
        )
    for topic in index.topics.values():
        own = fingerprint(listed, _of_topic(index, config, topic))
        make = partial(_pages, OF_TOPIC, index, config, topic)
        yield PageGroup(f"topic {topic.slug}", own, "", make, size=len(index.by_topic.get(topic.slug, ())))
    for entity in index.site.entities.values():
        own = fingerprint(listed, _of_entity(index, entity))
        make = partial(_pages, OF_ENTITY, index, config, entity)
        size = len(index.by_entity.get(entity.id, ()))
        yield PageGroup(f"entity {entity.id}", own, naming, make, EntityInputs(index, entity), size)
    # Last: where one stands in the way of another page, it is the one to be changed.
    yield PageGroup("redirects", "", world, partial(redirect_pages, index, config), size=len(index.newest))


def _noted(index: Index, alike: str) -> str:
    """A name of everything that any page may show, but for the articles that have no notes."""
    site = index.site
    noted = [index.digest_of(one) for one in site.articles if one.slug in site.anchors]
    linked = list(site.links.items()), list(site.titles.items())
    return fingerprint(alike, noted, list(index.entity_digests.items()), linked, list(site.changes.items()))


def _dated(index: Index) -> list[str]:
    """Names of the entities that a timeline may tell of."""
    return [index.entity_digests[one.id] for one in index.site.entities.values() if one.dates]


def _around(index: Index) -> Callable[[Article], str]:
    """Names what decides which articles are near one: the lists of all that name what it names, or have its topics."""
    named = naming_lists(index)
    of_topic = {slug: fingerprint([one.slug for one in articles]) for slug, articles in index.by_topic.items()}
    return lambda article: fingerprint(
        [named[entity] for entity in index.named_in[article.slug]], [of_topic[topic] for topic in article.topics]
    )


def _naming(index: Index) -> str:
    """A name of what decides which entities are named together."""
    return fingerprint([(one.slug, index.named_in[one.slug], one.entities.about) for one in index.newest])


def _of_topic(index: Index, config: Config, topic: Topic) -> tuple[object, ...]:
    """What the pages of a topic show of its text, its articles, those on its cover, and the topics below it."""
    articles = index.by_topic.get(topic.slug, ())
    counts = [(slug, len(index.by_topic.get(slug, ()))) for slug in _below(index, topic.slug, set())]
    cover = [index.metadata_digest_of(slug) for slug in topic.cover if slug in index.articles]
    shown = [index.metadata_digest_of(one.slug) for one in articles], _words(index, articles[: config.feed_length])
    # One that nobody has written a file for cannot be edited.
    return topic.slug in index.site.topics, _linked(index, topic.place), shown, counts, cover


def _below(index: Index, slug: str, seen: set[str]) -> Iterator[str]:
    if slug not in seen:
        seen.add(slug)
        yield slug
        for below in index.subtopics.get(slug, ()):
            yield from _below(index, below, seen)


def _of_entity(index: Index, entity: Entity) -> tuple[object, ...]:
    """What the pages of an entity show of it, of the articles that name it, the notes on it, and its namesakes."""
    words = _words(index, (one.article for one in index.by_entity.get(entity.id, ())))
    notes = [note_inputs(index, one) for one in index.annotations_on.get(entity.id, ())[:NOTES]]
    shared = [(one.slug, one.name, one.candidates) for one in index.ambiguous_names_of.get(entity.id, ())]
    return index.entity_digests[entity.id], _linked(index, entity.place), words, notes, shared


def _linked(index: Index, place: Place) -> tuple[object, ...]:
    """What the text at this place leads to."""
    return index.site.links.get(place, ()), index.site.titles.get(place, ())


def _words(index: Index, articles: Iterable[Article]) -> str:
    """A name of the words of these articles."""
    return fingerprint([index.digest_of(one) for one in articles])


def _pages(kinds: Iterable[Callable[..., Iterator[Page]]], *about: object) -> Iterator[Page]:
    for kind in kinds:
        yield from kind(*about)
