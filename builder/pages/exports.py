"""Exports: files with an article's text and annotations for programs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from builder.addresses import ALL_ANNOTATIONS_FILE, collection_address, text_address
from builder.model import Article
from builder.pages.head import Alternate
from builder.pages.index import Index, PlacedAnnotation

WEB_ANNOTATIONS = 'application/ld+json;profile="http://www.w3.org/ns/anno.jsonld"'
"""The media type of W3C Web Annotations."""
ANNOTATION_FILES = (
    Alternate("CSV", "/annotations/annotations.csv", "text/csv"),
    Alternate("JSON (W3C Web Annotation)", ALL_ANNOTATIONS_FILE, WEB_ANNOTATIONS),
)
"""Files with all annotations of the archive."""


@dataclass(frozen=True)
class TextView:
    """A text file; also JSON and CSV that are made without a template."""

    text: str = field(repr=False)


@dataclass(frozen=True)
class DataView:
    """A JSON file; each Prose in it becomes HTML."""

    data: Mapping[str, object] = field(repr=False)


def text_files(index: Index, article: Article) -> tuple[Alternate, ...]:
    """The reading text if it is published, and the web annotations if there are any."""
    text = Alternate("Plain text", text_address(article.address), "text/plain")
    notes = Alternate("Web annotations (JSON)", collection_address(article.address), WEB_ANNOTATIONS)
    return (*((text,) if article.access == "full" else ()), *((notes,) if exported(index, article) else ()))


def exported(index: Index, article: Article) -> tuple[PlacedAnnotation, ...]:
    """The annotations in web annotation files.

    Annotations that are not placed are left out: with a selector that matches nothing, or without one, programs would
    misread them as annotations of the whole article. Pages and the CSV file have them.
    """
    return tuple(PlacedAnnotation(article, one) for one in index.site.anchors.get(article.slug, ()) if one.placed)
