"""Note views: an annotation as pages show it."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from operator import itemgetter
from typing import NamedTuple
from urllib.parse import quote

from builder.addresses import note_address, note_id, reply_address, reply_id
from builder.config import AnnotationType, Config
from builder.model import Anchor, Annotation, Article, ImageRegion, Mark, Passage, Prose, Reply
from builder.pages.dates import DateView, optional_date, required_date
from builder.pages.excerpts import beginning_of
from builder.pages.head import Link
from builder.pages.index import Index, PlacedAnnotation
from builder.pages.tags import tag_link
from builder.problems import Place

NUMBER_HEIGHT = 8
"""Percent of a picture that the number above an annotated part needs."""


@dataclass(frozen=True)
class SourceLink:
    """A source of an annotation."""

    label: str
    address: str
    """Within this site if it starts with a slash; empty for a source without a link."""
    archived: str
    """Address of an archived copy elsewhere."""


@dataclass(frozen=True)
class AnsweredReply:
    """The reply that another one answers."""

    by: str
    title: str
    address: str


@dataclass(frozen=True)
class ReplyView:
    """A reply to an annotation."""

    id: str
    """The id of the element on the article's page."""
    title: str
    type: AnnotationType
    css: str
    """CSS class of the type."""
    by: str
    date: DateView
    updated: DateView | None
    comment: Prose
    sources: tuple[SourceLink, ...]
    language: str
    draft: bool
    """Whether it is not published yet; only previews show drafts."""
    answers: AnsweredReply | None
    """The reply before it that it answers; None for one that answers the annotation."""
    former_ids: tuple[str, ...]
    """Ids of elements that links may still lead to; only on the article's page."""


@dataclass(frozen=True)
class Note:
    """An annotation, ready to print."""

    id: str
    """Without the prefix of the element's id."""
    address: str
    number: int
    """Number on its article's page, in reading order from 1; 0 for one without a passage or picture."""
    type: AnnotationType
    css: str
    """CSS class of the type."""
    title: str
    by: str
    date: DateView
    updated: DateView | None
    comment: Prose
    quote: str
    """The passage as in the text; the quotation if it was not found."""
    sources: tuple[SourceLink, ...]
    tags: tuple[Link, ...]
    verdict: str
    """Label of the verdict; only for fact-checks."""
    claim: str
    """What was claimed, in the editor's words; empty if that is the passage."""
    claimant: str
    """Who claimed it."""
    language: str
    see: tuple[Link, ...]
    """The annotations that it refers to, and those that refer to it."""
    replies: tuple[ReplyView, ...]
    passage: Passage | None
    image: str
    """The picture that it is about, as written in the article."""
    region: tuple[float, float, float, float] | None
    """x, y, width and height of the annotated part of the picture, in percent."""
    placed: bool
    """Whether its passage or picture was found."""
    draft: bool
    """Whether it is not published yet; only previews show drafts."""
    quoted: str
    """What the editor quoted, if the passage has changed since; else empty."""
    edit: str
    """Address for editing; empty if the site has no repository."""
    former_ids: tuple[str, ...]
    """Ids of elements that links may still lead to; only on the article's page."""


@dataclass(frozen=True)
class NoteCard:
    """An annotation on a page other than its article's."""

    note: Note
    article: Link
    date: DateView | None
    """Of the article."""


@dataclass(frozen=True)
class WithdrawnNoteView:
    """What the address of a withdrawn annotation or reply answers."""

    id: str
    """The id of the element on the article's page."""
    date: DateView
    """The day of the withdrawal."""
    reason: str
    """Why, in the editors' words."""
    former_ids: tuple[str, ...]
    """Ids of elements that links may still lead to."""


def notes_of(index: Index, article: Article) -> tuple[Note, ...]:
    """The article's annotations in reading order; those without a number last."""
    anchors = index.site.anchors.get(article.slug, ())
    pictures = {use.href: use.at for use in reversed(index.text_of(article).layout.links) if use.image}
    places = [(_number_place(one, pictures), one) for one in anchors]
    placed = [one for place, one in sorted((pair for pair in places if pair[0]), key=itemgetter(0))]
    unnumbered = [(0, one) for place, one in places if not place]
    former_ids = index.site.former_ids.get(article.slug, {})
    options = (
        (one, RenderOptions(number, f"{note_id(one.annotation.id)}-", 2, former_ids))
        for number, one in (*enumerate(placed, 1), *unnumbered)
    )
    return tuple(_note(index, PlacedAnnotation(article, one), option) for one, option in options)


def withdrawn_notes_of(index: Index, article: Article) -> tuple[WithdrawnNoteView, ...]:
    """The withdrawn annotations and replies of the article."""
    former_ids = index.site.former_ids.get(article.slug, {})
    notes = index.site.withdrawn_notes.get(article.slug, ())
    elements = ((one, one.element_id) for one in notes)
    return tuple(
        WithdrawnNoteView(
            element, required_date(one.withdrawal.date), one.withdrawal.reason, former_ids.get(element, ())
        )
        for one, element in elements
    )


def note_card(index: Index, placed: PlacedAnnotation) -> NoteCard:
    """The annotation as lists show it: with its passage and its article."""
    article = placed.article
    # A list may have annotations with the same id from several articles.
    prefix = f"{article.slug.replace('/', '-')}-{placed.annotation.id}-"
    note = _note(index, placed, RenderOptions(0, prefix, 3, {}))
    return NoteCard(note, Link(article.title, article.address), optional_date(article.day))


def article_inputs(index: Index, article: Article) -> tuple[object, ...]:
    """Everything that pages with the whole article show of it and its annotations."""
    site = index.site
    anchors = site.anchors.get(article.slug, ())
    links = site.links.get(article.place, ()), site.titles.get(article.place, ())
    notes = [_note_inputs(index, PlacedAnnotation(article, one)) for one in anchors]
    return index.digest_of(article), links, notes, site.former_ids.get(article.slug)


def note_inputs(index: Index, placed: PlacedAnnotation) -> tuple[object, ...]:
    """Everything that is shown of an annotation away from its article."""
    article = placed.article
    return index.digest_of(article), placed.annotation.id, _note_inputs(index, placed)


def _note_inputs(index: Index, placed: PlacedAnnotation) -> tuple[object, ...]:
    """What the annotation shows of other pages."""
    note, site = placed.annotation, index.site
    places = (note.place, *(reply.place for reply in note.replies))
    return _see(index, placed), [(site.links.get(one, ()), site.titles.get(one, ())) for one in places]


def highlight(note: Note) -> Mark | None:
    """The highlight of the annotation's passage; at its end is the number that links to the annotation."""
    if note.passage is None:
        return None
    label = escape(f"Note {note.number}: {note.type.word}")
    link = f'id="ref-{escape(note.id)}" href="#{escape(note_id(note.id))}" aria-label="{label}"'
    reference = f'<sup class="ref note-ref"><a {link}>{note.number}</a></sup>'
    start = (("data-note", str(note.number)),)
    return Mark(note.passage, "mark", (("class", f"note-highlight {note.css} n{note.number}"),), start, after=reference)


def image_region(note: Note) -> ImageRegion | None:
    """The overlay on the picture that the annotation is about, with the number that links to the annotation."""
    if not (note.image and note.number):
        return None
    label = escape(f"Note {note.number}: {note.type.word}, on {'a part of ' if note.region else ''}this picture")
    link = f'id="ref-{escape(note.id)}" href="#{escape(note_id(note.id))}" aria-label="{label}"'
    overlay = ""
    if note.region:
        x, y, width, height = (f"{number:g}%" for number in note.region)
        part = f'<rect x="{x}" y="{y}" width="{width}" height="{height}"/>'
        # Above the annotated part if there is space, so that it hides nothing.
        offset = -5 if note.region[1] > NUMBER_HEIGHT else 17
        number = f'<text x="{x}" y="{y}" dx="4" dy="{offset}">{note.number}</text>'
        overlay = f'<a class="{note.css}" {link}>{part}{number}</a>'
    return ImageRegion(note.image, overlay, f'<sup class="ref note-ref"><a {link}>{note.number}</a></sup>')


def type_class(identifier: str) -> str:
    """CSS class of a type."""
    return "is-" + re.sub(r"[^a-z0-9]+", "-", identifier.lower())


def type_of(config: Config, identifier: str) -> AnnotationType:
    """The type as described in site.yaml; made from the id if site.yaml does not have it."""
    found = config.annotation_types.get(identifier)
    return found or AnnotationType(identifier, identifier.replace("-", " ").capitalize(), "•", "commenting")


def annotations_by_type(index: Index) -> dict[AnnotationType, list[PlacedAnnotation]]:
    """The annotations of each type, newest first, in the order of site.yaml; corrections even if there are none."""
    found: dict[str, list[PlacedAnnotation]] = {"correction": []}
    for one in index.annotations:
        found.setdefault(one.annotation.type, []).append(one)
    return {type_of(index.config, name): found[name] for name in in_order(index.config, found)}


def in_order(config: Config, types: Collection[str]) -> list[str]:
    """The ids of types in the order of site.yaml; those that it does not have last."""
    return [*(one for one in config.annotation_types if one in types), *sorted({*types} - {*config.annotation_types})]


def edit_url(index: Index, place: Place) -> str:
    """Address for editing a file at the repository's host; empty if the site has no repository."""
    config = index.config
    if not config.repository:
        return ""
    return f"{config.repository.rstrip('/')}/edit/{quote(config.branch)}/{quote(place.path)}"


def _number_place(anchor: Anchor, pictures: Mapping[str, int]) -> tuple[int, int, str] | None:
    """Where the number is in the text: at the end of the passage, or at the picture."""
    if anchor.passage:
        return anchor.passage.end, anchor.passage.start, anchor.annotation.id
    at = pictures.get(anchor.annotation.image)
    return None if at is None or not anchor.placed else (at, at, anchor.annotation.id)


def source_links(index: Index, entry: Annotation | Reply) -> tuple[SourceLink, ...]:
    """The sources, with relative links resolved; a broken link, which is reported elsewhere, has no address."""
    links = dict(index.site.links.get(entry.place, ()))
    urls = ((one, links.get(one.url, "") if one.is_internal else one.url) for one in entry.sources)
    return tuple(SourceLink(source.label, url, source.archived) for source, url in urls)


class RenderOptions(NamedTuple):
    """How to render an annotation."""

    number: int
    prefix: str
    """For the ids in its texts."""
    top: int
    """Level of their headings."""
    former_ids: Mapping[str, tuple[str, ...]]
    """By id of an element: the ids that it had."""


def _note(index: Index, placed: PlacedAnnotation, options: RenderOptions) -> Note:
    article, anchor = placed.article, placed.anchor
    annotation = anchor.annotation
    return Note(
        id=annotation.id,
        address=note_address(article.address, annotation.id),
        number=options.number,
        type=type_of(index.config, annotation.type),
        css=type_class(annotation.type),
        title=annotation.title,
        by=editors(index, annotation.by),
        date=required_date(annotation.date),
        updated=optional_date(annotation.updated),
        comment=index.prose(annotation.comment, annotation.place, prefix=options.prefix, top=options.top),
        quote=beginning_of(index.passage_of(article, anchor) or annotation.quote),
        sources=source_links(index, annotation),
        tags=tuple(tag_link(tag) for tag in annotation.tags),
        verdict=index.config.verdicts.get(annotation.verdict, annotation.verdict),
        claim=annotation.claim,
        claimant=annotation.claimant,
        language=annotation.language,
        see=_see(index, placed),
        replies=tuple(_reply_views(index, placed, options)),
        passage=anchor.passage,
        image=annotation.image,
        region=annotation.region,
        placed=anchor.placed,
        draft=annotation.status == "draft",
        quoted=beginning_of(annotation.quote) if anchor.state == "changed" else "",
        edit=edit_url(index, annotation.place),
        former_ids=options.former_ids.get(note_id(annotation.id), ()),
    )


def _reply_views(index: Index, placed: PlacedAnnotation, options: RenderOptions) -> Iterator[ReplyView]:
    note = placed.annotation
    answered: dict[str, AnsweredReply] = {}
    for reply in note.replies:
        identifier, by = reply_id(note.id, reply.id), editors(index, reply.by)
        answered[reply.id] = AnsweredReply(by, reply.title, reply_address(placed.article.address, note.id, reply.id))
        yield ReplyView(
            id=identifier,
            title=reply.title,
            type=type_of(index.config, reply.type),
            css=type_class(reply.type),
            by=by,
            date=required_date(reply.date),
            updated=optional_date(reply.updated),
            comment=index.prose(reply.comment, reply.place, prefix=f"{options.prefix}{reply.id}-", top=options.top),
            sources=source_links(index, reply),
            language=reply.language,
            draft=reply.status == "draft",
            answers=answered.get(reply.parent),
            former_ids=options.former_ids.get(identifier, ()),
        )


def editors(index: Index, by: str) -> str:
    """The names of the signers, as in site.yaml."""
    return ", ".join(index.config.editors.get(one.strip(), one.strip()) for one in by.split(","))


def _see(index: Index, placed: PlacedAnnotation) -> tuple[Link, ...]:
    """The annotations that this one refers to, and those that refer to it; unknown ones are left out."""
    found = (*index.seen_from(placed), *index.backlinks.get((placed.article.slug, placed.annotation.id), ()))
    links = (Link(one.annotation.title, note_address(one.article.address, one.annotation.id)) for one in found)
    return tuple(dict.fromkeys(links))
