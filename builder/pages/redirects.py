"""Redirects: pages at the former addresses of articles and tags."""

from collections.abc import Iterator
from dataclasses import dataclass

from builder.model import Page
from builder.pages.addresses import alias_address
from builder.pages.head import Head
from builder.pages.index import Index
from builder.pages.tags import tag_lists
from builder.problems import Place


@dataclass(frozen=True)
class RedirectView:
    """What a former address shows."""

    head: Head
    place: Place
    title: str
    target: str


def redirect_pages(index: Index) -> Iterator[Page]:
    """A page for each alias of an article, and for the address that a tag had before it kept its marks."""
    for article in index.newest:
        for alias in article.aliases:
            address = alias_address(alias)
            head = Head(f"{article.title} has moved", address, indexed=False)
            place = index.text_of(article).places.get("aliases", article.place)
            yield Page(address, "redirect.html", RedirectView(head, place, article.title, article.address))
    for tag in tag_lists(index):
        if not tag.members and len(tag.see_also) == 1:
            target = tag.see_also[0]
            head = Head(f"{target.label} has moved", tag.link.address, indexed=False)
            yield Page(
                head.address, "redirect.html", RedirectView(head, Place("site.yaml"), target.label, target.address)
            )
