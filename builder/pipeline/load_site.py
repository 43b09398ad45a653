"""Load the site: what is known of content and articles becomes the Site, with every link resolved and checked."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, TypeVar

from builder.addresses import asset_address, entity_address, topic_address
from builder.check import check
from builder.check.addresses import compare_addresses
from builder.check.links import LinkTargets, check_facsimiles, resolve_links
from builder.config import Config
from builder.files import relative
from builder.load import Sources, read_sources
from builder.load.assets import assets, root_files
from builder.model import (
    WITHDRAWN_LABELS,
    AddressList,
    Article,
    Entity,
    Site,
    TextLinks,
    Topic,
    WithdrawnKind,
)
from builder.pipeline.analyze import ArticleRecord
from builder.pipeline.articles import Analysis, analyze_articles
from builder.pipeline.content import Content, read_content
from builder.pipeline.verify import compare_captures, compared_file_digests
from builder.pipeline.withdrawn import facsimile_link, hidden_assets, withdrawn_items
from builder.problems import UNREAD, ContentError, Problem, errors, in_reading_order
from builder.workers import Workers

Item = TypeVar("Item", Entity, Topic)
NEVER_PUBLISHED = AddressList()
ORPHANED = frozenset({"N101", "N102"})
"""An orphaned annotation is printed as such: an error of `check`, not of `build` (unless `strict: true`)."""
FIXED_ADDRESSES = (
    "/", "/annotations/", "/archive/", "/corrections/", "/entities/", "/on-this-day/", "/sources/", "/timeline/",
    "/topics/",
)  # fmt: skip
"""Pages that every site has, so that links may lead to them."""


def load_archive(  # noqa: PLR0913 - what a build or a check asks for
    config: Config,
    workers: Workers,
    *,
    drafts: bool,
    day: dt.date = dt.date.max,
    sources: Sources | None = None,
    published: AddressList = NEVER_PUBLISHED,
) -> tuple[Site, list[Problem]]:
    """The site and every problem of its content in reading order: content read, articles analysed, links resolved."""
    sources = sources or read_sources(config.root)
    content = read_content(sources, workers)
    analysis = analyze_articles(sources, content.entities, config, workers, drafts=drafts)
    return load_site(sources, content, analysis, config, workers, drafts=drafts, day=day, published=published)


def load_site(  # noqa: PLR0913 - what the stages before it have made
    sources: Sources,
    content: Content,
    analysis: Analysis,
    config: Config,
    workers: Workers,
    *,
    drafts: bool,
    day: dt.date,
    published: AddressList = NEVER_PUBLISHED,
) -> tuple[Site, list[Problem]]:
    """The site and every problem of its content in reading order.

    Without drafts, and without articles to be published after `day`, unless these are asked for; `published` are the
    addresses of the last publication.
    """
    problems = [*content.problems, *analysis.problems]
    records, hidden = _visible(analysis, drafts=drafts, day=day)

    def by_slug(field: str) -> dict[str, Any]:
        return {slug: getattr(record, field) for slug, record in records.items()}

    site = Site(
        articles=tuple(sorted((record.article for record in records.values() if record.article), key=_by_date)),
        entities=_not_withdrawn(content.entities),
        topics=_with_covers(_not_withdrawn(content.topics), analysis),
        pages=tuple(content.pages.values()),
        anchors={slug: record.anchors for slug, record in records.items() if record.anchors},
        texts=analysis.texts,
        entities_in_annotations=dict(chain.from_iterable(one.entities_in_annotations for one in records.values())),
        files=sources.digests,
        invalid_paths=frozenset(problem.place.path for problem in errors((*workers.problems, *problems))),
        unread_paths=frozenset(one.place.path for one in (*workers.problems, *problems) if one.code in UNREAD),
        unpublished_ids=frozenset(_unpublished_ids(analysis, hidden)),
        day=day,
        hidden=hidden,
        named_entities=by_slug("named_entities"),
        unlinked=by_slug("unlinked"),
        named_at=by_slug("named_at"),
        digests=by_slug("digest"),
        text_digests=by_slug("text_digest"),
        excerpt_digests=by_slug("excerpt_digests"),
        metadata_digests=by_slug("metadata_digest"),
        word_digests=by_slug("words_digest"),
        ambiguous_slugs=analysis.ambiguous_slugs,
        root_files=frozenset(dict(root_files(config))),
        withdrawn=withdrawn_items(
            (record.article for record in analysis.records.values()), content.entities.values(), content.topics.values()
        ),
        withdrawn_notes={slug: one.withdrawn_notes for slug, one in analysis.records.items() if one.withdrawn_notes},
    )
    links, hidden_links = _links(site, records, analysis, content)
    site, broken = _with_links(site, links, config)
    site = _with_hidden_assets(site, hidden_links)
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


def _visible(analysis: Analysis, *, drafts: bool, day: dt.date) -> tuple[dict[str, ArticleRecord], dict[str, dt.date]]:
    """The records of articles with a page of their content; and by slug, the first day of those hidden until then."""
    found: dict[str, ArticleRecord] = {}
    hidden: dict[str, dt.date] = {}
    for record in analysis.records.values():
        article = record.article
        if article is None or article.withdrawn or not (drafts or article.status == "published"):
            continue
        if article.publish_after and article.publish_after > day and not drafts:
            hidden[article.slug] = article.publish_after
        else:
            found[article.slug] = record
    return found, hidden


def _unpublished_ids(analysis: Analysis, hidden: Iterable[str]) -> Iterator[str]:
    """As `Site.unpublished_ids`."""
    yield from chain.from_iterable(record.unpublished_ids for record in analysis.records.values())
    for slug in hidden:
        for anchor in analysis.records[slug].anchors:
            yield f"{slug}#{anchor.annotation.id}"


def _not_withdrawn(items: Mapping[str, Item]) -> dict[str, Item]:
    return {name: one for name, one in items.items() if not one.withdrawn}


def _with_covers(topics: Mapping[str, Topic], analysis: Analysis) -> dict[str, Topic]:
    """The topics, each article of a cover that is named by its path named by its slug."""
    paths = {slug for topic in topics.values() for slug in topic.cover if "/" in slug}
    if not paths:
        return dict(topics)
    slugs = {one.article.path_name: slug for slug, one in analysis.records.items() if one.article}
    return {
        name: replace(topic, cover=tuple(slugs.get(one, one) for one in topic.cover)) for name, topic in topics.items()
    }


def _links(
    site: Site, records: Mapping[str, ArticleRecord], analysis: Analysis, content: Content
) -> tuple[list[TextLinks], list[TextLinks]]:
    """The links of texts that are published, and of those that are not."""
    of_withdrawn = {one.place for one in site.withdrawn}
    links = [*chain.from_iterable(record.links for record in records.values())]
    hidden = [*chain.from_iterable(record.hidden_links for record in analysis.records.values())]
    for slug in site.hidden:
        record = analysis.records[slug]
        hidden += (*record.links, *(facsimile_link(record.article) if record.article else ()))
    for one in content.links:
        (hidden if one.place in of_withdrawn else links).append(one)
    return links, hidden


def _by_date(article: Article) -> tuple[tuple[int, int, int, float], str]:
    """Sort key: the day as written; within a day the time, in any time zone."""
    return (article.date.order if article.date else (0, 0, 0, 0.0), article.slug)


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


def _with_hidden_assets(site: Site, hidden: Sequence[TextLinks]) -> Site:
    """The site with the assets that only texts show which are not published."""
    if not hidden:
        return site
    unread = {one.place for one in site.articles if one.access == "metadata"}
    linked = (address for place, links in site.links.items() if place not in unread for _, address in links)
    facsimiles = (asset_address(one.in_print.facsimile) for one in site.articles if one.place not in unread)
    return replace(site, hidden_assets=hidden_assets(hidden, chain(linked, facsimiles)))


def _with_links(site: Site, links: Sequence[TextLinks], config: Config) -> tuple[Site, list[Problem]]:
    """The site with the address of every link target, and the problems of broken links."""
    names = {name: article.title for name, article in _articles_by_name(site).items()}
    names |= dict.fromkeys(_withdrawn_articles(site), WITHDRAWN_LABELS["article"])
    names |= {entity.id: entity.name for entity in site.entities.values()}
    names |= dict.fromkeys(_withdrawn(site, "entity"), WITHDRAWN_LABELS["entity"])
    titles = {
        text.place: found
        for text in links
        if (found := tuple((name, names[name]) for name in sorted({one for one, _ in text.crosslinks} & names.keys())))
    }
    files = {relative(path, config.root): published for published, path in assets(config)}
    resolved, problems = resolve_links(links, _targets(site, links, files, config), strict=config.links == "strict")
    problems += check_facsimiles(site, files.values())
    return replace(site, links=resolved, titles=titles), problems


def _articles_by_name(site: Site) -> dict[str, Article]:
    """The articles by their paths, and by the names of their files that are unique, as cross-links name them."""
    by_path = {article.path_name: article for article in site.articles if "/" in article.path_name}
    by_name = {one.slug: one for one in site.articles if one.slug not in site.ambiguous_slugs}
    return by_path | by_name


def _targets(site: Site, links: Iterable[TextLinks], files: Mapping[str, str], config: Config) -> LinkTargets:
    """Where links may lead; `files` has the path in the site of each asset by that of its file."""
    addresses = {article.slug: article.address for article in site.articles} | _withdrawn(site, "article")
    names = {name: one.address for name, one in _articles_by_name(site).items()} | _withdrawn_articles(site)
    entities = {identifier: entity_address(identifier) for identifier in site.entities} | _withdrawn(site, "entity")
    topics = {slug: topic_address(slug) for slug in site.topics} | _withdrawn(site, "topic")
    pages: Mapping[str, str] = {
        **{article.place.path: article.address for article in site.articles},
        **{one.place.path: one.address for one in site.withdrawn if one.kind == "article"},
        **{f"content/entities/{identifier}.md": address for identifier, address in entities.items()},
        **{f"content/topics/{slug}.md": address for slug, address in topics.items()},
        **{page.place.path: page.address for page in site.pages},
    }
    by_path = {**pages, **{path: f"/{published}" for path, published in files.items()}}
    by_path |= _note_files(site, addresses)
    search = () if config.search == "none" else ("/search/",)
    known = frozenset({*by_path.values(), *FIXED_ADDRESSES, *search})
    without_headings = frozenset(one.address for one in site.withdrawn)
    anchors = _anchors(site, links, pages)
    return LinkTargets(
        by_path,
        names | entities,
        known,
        anchors,
        site.invalid_paths,
        without_headings,
        site.ambiguous_slugs,
        site.hidden,
    )


def _withdrawn(site: Site, kind: WithdrawnKind) -> dict[str, str]:
    """The address of each withdrawn article, entity or topic by its slug or id."""
    return {one.name: one.address for one in site.withdrawn if one.kind == kind}


def _withdrawn_articles(site: Site) -> dict[str, str]:
    """The address of each withdrawn article by the names that cross-links may give it."""
    by_path = {one.path_name: one.address for one in site.withdrawn if one.kind == "article"}
    return by_path | _withdrawn(site, "article")


def _note_files(site: Site, addresses: Mapping[str, str]) -> dict[str, str]:
    """The address of the article by path of each file of annotations; `addresses` has them by slug."""
    places = [(slug, one.annotation.place) for slug, anchors in site.anchors.items() for one in anchors]
    places += [(slug, one.place) for slug, notes in site.withdrawn_notes.items() for one in notes]
    return {place.path: addresses[slug] for slug, place in places if slug in addresses}


def _anchors(site: Site, links: Iterable[TextLinks], pages: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """By address of a page: the ids of headings. Those of a text that is not published are on no page."""
    unread = {one.place.path for one in site.articles if one.access == "metadata"}
    return {
        pages[one.place.path]: frozenset(one.anchors)
        for one in links
        if one.anchors and one.place.path in pages and one.place.path not in unread
    }
