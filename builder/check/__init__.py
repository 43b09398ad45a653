"""Check: problems in the content, with their place and how to fix them."""

from collections.abc import Iterator

from builder.check.annotations import check_annotations
from builder.check.articles import check_articles
from builder.check.entities import check_entities
from builder.check.former_addresses import check_former_addresses
from builder.check.topics import check_topics
from builder.model import Site
from builder.problems import Problem

CHECKS = (check_articles, check_annotations, check_entities, check_topics, check_former_addresses)
"""Each reads the whole site; problems of a single file are found when it is loaded."""


def check(site: Site) -> Iterator[Problem]:
    """Every problem that is visible only in the whole site."""
    for rule in CHECKS:
        yield from rule(site)
