"""Articles: every article of the archive is analysed together with its annotations."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from builder.config import Config
from builder.load import File, Sources, article_for, article_paths, unique
from builder.model import WITHDRAWN_LABELS, Entity
from builder.pipeline.analyze import AnalysisContext, ArticleRecord
from builder.pipeline.article_store import ArticleStore, ArticleTexts
from builder.problems import Problem
from builder.workers import Workers


class Analysis(NamedTuple):
    """What is known of each article by its slug."""

    records: Mapping[str, ArticleRecord]
    texts: ArticleTexts
    problems: tuple[Problem, ...]


def analyze_articles(
    sources: Sources, entities: Mapping[str, Entity], config: Config, workers: Workers, *, drafts: bool
) -> Analysis:
    """The record and the text of every article without errors, and the problems of articles and annotations."""
    annotations, orphans = _by_article(sources)
    store = ArticleStore(workers, AnalysisContext(config, entities, drafts))
    names = {one.id: WITHDRAWN_LABELS["entity"] if one.withdrawn else one.name for one in entities.values()}
    by_path = store.analyze(sources.files["articles"], annotations, names)
    articles, duplicates = unique(
        "article", (record.article for record in by_path.values() if record.article), attrgetter("slug")
    )
    paths = {slug: article.place.path for slug, article in articles.items()}
    slugs = {path: slug for slug, path in paths.items()}
    problems = [*chain.from_iterable(record.problems for record in by_path.values()), *duplicates]
    problems += chain.from_iterable(article_for(file.path, slugs)[1] for file in orphans)
    return Analysis({slug: by_path[path] for slug, path in paths.items()}, store.texts(paths), tuple(problems))


def _by_article(sources: Sources) -> tuple[dict[str, list[File]], list[File]]:
    """Files of annotations by the path of their article, and those that have no article."""
    found: defaultdict[str, list[File]] = defaultdict(list)
    orphans = []
    paths = {file.path for file in sources.files["articles"]}
    for file in sources.files["annotations"]:
        article = next((path for path in article_paths(file.path) if path in paths), None)
        found[article].append(file) if article else orphans.append(file)
    return found, orphans
