"""Sitemap and hosting files: robots.txt, .nojekyll, CNAME, and the page for addresses that do not exist."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.model import Page
from builder.pages.exports import TextView
from builder.pages.head import Head, menu
from builder.pages.index import Index

ROBOTS = "/robots.txt"
LIMIT = 50_000
"""The most addresses in a sitemap, by the standard."""


@dataclass(frozen=True)
class SitemapView:
    """What a sitemap has."""

    addresses: tuple[str, ...]


@dataclass(frozen=True)
class NotFoundView:
    """What the page for unknown addresses shows."""

    head: Head


def sitemap_pages(addresses: Sequence[str]) -> Iterator[Page]:
    """One sitemap, or an index of several for more addresses than one may have."""
    parts = [tuple(addresses[start : start + LIMIT]) for start in range(0, len(addresses), LIMIT)]
    if len(parts) <= 1:
        yield Page("/sitemap.xml", "sitemap.xml", SitemapView(tuple(addresses)))
        return
    names = [f"/sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    yield Page("/sitemap.xml", "sitemapindex.xml", SitemapView(tuple(names)))
    for name, part in zip(names, parts, strict=True):
        yield Page(name, "sitemap.xml", SitemapView(part))


def hosting_pages(index: Index) -> Iterator[Page]:
    """What GitHub Pages reads or serves: the page for unknown addresses, robots.txt, and its settings."""
    # Served at any depth.
    head = Head("Page not found", "/404.html", "There is no page at this address.", menu(index), indexed=False)
    yield Page("/404.html", "404.html", NotFoundView(head))
    if ROBOTS.removeprefix("/") not in index.site.root_files:
        rules = f"User-agent: *\nAllow: /\nSitemap: {index.full_url('/sitemap.xml')}\n"
        yield Page(ROBOTS, "plain.txt", TextView(rules))
    # All files are served unchanged.
    yield Page("/.nojekyll", "plain.txt", TextView(""))
    if index.config.cname:
        yield Page("/CNAME", "plain.txt", TextView(f"{index.config.cname}\n"))
