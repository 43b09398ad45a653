"""Understand: files of content/ become the site that is known before any page exists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from operator import attrgetter
from typing import Any

from builder.check import check
from builder.check.links import LinkTargets, resolve_links
from builder.config import Config
from builder.load import File, Sources, article_for, article_paths, read_sources, unique
from builder.load.assets import assets
from builder.model import Article, Entity, Mention, NamedEntity, Site, TextLinks
from builder.pipeline import tasks
from builder.pipeline.analyze import AnalysisContext, ArticleRecord, StoredArticle
from builder.pipeline.article_store import ArticleStore
from builder.pipeline.file_cache import parse_cached
from builder.pipeline.tasks import ParsedFile
from builder.pipeline.verify import compare_captures, compared_file_digests
from builder.problems import ContentError, Problem, errors, in_reading_order
from builder.workers import Workers

Titles = tuple[tuple[str, str], ...]
"""What cross-links without words name, and the words to show."""
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
"""Pages that are there whatever the content, and so may be linked to."""


def load_site(
    config: Config, workers: Workers, *, drafts: bool, sources: Sources | None = None
) -> tuple[Site, list[Problem]]:
    """The site, and every problem of every file in reading order."""
    sources = sources or read_sources(config.root)
    in_entities = parse_cached(tasks.read_entities, sources.files["entities"], workers)
    in_topics = parse_cached(tasks.read_topic, sources.files["topics"], workers)
    in_pages = parse_cached(tasks.read_page, sources.files["pages"], workers)
    read: tuple[ParsedFile[Any], ...] = (*in_entities, *in_topics, *in_pages)
    entities, entities_twice = unique("entity", (item for one in in_entities for item in one.items), attrgetter("id"))
    topics, topics_twice = unique("topic", (item for one in in_topics for item in one.items), attrgetter("slug"))
    pages, pages_twice = unique("page", (item for one in in_pages for item in one.items), attrgetter("slug"))
    problems = [*sources.problems, *entities_twice, *topics_twice, *pages_twice]
    problems += (problem for one in read for problem in one.problems)
    studied, wrong = _articles(config, workers, sources, entities, drafts=drafts)
    problems += wrong
    articles = [one.article for one in studied.values() if one.article]
    articles = [article for article in articles if drafts or article.status == "published"]
    shown = {article.slug: studied[article.slug] for article in articles}
    named = {slug: one.named_entities for slug, one in shown.items()}
    site = Site(
        articles=tuple(sorted(articles, key=_by_date)),
        entities=dict(sorted(entities.items())),
        topics=dict(sorted(topics.items())),
        pages=tuple(page for _, page in sorted(pages.items())),
        anchors={slug: one.anchors for slug, one in shown.items() if one.anchors},
        mentions=Mentions({article.slug: article for article in articles}, named),
        named_entities=named,
        unlinked={slug: one.unlinked for slug, one in shown.items()},
        entities_in_annotations=dict(chain.from_iterable(one.entities_in_annotations for one in shown.values())),
        digests={slug: one.digest for slug, one in shown.items()},
        text_digests={slug: one.text_digest for slug, one in shown.items()},
        excerpt_digests={slug: one.excerpt_digests for slug, one in shown.items()},
        metadata_digests={slug: one.metadata_digest for slug, one in shown.items()},
        files=sources.digests,
        invalid_paths=frozenset(problem.place.path for problem in errors((*workers.problems, *problems))),
        draft_ids=frozenset(chain.from_iterable(one.draft_ids for one in studied.values())),
    )
    uses = chain(*(one.references for one in shown.values()), *(one.references for one in read))
    site, wrong = _with_links(site, tuple(uses), config)
    problems += wrong
    site = _with_capture_changes(site, workers, config)
    problems += check(site)
    return site, in_reading_order([*problems, *workers.problems])


class Mentions(Mapping[str, tuple[Mention, ...]]):
    """The mentions in each article, fetched when somebody asks for them."""

    def __init__(self, articles: Mapping[str, StoredArticle], named: Mapping[str, tuple[NamedEntity, ...]]) -> None:
        self._articles = articles
        self._named = named

    def __getitem__(self, slug: str) -> tuple[Mention, ...]:
        return self._articles[slug].fetch().mentions if self._named[slug] else ()

    def __iter__(self) -> Iterator[str]:
        return iter(self._articles)

    def __len__(self) -> int:
        return len(self._articles)


def _articles(
    config: Config, workers: Workers, sources: Sources, entities: Mapping[str, Entity], *, drafts: bool
) -> tuple[dict[str, ArticleRecord], list[Problem]]:
    """By slug, each with what is known of it, and what is wrong with them and their annotations."""
    rules = AnalysisContext(config, entities, drafts)
    annotations: defaultdict[str, list[File]] = defaultdict(list)
    lost = []
    paths = {file.path for file in sources.files["articles"]}
    for file in sources.files["annotations"]:
        article = next((path for path in article_paths(file.path) if path in paths), None)
        annotations[article].append(file) if article else lost.append(file)
    shelf = ArticleStore(workers, rules)
    known = shelf.analyze(sources.files["articles"], annotations, _names(entities))
    problems = list(chain.from_iterable(one.problems for one in known.values()))
    articles, twice = unique("article", (one.article for one in known.values() if one.article), attrgetter("slug"))
    problems += twice
    slugs = {article.place.path: slug for slug, article in articles.items()}
    for file in lost:
        problems += article_for(file.path, slugs)[1]
    return {slug: known[article.place.path] for slug, article in articles.items()}, problems


def _names(entities: Mapping[str, Entity]) -> dict[str, str]:
    return {entity.id: entity.name for entity in entities.values()}


def _only(targets: Iterable[str], titles: Mapping[str, str]) -> Titles:
    return tuple((target, titles[target]) for target in sorted(targets) if target in titles)


def _by_date(article: Article) -> tuple[str, float, str]:
    """By the day as it was written; within a day by the hour, wherever on earth that was."""
    moment = article.date.timestamp() if isinstance(article.date, datetime) else 0.0
    return (article.day.isoformat() if article.day else "", moment, article.slug)


def _with_capture_changes(site: Site, workers: Workers, config: Config) -> Site:
    """The site with what was changed in the articles that say so; nothing is read for the others."""
    edited = [article for article in site.articles if article.edited and article.source.file]
    if not edited:
        return site
    files = {**site.files, **compared_file_digests(edited, config)}
    try:
        changes = compare_captures(edited, config, workers)
    except ContentError:
        changes = {}  # what is wrong with a profile stops `convert`, and is said by `check`
    return replace(site, files=files, changes={slug: found for slug, found in changes.items() if found})


def _with_links(site: Site, uses: Sequence[TextLinks], config: Config) -> tuple[Site, list[Problem]]:
    """The site with what every link in it leads to."""
    titles = {article.slug: article.title for article in site.articles} | _names(site.entities)
    shown = {text.place: pairs for text in uses if (pairs := _only({name for name, _ in text.crosslinks}, titles))}
    links, problems = resolve_links(uses, _targets(site, uses, config))
    return replace(site, links=links, titles=shown), problems


def _targets(site: Site, uses: Iterable[TextLinks], config: Config) -> LinkTargets:
    addresses = {article.slug: article.address for article in site.articles}
    entities = {identifier: f"/entities/{identifier}/" for identifier in site.entities}
    pages = {article.place.path: article.address for article in site.articles}
    pages |= {f"content/entities/{identifier}.md": address for identifier, address in entities.items()}
    pages |= {f"content/topics/{slug}.md": f"/topics/{slug}/" for slug in site.topics}
    pages |= {page.place.path: page.address for page in site.pages}
    anchors = {pages[use.place.path]: frozenset(use.anchors) for use in uses if use.anchors and use.place.path in pages}
    by_path = pages | {f"content/{published}": f"/{published}" for published, _ in assets(config)}
    for slug, laid in site.anchors.items():
        by_path |= {anchor.annotation.place.path: addresses[slug] for anchor in laid}
    search = () if config.search == "none" else ("/search/",)
    known = frozenset({*by_path.values(), *FIXED_ADDRESSES, *search})
    return LinkTargets(by_path, addresses | entities, known, anchors, site.invalid_paths)
