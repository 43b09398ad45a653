"""Annotations: the editors' notes, newest first, with the words they are about: all, by type and by tag."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from builder.config import Config
from builder.model import Page
from builder.pages.index import Index, PlacedAnnotation
from builder.pages.note_views import NoteCard, annotations_by_type, note_card, tag_link, type_address, type_of
from builder.pages.pagination import ListPage, Pager, list_pages
from builder.pages.summaries import WEB_ANNOTATIONS, Alternate, Head, Link, feeds_of, menu

TOP = Link("Annotations", "/annotations/")
ORPHANED = Link("Annotations not placed", "/annotations/unplaced/")
FILES = (
    Alternate("CSV", "/annotations/annotations.csv", "text/csv"),
    Alternate("JSON (W3C Web Annotation)", "/annotations/annotations.json", WEB_ANNOTATIONS),
)
CORRECTIONS = type_address("correction")
TAGS = "/annotations/tags/"
TAGS_SHOWN = 60


@dataclass(frozen=True)
class TypeLink:
    """A type of annotation and how many there are."""

    label: str
    mark: str
    address: str
    count: int


@dataclass(frozen=True)
class TagLink:
    """A tag and how many annotations have it."""

    label: str
    address: str
    count: int


@dataclass(frozen=True)
class AnnotationsView:
    """What a page of annotations shows."""

    head: Head
    title: str
    description: str
    types: tuple[TypeLink, ...]
    tags: tuple[TagLink, ...]
    """The most used. Both only on the page of them all."""
    feed: str
    notes: tuple[NoteCard, ...]
    pager: Pager


class _List(NamedTuple):
    """A list of annotations and its name."""

    name: Link
    description: str
    members: Sequence[PlacedAnnotation]
    types: tuple[TypeLink, ...] = ()
    tags: tuple[TagLink, ...] = ()
    fed: Link = TOP
    """The list whose feed it has."""


def annotation_pages(index: Index, config: Config) -> Iterator[Page]:
    """All annotations, those of each type and tag, the corrections, and those without a place."""
    for one in _lists(index, config):
        for page in list_pages(one.members, one.name.address, size=config.per_page):
            yield Page(page.address, "annotations.html", _view(index, config, one, page))


def _lists(index: Index, config: Config) -> Iterator[_List]:
    by_type = annotations_by_type(index, config)
    unplaced = [one for one in index.annotations if not one.anchor.placed]
    links = [_type_link(config, name, len(members)) for name, members in by_type.items() if members]
    if unplaced:
        links.append(TypeLink("Not placed", "?", ORPHANED.address, len(unplaced)))
    by_tag = _by_tag(index)
    tags = sorted((TagLink(name.label, name.address, len(members)) for name, members in by_tag), key=_most_used)
    said = "Notes by the editors on passages of the articles, newest first."
    yield _List(TOP, said, index.annotations, tuple(links), tuple(tags[:TAGS_SHOWN]))
    for kind, members in by_type.items():
        found, address = type_of(config, kind), type_address(kind)
        name = Link("Corrections" if kind == "correction" else found.word, address)
        yield _List(name, found.description, members, fed=name)
    for name, tagged in by_tag:
        yield _List(name, f"Annotations tagged “{name.label}”, newest first.", tagged)
    if unplaced:
        yield _List(
            ORPHANED, "The passages that these quote are not in the article, or occur more than once.", unplaced
        )


def _by_tag(index: Index) -> list[tuple[Link, list[PlacedAnnotation]]]:
    """Each tag that has a page; tags that differ in capitals or signs alone are one, in the newest spelling."""
    found: dict[str, tuple[Link, list[PlacedAnnotation]]] = {}
    for one in index.annotations:
        for address, tag in {link.address: link for link in map(tag_link, one.anchor.annotation.tags)}.items():
            if address:
                found.setdefault(address, (tag, []))[1].append(one)
    return [pair for _, pair in sorted(found.items())]


def _most_used(tag: TagLink) -> tuple[int, str]:
    return -tag.count, tag.address


def _type_link(config: Config, name: str, count: int) -> TypeLink:
    found = type_of(config, name)
    return TypeLink(found.word, found.mark, type_address(name), count)


def _view(index: Index, config: Config, listed: _List, page: ListPage[PlacedAnnotation]) -> AnnotationsView:
    name = listed.name
    title, fed = _title(name), listed.fed
    return AnnotationsView(
        head=Head(
            title=f"{title}, page {page.number}" if page.number else title,
            address=page.address,
            description=page.of(listed.description or f"Annotations of type “{name.label}”."),
            menu=menu(index.site.pages),
            crumbs=() if name == TOP else (TOP,),
            feeds=feeds_of(f"{config.title}: {fed.label.lower()}", fed.address),
            alternates=FILES if name == TOP else (),
        ),
        title=name.label,
        description=listed.description,
        types=() if page.number else listed.types,
        tags=() if page.number else listed.tags,
        feed=f"{fed.address}feed.xml",
        notes=tuple(note_card(index, config, one) for one in page.items),
        pager=page.pager,
    )


def _title(name: Link) -> str:
    """Told apart from those of topics and names."""
    if name.address.startswith(TAGS):
        return f"Tagged “{name.label}” — annotations"
    alone = name.address in (TOP.address, ORPHANED.address, CORRECTIONS)
    return name.label if alone else f"{name.label} — annotations"
