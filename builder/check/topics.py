"""Topics: they form a tree, and their covers are articles."""

from __future__ import annotations

from collections.abc import Iterator

from builder.model import Site
from builder.problems import Problem, did_you_mean


def check_topics(site: Site) -> Iterator[Problem]:
    """Unknown parents, cycles of parents, covers that are not articles."""
    slugs = {article.slug for article in site.articles}
    for topic in site.topics.values():
        parent = topic.parent
        if parent and parent not in site.topics and f"content/topics/{parent}.md" not in site.invalid_paths:
            help_ = did_you_mean(parent, site.topics)
            yield Problem("T302", f"unknown parent topic `{parent}`", topic.place, help_)
        chain = [topic.slug]
        while parent in site.topics and parent not in chain:
            chain.append(parent)
            parent = site.topics[parent].parent
        if parent == topic.slug:
            message = f"topic parents form a cycle: {' > '.join([*chain, parent])}"
            yield Problem("T302", message, topic.place, "remove one `parent`")
        for slug in topic.cover:
            if slug not in slugs:
                yield Problem("L401", f"`cover`: there is no article `{slug}`", topic.place, did_you_mean(slug, slugs))
