"""Page: what a template sees, and what is needed to render and publish it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from builder.model.text import Passage
from builder.problems import Place


@dataclass(frozen=True, init=False)
class Page:
    """A page of the site: all, and only, what its template may see.

    Most pages of a large archive do not change between builds. So a page kind with many pages does not make its views
    in advance: it gives `parts`, everything that a view is made of (values, or digests of them), and `make`, which
    makes the view when it is needed.
    """

    address: str
    """`/topics/x/` becomes topics/x/index.html; an address that ends in a file name is that file."""
    template: str
    parts: Any = field(repr=False)
    make: Callable[[], Any] = field(repr=False, compare=False)
    in_sitemap: bool
    """Whether it is listed in sitemap.xml."""
    place: Place | None
    """The content file it is made from, for problems."""
    late: bool = field(repr=False, compare=False)
    """Whether the view is made by `make`."""

    def __init__(  # noqa: PLR0913 - the two ways to give a page need as many
        self,
        address: str,
        template: str,
        view: Any = None,
        *,
        parts: Any = None,
        make: Callable[[], Any] | None = None,
        in_sitemap: bool | None = None,
        place: Place | None = None,
    ) -> None:
        indexed = getattr(getattr(view, "head", None), "indexed", False)
        self.__dict__.update(
            address=address,
            template=template,
            parts=view if make is None else parts,
            make=make or (lambda: view),
            late=make is not None,
            in_sitemap=indexed if in_sitemap is None else in_sitemap,
            place=place or getattr(view, "place", None),
        )

    def __reduce__(self) -> tuple[type[Page], tuple[str, str, Any]]:
        return Page, (self.address, self.template, self.view)

    @property
    def cache_key(self) -> tuple[str, str, Any]:
        """Everything that its file depends on, except the theme and the settings of the site."""
        return self.address, self.template, self.parts

    @property
    def view(self) -> Any:
        """What the template sees: a frozen dataclass, one for each page kind."""
        return self.make()


@dataclass(frozen=True)
class Output:
    """A finished file of the site."""

    path: str
    """Relative to the output folder, with forward slashes."""
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Mark:
    """An element around a passage, added when the text is rendered; marks may overlap, nest and cross."""

    passage: Passage
    tag: Literal["mark", "a", "span"]
    attributes: tuple[tuple[str, str], ...] = ()
    """On every piece that the passage is cut into."""
    first: tuple[tuple[str, str], ...] = ()
    """On the first piece only: an id, a description."""
    after: str = ""
    """Trusted HTML after the last piece, such as the number that links to the note."""


@dataclass(frozen=True)
class ImageRegion:
    """A region of an image, drawn over its first occurrence when the text is rendered."""

    image: str
    """As the text writes it."""
    over: str
    """Trusted SVG over the image, with a link; empty when the region is the whole image."""
    after: str
    """Trusted HTML after the image, where nothing is drawn over it or the image is in a link."""


@dataclass(frozen=True)
class Prose:
    """Markdown with everything that is needed to render it as HTML."""

    body: str
    marks: tuple[Mark, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    """Each link target in the body that is a page of this site, and that page's address, sorted."""
    titles: tuple[tuple[str, str], ...] = ()
    """Each `[[target]]` without a label, and the label to show, sorted."""
    prefix: str = ""
    """Prefix of the ids of headings and footnotes, so that two texts on one page never share an id."""
    top: int = 2
    """Level of its top headings on the page."""
    image_regions: tuple[ImageRegion, ...] = ()


@dataclass(frozen=True)
class Block:
    """One top-level block of a text as HTML: a paragraph, a heading, a list, a table."""

    id: str
    """`p-` and a checksum of its letters; for a heading, its own id; empty for a block without words."""
    kind: str
    """paragraph heading quote list table code rule definitions footnotes"""
    passage: Passage
    """Its part of the reading text."""
    html: str = field(repr=False)
    """With marks and links."""
    framed: tuple[str, ...] = ()
    """Pictures in it that have a frame."""
