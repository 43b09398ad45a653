"""Unconverted captures: what `convert` would say about those that have no article, for `check`."""

from collections.abc import Collection

from builder.config import Config
from builder.convert.capture import SOURCES
from builder.convert.ignore import read_ignored
from builder.files import files_below, relative
from builder.pipeline.conversion import ARTICLES, convert_all
from builder.problems import Problem


def unconverted(config: Config, known: Collection[str]) -> list[Problem]:
    """What `convert` would say about the captures, if there are others than the `known` ones, which have an article."""
    ignored = read_ignored(config.root)
    sources = config.root / SOURCES
    files = files_below(sources)
    if not ignored and all(relative(path, sources) in known or ignored.has(path, sources) for path in files):
        return []
    problems = convert_all(config, dry_run=True).problems
    return [problem for problem in problems if not problem.place.path.startswith((ARTICLES, "content/profiles/"))]
