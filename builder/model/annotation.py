"""Annotation: an editor's note as written, and the passage it was anchored to."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple, TypeVar

from builder.model.article import Status
from builder.model.text import Passage
from builder.model.withdrawal import Withdrawal
from builder.problems import Place


@dataclass(frozen=True)
class Reference:
    """One `source:` of an annotation."""

    label: str
    """Label of the link, its address where it has no label, or the whole text of a source without a link."""
    url: str
    """A web address, `mailto:`, or a path to a file of content/ relative to the annotation's file; may be empty."""
    archived: str = ""
    """Web address of an archived copy."""
    line: int = field(default=0, compare=False, repr=False)
    """Line of the file."""

    @property
    def is_internal(self) -> bool:
        """Whether it is a path to a file of content/."""
        return bool(self.url) and not self.url.lower().startswith(("https:", "http:", "mailto:"))


class Origin(NamedTuple):
    """`imported-from:` of an annotation or reply: the web annotation that it was made from."""

    id: str
    """Id of the web annotation, usually its address, as the file of web annotations had it."""
    words: str
    """First digits of the SHA-256 of its words when they were last taken over; empty if unknown."""


@dataclass(frozen=True)
class Reply:
    """A reply to an annotation."""

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
    pinned: bool = False
    """Whether `id:` sets the id, so that the heading may change."""
    answers: str = ""
    """`reply-to:` as written: the id of the annotation or reply that it answers; empty when the annotation is above."""
    parent: str = ""
    """Id of the reply that it answers, of the same annotation; empty for one that answers the annotation."""
    origin: Origin | None = None
    withdrawn: Withdrawal | None = None


class Review(NamedTuple):
    """`checked:` of a file of annotations: the version of the article that an editor last compared them with."""

    text_hash: str
    """First characters of the SHA-256 of the article's text, at least 12."""
    place: Place


@dataclass(frozen=True)
class Annotation:
    """An annotation, as written."""

    article: str
    """Slug of the article."""
    id: str
    """Permanent within its article; the slug of the heading unless `id:` sets it."""
    title: str
    type: str
    by: str
    date: dt.date
    comment: str = field(repr=False)
    """Markdown."""
    place: Place
    """Place of the heading."""
    quote: str = ""
    """The quotation, or the bold part of it; empty for an annotation on the whole article."""
    prefix: str = ""
    suffix: str = ""
    """The quotation before and after its bold part; both empty when nothing is bold."""
    quote_place: Place | None = None
    image: str = ""
    """The image that the annotation is about, when the quotation is an image."""
    region: tuple[float, float, float, float] | None = None
    """x, y, width and height of the region of the image, in percent."""
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
    """Each reply to a reply follows the one that it answers."""
    comment_line: int = 0
    """Line of the file on which the comment begins."""
    checked: Review | None = None
    pinned: bool = False
    """Whether `id:` sets the id, so that the heading may change."""
    origin: Origin | None = None
    withdrawn: Withdrawal | None = None

    def days(self) -> Iterator[dt.date]:
        """The days of the annotation and its replies, and of their updates."""
        entries: tuple[Annotation | Reply, ...] = (self, *self.replies)
        for one in entries:
            yield one.date
            if one.updated:
                yield one.updated


AnchorState = Literal["exact", "elided", "changed", "moved", "whole", "image", "ambiguous", "not-found"]


@dataclass(frozen=True)
class Anchor:
    """An annotation and the passage it was anchored to."""

    annotation: Annotation
    passage: Passage | None
    """None for an annotation on the whole article or on an image, and for an orphaned one."""
    state: AnchorState

    @property
    def placed(self) -> bool:
        """Whether the passage or image was found; an annotation that is not placed is orphaned."""
        return self.state not in ("ambiguous", "not-found")


Note = TypeVar("Note", bound=Annotation | Reply)


def without_places(note: Note) -> Note:
    """The annotation or reply as it is wherever it is in its file."""
    if isinstance(note, Annotation):
        replies = tuple(map(without_places, note.replies))
        return replace(note, place=Place(""), quote_place=None, comment_line=0, replies=replies)
    return replace(note, place=Place(""), comment_line=0)
