"""Search: the search page, and the searchable content of every page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from builder.addresses import entity_address, note_id, topic_address
from builder.config import Config
from builder.model import Anchor, Article, Entity, Facet, FreePage, Page, Prose, Searchable, Section, Site, Topic
from builder.pages.dates import date_words
from builder.pages.head import Head, menu
from builder.pages.index import Index
from builder.pages.note_views import type_of
from builder.pages.public import public_site
from builder.pages.summaries import KIND_LABELS
from builder.problems import Place
from builder.topic_tree import title_of, with_ancestors

KINDS: dict[str, str] = {
    "article": "Article",
    **{str(kind): label for kind, label in KIND_LABELS.items()},
    "topic": "Topic",
    "page": "Page",
}
"""Page types as results show them."""
PRINTED = ("edition", "section")
"""What readers filter by of what a paper says of an article."""
FACETS = ("kind", "topic", "year", "note", *KIND_LABELS, "publisher", *PRINTED)
"""In the order of the search page."""
SMALL = 1000
"""Up to this many articles, a facet is a few kilobytes, so those of OPEN are loaded at once."""
OPEN = ("topic", "year", "person")


@dataclass(frozen=True)
class FacetBox:
    """A facet to filter by."""

    name: str
    open: bool
    """Whether it is open from the start."""


@dataclass(frozen=True)
class SearchView:
    """What the search page shows before its script runs."""

    head: Head
    index: str
    """Address of the index folder."""
    articles: int
    facets: tuple[FacetBox, ...]
    current: bool
    """Whether the index is up to date; a preview may have an older one."""


def search_pages(index: Index) -> Iterator[Page]:
    """The search page, unless the site has no search."""
    if index.config.search == "none":
        return
    description = f"Search {index.config.title} by word, name, topic or year."
    head = Head("Search", "/search/", description, menu(index), indexed=False)
    small = len(index.newest) <= SMALL
    there = _facets_there(index)
    boxes = tuple(FacetBox(name, small and name in OPEN) for name in FACETS if name in there)
    view = SearchView(head, "/search/pagefind/", len(index.newest), boxes, index.config.search == "new")
    yield Page("/search/", "search.html", view)


def _facets_there(index: Index) -> set[str]:
    """The facets that have a value."""
    there: set[str] = {"kind", *(index.site.entities[one].kind for one in index.by_entity)}
    found = {
        "topic": any(index.by_topic.values()),
        "year": bool(index.by_year),
        "note": bool(index.annotations),
        "publisher": any(one.publisher for one in index.newest),
    }
    there |= {name for name in PRINTED if any(getattr(one.in_print, name) for one in index.newest)}
    return there | {name for name, is_there in found.items() if is_there}


def searchable_pages(site: Site, config: Config) -> Iterator[Searchable]:
    """The searchable content: articles, oldest first, with their annotations; then entities, topics and free pages."""
    site = public_site(site, config)
    above = {slug: with_ancestors(slug, site.topics) for slug in site.topics}
    for article in site.articles:
        yield _article(article, site, config, above)
    for entity in site.entities.values():
        yield _entity(entity, site)
    for topic in site.topics.values():
        yield _page(topic_address(topic.slug), "topic", topic, site)
    for page in site.pages:
        yield _page(page.address, "page", page, site)


def _article(article: Article, site: Site, config: Config, above: Mapping[str, Sequence[str]]) -> Searchable:
    anchors = site.anchors.get(article.slug, ())
    facts = {
        "kind": KINDS["article"],
        "date": date_words(article.date) if article.date else "",
        "publisher": article.publisher,
        "language": article.language if article.language != config.language else "",
    }
    return Searchable(
        address=article.address,
        title=article.title,
        # Authors can be searched for, too.
        texts=(site.texts[article.slug].text, ", ".join(article.authors)),
        sections=tuple(_note(one, site, config) for one in anchors),
        facets=(_kind("article"), *_facets(article, site, config, above), *_printed(article)),
        facts=tuple((name, text) for name, text in facts.items() if text),
    )


def _facets(article: Article, site: Site, config: Config, above: Mapping[str, Sequence[str]]) -> Iterator[Facet]:
    for slug in dict.fromkeys(chain.from_iterable(above.get(slug, (slug,)) for slug in article.topics)):
        yield Facet("topic", slug, title_of(slug, site.topics))
    if article.date:
        yield Facet("year", f"{article.date.year:04}", str(article.date.year))
    for kind in dict.fromkeys(one.annotation.type for one in site.anchors.get(article.slug, ())):
        yield Facet("note", kind, type_of(config, kind).word)
    named = (one.entity for one in site.named_entities.get(article.slug, ()))
    for entity in dict.fromkeys((*named, *article.entities.about)):
        if entity in site.entities:
            yield Facet(site.entities[entity].kind, entity, site.entities[entity].name)


def _printed(article: Article) -> Iterator[Facet]:
    values = {"publisher": article.publisher, **{name: getattr(article.in_print, name) for name in PRINTED}}
    return (Facet(name, value, value) for name, value in values.items() if value)


def _note(anchor: Anchor, site: Site, config: Config) -> Section:
    """The editors' text; the passage is part of the article."""
    note = anchor.annotation
    texts: list[str | Prose] = [note.claim, _prose(note.comment, note.place, site)]
    for reply in note.replies:
        texts += (reply.title, _prose(reply.comment, reply.place, site))
    return Section(note_id(note.id), f"{type_of(config, note.type).word}: {note.title}", tuple(texts))


def _entity(entity: Entity, site: Site) -> Searchable:
    names = ", ".join(dict.fromkeys((*entity.aliases, *entity.short)))
    return Searchable(
        address=entity_address(entity.id),
        title=entity.name,
        texts=(entity.description, names, _prose(entity.body, entity.place, site)),
        facets=(_kind(entity.kind),),
        facts=(("kind", KINDS[entity.kind]),),
    )


def _page(address: str, kind: str, page: Topic | FreePage, site: Site) -> Searchable:
    texts = (page.summary, _prose(page.body, page.place, site))
    return Searchable(address, page.title, texts, facets=(_kind(kind),), facts=(("kind", KINDS[kind]),))


def _kind(kind: str) -> Facet:
    return Facet("kind", kind, KINDS[kind])


def _prose(body: str, place: Place, site: Site) -> Prose:
    return Prose(body, titles=site.titles.get(place, ()))
