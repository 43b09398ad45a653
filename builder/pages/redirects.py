"""Redirects: pages at the former addresses of articles, entities, topics, free pages and tags."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from builder.addresses import entity_address, topic_address
from builder.model import WITHDRAWN_LABELS, FormerPath, Page
from builder.pages.head import Head
from builder.pages.index import Index
from builder.pages.tags import tag_lists
from builder.problems import Place
from builder.slugs import former_address


@dataclass(frozen=True)
class RedirectView:
    """What a former address shows."""

    head: Head
    place: Place
    title: str
    target: str


def redirect_pages(index: Index) -> Iterator[Page]:
    """A page for each former address that a file gives or that the last publication had, and for those of tags.

    What is withdrawn has pages of its own at its former addresses.
    """
    articles = {article.address: article for article in index.newest if article.aliases}
    withdrawn = {one.address for one in index.site.withdrawn}
    given = [*index.site.former_paths()]
    taken = {former_address(one.path) for one in given}
    done: set[tuple[str, str]] = set()
    for one in (*given, *(one for one in _carried_on(index) if former_address(one.path) not in taken)):
        address = former_address(one.path)
        # A page may be given back the address that it had.
        if address in {"", one.address} or one.address in withdrawn or (address, one.address) in done:
            continue
        done.add((address, one.address))
        article = articles.get(one.address)
        place = index.text_of(article).places.get("aliases", one.place) if article else one.place
        yield _redirect(address, one.title, one.address, place)
    for tag in tag_lists(index):
        if not tag.members and len(tag.see_also) == 1:
            target = tag.see_also[0]
            yield _redirect(tag.link.address, target.label, target.address, Place("site.yaml"))


def _redirect(address: str, title: str, target: str, place: Place) -> Page:
    head = Head(f"{title} has moved", address, indexed=False)
    return Page(address, "redirect.html", RedirectView(head, place, title, target))


def _carried_on(index: Index) -> Iterator[FormerPath]:
    """The redirects that no file gives."""
    site = index.site
    if not site.redirects:
        return
    pages = _titles(index)
    for path, address in site.redirects.items():
        yield FormerPath(path, address, *pages[address])


def _titles(index: Index) -> Mapping[str, tuple[str, Place]]:
    """Title and place of every page that may be redirected to, by address."""
    site = index.site
    return {
        **{one.address: (one.title, one.place) for one in site.articles},
        **{entity_address(one.id): (one.name, one.place) for one in site.entities.values()},
        **{topic_address(one.slug): (one.title, one.place) for one in index.topics.values()},
        **{one.address: (one.title, one.place) for one in site.pages},
        **{one.address: (WITHDRAWN_LABELS[one.kind], one.place) for one in site.withdrawn},
    }
