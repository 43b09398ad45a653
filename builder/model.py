"""The nouns of the archive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from builder.problems import Place
from builder.schema import LinkPolicy

EntityKind = Literal["person", "organisation", "place", "event", "work"]
Status = Literal["published", "draft"]
OPENING = 320
"""Characters of an article's text that lists may show of it."""
ChangeKind = Literal["same", "removed", "added"]


class Passage(NamedTuple):
    """Characters `start` to `end` (exclusive) of an article's reading text, in code points."""

    start: int
    end: int


class CrossLink(NamedTuple):
    """`[[target]]` or `[[target|words]]`; no target: words that are never a link."""

    target: str
    passage: Passage
    line: int
    """Line of the text, from 1."""


class LinkUse(NamedTuple):
    """A Markdown link or image."""

    href: str
    line: int
    image: bool
    at: int = 0
    """Where it begins in the reading text."""


@dataclass(frozen=True)
class Layout:
    """Where things stand in a text: all that later stages ask of its Markdown, so that it is parsed once."""

    blocks: tuple[Passage, ...] = ()
    """Innermost blocks: paragraphs, headings, items, cells, code. A name never crosses the edge of one."""
    headings: tuple[Passage, ...] = ()
    unlinkable: tuple[Passage, ...] = ()
    """Inside links, code and headings: names are counted there, not linked."""
    crosslinks: tuple[CrossLink, ...] = ()
    links: tuple[LinkUse, ...] = ()
    refused: tuple[str, ...] = ()
    """Links of a kind that is not followed, such as `javascript:`; their source is shown as text."""
    anchors: tuple[str, ...] = ()
    """Ids that a link may lead to."""


@dataclass(frozen=True)
class Source:
    """Where an article's words came from."""

    file: str = ""
    """In content/sources/; empty when the article was not converted from a capture."""
    sha256: str = ""
    """Of that file's bytes when it was converted."""
    url: str = ""
    archived: str = ""
    """Address of a copy in a public archive."""
    captured: str = ""
    """When; on pages, in words."""
    text_sha256: str = ""
    """Of the words (reading text of title and body, white space folded) when converted."""
    profile: str = ""
    """The profile that told article from furniture."""
    date_from: str = ""
    """How the date was told when the capture does not state it, in words for readers."""


class Change(NamedTuple):
    """Words of an article, of its capture, or of both."""

    kind: ChangeKind
    """removed: only in the capture; added: only in the article"""
    words: str


@dataclass(frozen=True)
class EntityOverrides:
    """What an article's front matter says of the names in it."""

    about: tuple[str, ...] = ()
    pin: Mapping[str, str] = field(default_factory=dict)
    """What a name means here: words to entity id."""
    skip: tuple[str, ...] = ()
    """Names or ids left alone here."""
    link: LinkPolicy | None = None


@dataclass(frozen=True)
class Article:
    """One captured article: its front matter, its Markdown and the words a reader sees."""

    slug: str
    address: str
    """`/2015/11/03/slug/`, or `/undated/slug/`."""
    title: str
    date: dt.date | dt.datetime | None
    body: str = field(repr=False)
    """Markdown."""
    text: str = field(repr=False)
    """Reading text of the body; every Passage counts in it."""
    place: Place
    layout: Layout = field(default=Layout(), repr=False)
    body_line: int = 1
    """Line of the file on which the body begins."""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    language: str = "en"
    topics: tuple[str, ...] = ()
    summary: str = ""
    source: Source = Source()
    rights: str = ""
    edited: str = ""
    """Why the words differ from the capture, when they do."""
    entities: EntityOverrides = EntityOverrides()
    aliases: tuple[str, ...] = ()
    status: Status = "published"
    verbatim: bool | None = None
    """Whether the words are still those of the capture; None when there is no capture to compare with."""
    places: Mapping[str, Place] = field(default_factory=dict, repr=False)
    """Where each front matter key stands, for problems found later."""

    @property
    def opening(self) -> str:
        """Its first words on one line, as many as a list may show."""
        return " ".join(self.text.split())[:OPENING]

    @property
    def day(self) -> dt.date | None:
        """The day of publication as written, without the time."""
        return self.date.date() if isinstance(self.date, dt.datetime) else self.date


@dataclass(frozen=True)
class Reference:
    """One `source:` of an annotation."""

    label: str
    """Those of the link, its address where it has none, or all there is to say of a source that has no link."""
    url: str
    """A web address, `mailto:`, or the path to a file of content/ from the annotation's own; may be empty."""
    archived: str = ""
    """Web address of a copy."""
    line: int = field(default=0, compare=False, repr=False)
    """Of the file, on which it stands."""

    @property
    def is_ours(self) -> bool:
        """Whether it leads to a file of content/."""
        return bool(self.url) and not self.url.lower().startswith(("https:", "http:", "mailto:"))


@dataclass(frozen=True)
class Reply:
    """A follow-up under an annotation."""

    id: str
    title: str
    type: str
    by: str
    date: dt.date
    comment: str = field(repr=False)
    place: Place
    sources: tuple[Reference, ...] = ()
    status: Status = "published"
    comment_line: int = 0
    updated: dt.date | None = None
    language: str = ""
    answers: str = ""
    """Id of the annotation it belongs to, when that stands elsewhere; empty when it stands above."""


class Review(NamedTuple):
    """The words of the article that the annotations of a file were last held against."""

    text_hash: str
    """The first characters of their SHA-256, at least 12."""
    place: Place


@dataclass(frozen=True)
class Annotation:
    """An editor's note, as written."""

    article: str
    """Slug of the article."""
    id: str
    """Permanent within its article; slug of the heading unless `id:` pins it."""
    title: str
    type: str
    by: str
    date: dt.date
    comment: str = field(repr=False)
    """Markdown."""
    place: Place
    """Of the heading."""
    quote: str = ""
    """The quotation, or the bold part of it; empty for a note on the whole article."""
    prefix: str = ""
    suffix: str = ""
    """What the quotation holds around its bold part; both empty when nothing is bold."""
    quote_place: Place | None = None
    image: str = ""
    """The image the note is about, when the quotation is an image."""
    region: tuple[float, float, float, float] | None = None
    """x, y, width, height of the part of the image, in percent."""
    updated: dt.date | None = None
    sources: tuple[Reference, ...] = ()
    tags: tuple[str, ...] = ()
    verdict: str = ""
    claim: str = ""
    claimant: str = ""
    language: str = ""
    see: tuple[str, ...] = ()
    status: Status = "published"
    replies: tuple[Reply, ...] = ()
    comment_line: int = 0
    """Line of the file on which the comment begins."""
    checked: Review | None = None
    pinned: bool = False
    """Whether the id is given by `id:`, so that the heading may change."""


AnchorState = Literal["exact", "elided", "changed", "moved", "whole", "image", "ambiguous", "not-found"]


@dataclass(frozen=True)
class Anchor:
    """An annotation as laid on its article."""

    annotation: Annotation
    passage: Passage | None
    """None for a note on the whole article or an image, and for one without a place."""
    state: AnchorState

    @property
    def placed(self) -> bool:
        """Whether the annotation has found what it is about."""
        return self.state not in ("ambiguous", "not-found")


@dataclass(frozen=True)
class Contextual:
    """Names that mean the entity only beside one of the words in `when`."""

    names: tuple[str, ...]
    when: tuple[str, ...]


@dataclass(frozen=True)
class Entity:
    """A person, organisation, place, event or work of the registry."""

    id: str
    name: str
    kind: EntityKind
    place: Place
    description: str = ""
    aliases: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    contextual: tuple[Contextual, ...] = ()
    demonyms: tuple[str, ...] = ()
    default_for: tuple[str, ...] = ()
    not_: tuple[str, ...] = ()
    """Longer names that must not be cut."""
    wikidata: str = ""
    same_as: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    link: LinkPolicy = "first"
    dates: tuple[tuple[str, str], ...] = ()
    """(word, date as written) of born, died, founded, dissolved, start, end; in that order."""
    coordinates: tuple[float, float] | None = None
    """Latitude, longitude."""
    body: str = field(default="", repr=False)
    """Markdown."""
    body_line: int = 1


class Mention(NamedTuple):
    """A passage of an article that names an entity. No dataclass: an archive has hundreds of thousands of them."""

    entity: str
    passage: Passage
    rule: str
    """Which rule of the linker decided, for `check --explain`."""
    linked: bool
    """Whether it is printed as a link; every mention counts."""


@dataclass(frozen=True)
class Variant:
    """Words by which an article names an entity."""

    form: str
    """White space folded."""
    count: int
    first: int
    """Number of the first mention in these words among the article's mentions of the entity, from 1."""


EXCERPT_DIGEST_BYTES = 8
"""Of a name of the sentences of an article that name an entity."""


@dataclass(frozen=True)
class NamedEntity:
    """An entity that an article names."""

    entity: str
    variants: tuple[Variant, ...]
    """In the order in which they are first met."""

    @property
    def count(self) -> int:
        """Of its mentions."""
        return sum(variant.count for variant in self.variants)


def named_entities(text: str, mentions: Iterable[Mention]) -> tuple[NamedEntity, ...]:
    """The entities that the mentions are of, in the order in which they are first named."""
    found: dict[str, list[str]] = {}
    for one in mentions:
        found.setdefault(one.entity, []).append(" ".join(text[one.passage.start : one.passage.end].split()))
    return tuple(
        NamedEntity(
            entity,
            tuple(Variant(words, spoken.count(words), spoken.index(words) + 1) for words in dict.fromkeys(spoken)),
        )
        for entity, spoken in found.items()
    )


@dataclass(frozen=True)
class Unlinked:
    """A name the linker saw and left alone, and why."""

    words: str
    passage: Passage
    candidates: tuple[str, ...]
    """Ids of the entities it could have meant."""
    rule: str


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


@dataclass(frozen=True)
class FreePage:
    """A page of the site's own: about, editors' guide."""

    slug: str
    address: str
    title: str
    place: Place
    summary: str = ""
    order: int = 0
    """Its position in the menu; 0 keeps it out of the menu."""
    body: str = field(default="", repr=False)
    body_line: int = 1


class TextLinks(NamedTuple):
    """The links of a text."""

    place: Place
    """Of the article, entity, topic, free page, annotation or reply that the text belongs to."""
    hrefs: tuple[tuple[str, int], ...]
    """Target as written, and line of the file."""
    crosslinks: tuple[tuple[str, int], ...]
    refused: tuple[tuple[str, int], ...]
    anchors: tuple[str, ...]
    """Ids within the text that a link may lead to."""


@dataclass(frozen=True)
class Site:
    """Everything known before any page exists. Sorted: articles by date and slug, the rest by id or slug."""

    articles: tuple[Article, ...]
    entities: Mapping[str, Entity]
    topics: Mapping[str, Topic]
    pages: tuple[FreePage, ...]
    anchors: Mapping[str, tuple[Anchor, ...]]
    """By slug of the article, in reading order; those without a passage last."""
    mentions: Mapping[str, tuple[Mention, ...]]
    """By slug of the article, in reading order. Fetched when asked for: for lists there is `named`."""
    named_entities: Mapping[str, tuple[NamedEntity, ...]] = field(default_factory=dict)
    """By slug of the article: which entities it names, and in which words."""
    unlinked: Mapping[str, tuple[Unlinked, ...]] = field(default_factory=dict)
    links: Mapping[Place, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """By the place of an article, entity, topic, free page, annotation or reply: each link target written in its text
    that leads to a page here, and that page's address; sorted, ready for `Prose.links`."""
    titles: Mapping[Place, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """By the same places: the words of each `[[target]]` of the text, ready for `Prose.titles`."""
    files: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Path and SHA-256 of the text of each content file, as it was read."""
    entities_in_annotations: Mapping[Place, tuple[str, ...]] = field(default_factory=dict)
    """By the place of an annotation: ids of the entities that its own words or those it is about name, sorted."""
    digests: Mapping[str, str] = field(default_factory=dict, repr=False)
    """By slug: a name of all that is known of the article, from its text to its notes, which changes with any of it."""
    text_digests: Mapping[str, str] = field(default_factory=dict, repr=False)
    """By slug: a name of the article and the names in it, without its notes."""
    excerpt_digests: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """By slug: of each entity named in the article, in that order, a name of the sentences that its pages show."""
    metadata_digests: Mapping[str, str] = field(default_factory=dict, repr=False)
    """By slug: a name of what other pages may show of the article, which most edits of its text leave as it is."""
    changes: Mapping[str, tuple[tuple[Change, ...], ...]] = field(default_factory=dict, repr=False)
    """By slug of each edited article whose words differ from its capture's: its paragraphs, the title first."""
    invalid_paths: frozenset[str] = frozenset()
    """Paths of content files with errors of their own: what names them is not called wrong too."""
    draft_ids: frozenset[str] = frozenset()
    """Slug and id, with a `#` between, of the annotations that are not published yet."""


@dataclass(frozen=True, init=False)
class Page:
    """A page of the site: all, and only, what its template may see.

    Most pages of a large archive are what they were last time. So a kind of which there are many does not make its
    views beforehand: it gives `parts`, all that a view is made of (values, or names that change when they do), and
    `make`, which makes it when somebody asks.
    """

    address: str
    """`/topics/x/` becomes topics/x/index.html; an address that ends in a file name is that file."""
    template: str
    parts: Any = field(repr=False)
    make: Callable[[], Any] = field(repr=False, compare=False)
    in_sitemap: bool
    """Whether the site map has it."""
    place: Place | None
    """The file it is about, for problems."""
    late: bool = field(repr=False, compare=False)
    """Whether the view is only made when it is asked for."""

    def __init__(  # noqa: PLR0913 - the two ways to give a page need as many
        self,
        address: str,
        template: str,
        view: Any = None,
        *,
        parts: Any = None,
        make: Callable[[], Any] | None = None,
        in_sitemap: bool | None = None,
        place: Place | None = None,
    ) -> None:
        given: dict[str, Any] = {
            "address": address,
            "template": template,
            "parts": view if make is None else parts,
            "make": make or (lambda: view),
            "late": make is not None,
            "in_sitemap": bool(getattr(getattr(view, "head", None), "indexed", False))
            if in_sitemap is None
            else in_sitemap,
            "place": getattr(view, "place", None) if place is None else place,
        }
        self.__dict__.update(given)

    def __reduce__(self) -> tuple[type[Page], tuple[str, str, Any]]:
        return Page, (self.address, self.template, self.view)

    @property
    def cache_key(self) -> tuple[str, str, Any]:
        """All that its file hangs on, but for the theme and the settings of the site."""
        return self.address, self.template, self.parts

    @property
    def view(self) -> Any:
        """What the template sees: a frozen dataclass, one for each kind of page."""
        return self.make()


@dataclass(frozen=True)
class Output:
    """A finished file of the site."""

    path: str
    """Relative to the output folder, with forward slashes."""
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Mark:
    """Something laid over a passage when its text is rendered; marks may overlap, nest and cross."""

    passage: Passage
    tag: Literal["mark", "a", "span"]
    attributes: tuple[tuple[str, str], ...] = ()
    """On every piece the passage is cut into."""
    first: tuple[tuple[str, str], ...] = ()
    """On the first piece alone: an id, a description."""
    after: str = ""
    """HTML of our own put after the last piece, such as the number that leads to the note."""


@dataclass(frozen=True)
class ImageRegion:
    """Something laid over the first place of a picture when its text is rendered."""

    image: str
    """As the text writes it."""
    over: str
    """SVG of our own over the picture, with a link; empty when the whole picture is meant."""
    after: str
    """HTML of our own after the picture, where there is nothing over it or the picture is in a link."""


@dataclass(frozen=True)
class Prose:
    """Markdown with all that is needed to render it; the renderer makes HTML of it."""

    body: str
    marks: tuple[Mark, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    """Each link target of the body that leads to a page here, and that page's address, sorted."""
    titles: tuple[tuple[str, str], ...] = ()
    """Each `[[target]]` that gives no words of its own, and the words to show, sorted."""
    prefix: str = ""
    """Put before the ids of headings and footnotes, so that two texts on one page never share one."""
    top: int = 2
    """Level at which its headings begin on the page."""
    image_regions: tuple[ImageRegion, ...] = ()


class Facet(NamedTuple):
    """Something by which what was found can be narrowed: a topic, a year, a name."""

    name: str
    """Of the facet, such as `topic`; stands in addresses."""
    id: str
    """Of the value, such as `peace-talks`; likewise."""
    words: str
    """Of the value, as readers see it."""


@dataclass(frozen=True)
class Section:
    """A part of a page that search leads to by itself: a note."""

    id: str
    """On the page."""
    title: str
    texts: tuple[str | Prose, ...]


@dataclass(frozen=True)
class Searchable:
    """A page and what of it can be found by search."""

    address: str
    title: str
    texts: tuple[str | Prose, ...] = field(repr=False)
    """Plain words, and Markdown."""
    sections: tuple[Section, ...] = ()
    facets: tuple[Facet, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    """What a result shows beside its title: name and words."""


@dataclass(frozen=True)
class Block:
    """One top-level block of a text as HTML: a paragraph, a heading, a list, a table."""

    id: str
    """`p-` and a sum of its words; for a heading, its own id; empty for a block without words."""
    kind: str
    """paragraph heading quote list table code rule definitions footnotes"""
    passage: Passage
    """Its words within the reading text."""
    html: str = field(repr=False)
    """With its marks and links."""
    framed: tuple[str, ...] = ()
    """Pictures in it that have a frame."""
