"""Web annotations: the notes of each article as a W3C AnnotationCollection, for programs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from builder.config import Config, is_web_address
from builder.model import Anchor, Annotation, Article, Page, Passage, Prose, Reply
from builder.pages.exports import DataView, TextView, collection_address, exported, text_address
from builder.pages.index import Index, PlacedAnnotation, see_targets
from builder.pages.note_views import SourceLink, note_address, reply_id, source_links, type_of
from builder.pages.prose import prose
from builder.pages.summaries import full_url

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32
"""Characters before and after the words that tell them from others."""
LICENCE = re.compile(r"\bCC[ -](BY(?:-(?:NC|ND|SA))*)[ -](\d\.\d)")
Data = dict[str, Any]


def web_annotation_pages(index: Index, config: Config) -> Iterator[Page]:
    """A collection of the whole archive's notes, by their addresses."""
    parts: list[Data] = []
    everything: list[str] = []
    for article in index.newest:
        own = [one for anchor in exported(index, article) for one in _addresses(config, article, anchor.annotation)]
        if own:
            parts.append(_about_notes(config, article, own))
            everything += own
    about = _about(config, "/annotations/annotations.json", f"{config.title}: annotations", everything)
    yield Page(
        "/annotations/annotations.json",
        "data.json",
        DataView({**_collection(about, everything), "dcterms:hasPart": parts}),
    )


def notes_pages(index: Index, config: Config, article: Article) -> Iterator[Page]:
    """The reading text of an article, and a collection of its notes where it has any."""
    yield Page(
        text_address(article), "plain.txt", parts=index.text_digest_of(article), make=partial(_text, index, article)
    )
    items = [one for anchor in exported(index, article) for one in _annotations(index, config, article, anchor)]
    if items:
        about = _about_notes(config, article, items)
        yield Page(collection_address(article), "data.json", DataView(_collection(about, items)))


def _text(index: Index, article: Article) -> TextView:
    return TextView(f"{index.site.texts[article.slug].text}\n")


def _about(config: Config, address: str, label: str, items: Sequence[object]) -> Data:
    return {"id": full_url(config, address), "type": "AnnotationCollection", "label": label, "total": len(items)}


def _about_notes(config: Config, article: Article, items: Sequence[object]) -> Data:
    return _about(config, collection_address(article), f"Annotations on “{article.title}”", items)


def _addresses(config: Config, article: Article, note: Annotation) -> Iterator[str]:
    """The identities of a note and its replies."""
    yield full_url(config, note_address(article, note.id))
    for reply in note.replies:
        yield f"{full_url(config, article.address)}#{reply_id(note.id, reply.id)}"


def _collection(about: Data, items: Sequence[object]) -> Data:
    """A collection whose only page is in it; one of nothing has no page."""
    page: Data = {
        "id": f"{about['id']}#page",
        "type": "AnnotationPage",
        # As an object: the test suite of the W3C takes the address alone for a mistake.
        "partOf": {key: about[key] for key in ("id", "label", "total")},
        "startIndex": 0,
        "items": list(items),
    }
    return {"@context": CONTEXT, **about, **({"first": page, "last": page["id"]} if items else {})}


def _annotations(index: Index, config: Config, article: Article, anchor: Anchor) -> Iterator[Data]:
    note = anchor.annotation
    identity = full_url(config, note_address(article, note.id))
    text = prose(index, note.comment, note.place, prefix=f"{note.id}-")
    yield {
        **_head(config, note, identity, type_of(config, note.type).motivation),
        "body": [
            *_comment(text, note.language or config.language, "commenting"),
            _words(note.type, "classifying"),
            *(_words(tag, "tagging") for tag in note.tags),
            *([_words(note.verdict, "assessing")] if note.verdict else []),
            *(_source(config, source, note) for source in source_links(index, note)),
        ],
        "target": _target(index, config, article, anchor),
        **_claim(note),
        **_see(index, config, PlacedAnnotation(article, anchor)),
    }
    for reply in note.replies:
        text = prose(index, reply.comment, reply.place, prefix=f"{note.id}-{reply.id}-")
        own = f"{full_url(config, article.address)}#{reply_id(note.id, reply.id)}"
        yield {
            **_head(config, reply, own, "replying"),
            "body": [
                *_comment(text, reply.language or config.language, "replying"),
                _words(reply.type, "classifying"),
                *(_source(config, source, reply) for source in source_links(index, reply)),
            ],
            "target": identity,
        }


def _head(config: Config, note: Annotation | Reply, identity: str, motivation: str) -> Data:
    creators = [_editor(config, name.strip()) for name in note.by.split(",")]
    return {
        "@context": CONTEXT,
        "id": identity,
        "type": "Annotation",
        "label": note.title,
        "motivation": motivation,
        "creator": creators[0] if len(creators) == 1 else creators,
        "created": _moment(note.date.isoformat()),
        **({"modified": _moment(note.updated.isoformat())} if note.updated else {}),
        "generator": {"type": "Software", "name": "archive-builder"},
        **_rights(config.rights),
    }


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"


def _editor(config: Config, name: str) -> Data:
    """Not said to be a person: an editor may be a desk."""
    return {"name": config.editors.get(name, name), "nickname": name}


def _rights(rights: str) -> Data:
    """The sentence of site.yaml, and the address of the licence it names: `rights` must be one."""
    licence = LICENCE.search(rights)
    address = next((word.strip("().,;") for word in rights.split() if is_web_address(word.strip("().,;"))), "")
    if licence:
        address = f"https://creativecommons.org/licenses/{licence[1].lower()}/{licence[2]}/"
    return {**({"rights": address} if address else {}), **({"dc:rights": rights} if rights else {})}


def _comment(text: Prose, language: str, purpose: str) -> list[Data]:
    """The same words twice: as they are read, and as they were written."""
    body = {"type": "TextualBody", "language": language, "purpose": purpose}
    return [
        {**body, "format": "text/html", "value": text},
        {**body, "format": "text/markdown", "value": text.body},
    ]


def _words(value: str, purpose: str) -> Data:
    return {"type": "TextualBody", "purpose": purpose, "value": value}


def _source(config: Config, source: SourceLink, note: Annotation | Reply) -> Data:
    """A source with its archived copy as the state of it; words alone where there is nothing to link to.

    A state must have a date (Web Annotation Data Model 4.3.1): that of the note, when its editor relied on the source.
    """
    address = full_url(config, source.address) if source.address.startswith("/") else source.address
    if not (address or source.archived):
        return _words(source.label, "linking")
    state = {"type": "TimeState", "sourceDate": _moment(note.date.isoformat()), "cached": source.archived}
    return {
        "type": "SpecificResource",
        "purpose": "linking",
        "source": address or source.archived,
        **({"label": source.label} if source.label != address else {}),
        **({"state": state} if source.archived else {}),
    }


def _target(index: Index, config: Config, article: Article, anchor: Anchor) -> Data | str:
    page = full_url(config, article.address)
    if anchor.state == "image":
        return _image(index, config, article, anchor.annotation)
    if anchor.passage is None:
        return page
    return {
        "type": "SpecificResource",
        "source": page,
        "selector": [_quote(index.site.texts[article.slug].text, anchor.passage), _position(anchor.passage)],
        # The page has more words than the article's: the positions count in this file of those alone.
        "dcterms:hasFormat": {"id": full_url(config, text_address(article)), "format": "text/plain"},
    }


def _quote(text: str, passage: Passage) -> Data:
    start, end = passage
    return {
        "type": "TextQuoteSelector",
        "exact": text[start:end],
        "prefix": text[max(0, start - AROUND) : start],
        "suffix": text[end : end + AROUND],
    }


def _position(passage: Passage) -> Data:
    return {"type": "TextPositionSelector", "start": passage.start, "end": passage.end}


def _image(index: Index, config: Config, article: Article, note: Annotation) -> Data:
    """The picture, or a part of it, within the article."""
    page = full_url(config, article.address)
    published = dict(index.site.links.get(article.place, ())).get(note.image, "")
    source = full_url(config, published) if published else note.image
    target: Data = {"type": "SpecificResource", "source": source, "scope": page}
    if note.region:
        region = ",".join(f"{number:g}" for number in note.region)
        conforms = "http://www.w3.org/TR/media-frags/"
        target["selector"] = {
            "type": "FragmentSelector",
            "conformsTo": conforms,
            "value": f"xywh=percent:{region}",
        }
    return target


def _claim(note: Annotation) -> Mapping[str, object]:
    """What a fact-check holds against the record, in schema.org's words, which the context of web annotations knows."""
    claimant = {"schema:author": {"name": note.claimant}} if note.claimant else {}
    return {
        **({"schema:claimReviewed": note.claim} if note.claim else {}),
        **({"schema:itemReviewed": {"type": "schema:Claim", **claimant}} if claimant else {}),
    }


def _see(index: Index, config: Config, placed: PlacedAnnotation) -> Mapping[str, object]:
    """The notes it points to; one that is not there was reported and is left out."""
    found = []
    for slug, identifier in see_targets(placed):
        article = index.articles.get(slug)
        if article and any(one.annotation.id == identifier for one in index.site.anchors.get(slug, ())):
            found.append(full_url(config, note_address(article, identifier)))
    return {"rdfs:seeAlso": [{"id": address} for address in found]} if found else {}
