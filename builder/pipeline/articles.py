"""Articles: every article of the archive is analysed together with its annotations."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from builder.config import Config
from builder.load import File, Sources, article_paths, missing_article, unique
from builder.model import WITHDRAWN_LABELS, Anchor, Article, Entity
from builder.pipeline.analyze import AnalysisContext, ArticleRecord, renamed
from builder.pipeline.article_store import ArticleStore, ArticleTexts
from builder.problems import Problem
from builder.workers import Workers


class Analysis(NamedTuple):
    """What is known of each article by its slug."""

    records: Mapping[str, ArticleRecord]
    texts: ArticleTexts
    ambiguous_slugs: Mapping[str, tuple[str, ...]]
    """As `Site.ambiguous_slugs`."""
    problems: tuple[Problem, ...]


def analyze_articles(
    sources: Sources, entities: Mapping[str, Entity], config: Config, workers: Workers, *, drafts: bool
) -> Analysis:
    """The record and the text of every article without errors, and the problems of articles and annotations."""
    annotations, orphans = _by_article(sources)
    store = ArticleStore(workers, AnalysisContext(config, entities, drafts))
    names = {one.id: WITHDRAWN_LABELS["entity"] if one.withdrawn else one.name for one in entities.values()}
    by_path = store.analyze(sources.files["articles"], annotations, names)
    articles = [record.article for record in by_path.values() if record.article]
    ambiguous = _ambiguous_slugs(articles)
    found, duplicates = unique("article", articles, lambda one: one.address if one.slug in ambiguous else one.slug)
    paths = {(one.path_name if one.slug in ambiguous else one.slug): one.place.path for one in found.values()}
    problems = [*chain.from_iterable(record.problems for record in by_path.values()), *duplicates]
    if orphans:
        existing = {*paths.values()}
        problems += (missing_article(file.path, existing) for file in orphans)
    records = {slug: by_path[path] for slug, path in paths.items()}
    records |= {slug: renamed(records[slug], slug) for slug in paths if "/" in slug}
    return Analysis(_with_see(records), store.texts(paths), ambiguous, tuple(problems))


def _ambiguous_slugs(articles: Iterable[Article]) -> dict[str, tuple[str, ...]]:
    """The names of files that several articles with different addresses have, with the paths that tell them apart.

    An article directly in content/articles/ has no such path.
    """
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for one in articles:
        found[one.slug].setdefault(one.address, one.path_name)
    return {
        slug: tuple(sorted(one for one in names.values() if "/" in one))
        for slug, names in sorted(found.items())
        if len(names) > 1
    }


def _with_see(records: Mapping[str, ArticleRecord]) -> dict[str, ArticleRecord]:
    """The records in which each `see` that names an article by its path names it by its slug."""
    slugs = {one.article.path_name: slug for slug, one in records.items() if one.article}
    found = dict(records)
    for slug, record in records.items():
        if any("/" in target for anchor in record.anchors for target in anchor.annotation.see):
            found[slug] = record._replace(anchors=tuple(_with_slugs(anchor, slugs) for anchor in record.anchors))
    return found


def _with_slugs(anchor: Anchor, slugs: Mapping[str, str]) -> Anchor:
    targets = (target.partition("#") for target in anchor.annotation.see)
    see = tuple(f"{slugs.get(name, name)}{hash_mark}{note}" for name, hash_mark, note in targets)
    return replace(anchor, annotation=replace(anchor.annotation, see=see))


def _by_article(sources: Sources) -> tuple[dict[str, list[File]], list[File]]:
    """Files of annotations by the path of their article, and those that have no article."""
    found: defaultdict[str, list[File]] = defaultdict(list)
    orphans = []
    paths = {file.path for file in sources.files["articles"]}
    for file in sources.files["annotations"]:
        article = next((path for path in article_paths(file.path) if path in paths), None)
        found[article].append(file) if article else orphans.append(file)
    return found, orphans
