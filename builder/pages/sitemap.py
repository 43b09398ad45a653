"""Sitemap and hosting files: robots.txt, .nojekyll and CNAME."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.config import Config
from builder.model import Page
from builder.pages.addresses import full_url
from builder.pages.exports import TextView
from builder.pages.index import Index

ROBOTS = "/robots.txt"
LIMIT = 50_000
"""The most addresses in a sitemap, by the standard."""


@dataclass(frozen=True)
class SitemapView:
    """What a sitemap has."""

    addresses: tuple[str, ...]


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


def hosting_pages(index: Index, config: Config) -> Iterator[Page]:
    """robots.txt, the file that makes GitHub Pages serve all files unchanged, and the custom domain."""
    if ROBOTS.removeprefix("/") not in index.site.root_files:
        rules = f"User-agent: *\nAllow: /\nSitemap: {full_url(config, '/sitemap.xml')}\n"
        yield Page(ROBOTS, "plain.txt", TextView(rules))
    yield Page("/.nojekyll", "plain.txt", TextView(""))
    if config.cname:
        yield Page("/CNAME", "plain.txt", TextView(f"{config.cname}\n"))
