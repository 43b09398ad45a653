"""Sitemap: every address for search engines, and the small files that hosting asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.config import Config
from builder.model import Page
from builder.pages.index import Index
from builder.pages.summaries import full_url

LIMIT = 50_000
"""Addresses that one sitemap may hold, by its standard."""


@dataclass(frozen=True)
class SitemapView:
    """What a sitemap holds."""

    addresses: tuple[str, ...]


@dataclass(frozen=True)
class PlainView:
    """A file that is what it says, without a template's help."""

    text: str


def sitemap_pages(addresses: Sequence[str]) -> Iterator[Page]:
    """One sitemap, or an index of several when there are too many addresses for one."""
    parts = [tuple(addresses[start : start + LIMIT]) for start in range(0, len(addresses), LIMIT)]
    if len(parts) <= 1:
        yield Page("/sitemap.xml", "sitemap.xml", SitemapView(tuple(addresses)))
        return
    names = [f"/sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    yield Page("/sitemap.xml", "sitemapindex.xml", SitemapView(tuple(names)))
    for name, part in zip(names, parts, strict=True):
        yield Page(name, "sitemap.xml", SitemapView(part))


def hosting_pages(index: Index, config: Config) -> Iterator[Page]:  # noqa: ARG001 - every kind has the same two
    """robots.txt, and what tells GitHub Pages to serve the files as they are."""
    yield Page(
        "/robots.txt", "plain.txt", PlainView(f"User-agent: *\nAllow: /\nSitemap: {full_url(config, '/sitemap.xml')}\n")
    )
    yield Page("/.nojekyll", "plain.txt", PlainView(""))
    if config.cname:
        yield Page("/CNAME", "plain.txt", PlainView(f"{config.cname}\n"))
