"""Web annotations: the annotations of each article as a W3C AnnotationCollection."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from builder.addresses import (
    ALL_ANNOTATIONS_FILE,
    collection_address,
    note_address,
    reply_address,
    text_address,
)
from builder.config import is_web_address
from builder.model import Anchor, Annotation, Article, Page, Reply
from builder.pages.dates import required_date
from builder.pages.exports import DataView, TextView, exported
from builder.pages.index import Index, PlacedAnnotation
from builder.pages.note_views import SourceLink, source_links, type_of

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
CONTEXT_LENGTH = 32
"""Characters of context before and after a quotation."""
LICENCE = re.compile(r"\bCC[ -](BY(?:-(?:NC|ND|SA))*)[ -](\d\.\d)")
Data = dict[str, Any]


def web_annotation_pages(index: Index) -> Iterator[Page]:
    """The collection of all annotations of the archive, by their addresses."""
    parts: list[Data] = []
    everything: list[str] = []
    for article in index.newest:
        own = [one for placed in exported(index, article) for one in _addresses(index, placed)]
        if own:
            parts.append(_article_collection(index, article, own))
            everything += own
    about = _collection_head(index, ALL_ANNOTATIONS_FILE, f"{index.config.title}: annotations", everything)
    collection = {**_collection(about, everything), "dcterms:hasPart": parts}
    yield Page(ALL_ANNOTATIONS_FILE, "data.json", DataView(collection))


def article_export_pages(index: Index, article: Article) -> Iterator[Page]:
    """The reading text of an article if it is published, and the collection of its annotations if there are any."""
    if article.access == "full":
        text = partial(_text_view, index, article)
        yield Page(text_address(article.address), "plain.txt", parts=index.text_digest_of(article), make=text)
    items = [one for placed in exported(index, article) for one in _annotations(index, placed)]
    if items:
        about = _article_collection(index, article, items)
        yield Page(collection_address(article.address), "data.json", DataView(_collection(about, items)))


def _text_view(index: Index, article: Article) -> TextView:
    return TextView(f"{index.text_of(article).text}\n")


def _collection_head(index: Index, address: str, label: str, items: Sequence[object]) -> Data:
    return {"id": index.full_url(address), "type": "AnnotationCollection", "label": label, "total": len(items)}


def _article_collection(index: Index, article: Article, items: Sequence[object]) -> Data:
    return _collection_head(index, collection_address(article.address), f"Annotations on “{article.title}”", items)


def _addresses(index: Index, placed: PlacedAnnotation) -> Iterator[str]:
    """The identifiers of an annotation and its replies."""
    article, note = placed.article, placed.annotation
    yield index.full_url(note_address(article.address, note.id))
    for reply in note.replies:
        yield index.full_url(reply_address(article.address, note.id, reply.id))


def _collection(about: Data, items: Sequence[object]) -> Data:
    """A collection with its only page; an empty one has no page."""
    page: Data = {
        "id": f"{about['id']}#page",
        "type": "AnnotationPage",
        # An object, because the W3C test suite rejects the plain address.
        "partOf": {key: about[key] for key in ("id", "label", "total")},
        "startIndex": 0,
        "items": list(items),
    }
    return {"@context": CONTEXT, **about, **({"first": page, "last": page["id"]} if items else {})}


def _annotations(index: Index, placed: PlacedAnnotation) -> Iterator[Data]:
    note = placed.annotation
    identity, *addresses = _addresses(index, placed)
    # By id of the reply; one that answers no reply answers the annotation.
    answered = {"": identity}
    details = [_text_body(tag, "tagging") for tag in note.tags]
    if note.verdict:
        details.append(_text_body(note.verdict, "assessing"))
    motivation = type_of(index.config, note.type).motivation
    bodies = [*_comment(index, note, f"{note.id}-", "commenting"), *details, *_sources(index, note)]
    yield {
        **_head(index, note, identity, motivation),
        "body": bodies,
        "target": _target(index, placed.article, placed.anchor),
        **_claim(note),
        **_see(index, placed),
    }
    for reply, address in zip(note.replies, addresses, strict=True):
        answered[reply.id] = address
        comment = _comment(index, reply, f"{note.id}-{reply.id}-", "replying")
        bodies = [*comment, *_sources(index, reply)]
        target = answered.get(reply.parent, identity)
        yield {**_head(index, reply, address, "replying"), "body": bodies, "target": target}


def _head(index: Index, note: Annotation | Reply, identity: str, motivation: str) -> Data:
    # Without a type, as an editor may be a person or an organisation.
    names = [name.strip() for name in note.by.split(",")]
    creators = [{"name": index.config.editors.get(name, name), "nickname": name} for name in names]
    return {
        "@context": CONTEXT,
        "id": identity,
        "type": "Annotation",
        "label": note.title,
        "motivation": motivation,
        "creator": creators[0] if len(creators) == 1 else creators,
        "created": required_date(note.date).moment,
        **({"modified": required_date(note.updated).moment} if note.updated else {}),
        **({"via": note.origin.id} if note.origin and is_web_address(note.origin.id) else {}),
        "generator": {"type": "Software", "name": "archive-builder"},
        **_rights(index.config.rights),
    }


def _rights(rights: str) -> Data:
    """The rights of site.yaml, and the address of the licence that they name: `rights` must be an address."""
    licence = LICENCE.search(rights)
    address = next((word.strip("().,;") for word in rights.split() if is_web_address(word.strip("().,;"))), "")
    if licence:
        address = f"https://creativecommons.org/licenses/{licence[1].lower()}/{licence[2]}/"
    return {**({"rights": address} if address else {}), **({"dc:rights": rights} if rights else {})}


def _comment(index: Index, note: Annotation | Reply, prefix: str, purpose: str) -> Iterator[Data]:
    """The text in two formats, HTML and Markdown, and the type."""
    text = index.prose(note.comment, note.place, prefix=prefix)
    body = {"type": "TextualBody", "language": note.language or index.config.language, "purpose": purpose}
    yield {**body, "format": "text/html", "value": text}
    yield {**body, "format": "text/markdown", "value": text.body}
    yield _text_body(note.type, "classifying")


def _text_body(value: str, purpose: str) -> Data:
    return {"type": "TextualBody", "purpose": purpose, "value": value}


def _sources(index: Index, note: Annotation | Reply) -> Iterator[Data]:
    return (_source(index, one, note) for one in source_links(index, note))


def _source(index: Index, source: SourceLink, note: Annotation | Reply) -> Data:
    """A source with its archived copy as a state; only a text if there is no address.

    A state needs a date (Web Annotation Data Model 4.3.1): that of the annotation, when its editor used the source.
    """
    address = index.full_url(source.address) if source.address.startswith("/") else source.address
    if not (address or source.archived):
        return _text_body(source.label, "linking")
    state = {"type": "TimeState", "sourceDate": required_date(note.date).moment, "cached": source.archived}
    return {
        "type": "SpecificResource",
        "purpose": "linking",
        "source": address or source.archived,
        **({"label": source.label} if source.label != address else {}),
        **({"state": state} if source.archived else {}),
    }


def _target(index: Index, article: Article, anchor: Anchor) -> Data | str:
    page = index.full_url(article.address)
    if anchor.state == "image":
        return _image(index, article, anchor.annotation)
    if anchor.passage is None:
        # Of a text that is not published there are only the first words of a passage.
        quoted = index.passage_of(article, anchor)
        selector = {"type": "TextQuoteSelector", "exact": quoted}
        return {"type": "SpecificResource", "source": page, "selector": selector} if quoted else page
    text, (start, end) = index.text_of(article).text, anchor.passage
    quotation: Data = {
        "type": "TextQuoteSelector",
        "exact": text[start:end],
        "prefix": text[max(0, start - CONTEXT_LENGTH) : start],
        "suffix": text[end : end + CONTEXT_LENGTH],
    }
    if anchor.state == "changed":
        quotation["dcterms:replaces"] = {"type": "TextQuoteSelector", "exact": anchor.annotation.quote}
    return {
        "type": "SpecificResource",
        "source": page,
        "selector": [quotation, {"type": "TextPositionSelector", "start": start, "end": end}],
        # The page has more text than the article: positions refer to this file.
        "dcterms:hasFormat": {"id": index.full_url(text_address(article.address)), "format": "text/plain"},
    }


def _image(index: Index, article: Article, note: Annotation) -> Data:
    """The annotated picture, or a part of it."""
    page = index.full_url(article.address)
    published = dict(index.site.links.get(article.place, ())).get(note.image, "")
    source = index.full_url(published) if published else note.image
    target: Data = {"type": "SpecificResource", "source": source, "scope": page}
    if note.region:
        region = ",".join(f"{number:g}" for number in note.region)
        standard = "http://www.w3.org/TR/media-frags/"
        target["selector"] = {"type": "FragmentSelector", "conformsTo": standard, "value": f"xywh=percent:{region}"}
    return target


def _claim(note: Annotation) -> Mapping[str, object]:
    """The claim of a fact-check in schema.org terms, which the context of web annotations includes."""
    claimant = {"schema:author": {"name": note.claimant}} if note.claimant else {}
    return {
        **({"schema:claimReviewed": note.claim} if note.claim else {}),
        **({"schema:itemReviewed": {"type": "schema:Claim", **claimant}} if claimant else {}),
    }


def _see(index: Index, placed: PlacedAnnotation) -> Mapping[str, object]:
    """The annotations that it refers to; unknown ones are reported elsewhere and left out."""
    addresses = [note_address(one.article.address, one.annotation.id) for one in index.seen_from(placed)]
    return {"rdfs:seeAlso": [{"id": index.full_url(one)} for one in addresses]} if addresses else {}
