"""Plan: every page of the site, and all it may show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from builder.config import Config
from builder.model import Page, Site
from builder.plan.annotations import annotation_pages
from builder.plan.archive import archive_pages
from builder.plan.articles import article_pages
from builder.plan.called import called_pages
from builder.plan.citations import citation_pages
from builder.plan.entities import entity_pages
from builder.plan.feeds import feed_pages
from builder.plan.freepages import free_pages
from builder.plan.home import home_pages
from builder.plan.index import Index, index_of
from builder.plan.notfound import notfound_pages
from builder.plan.redirects import redirect_pages
from builder.plan.registry import registry_pages
from builder.plan.sitemap import hosting_pages, sitemap_pages
from builder.plan.sources import source_pages
from builder.plan.spreadsheet import spreadsheet_pages
from builder.plan.timeline import timeline_pages
from builder.plan.topics import topic_pages
from builder.plan.webannotations import web_annotation_pages
from builder.problems import Place, Problem

KINDS: tuple[Callable[[Index, Config], Iterator[Page]], ...] = (
    home_pages,
    article_pages,
    archive_pages,
    timeline_pages,
    topic_pages,
    entity_pages,
    called_pages,
    registry_pages,
    annotation_pages,
    source_pages,
    free_pages,
    feed_pages,
    citation_pages,
    web_annotation_pages,
    spreadsheet_pages,
    redirect_pages,
    notfound_pages,
    hosting_pages,
)
"""Every kind of page; a new kind is a new file here and a line in this list."""


def plan(site: Site, config: Config) -> Iterator[Page]:
    """Every page of the site, the sitemap last."""
    known = index_of(site)
    listed = []
    for kind in KINDS:
        for page in kind(known, config):
            if page.listed:
                listed.append(page.address)
            yield page
    yield from sitemap_pages(listed)


def clashes(pages: Iterable[Page]) -> tuple[Problem, ...]:
    """A problem for each page at an address that another page has already."""
    taken: dict[str, Place | None] = {}
    problems = []
    for page in pages:
        place = page.place
        if page.address in taken:
            other = taken[page.address]
            here = place or other or Place("site.yaml")
            by = f"as has {other}" if place and other else "which the site needs for a page of its own"
            message = f"the page would have the address {page.address}, {by}"
            problems.append(
                Problem("L404", message, here, "rename one of the two, or take the address off its `aliases`")
            )
        else:
            taken[page.address] = place
    return tuple(problems)
