"""Head: the title, menu and metadata that every page has."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from builder.pages.index import Index


@dataclass(frozen=True)
class Link:
    """A label and the address that it links to."""

    label: str
    address: str


@dataclass(frozen=True)
class CountedLink:
    """A link to a list, and its number of items."""

    label: str
    address: str
    count: int
    mark: str = ""
    """The mark of a type of annotation."""


@dataclass(frozen=True)
class Feed:
    """A feed that a page announces to feed readers."""

    title: str
    address: str
    media: str = "application/atom+xml"


@dataclass(frozen=True)
class Alternate:
    """The content of a page in another format, for download."""

    label: str
    address: str
    media: str


@dataclass(frozen=True)
class Head:
    """What every page has: title, menu, and metadata for programs."""

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
    """Whether search engines and the sitemap include the page."""
    kind: str = "website"
    """Open Graph type."""
    published: str = ""
    """Day or time of publication; empty for pages without one."""
    data: Mapping[str, object] = field(default_factory=dict)
    """JSON-LD; may be empty."""


ARCHIVE = Link("Archive", "/archive/")
TIMELINE = Link("Timeline", "/timeline/")
TOPICS = Link("Topics", "/topics/")
NAMES = Link("Index of names", "/entities/")
ANNOTATIONS = Link("Annotations", "/annotations/")
SOURCES = Link("Sources", "/sources/")
MENU = (ARCHIVE, TIMELINE, TOPICS, NAMES, ANNOTATIONS, SOURCES)


def menu(index: Index) -> tuple[Link, ...]:
    """The links of the menu: the lists, then the free pages with an `order`."""
    ordered = sorted((one for one in index.site.pages if one.order), key=lambda one: (one.order, one.slug))
    return (*MENU, *(Link(one.title, one.address) for one in ordered))


def feeds_of(title: str, page: str) -> tuple[Feed, Feed]:
    """The feeds of the list at this address, in both formats."""
    return Feed(title, f"{page}feed.xml"), Feed(title, f"{page}feed.json", "application/feed+json")


def numbered(title: str, number: int) -> str:
    """The title of a page of a list; the first page, which has the number 0, has the plain title."""
    return f"{title}, page {number}" if number else title
