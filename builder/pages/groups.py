"""Page groups: pages about the same thing, with a cache key, so that unchanged groups are not planned again."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from builder.cache import fingerprint
from builder.model import Article, Entity, Page, Topic
from builder.pages.address_list import address_list_pages
from builder.pages.annotations import annotation_pages
from builder.pages.archive import archive_pages
from builder.pages.articles import article_pages
from builder.pages.changes import changes_pages
from builder.pages.citations import bibliographies_of_entity, bibliographies_of_topic, citation_pages
from builder.pages.csv_export import csv_export_pages
from builder.pages.disambiguation import disambiguation_pages
from builder.pages.entities import NOTES, entity_pages, names_pages
from builder.pages.entity_export import entity_card_pages, entity_export_pages
from builder.pages.feeds import feed_pages, feeds_of_entity, feeds_of_topic
from builder.pages.free_pages import free_pages
from builder.pages.group_inputs import ArticleInputs, EntityInputs, GroupInputs, article_key
from builder.pages.home import home_pages
from builder.pages.index import Index
from builder.pages.note_views import note_inputs
from builder.pages.on_this_day import on_this_day_pages
from builder.pages.redirects import redirect_pages
from builder.pages.related import NameIndex
from builder.pages.search import search_pages
from builder.pages.sitemap import hosting_pages
from builder.pages.sources import source_pages
from builder.pages.timeline import timeline_of_topic, timeline_pages
from builder.pages.topics import topic_pages, topic_tree_pages
from builder.pages.web_annotations import article_export_pages, web_annotation_pages
from builder.pages.withdrawn import withdrawn_pages
from builder.problems import Place
from builder.topic_tree import with_descendants

OF_ARCHIVE = (
    home_pages,
    archive_pages,
    on_this_day_pages,
    timeline_pages,
    topic_tree_pages,
    names_pages,
    disambiguation_pages,
    entity_export_pages,
    source_pages,
    free_pages,
    feed_pages,
    search_pages,
    hosting_pages,
    address_list_pages,
)
OF_NOTES = (annotation_pages, web_annotation_pages, csv_export_pages)
OF_ARTICLE = (article_pages, changes_pages, citation_pages, article_export_pages)
OF_TOPIC = (topic_pages, timeline_of_topic, feeds_of_topic, bibliographies_of_topic)
OF_ENTITY = (entity_pages, entity_card_pages, feeds_of_entity, bibliographies_of_entity)
"""Every kind of page, by what it is about; a new kind is a new module and a line in one of these lists."""


class PageGroup(NamedTuple):
    """Pages about one thing. They are unchanged if `own_key` is, and either `archive_key` or the inputs are."""

    name: str
    """`article harbour-opens`"""
    own_key: str
    """Fingerprint of what only these pages show."""
    archive_key: str
    """Fingerprint of everything else that may affect them."""
    make: Callable[[], Iterator[Page]]
    inputs: GroupInputs | None = None
    """What the pages really use of the rest; None if they may use all of it."""
    size: int = 1
    """Number of articles that the pages show, roughly."""


def page_groups(index: Index) -> Iterator[PageGroup]:
    """Every page of the site except the sitemap, in groups."""
    site_key = fingerprint(index.config, list(index.topics.values()), index.site.pages, index.future)
    cards_key = fingerprint(site_key, list(index.entity_card_digests.items()), _timeline_digests(index))
    notes_key, co_occurrence_key = _notes_key(index, site_key), _co_occurrence_key(index)
    related_key = _related_keys(index)
    archive_key = fingerprint(notes_key, [index.metadata_digest_of(one.slug) for one in index.newest])
    for kind in OF_ARCHIVE:
        own = _own_key(kind, index)
        yield PageGroup(kind.__name__, own, archive_key, partial(kind, index), size=len(index.newest))
    for kind in OF_NOTES:
        yield PageGroup(kind.__name__, "", notes_key, partial(kind, index), size=len(index.newest))
    for article in index.newest:
        own = article_key(index, article, site_key)
        make = partial(_pages_of, OF_ARTICLE, index, article)
        yield PageGroup(f"article {article.slug}", own, related_key(article), make, ArticleInputs(index, article))
    for topic in index.topics.values():
        own = fingerprint(cards_key, _topic_inputs(index, topic))
        make = partial(_pages_of, OF_TOPIC, index, topic)
        yield PageGroup(f"topic {topic.slug}", own, "", make, size=len(index.by_topic.get(topic.slug, ())))
    for entity in index.site.entities.values():
        own = fingerprint(cards_key, _entity_inputs(index, entity))
        make = partial(_pages_of, OF_ENTITY, index, entity)
        size = len(index.by_entity.get(entity.id, ()))
        yield PageGroup(f"entity {entity.id}", own, co_occurrence_key, make, EntityInputs(index, entity), size)
    withdrawn = fingerprint(index.site.withdrawn, [*index.site.redirects.items()])
    yield PageGroup("withdrawn", withdrawn, archive_key, partial(withdrawn_pages, index))
    # Last, so that a problem with the address of a redirect is reported for the redirect.
    redirects = fingerprint([*index.site.redirects.items()], [*index.site.former_paths()])
    yield PageGroup("redirects", redirects, archive_key, partial(redirect_pages, index), size=len(index.newest))


def _own_key(kind: Callable[[Index], Iterator[Page]], index: Index) -> str:
    """Fingerprint of what pages of the whole archive show beyond that which the archive's key covers."""
    if kind is feed_pages:
        # Only feeds quote the text of articles.
        return _articles_digest(index, index.latest(index.newest, index.config.feed_length))
    if kind is address_list_pages:
        return fingerprint(vars(index.site.addresses))
    return fingerprint(sorted(index.site.root_files)) if kind is hosting_pages else ""


def _notes_key(index: Index, site_key: str) -> str:
    """Fingerprint of everything that a page may show, except articles without annotations."""
    site = index.site
    annotated = [index.digest_of(one) for one in site.articles if one.slug in site.anchors]
    linked = list(site.links.items()), list(site.titles.items())
    return fingerprint(site_key, annotated, list(index.entity_digests.items()), linked, list(site.changes.items()))


def _timeline_digests(index: Index) -> list[str]:
    """Fingerprints of the entities that may be on a timeline."""
    return [index.entity_digests[one.id] for one in index.site.entities.values() if one.dates]


def _related_keys(index: Index) -> Callable[[Article], str]:
    """Fingerprints an article's relations: the articles of its entities and of its topics."""
    mentions = index.once(NameIndex).list_digests()
    of_topic = {slug: fingerprint([one.slug for one in articles]) for slug, articles in index.by_topic.items()}
    return lambda article: fingerprint(
        [mentions[entity] for entity in index.named_in[article.slug]], [of_topic[topic] for topic in article.topics]
    )


def _co_occurrence_key(index: Index) -> str:
    """Fingerprint of the entities that each article mentions."""
    return fingerprint([(one.slug, index.named_in[one.slug], one.entities.about) for one in index.newest])


def _topic_inputs(index: Index, topic: Topic) -> tuple[object, ...]:
    """What a topic's pages show of its text, its articles, its cover and its subtopics."""
    articles = index.by_topic.get(topic.slug, ())
    counts = [(slug, len(index.by_topic.get(slug, ()))) for slug in with_descendants(topic.slug, index.subtopics)]
    cover = [index.metadata_digest_of(slug) for slug in topic.cover if slug in index.articles]
    listed = [index.metadata_digest_of(one.slug) for one in articles]
    in_feed = _articles_digest(index, index.latest(articles, index.config.feed_length))
    # Only a topic with a file of its own has an edit link.
    return topic.slug in index.site.topics, _links_at(index, topic.place), listed, in_feed, counts, cover


def _entity_inputs(index: Index, entity: Entity) -> tuple[object, ...]:
    """What an entity's pages show of it, of the articles that mention it, of annotations and of shared names."""
    articles = _articles_digest(index, (one.article for one in index.by_entity.get(entity.id, ())))
    notes = [note_inputs(index, one) for one in index.annotations_on.get(entity.id, ())[:NOTES]]
    shared = [(one.slug, one.name, one.candidates) for one in index.ambiguous_names_of.get(entity.id, ())]
    return index.entity_digests[entity.id], _links_at(index, entity.place), articles, notes, shared


def _links_at(index: Index, place: Place) -> tuple[object, ...]:
    """The targets of links in the text at this place."""
    return index.site.links.get(place, ()), index.site.titles.get(place, ())


def _articles_digest(index: Index, articles: Iterable[Article]) -> str:
    """Fingerprint of the text of these articles."""
    return fingerprint([index.digest_of(one) for one in articles])


def _pages_of(kinds: Iterable[Callable[..., Iterator[Page]]], *about: object) -> Iterator[Page]:
    for kind in kinds:
        yield from kind(*about)
