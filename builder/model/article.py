"""Article: its front matter, and its text, which is loaded when it is needed."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from builder.dates import Date
from builder.model.entity import Mention
from builder.model.text import Layout
from builder.model.withdrawal import Withdrawal
from builder.paths import path_name
from builder.problems import Place
from builder.schema import LinkPolicy

Status = Literal["published", "draft"]
Access = Literal["full", "metadata"]
"""What of an article may be published: everything, or all but its text."""
Robots = Literal["index", "noindex"]
"""Whether search engines may list an article."""
OPENING = 320
"""Characters of an article's text that lists may show."""
ChangeKind = Literal["same", "removed", "added"]


@dataclass(frozen=True)
class Source:
    """Where an article's text came from."""

    file: str = ""
    """Path in content/sources/; empty when the article was not converted from a capture."""
    record: str = ""
    """Record of that file, if it is a container such as a WARC: `sha256` is then of the record's own bytes."""
    stored: str = ""
    """`elsewhere` if the file is not in the archive."""
    format: str = ""
    """Format that the capture was read as; empty for plain text."""
    sha256: str = ""
    """SHA-256 of that capture's bytes when it was converted."""
    url: str = ""
    archived: str = ""
    """Address of a copy in a public archive."""
    captured: str = ""
    """When it was captured; on pages, in words."""
    text_sha256: str = ""
    """SHA-256 of the text (title and reading text, white space folded) when it was converted."""
    profile: str = ""
    """Site profile that separated the article from the boilerplate."""
    date_from: str = ""
    """How the date was inferred when the capture does not state it, in words for readers."""


class Change(NamedTuple):
    """Words of an article, of its capture, or of both."""

    kind: ChangeKind
    """removed: only in the capture; added: only in the article."""
    words: str


@dataclass(frozen=True)
class EntityOverrides:
    """`entities:` in an article's front matter."""

    about: tuple[str, ...] = ()
    pin: Mapping[str, str] = field(default_factory=dict)
    """Entity id that a name means in this article."""
    skip: tuple[str, ...] = ()
    """Names or ids that are not linked in this article."""
    link: LinkPolicy | None = None


@dataclass(frozen=True)
class InPrint:
    """What a printed paper says of an article, as the editors write it; what is unknown is empty."""

    section: str = ""
    """Part of the paper, such as `Shipping news`."""
    edition: str = ""
    """`Evening edition`"""
    page: str = ""
    """`3`, `A1`, `3-4`"""
    place: str = ""
    """Where the paper was published."""
    column: str = ""
    """Of that page."""
    facsimile: str = ""
    """Path of an image of the printed article in content/assets/."""
    text_quality: str = ""
    """How well the text agrees with the image, in words for readers."""


@dataclass(frozen=True)
class Article:
    """The front matter of an article. Its text is in `Site.texts`, by slug."""

    slug: str
    """The name of its file, unless another article has the same: then `path_name`."""
    address: str
    """`/2015/11/03/slug/`, `/2015/11/slug/`, `/2015/slug/` or `/undated/slug/`."""
    title: str
    date: Date | None
    place: Place
    opening: str = field(default="", repr=False)
    """First characters of the reading text on one line, as many as a list may show."""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    language: str = "en"
    topics: tuple[str, ...] = ()
    summary: str = ""
    source: Source = Source()
    rights: str = ""
    edited: str = ""
    """Why the text differs from the capture, when it does."""
    entities: EntityOverrides = EntityOverrides()
    aliases: tuple[str, ...] = ()
    status: Status = "published"
    access: Access = "full"
    robots: Robots = "index"
    withdrawn: Withdrawal | None = None
    verbatim: bool | None = None
    """Whether the text is identical to the capture; None when there is no capture to compare with."""
    publish_after: dt.date | None = None
    """The first day on which the site may have the article."""
    in_print: InPrint = InPrint()

    @property
    def path_name(self) -> str:
        """The path of its file below content/articles/ without the ending, which no other article has."""
        return path_name(self.place.path)

    @property
    def day(self) -> Date | None:
        """The date of publication as written, without the time."""
        return self.date and self.date.without_time

    def is_public(self, day: dt.date) -> bool:
        """Whether the site of this day has the article, not only a preview with drafts."""
        return self.status == "published" and (self.publish_after is None or self.publish_after <= day)


class ArticleText(NamedTuple):
    """The text of an article, and what was found in it."""

    body: str
    """Markdown."""
    text: str
    """Reading text of the body; every Passage counts in it."""
    layout: Layout = Layout()
    body_line: int = 1
    """Line of the file on which the body begins."""
    places: Mapping[str, Place] = {}
    """Place of each front matter key, for problems found later."""
    mentions: tuple[Mention, ...] = ()
    """In reading order; none overlap."""


def opening_of(text: str) -> str:
    """The first characters of a reading text on one line."""
    return " ".join(text.split())[:OPENING]
