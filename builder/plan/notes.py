"""Notes: an annotation as readers see it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from builder.config import AnnotationType, Config
from builder.model import Anchor, Annotation, Article, Mark, Passage, Prose, Reference, Reply
from builder.plan.cards import Link, shortened
from builder.plan.dates import When, known, when
from builder.plan.index import Index, Placed
from builder.plan.prose import prose
from builder.problems import Place


@dataclass(frozen=True)
class Follow:
    """A follow-up under a note."""

    id: str
    title: str
    type: AnnotationType
    css: str
    """The class that gives its type a colour."""
    by: str
    date: When
    comment: Prose
    sources: tuple[Reference, ...]


@dataclass(frozen=True)
class Note:
    """An annotation, ready to be printed."""

    id: str
    """Without the prefix that its id has on the page."""
    address: str
    number: int
    """In reading order of its article, from 1; 0 for a note without a passage."""
    type: AnnotationType
    css: str
    """The class that gives its type a colour."""
    title: str
    by: str
    date: When
    updated: When | None
    comment: Prose
    quote: str
    """The words it is about: as they stand, or as the editor quoted them where they were not found."""
    sources: tuple[Reference, ...]
    tags: tuple[str, ...]
    verdict: str
    claim: str
    claimant: str
    language: str
    see: tuple[Link, ...]
    follows: tuple[Follow, ...]
    passage: Passage | None
    placed: bool
    changed: bool
    """Whether the words have changed since the editor quoted them."""
    edit: str
    """Where an editor mends it; empty when the site has no repository."""


@dataclass(frozen=True)
class NoteCard:
    """A note away from its article."""

    note: Note
    article: Link
    date: When | None
    """Of the article."""


def notes_of(index: Index, config: Config, article: Article) -> tuple[Note, ...]:
    """The article's notes in reading order, numbered; those without a passage last."""
    anchors = index.site.anchors.get(article.slug, ())
    placed = sorted((one for one in anchors if one.passage), key=_number_place)
    unnumbered = [(0, one) for one in anchors if not one.passage]
    return tuple(
        _note(index, config, Placed(article, one), _Setting(number, f"{note_id(one.annotation.id)}-", 2))
        for number, one in (*enumerate(placed, 1), *unnumbered)
    )


def note_card(index: Index, config: Config, placed: Placed) -> NoteCard:
    """The note as lists show it: with its words and the article they stand in."""
    article = placed.article
    # A list may hold notes of one name from several articles.
    prefix = f"{article.slug}-{placed.anchor.annotation.id}-"
    note = _note(index, config, placed, _Setting(0, prefix, 3))
    return NoteCard(note, Link(article.title, article.address), when(article.day))


def note_id(identifier: str) -> str:
    """Id of the note on the article's page."""
    return f"note-{identifier}"


def mark_of(note: Note) -> Mark | None:
    """The mark laid over the note's words, ending in the number that leads to it."""
    if note.passage is None:
        return None
    words = escape(f"Note {note.number}: {note.type.word}")
    link = f'id="ref-{escape(note.id)}" href="#{escape(note_id(note.id))}" aria-label="{words}"'
    reference = f'<sup class="ref note-ref"><a {link}>{note.number}</a></sup>'
    return Mark(note.passage, "mark", (("class", f"note-words {note.css}"),), after=reference)


def type_class(identifier: str) -> str:
    """The class that gives a type its colour."""
    return "is-" + re.sub(r"[^a-z0-9]+", "-", identifier.lower())


def type_of(config: Config, identifier: str) -> AnnotationType:
    """The type as site.yaml describes it."""
    known = config.annotation_types.get(identifier)
    return known or AnnotationType(identifier, identifier.replace("-", " ").capitalize(), "•", "commenting")


def edit_url(config: Config, place: Place) -> str:
    """The page of the forge on which a file is edited; empty when the site has no repository."""
    if not config.repository:
        return ""
    return f"{config.repository.rstrip('/')}/edit/{quote(config.branch)}/{quote(place.path)}"


def _number_place(anchor: Anchor) -> tuple[int, int, str]:
    """Where the note's number is met in reading: at the end of its words."""
    start, end = anchor.passage or (0, 0)
    return end, start, anchor.annotation.id


class _Setting(NamedTuple):
    """How a note stands on its page."""

    number: int
    prefix: str
    """Of the ids in its texts."""
    top: int
    """Level of their headings."""


def _note(index: Index, config: Config, placed: Placed, setting: _Setting) -> Note:
    article, anchor = placed.article, placed.anchor
    annotation = anchor.annotation
    return Note(
        id=annotation.id,
        address=f"{article.address}#{note_id(annotation.id)}",
        number=setting.number,
        type=type_of(config, annotation.type),
        css=type_class(annotation.type),
        title=annotation.title,
        by=_editors(config, annotation.by),
        date=known(annotation.date),
        updated=when(annotation.updated),
        comment=prose(index, annotation.comment, annotation.place, prefix=setting.prefix, top=setting.top),
        quote=_words(article, anchor),
        sources=annotation.sources,
        tags=annotation.tags,
        verdict=config.verdicts.get(annotation.verdict, annotation.verdict),
        claim=annotation.claim,
        claimant=annotation.claimant,
        language=annotation.language,
        see=_see(index, annotation),
        follows=tuple(_follow(index, config, one, setting) for one in annotation.replies),
        passage=anchor.passage,
        placed=anchor.placed,
        changed=anchor.state == "changed",
        edit=edit_url(config, annotation.place),
    )


def _follow(index: Index, config: Config, reply: Reply, setting: _Setting) -> Follow:
    return Follow(
        id=reply.id,
        title=reply.title,
        type=type_of(config, reply.type),
        css=type_class(reply.type),
        by=_editors(config, reply.by),
        date=known(reply.date),
        comment=prose(index, reply.comment, reply.place, prefix=f"{setting.prefix}{reply.id}-", top=setting.top),
        sources=reply.sources,
    )


def _editors(config: Config, by: str) -> str:
    return ", ".join(config.editors.get(one.strip(), one.strip()) for one in by.split(","))


def _words(article: Article, anchor: Anchor) -> str:
    if anchor.passage is None:
        return shortened(anchor.annotation.quote)
    return shortened(article.text[anchor.passage.start : anchor.passage.end])


def _see(index: Index, annotation: Annotation) -> tuple[Link, ...]:
    """The notes this one points to; an unknown one was reported and is left out."""
    links = []
    for target in annotation.see:
        slug, _, identifier = target.rpartition("#")
        article = index.articles.get(slug or annotation.article)
        anchors = index.site.anchors.get(article.slug, ()) if article else ()
        found = [one.annotation for one in anchors if one.annotation.id == identifier]
        if article and found:
            links.append(Link(found[0].title, f"{article.address}#{note_id(identifier)}"))
    return tuple(links)
