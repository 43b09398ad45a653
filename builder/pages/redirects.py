"""Redirects: pages at an article's former addresses."""

from collections.abc import Iterator
from dataclasses import dataclass

from builder.model import Page
from builder.pages.addresses import alias_address
from builder.pages.head import Head
from builder.pages.index import Index
from builder.problems import Place


@dataclass(frozen=True)
class RedirectView:
    """What a former address shows."""

    head: Head
    place: Place
    title: str
    target: str


def redirect_pages(index: Index) -> Iterator[Page]:
    """A page for each alias."""
    for article in index.newest:
        for alias in article.aliases:
            address = alias_address(alias)
            head = Head(f"{article.title} has moved", address, indexed=False)
            place = index.text_of(article).places.get("aliases", article.place)
            yield Page(address, "redirect.html", RedirectView(head, place, article.title, article.address))
