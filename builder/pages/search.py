"""Search: the page on which readers search, and what of every page can be found there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from builder.config import Config
from builder.model import Anchor, Article, Entity, Facet, FreePage, Page, Prose, Searchable, Section, Site, Topic
from builder.pages.dates import day_words
from builder.pages.index import Index
from builder.pages.note_views import note_id, type_of
from builder.pages.summaries import ENTITY_KINDS, KIND_LABELS, Head, entity_address, menu, topic_address
from builder.problems import Place

KINDS = {
    "article": "Article",
    **KIND_LABELS,
    "topic": "Topic",
    "page": "Page",
}
"""Of pages, as a result names them."""
FACETS = ("kind", "topic", "year", "note", *ENTITY_KINDS, "publisher")
"""In the order in which the search page gives them."""
SMALL = 1000
"""Articles of an archive in which a facet is a few kilobytes, so that those of OPEN are shown without being asked."""
OPEN = ("topic", "year", "person")


@dataclass(frozen=True)
class FacetBox:
    """A facet that the reader may narrow by."""

    name: str
    open: bool
    """Whether it is shown before anybody asks."""


@dataclass(frozen=True)
class SearchView:
    """What the search page shows before its script begins."""

    head: Head
    index: str
    """Address of the folder of the index."""
    articles: int
    facets: tuple[FacetBox, ...]
    current: bool
    """Whether the index is of the words as they are; in a preview it may be older."""


def search_pages(index: Index, config: Config) -> Iterator[Page]:
    """The search page, unless the site is built without search."""
    if config.search == "none":
        return
    head = Head(
        "Search", "/search/", f"Search {config.title} by word, name, topic or year.", menu(index.site.pages),
        indexed=False,
    )  # fmt: skip
    small = len(index.newest) <= SMALL
    there = _facets_there(index)
    boxes = tuple(FacetBox(name, small and name in OPEN) for name in FACETS if name in there)
    view = SearchView(head, "/search/pagefind/", len(index.newest), boxes, config.search == "new")
    yield Page("/search/", "search.html", view)


def _facets_there(index: Index) -> set[str]:
    """Those with a value at least."""
    there: set[str] = {"kind", *(index.site.entities[one].kind for one in index.by_entity)}
    found = {
        "topic": any(index.by_topic.values()),
        "year": bool(index.by_month),
        "note": bool(index.annotations),
        "publisher": any(one.publisher for one in index.newest),
    }
    return there | {name for name, is_there in found.items() if is_there}


def searchable_pages(site: Site, config: Config) -> Iterator[Searchable]:
    """What can be found: articles from the oldest on, with their notes; then entities, topics and free pages."""
    above = {slug: tuple(_with_parents(slug, site.topics)) for slug in site.topics}
    for article in site.articles:
        yield _article(article, site, config, above)
    for entity in site.entities.values():
        yield _entity(entity, site)
    for topic in site.topics.values():
        yield _page(topic_address(topic.slug), "topic", topic, site)
    for page in site.pages:
        yield _page(page.address, "page", page, site)


def _article(article: Article, site: Site, config: Config, above: Mapping[str, tuple[str, ...]]) -> Searchable:
    anchors = site.anchors.get(article.slug, ())
    topics = dict.fromkeys(chain.from_iterable(above.get(slug, (slug,)) for slug in article.topics))
    named = dict.fromkeys((*(one.entity for one in site.named_entities.get(article.slug, ())), *article.entities.about))
    types = dict.fromkeys(one.annotation.type for one in anchors)
    day = article.day
    publisher = article.publisher
    facets = [
        _kind("article"),
        *(Facet("topic", slug, _topic_title(slug, site)) for slug in topics),
        *((Facet("year", f"{day.year:04}", f"{day.year:04}"),) if day else ()),
        *(Facet("note", one, type_of(config, one).word) for one in types),
        *(Facet(site.entities[one].kind, one, site.entities[one].name) for one in named if one in site.entities),
        *((Facet("publisher", publisher, publisher),) if publisher else ()),
    ]
    facts = {
        "kind": KINDS["article"],
        "date": day_words(day) if day else "",
        "publisher": publisher,
        "language": article.language if article.language != config.language else "",
    }
    return Searchable(
        address=article.address,
        title=article.title,
        # Those who wrote it are looked for too, though they are no part of its words.
        texts=(site.texts[article.slug].text, ", ".join(article.authors)),
        sections=tuple(_note(one, site, config) for one in anchors),
        facets=tuple(facets),
        facts=_known(facts.items()),
    )


def _note(anchor: Anchor, site: Site, config: Config) -> Section:
    """The editors' own words: those they are about are the article's."""
    note = anchor.annotation
    texts: list[str | Prose] = [note.claim, _prose(note.comment, note.place, site)]
    for reply in note.replies:
        texts += (reply.title, _prose(reply.comment, reply.place, site))
    return Section(note_id(note.id), f"{type_of(config, note.type).word}: {note.title}", tuple(texts))


def _entity(entity: Entity, site: Site) -> Searchable:
    called = ", ".join(dict.fromkeys((*entity.aliases, *entity.short)))
    return Searchable(
        address=entity_address(entity.id),
        title=entity.name,
        texts=(entity.description, called, _prose(entity.body, entity.place, site)),
        facets=(_kind(entity.kind),),
        facts=(("kind", KINDS[entity.kind]),),
    )


def _page(address: str, kind: str, page: Topic | FreePage, site: Site) -> Searchable:
    texts = (page.summary, _prose(page.body, page.place, site))
    return Searchable(address, page.title, texts, facets=(_kind(kind),), facts=(("kind", KINDS[kind]),))


def _kind(kind: str) -> Facet:
    return Facet("kind", kind, KINDS[kind])


def _known(facts: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, words) for name, words in facts if words)


def _prose(body: str, place: Place, site: Site) -> Prose:
    return Prose(body, titles=site.titles.get(place, ()))


def _topic_title(slug: str, site: Site) -> str:
    return site.topics[slug].title if slug in site.topics else slug.replace("-", " ").capitalize()


def _with_parents(slug: str, topics: Mapping[str, Topic]) -> Iterator[str]:
    seen: set[str] = set()
    while slug in topics and slug not in seen:
        seen.add(slug)
        yield slug
        slug = topics[slug].parent
