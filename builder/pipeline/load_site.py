"""Load the site: what is known of content and articles becomes the Site, with every link resolved and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Any

from builder.check import check
from builder.check.addresses import compare_addresses
from builder.check.links import LinkTargets, resolve_links
from builder.config import Config
from builder.files import relative
from builder.load import Sources, read_sources
from builder.load.assets import assets, root_files
from builder.model import AddressList, Article, Site, TextLinks
from builder.pipeline.articles import Analysis, analyze_articles
from builder.pipeline.content import Content, read_content
from builder.pipeline.verify import compare_captures, compared_file_digests
from builder.problems import ContentError, Problem, errors, in_reading_order
from builder.workers import Workers

NEVER_PUBLISHED = AddressList()
ORPHANED = frozenset({"N101", "N102"})
"""An orphaned annotation is printed as such: an error of `check`, not of `build` (unless `strict: true`)."""
FIXED_ADDRESSES = (
    "/",
    "/annotations/",
    "/archive/",
    "/corrections/",
    "/entities/",
    "/on-this-day/",
    "/sources/",
    "/timeline/",
    "/topics/",
)
"""Pages that every site has, so that links may lead to them."""
RECORD_FIELDS = {
    "named_entities": "named_entities",
    "unlinked": "unlinked",
    "digests": "digest",
    "text_digests": "text_digest",
    "excerpt_digests": "excerpt_digests",
    "metadata_digests": "metadata_digest",
    "word_digests": "words_digest",
}
"""Fields of Site that have, by slug, a field of each ArticleRecord."""


def load_archive(
    config: Config,
    workers: Workers,
    *,
    drafts: bool,
    sources: Sources | None = None,
    published: AddressList = NEVER_PUBLISHED,
) -> tuple[Site, list[Problem]]:
    """The site and every problem of its content in reading order: the stages read, analyze and load_site."""
    sources = sources or read_sources(config.root)
    content = read_content(sources, workers)
    analysis = analyze_articles(sources, content.entities, config, workers, drafts=drafts)
    return load_site(sources, content, analysis, config, workers, drafts=drafts, published=published)


def load_site(  # noqa: PLR0913 - what the stages before it have made
    sources: Sources,
    content: Content,
    analysis: Analysis,
    config: Config,
    workers: Workers,
    *,
    drafts: bool,
    published: AddressList = NEVER_PUBLISHED,
) -> tuple[Site, list[Problem]]:
    """The site and every problem of its content in reading order; without drafts unless they are asked for.

    `published` are the addresses of the last publication.
    """
    problems = [*content.problems, *analysis.problems]
    records = {
        article.slug: record
        for record in analysis.records.values()
        if (article := record.article) and (drafts or article.status == "published")
    }
    by_slug: dict[str, Any] = {
        field: {slug: getattr(record, name) for slug, record in records.items()}
        for field, name in RECORD_FIELDS.items()
    }
    site = Site(
        articles=tuple(sorted((record.article for record in records.values() if record.article), key=_by_date)),
        entities=content.entities,
        topics=content.topics,
        pages=tuple(content.pages.values()),
        anchors={slug: record.anchors for slug, record in records.items() if record.anchors},
        texts=analysis.texts,
        entities_in_annotations=dict(chain.from_iterable(one.entities_in_annotations for one in records.values())),
        files=sources.digests,
        invalid_paths=frozenset(problem.place.path for problem in errors((*workers.problems, *problems))),
        draft_ids=frozenset(chain.from_iterable(record.draft_ids for record in analysis.records.values())),
        ambiguous_slugs=analysis.ambiguous_slugs,
        root_files=frozenset(dict(root_files(config))),
        **by_slug,
    )
    links = (*chain.from_iterable(record.links for record in records.values()), *content.links)
    site, broken = _with_links(site, links, config)
    site = _with_capture_changes(site, workers, config)
    site, moved = _with_addresses(site, published, [*workers.problems, *problems])
    return site, in_reading_order([*problems, *broken, *moved, *check(site), *workers.problems])


def _with_addresses(
    site: Site, published: AddressList, problems: Iterable[Problem]
) -> tuple[Site, tuple[Problem, ...]]:
    """The site with its permanent addresses, and the problems of those that have changed."""
    unread = {one.place.path for one in errors(problems) if one.code not in ORPHANED}
    found = compare_addresses(site, published, unread)
    site = replace(site, addresses=found.addresses, redirects=found.redirects, former_ids=found.former_ids)
    return site, found.problems


def _by_date(article: Article) -> tuple[str, float, str]:
    """Sort key: the day as written; within a day the time, in any time zone."""
    moment = article.date.timestamp() if isinstance(article.date, datetime) else 0.0
    return (article.day.isoformat() if article.day else "", moment, article.slug)


def _with_capture_changes(site: Site, workers: Workers, config: Config) -> Site:
    """The site with the changes of every article that says it was edited; captures of the others are not read."""
    edited = [article for article in site.articles if article.edited and article.source.file]
    if not edited:
        return site
    files = {**site.files, **compared_file_digests(edited, config)}
    try:
        changes = compare_captures(edited, site.texts, config, workers)
    except ContentError:
        changes = {}  # an invalid profile stops `convert`, and `check` reports it
    return replace(site, files=files, changes={slug: found for slug, found in changes.items() if found})


def _with_links(site: Site, links: Sequence[TextLinks], config: Config) -> tuple[Site, list[Problem]]:
    """The site with the address of every link target, and the problems of broken links."""
    names = {name: article.title for name, article in _articles_by_name(site).items()}
    names |= {entity.id: entity.name for entity in site.entities.values()}
    titles = {
        text.place: found
        for text in links
        if (found := tuple((name, names[name]) for name in sorted({one for one, _ in text.crosslinks} & names.keys())))
    }
    resolved, problems = resolve_links(links, _targets(site, links, config))
    return replace(site, links=resolved, titles=titles), problems


def _articles_by_name(site: Site) -> dict[str, Article]:
    """The articles by their paths, and by the names of their files that are unique, as cross-links name them."""
    by_path = {article.path_name: article for article in site.articles if "/" in article.path_name}
    by_name = {one.slug: one for one in site.articles if one.slug not in site.ambiguous_slugs}
    return by_path | by_name


def _targets(site: Site, links: Iterable[TextLinks], config: Config) -> LinkTargets:
    addresses = {article.slug: article.address for article in site.articles}
    articles = {name: article.address for name, article in _articles_by_name(site).items()}
    entities = {identifier: f"/entities/{identifier}/" for identifier in site.entities}
    pages: Mapping[str, str] = {
        **{article.place.path: article.address for article in site.articles},
        **{f"content/entities/{identifier}.md": address for identifier, address in entities.items()},
        **{f"content/topics/{slug}.md": f"/topics/{slug}/" for slug in site.topics},
        **{page.place.path: page.address for page in site.pages},
    }
    anchors = {
        pages[one.place.path]: frozenset(one.anchors) for one in links if one.anchors and one.place.path in pages
    }
    by_path = {**pages, **{relative(path, config.root): f"/{published}" for published, path in assets(config)}}
    for slug, anchored in site.anchors.items():
        by_path |= {anchor.annotation.place.path: addresses[slug] for anchor in anchored}
    search = () if config.search == "none" else ("/search/",)
    known = frozenset({*by_path.values(), *FIXED_ADDRESSES, *search})
    return LinkTargets(by_path, articles | entities, known, anchors, site.invalid_paths, site.ambiguous_slugs)
