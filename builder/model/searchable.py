"""Searchable: what of a page the search index holds."""

from dataclasses import dataclass, field
from typing import NamedTuple

from builder.model.page import Prose


class Facet(NamedTuple):
    """A value that search results can be filtered by: a topic, a year, a name."""

    name: str
    """Name of the facet, such as `topic`; part of search addresses."""
    id: str
    """Id of the value, such as `peace-talks`; part of search addresses."""
    words: str
    """The value as readers see it."""


@dataclass(frozen=True)
class Section:
    """A part of a page that is a search result of its own: a note."""

    id: str
    """Id on the page."""
    title: str
    texts: tuple[str | Prose, ...]


@dataclass(frozen=True)
class Searchable:
    """A page and its searchable text."""

    address: str
    title: str
    texts: tuple[str | Prose, ...] = field(repr=False)
    """Plain text, and Markdown."""
    sections: tuple[Section, ...] = ()
    facets: tuple[Facet, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    """What a result shows beside its title: name and text."""
