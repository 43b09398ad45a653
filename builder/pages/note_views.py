"""Notes: an annotation as readers see it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from operator import itemgetter
from typing import NamedTuple
from urllib.parse import quote

from builder.config import AnnotationType, Config
from builder.model import Anchor, Annotation, Article, ImageRegion, Mark, Passage, Prose, Reply
from builder.pages.dates import DateView, optional_date, required_date
from builder.pages.index import Index, PlacedAnnotation, see_targets
from builder.pages.prose import prose
from builder.pages.summaries import Link, shortened
from builder.problems import Place

ROOM_ABOVE = 8
"""Per cent of a picture that are enough for a number above a part of it."""


@dataclass(frozen=True)
class SourceLink:
    """A source of a note."""

    label: str
    address: str
    """Of this site when it begins with a slash; empty for a source that is words alone."""
    archived: str
    """Of a copy elsewhere."""


@dataclass(frozen=True)
class ReplyView:
    """A follow-up under a note."""

    id: str
    """On the article's page."""
    title: str
    type: AnnotationType
    css: str
    """The class that gives its type a colour."""
    by: str
    date: DateView
    updated: DateView | None
    comment: Prose
    sources: tuple[SourceLink, ...]
    language: str
    draft: bool
    """Whether it is not published yet, and only shown in a preview."""


@dataclass(frozen=True)
class Note:
    """An annotation, ready to be printed."""

    id: str
    """Without the prefix that its id has on the page."""
    address: str
    number: int
    """In reading order of its article, from 1; 0 for a note on neither a passage nor a picture."""
    type: AnnotationType
    css: str
    """The class that gives its type a colour."""
    title: str
    by: str
    date: DateView
    updated: DateView | None
    comment: Prose
    quote: str
    """The words it is about: as they stand, or as the editor quoted them where they were not found."""
    sources: tuple[SourceLink, ...]
    tags: tuple[Link, ...]
    verdict: str
    """In words; only of a fact-check."""
    claim: str
    """What was claimed, when the editor puts it otherwise than the article."""
    claimant: str
    """Who claimed it."""
    language: str
    see: tuple[Link, ...]
    """The notes it points to, and those that point to it."""
    replies: tuple[ReplyView, ...]
    passage: Passage | None
    image: str
    """The picture it is about, as the article writes it."""
    region: tuple[float, float, float, float] | None
    """x, y, width, height of the part of the picture, in percent."""
    placed: bool
    """Whether it has found what it is about."""
    draft: bool
    """Whether it is not published yet, and only shown in a preview."""
    changed: bool
    """Whether the words have changed since the editor quoted them."""
    edit: str
    """Where an editor mends it; empty when the site has no repository."""


@dataclass(frozen=True)
class NoteCard:
    """A note away from its article."""

    note: Note
    article: Link
    date: DateView | None
    """Of the article."""


def notes_of(index: Index, config: Config, article: Article) -> tuple[Note, ...]:
    """The article's notes in reading order, numbered; those on the whole article and those without a place last."""
    anchors = index.site.anchors.get(article.slug, ())
    pictures = {use.href: use.at for use in reversed(index.site.texts[article.slug].layout.links) if use.image}
    places = [(_number_place(one, pictures), one) for one in anchors]
    placed = [one for place, one in sorted((pair for pair in places if pair[0]), key=itemgetter(0))]
    unnumbered = [(0, one) for place, one in places if not place]
    return tuple(
        _note(index, config, PlacedAnnotation(article, one), RenderOptions(number, f"{note_id(one.annotation.id)}-", 2))
        for number, one in (*enumerate(placed, 1), *unnumbered)
    )


def note_card(index: Index, config: Config, placed: PlacedAnnotation) -> NoteCard:
    """The note as lists show it: with its words and the article they stand in."""
    article = placed.article
    # A list may hold notes of one name from several articles.
    prefix = f"{article.slug}-{placed.anchor.annotation.id}-"
    note = _note(index, config, placed, RenderOptions(0, prefix, 3))
    return NoteCard(note, Link(article.title, article.address), optional_date(article.day))


def article_inputs(index: Index, article: Article) -> tuple[object, ...]:
    """All that is shown of the article and its notes where both are shown whole."""
    site = index.site
    anchors = site.anchors.get(article.slug, ())
    links = site.links.get(article.place, ()), site.titles.get(article.place, ())
    return index.digest_of(article), links, [_note_inputs(index, PlacedAnnotation(article, one)) for one in anchors]


def note_inputs(index: Index, placed: PlacedAnnotation) -> tuple[object, ...]:
    """All that is shown of a note away from its article."""
    article = placed.article
    return index.digest_of(article), placed.anchor.annotation.id, _note_inputs(index, placed)


def _note_inputs(index: Index, placed: PlacedAnnotation) -> tuple[object, ...]:
    """What it shows of other pages."""
    note, site = placed.anchor.annotation, index.site
    places = (note.place, *(reply.place for reply in note.replies))
    return _see(index, placed), [(site.links.get(one, ()), site.titles.get(one, ())) for one in places]


def note_id(identifier: str) -> str:
    """Id of the note on the article's page."""
    return f"note-{identifier}"


def note_address(article: Article, identifier: str) -> str:
    """Where the note stands."""
    return f"{article.address}#{note_id(identifier)}"


def reply_id(note: str, reply: str) -> str:
    """Id of a follow-up on the article's page; no id of a note has two hyphens."""
    return f"reply-{note}--{reply}"


def tag_link(tag: str) -> Link:
    """The tag and its page; no address for one that no address can be made of."""
    slug = re.sub(r"[\W_]+", "-", tag.casefold()).strip("-")[:60].strip("-")
    return Link(tag, f"/annotations/tags/{slug}/" if slug else "")


def highlight(note: Note) -> Mark | None:
    """The mark laid over the note's words, ending in the number that leads to it."""
    if note.passage is None:
        return None
    words = escape(f"Note {note.number}: {note.type.word}")
    link = f'id="ref-{escape(note.id)}" href="#{escape(note_id(note.id))}" aria-label="{words}"'
    reference = f'<sup class="ref note-ref"><a {link}>{note.number}</a></sup>'
    start = (("data-note", str(note.number)),)
    return Mark(note.passage, "mark", (("class", f"note-highlight {note.css} n{note.number}"),), start, after=reference)


def image_region(note: Note) -> ImageRegion | None:
    """What is laid over the picture that the note is about, with the number that leads to it."""
    if not (note.image and note.number):
        return None
    words = escape(f"Note {note.number}: {note.type.word}, on {'a part of ' if note.region else ''}this picture")
    link = f'id="ref-{escape(note.id)}" href="#{escape(note_id(note.id))}" aria-label="{words}"'
    over = ""
    if note.region:
        x, y, width, height = (f"{number:g}%" for number in note.region)
        part = f'<rect x="{x}" y="{y}" width="{width}" height="{height}"/>'
        # Above the part, where it hides nothing of it, if there is room.
        down = -5 if note.region[1] > ROOM_ABOVE else 17
        number = f'<text x="{x}" y="{y}" dx="4" dy="{down}">{note.number}</text>'
        over = f'<a class="{note.css}" {link}>{part}{number}</a>'
    return ImageRegion(note.image, over, f'<sup class="ref note-ref"><a {link}>{note.number}</a></sup>')


def type_class(identifier: str) -> str:
    """The class that gives a type its colour."""
    return "is-" + re.sub(r"[^a-z0-9]+", "-", identifier.lower())


def type_of(config: Config, identifier: str) -> AnnotationType:
    """The type as site.yaml describes it."""
    known = config.annotation_types.get(identifier)
    return known or AnnotationType(identifier, identifier.replace("-", " ").capitalize(), "•", "commenting")


def type_address(identifier: str) -> str:
    """The page of all annotations of a type; corrections are looked for at a place of their own."""
    return "/corrections/" if identifier == "correction" else f"/annotations/{identifier}/"


def annotations_by_type(index: Index, config: Config) -> dict[str, list[PlacedAnnotation]]:
    """The annotations of each type, newest first, in the order of site.yaml; corrections though there be none."""
    found: dict[str, list[PlacedAnnotation]] = {"correction": []}
    for one in index.annotations:
        found.setdefault(one.anchor.annotation.type, []).append(one)
    known = [name for name in config.annotation_types if name in found]
    return {name: found[name] for name in (*known, *sorted(found.keys() - config.annotation_types))}


def edit_url(config: Config, place: Place) -> str:
    """The page of the forge on which a file is edited; empty when the site has no repository."""
    if not config.repository:
        return ""
    return f"{config.repository.rstrip('/')}/edit/{quote(config.branch)}/{quote(place.path)}"


def _number_place(anchor: Anchor, pictures: Mapping[str, int]) -> tuple[int, int, str] | None:
    """Where the note's number is met in reading: at the end of its words, or at its picture."""
    if anchor.passage:
        return anchor.passage.end, anchor.passage.start, anchor.annotation.id
    at = pictures.get(anchor.annotation.image)
    return None if at is None or not anchor.placed else (at, at, anchor.annotation.id)


def source_links(index: Index, said: Annotation | Reply) -> tuple[SourceLink, ...]:
    """Its sources, with the address of what a relative link leads to; without one where that was reported."""
    here = dict(index.site.links.get(said.place, ()))
    return tuple(
        SourceLink(one.label, here.get(one.url, "") if one.is_internal else one.url, one.archived)
        for one in said.sources
    )


class RenderOptions(NamedTuple):
    """How a note stands on its page."""

    number: int
    prefix: str
    """Of the ids in its texts."""
    top: int
    """Level of their headings."""


def _note(index: Index, config: Config, placed: PlacedAnnotation, setting: RenderOptions) -> Note:
    article, anchor = placed.article, placed.anchor
    annotation = anchor.annotation
    return Note(
        id=annotation.id,
        address=note_address(article, annotation.id),
        number=setting.number,
        type=type_of(config, annotation.type),
        css=type_class(annotation.type),
        title=annotation.title,
        by=editors(config, annotation.by),
        date=required_date(annotation.date),
        updated=optional_date(annotation.updated),
        comment=prose(index, annotation.comment, annotation.place, prefix=setting.prefix, top=setting.top),
        quote=_words(index, article, anchor),
        sources=source_links(index, annotation),
        tags=tuple(tag_link(tag) for tag in annotation.tags),
        verdict=config.verdicts.get(annotation.verdict, annotation.verdict),
        claim=annotation.claim,
        claimant=annotation.claimant,
        language=annotation.language,
        see=_see(index, placed),
        replies=tuple(_reply_view(index, config, annotation.id, one, setting) for one in annotation.replies),
        passage=anchor.passage,
        image=annotation.image,
        region=annotation.region,
        placed=anchor.placed,
        draft=annotation.status == "draft",
        changed=anchor.state == "changed",
        edit=edit_url(config, annotation.place),
    )


def _reply_view(index: Index, config: Config, note: str, reply: Reply, setting: RenderOptions) -> ReplyView:
    return ReplyView(
        id=reply_id(note, reply.id),
        title=reply.title,
        type=type_of(config, reply.type),
        css=type_class(reply.type),
        by=editors(config, reply.by),
        date=required_date(reply.date),
        updated=optional_date(reply.updated),
        comment=prose(index, reply.comment, reply.place, prefix=f"{setting.prefix}{reply.id}-", top=setting.top),
        sources=source_links(index, reply),
        language=reply.language,
        draft=reply.status == "draft",
    )


def editors(config: Config, by: str) -> str:
    """Those who signed, by the names that site.yaml gives them."""
    return ", ".join(config.editors.get(one.strip(), one.strip()) for one in by.split(","))


def _words(index: Index, article: Article, anchor: Anchor) -> str:
    if anchor.passage is None:
        return shortened(anchor.annotation.quote)
    return shortened(index.site.texts[article.slug].text[anchor.passage.start : anchor.passage.end])


def _see(index: Index, placed: PlacedAnnotation) -> tuple[Link, ...]:
    """The notes this one points to and those that point here; an unknown one was reported and is left out."""
    links = []
    for slug, identifier in see_targets(placed):
        article = index.articles.get(slug)
        anchors = index.site.anchors.get(slug, ()) if article else ()
        found = [one.annotation for one in anchors if one.annotation.id == identifier]
        if article and found:
            links.append(Link(found[0].title, note_address(article, identifier)))
    for one in index.backlinks.get((placed.article.slug, placed.anchor.annotation.id), ()):
        note = one.anchor.annotation
        links.append(Link(note.title, note_address(one.article, note.id)))
    return tuple(dict.fromkeys(links))
