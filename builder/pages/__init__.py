"""Plan: every page of the site, and the problem of two pages with the same address."""

from collections.abc import Iterable, Iterator

from builder.config import Config
from builder.model import Page, Site
from builder.pages.groups import PageGroup, page_groups
from builder.pages.index import index_of
from builder.pages.search import searchable_pages
from builder.pages.sitemap import sitemap_pages
from builder.problems import Place, Problem

__all__ = ["PageGroup", "clashes", "index_of", "page_groups", "plan", "searchable_pages", "sitemap_pages"]


def plan(site: Site, config: Config) -> Iterator[Page]:
    """Every page of the site, the sitemap last."""
    listed = []
    for group in page_groups(index_of(site, config)):
        for page in group.make():
            if page.in_sitemap:
                listed.append(page.address)
            yield page
    yield from sitemap_pages(listed)


def clashes(pages: Iterable[Page]) -> tuple[Problem, ...]:
    """A problem for each page whose address another page has already."""
    taken: dict[str, Place | None] = {}
    problems = []
    for page in pages:
        place = page.place
        # An alias may name the same file.
        folder = page.address.removesuffix("/index.html")
        address = page.address if folder == page.address else f"{folder}/"
        if address in taken:
            other = taken[address]
            here = place or other or Place("site.yaml")
            by = f"as has {other}" if place and other else "which the site needs for a page of its own"
            message = f"the page would have the address {page.address}, {by}"
            help_ = "rename one of the two, or take the address off its `aliases`"
            problems.append(Problem("L404", message, here, help_))
        else:
            taken[address] = place
    return tuple(problems)
