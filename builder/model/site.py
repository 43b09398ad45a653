"""Site: everything known of the archive before any page exists."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from builder.addresses import entity_address, topic_address
from builder.model.address_list import AddressList
from builder.model.annotation import Anchor
from builder.model.article import Article, ArticleText, Change
from builder.model.entity import Entity, NamedEntity, Unlinked
from builder.model.withdrawal import WITHDRAWN_LABELS, Withdrawal, WithdrawnItem, WithdrawnKind, WithdrawnNote
from builder.problems import Place


@dataclass(frozen=True)
class Topic:
    """A topic of the archive, with or without a file of its own."""

    slug: str
    title: str
    place: Place
    parent: str = ""
    medtop: str = ""
    cover: tuple[str, ...] = ()
    """Slugs of the articles shown first."""
    summary: str = ""
    body: str = field(default="", repr=False)
    body_line: int = 1
    aliases: tuple[str, ...] = ()
    """Former addresses."""
    withdrawn: Withdrawal | None = None


@dataclass(frozen=True)
class FreePage:
    """A page that is not about an article, entity or topic: about, editors' guide."""

    slug: str
    address: str
    title: str
    place: Place
    summary: str = ""
    order: int = 0
    """Position in the menu; 0 leaves it out of the menu."""
    body: str = field(default="", repr=False)
    body_line: int = 1
    aliases: tuple[str, ...] = ()
    """Former addresses."""


class FormerPath(NamedTuple):
    """A path that a page had, as its file has it."""

    path: str
    address: str
    """The present address of the page."""
    title: str
    place: Place


@dataclass(frozen=True)
class Site:
    """Everything known before any page exists. Articles are sorted by date and slug, the rest by id or slug.

    What is withdrawn is only in `withdrawn` and `withdrawn_notes`.
    """

    articles: tuple[Article, ...]
    entities: Mapping[str, Entity]
    topics: Mapping[str, Topic]
    pages: tuple[FreePage, ...]
    anchors: Mapping[str, tuple[Anchor, ...]]
    """By article slug, in reading order; those without a passage last."""
    texts: Mapping[str, ArticleText]
    """By article slug; each is loaded when it is read, so lists should use `named_entities` instead of mentions."""
    named_entities: Mapping[str, tuple[NamedEntity, ...]] = field(default_factory=dict)
    """By article slug: the entities it names, and in which forms."""
    unlinked: Mapping[str, tuple[Unlinked, ...]] = field(default_factory=dict)
    links: Mapping[Place, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """By place of an article, entity, topic, free page, annotation or reply: each link target in its text that is a
    page of this site, and that page's address; sorted, ready for `Prose.links`."""
    titles: Mapping[Place, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """By the same places: each `[[target]]` of the text and the label to show, ready for `Prose.titles`."""
    files: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Path and SHA-256 of each content file, as it was read."""
    entities_in_annotations: Mapping[Place, tuple[str, ...]] = field(default_factory=dict)
    """By place of an annotation: ids of the entities named in its comment or in its passage, sorted."""
    digests: Mapping[str, str] = field(default_factory=dict, repr=False)
    """By article slug: digest of everything known of the article, annotations included."""
    text_digests: Mapping[str, str] = field(default_factory=dict, repr=False)
    """By article slug: digest of the article's text and mentions, without annotations."""
    excerpt_digests: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """By article slug: for each named entity, in order, the digest of the sentences that name it."""
    metadata_digests: Mapping[str, str] = field(default_factory=dict, repr=False)
    """By article slug: digest of what other pages may show of the article; most text edits do not change it."""
    changes: Mapping[str, tuple[tuple[Change, ...], ...]] = field(default_factory=dict, repr=False)
    """By slug of each edited article that differs from its capture: its paragraphs, the title first."""
    named_at: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict, repr=False)
    """By article slug: line and column of each of its topics, then of each entity in `about` and `pin`. Without these,
    the place of a problem would need the article's text."""
    invalid_paths: frozenset[str] = frozenset()
    """Paths of content files with errors; references to them are not reported as well."""
    day: dt.date = dt.date.max
    """The day of the build: lists of the newest and feeds leave out what is dated later."""
    hidden: Mapping[str, dt.date] = field(default_factory=dict)
    """By slug of each article that is not published yet: its `publish_after`."""
    unread_paths: frozenset[str] = frozenset()
    """Those of which a part could not be read, such as an annotation; references to it are not reported either."""
    unpublished_ids: frozenset[str] = frozenset()
    """`<slug>#<id>` of the annotations that are not published yet, or no longer: `see` may name them."""
    withdrawn: tuple[WithdrawnItem, ...] = ()
    """Articles, entities and topics, by address."""
    withdrawn_notes: Mapping[str, tuple[WithdrawnNote, ...]] = field(default_factory=dict)
    """By article slug, those of withdrawn articles too."""
    hidden_assets: frozenset[str] = frozenset()
    """Paths in the site of the assets that are not published: only texts that are not published show them."""
    word_digests: Mapping[str, str] = field(default_factory=dict, repr=False)
    """By article slug: digest of the article's words alone, by which it is known when its address has changed."""
    addresses: AddressList = field(default_factory=AddressList, repr=False)
    """The permanent addresses, those of former publications included."""
    redirects: Mapping[str, str] = field(default_factory=dict, repr=False)
    """By former address, as written in `AddressList`: the present one, where no file says so."""
    former_ids: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict, repr=False)
    """By article slug and id of an element, of a note or reply: the ids that it had."""
    ambiguous_slugs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By name of a file that several articles have: the `path_name`s that tell them apart."""
    root_files: frozenset[str] = frozenset()
    """Paths in the site of the files of content/root/."""

    def is_withdrawn(self, kind: WithdrawnKind, name: str) -> bool:
        """Whether the article, entity or topic with this slug or id is withdrawn."""
        return any((one.kind, one.name) == (kind, name) for one in self.withdrawn)

    def former_paths(self) -> Iterator[FormerPath]:
        """The former addresses that the files of the archive give, in the order of their pages; withdrawn ones last."""
        for article in self.articles:
            yield from (FormerPath(one, article.address, article.title, article.place) for one in article.aliases)
        for entity in self.entities.values():
            address = entity_address(entity.id)
            yield from (FormerPath(one, address, entity.name, entity.place) for one in entity.former_addresses)
        for topic in self.topics.values():
            address = topic_address(topic.slug)
            yield from (FormerPath(one, address, topic.title, topic.place) for one in topic.aliases)
        for page in self.pages:
            yield from (FormerPath(one, page.address, page.title, page.place) for one in page.aliases)
        for item in self.withdrawn:
            label = WITHDRAWN_LABELS[item.kind]
            yield from (FormerPath(one, item.address, label, item.place) for one in item.aliases)
