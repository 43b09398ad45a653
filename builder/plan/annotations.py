"""Annotations: the editors' notes, newest first, with the words they are about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from builder.config import Config
from builder.model import Page
from builder.plan.cards import Feed, Head, Link, menu
from builder.plan.index import Index, Placed
from builder.plan.lists import ListPage, Pager, list_pages
from builder.plan.notes import NoteCard, note_card, type_of

TOP = Link("Annotations", "/annotations/")
UNPLACED = Link("Annotations without a place", "/annotations/unplaced/")
CORRECTIONS = "/corrections/"


@dataclass(frozen=True)
class TypeLink:
    """A type of annotation and how many there are."""

    word: str
    mark: str
    address: str
    count: int


@dataclass(frozen=True)
class AnnotationsView:
    """What a page of annotations shows."""

    head: Head
    title: str
    description: str
    types: tuple[TypeLink, ...]
    """Only on the page of them all."""
    feed: str
    notes: tuple[NoteCard, ...]
    pager: Pager


class _List(NamedTuple):
    """A list of annotations and its name."""

    name: Link
    description: str
    members: Sequence[Placed]
    types: tuple[TypeLink, ...] = ()


def annotation_pages(index: Index, config: Config) -> Iterator[Page]:
    """All annotations, those of each type, the corrections, and those without a place."""
    for one in _lists(index, config):
        for page in list_pages(one.members, one.name.address, size=config.per_page):
            yield Page(page.address, "annotations.html", _view(index, config, one, page))


def _lists(index: Index, config: Config) -> Iterator[_List]:
    by_type: dict[str, list[Placed]] = {"correction": []}
    for one in index.annotations:
        by_type.setdefault(one.anchor.annotation.type, []).append(one)
    unplaced = [one for one in index.annotations if not one.anchor.placed]
    names = [
        *(name for name in config.annotation_types if name in by_type),
        *sorted(by_type.keys() - config.annotation_types),
    ]
    links = [_type_link(config, name, len(by_type[name])) for name in names if by_type[name]]
    if unplaced:
        links.append(TypeLink("Without a place", "?", UNPLACED.address, len(unplaced)))
    yield _List(TOP, "What the editors have added to the articles, newest first.", index.annotations, tuple(links))
    for name in names:
        found = type_of(config, name)
        address = (
            Link("Corrections", CORRECTIONS) if name == "correction" else Link(found.word, f"/annotations/{name}/")
        )
        yield _List(address, found.description, by_type[name])
    if unplaced:
        yield _List(UNPLACED, "Their words are not found in the article, or stand in it more than once.", unplaced)


def _type_link(config: Config, name: str, count: int) -> TypeLink:
    found = type_of(config, name)
    return TypeLink(found.word, found.mark, CORRECTIONS if name == "correction" else f"/annotations/{name}/", count)


def _view(index: Index, config: Config, listed: _List, page: ListPage[Placed]) -> AnnotationsView:
    name = listed.name
    title = (
        f"{name.words} — annotations"
        if name.address.startswith("/annotations/") and name not in (TOP, UNPLACED)
        else name.words
    )
    return AnnotationsView(
        head=Head(
            title=f"{title}, page {page.number}" if page.number else title,
            address=page.address,
            description=page.of(listed.description or f"The editors’ annotations of the type {name.words}."),
            menu=menu(index.site.pages),
            crumbs=() if name == TOP else (TOP,),
            feeds=(Feed(f"{config.title}: annotations", "/annotations/feed.xml"),),
        ),
        title=name.words,
        description=listed.description,
        types=() if page.number else listed.types,
        feed="/annotations/feed.xml",
        notes=tuple(note_card(index, config, one) for one in page.items),
        pager=page.pager,
    )
