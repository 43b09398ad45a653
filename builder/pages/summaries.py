"""Cards: what one page shows of another, and what every page has at its head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from builder.config import Config
from builder.model import Article, Entity, EntityKind, FreePage, Topic
from builder.pages.dates import DateView, optional_date
from builder.pages.index import Index


@dataclass(frozen=True)
class Link:
    """Words, and the address they lead to."""

    label: str
    address: str


@dataclass(frozen=True)
class Feed:
    """A feed that a page announces to feed readers."""

    title: str
    address: str
    media: str = "application/atom+xml"


@dataclass(frozen=True)
class Alternate:
    """What a page is about, as a file for programs."""

    label: str
    address: str
    media: str


@dataclass(frozen=True)
class Head:
    """What every page has: its name, its menu, and what programs read of it."""

    title: str
    """Unique in the site, without the site's own title."""
    address: str
    description: str = ""
    menu: tuple[Link, ...] = ()
    crumbs: tuple[Link, ...] = ()
    """From the top of the site to the page above this one."""
    feeds: tuple[Feed, ...] = ()
    alternates: tuple[Alternate, ...] = ()
    indexed: bool = True
    """Whether search engines and the sitemap may have it."""
    kind: str = "website"
    """Open Graph type."""
    published: str = ""
    """Day or moment of publication; empty for what has none."""
    data: Mapping[str, object] = field(default_factory=dict)
    """JSON-LD; empty for none."""


@dataclass(frozen=True)
class ArticleCard:
    """An article in a list."""

    title: str
    address: str
    date: DateView | None
    """None for an undated article."""
    publisher: str
    summary: str
    language: str
    notes: int
    """How many annotations it has."""


@dataclass(frozen=True)
class ArticleLink:
    """An article that another one leads to, without what changes more often than its title."""

    title: str
    address: str
    date: DateView | None
    language: str


@dataclass(frozen=True)
class EntityCard:
    """An entity in a list."""

    name: str
    address: str
    kind: EntityKind
    description: str = ""
    """Told where names are listed: elsewhere a change of it would have too many pages rendered again."""
    count: int = 0
    """Of articles, or of mentions, as the list says."""


@dataclass(frozen=True)
class TopicCard:
    """A topic in a list."""

    title: str
    address: str
    summary: str
    count: int
    """Of articles, with those of its sub-topics."""
    subtopics: tuple[TopicCard, ...] = ()


@dataclass(frozen=True)
class Group:
    """Articles that belong together in a list, and what unites them."""

    title: str
    articles: tuple[ArticleCard, ...]


ENTITY_KINDS: tuple[EntityKind, ...] = ("person", "organisation", "place", "event", "work")
"""In the order in which lists give them."""
KIND_LABELS = {
    "person": "Person",
    "organisation": "Organisation",
    "place": "Place",
    "event": "Event",
    "work": "Document",
}
"""Of entities, on pages."""
SCHEMA = {
    "person": "Person",
    "organisation": "Organization",
    "place": "Place",
    "event": "Event",
    "work": "CreativeWork",
}
ON_THIS_DAY = "/on-this-day/"
"""The calendar of all years."""
REGISTRY = "/entities/entities.json"
"""Every entity as data."""
DATES = {
    "person": {"born": "birthDate", "died": "deathDate"},
    "organisation": {"founded": "foundingDate", "dissolved": "dissolutionDate"},
    "event": {"start": "startDate", "end": "endDate"},
}
"""What schema.org calls the dates of each kind."""
WEB_ANNOTATIONS = 'application/ld+json;profile="http://www.w3.org/ns/anno.jsonld"'
"""The media type of W3C Web Annotations."""
NAMES = Link("Index of names", "/entities/")
MENU = (
    Link("Archive", "/archive/"),
    Link("Timeline", "/timeline/"),
    Link("Topics", "/topics/"),
    NAMES,
    Link("Annotations", "/annotations/"),
    Link("Sources", "/sources/"),
)


def menu(pages: Sequence[FreePage]) -> tuple[Link, ...]:
    """The pages that every page leads to: the lists, then the free pages that ask for it."""
    wanted = sorted((one for one in pages if one.order), key=lambda one: (one.order, one.slug))
    return (*MENU, *(Link(one.title, one.address) for one in wanted))


def article_link(article: Article) -> ArticleLink:
    """The article as others lead to it."""
    return ArticleLink(article.title, article.address, optional_date(article.date), article.language)


def article_card(index: Index, article: Article) -> ArticleCard:
    """The article as lists show it."""
    known = index.cards.get(article.slug)
    if known is None:
        known = index.cards[article.slug] = _article_card(index, article)
    return known


def _article_card(index: Index, article: Article) -> ArticleCard:
    return ArticleCard(
        title=article.title,
        address=article.address,
        date=optional_date(article.date),
        publisher=article.publisher,
        summary=article.summary,
        language=article.language,
        notes=len(index.site.anchors.get(article.slug, ())),
    )


def entity_card(entity: Entity, count: int = 0) -> EntityCard:
    """The entity as the lists of other pages show it."""
    return EntityCard(entity.name, entity_address(entity.id), entity.kind, count=count)


def name_card(index: Index, entity: Entity) -> EntityCard:
    """The entity as lists of names show it, with how many articles name it."""
    return replace(entity_card(entity, len(index.by_entity.get(entity.id, ()))), description=entity.description)


def topic_card(index: Index, topic: Topic, above: frozenset[str] = frozenset()) -> TopicCard:
    """The topic as lists show it, with the topics below it."""
    below = [slug for slug in index.subtopics.get(topic.slug, ()) if slug not in above]
    return TopicCard(
        title=topic.title,
        address=topic_address(topic.slug),
        summary=topic.summary,
        count=len(index.by_topic.get(topic.slug, ())),
        subtopics=tuple(topic_card(index, index.topics[slug], above | {topic.slug}) for slug in below),
    )


def topic_link(index: Index, slug: str) -> Link:
    """The topic's title, leading to its page."""
    return Link(index.topics[slug].title, topic_address(slug))


def by_year(index: Index, articles: Sequence[Article]) -> tuple[Group, ...]:
    """The articles as cards under their years, in the order they came."""
    years: dict[str, list[ArticleCard]] = {}
    for article in articles:
        years.setdefault(f"{article.day.year:04}" if article.day else "Undated", []).append(
            article_card(index, article)
        )
    return tuple(Group(year, tuple(cards)) for year, cards in years.items())


def entity_address(identifier: str) -> str:
    """Where the entity's page stands."""
    return f"/entities/{identifier}/"


def disambiguation_address(slug: str) -> str:
    """Where the page of a name stands that several entities have."""
    return f"/entities/called/{slug}/"


def topic_address(slug: str) -> str:
    """Where the topic's first page stands."""
    return f"/topics/{slug}/"


def timeline_address(slug: str) -> str:
    """Where the timeline of a topic stands."""
    return f"/topics/{slug}/timeline/"


def mention_id(entity: str, number: int) -> str:
    """Id, on the article's page, of the entity's mention of that number, counted from 1."""
    return f"m-{entity}-{number}"


def changes_address(article: Article) -> str:
    """Where the page stands that shows what was edited in the article."""
    return f"{article.address}changes/"


def feeds_of(title: str, page: str) -> tuple[Feed, Feed]:
    """The feeds of what is listed at this address, in both forms."""
    return Feed(title, f"{page}feed.xml"), Feed(title, f"{page}feed.json", "application/feed+json")


def full_url(config: Config, address: str) -> str:
    """The address as the outside world writes it."""
    return config.url.rstrip("/") + address


def shortened(text: str, length: int = 300) -> str:
    """The text on one line, cut between words where it is longer than `length`."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[:length].rsplit(" ", 1)[0].rstrip(",;:—– ") + " …"


def thing(config: Config, entity: Entity) -> dict[str, object]:
    """The entity as schema.org describes one."""
    wikidata = [f"https://www.wikidata.org/entity/{entity.wikidata}"] if entity.wikidata else []
    url = full_url(config, entity_address(entity.id))
    found: dict[str, object] = {
        "@type": SCHEMA[entity.kind],
        "@id": url,
        "name": entity.name,
        "url": url,
        "sameAs": [*wikidata, *entity.same_as],
    }
    return {key: value for key, value in found.items() if value}
