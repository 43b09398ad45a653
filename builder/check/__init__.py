"""Check: what is wrong, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator

from builder.check.annotations import check_annotations
from builder.check.articles import check_articles
from builder.check.entities import check_entities
from builder.check.topics import check_topics
from builder.config import Config
from builder.model import Site
from builder.problems import Problem

CHECKS = (check_articles, check_annotations, check_entities, check_topics)
"""Each reads the whole site; what can be told from one file is told when it is loaded."""


def check(site: Site, config: Config) -> Iterator[Problem]:
    """Everything that can only be told from the whole site."""
    for rule in CHECKS:
        yield from rule(site, config)
