"""Lists of annotations, newest first: all, by type, and by tag."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from builder.addresses import type_address
from builder.config import AnnotationType
from builder.model import Page
from builder.pages.exports import ANNOTATION_FILES
from builder.pages.head import ANNOTATIONS, CountedLink, Head, Link, feeds_of, menu, numbered
from builder.pages.index import Index, PlacedAnnotation
from builder.pages.note_views import NoteCard, annotations_by_type, note_card
from builder.pages.pagination import ListPage, Pager, list_pages
from builder.pages.tags import tag_lists

ORPHANED = Link("Annotations not placed", "/annotations/unplaced/")
CORRECTIONS = type_address("correction")
TAGS = "/annotations/tags/"
TAGS_SHOWN = 60


@dataclass(frozen=True)
class AnnotationsView:
    """What a list of annotations shows."""

    head: Head
    title: str
    description: str
    types: tuple[CountedLink, ...]
    tags: tuple[CountedLink, ...]
    """The most used tags. Types and tags are only on the page of all annotations."""
    see_also: tuple[Link, ...]
    """Tags with similar names that had the address of this one."""
    feed: str
    notes: tuple[NoteCard, ...]
    pager: Pager


class _List(NamedTuple):
    """A list of annotations."""

    name: Link
    description: str
    members: Sequence[PlacedAnnotation]
    types: tuple[CountedLink, ...] = ()
    tags: tuple[CountedLink, ...] = ()
    see_also: tuple[Link, ...] = ()
    feed: Link = ANNOTATIONS
    """The list that the page's feed belongs to."""


def annotation_pages(index: Index) -> Iterator[Page]:
    """The lists of all annotations, of each type and tag, and of those that are not placed."""
    for one in _lists(index):
        for page in list_pages(one.members, one.name.address, size=index.config.per_page):
            yield Page(page.address, "annotations.html", _view(index, one, page))


def _lists(index: Index) -> Iterator[_List]:
    by_type = annotations_by_type(index)
    orphaned = [one for one in index.annotations if not one.anchor.placed]
    by_tag = [one for one in tag_lists(index) if one.members or len(one.see_also) > 1]
    tags = sorted(
        (CountedLink(one.link.label, one.link.address, len(one.members)) for one in by_tag if one.members),
        key=lambda one: (-one.count, one.address),
    )
    description = "Notes by the editors on passages of the articles, newest first."
    types = tuple(_type_links(by_type, len(orphaned)))
    yield _List(ANNOTATIONS, description, index.annotations, types, tuple(tags[:TAGS_SHOWN]))
    for kind, members in by_type.items():
        link = Link("Corrections" if kind.id == "correction" else kind.word, type_address(kind.id))
        yield _List(link, kind.description, members, feed=link)
    for one in by_tag:
        described = (
            f"Annotations tagged “{one.link.label}”, newest first." if one.members else "Tags with similar names."
        )
        yield _List(one.link, described, one.members, see_also=tuple(one.see_also))
    if orphaned:
        description = "The passages that these quote are not in the article, or occur more than once."
        yield _List(ORPHANED, description, orphaned)


def _type_links(by_type: Mapping[AnnotationType, Sequence[PlacedAnnotation]], orphaned: int) -> Iterator[CountedLink]:
    for kind, members in by_type.items():
        if members:
            yield CountedLink(kind.word, type_address(kind.id), len(members), kind.mark)
    if orphaned:
        yield CountedLink("Not placed", ORPHANED.address, orphaned, "?")


def _view(index: Index, listed: _List, page: ListPage[PlacedAnnotation]) -> AnnotationsView:
    name, feed = listed.name, listed.feed
    all_of_them = name == ANNOTATIONS
    return AnnotationsView(
        head=Head(
            title=numbered(_title(name), page.number),
            address=page.address,
            description=page.describe(listed.description or f"Annotations of type “{name.label}”."),
            menu=menu(index),
            crumbs=() if all_of_them else (ANNOTATIONS,),
            feeds=feeds_of(f"{index.config.title}: {feed.label.lower()}", feed.address),
            alternates=ANNOTATION_FILES if all_of_them else (),
            indexed=bool(page.items) or not listed.see_also,
        ),
        title=name.label,
        description=listed.description,
        types=() if page.number else listed.types,
        tags=() if page.number else listed.tags,
        see_also=() if page.number else listed.see_also,
        feed=f"{feed.address}feed.xml",
        notes=tuple(note_card(index, one) for one in page.items),
        pager=page.pager,
    )


def _title(name: Link) -> str:
    """A title that no page of a topic or entity has."""
    if name.address.startswith(TAGS):
        return f"Tagged “{name.label}” — annotations"
    plain = name in (ANNOTATIONS, ORPHANED) or name.address == CORRECTIONS
    return name.label if plain else f"{name.label} — annotations"
