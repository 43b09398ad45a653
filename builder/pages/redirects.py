"""Redirects: pages at an article's former addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from builder.config import Config
from builder.model import Article, Page
from builder.pages.head import Head
from builder.pages.index import Index
from builder.problems import Place
from builder.slugs import former_address


@dataclass(frozen=True)
class RedirectView:
    """What a former address shows."""

    head: Head
    place: Place
    title: str
    target: str


def redirect_pages(index: Index, config: Config) -> Iterator[Page]:  # noqa: ARG001 - shared signature
    """A page for each alias."""
    for article in index.newest:
        for address in _former_addresses(article):
            head = Head(f"{article.title} has moved", address, indexed=False)
            place = index.text_of(article).places.get("aliases", article.place)
            yield Page(address, "redirect.html", RedirectView(head, place, article.title, article.address))


def _former_addresses(article: Article) -> Iterator[str]:
    """Each once, and never its own: an article may be given back the address that it had."""
    yield from dict.fromkeys(
        address for alias in article.aliases if (address := former_address(alias)) not in {"", article.address}
    )
