"""Topics: they form a tree, and their covers are articles."""

from __future__ import annotations

from collections.abc import Iterator

from builder.model import Site
from builder.problems import Problem, did_you_mean
from builder.topic_tree import with_ancestors


def check_topics(site: Site) -> Iterator[Problem]:
    """Unknown parents, cycles of parents, covers that are not articles."""
    slugs = {article.slug for article in site.articles}
    for topic in site.topics.values():
        if (
            topic.parent
            and topic.parent not in site.topics
            and f"content/topics/{topic.parent}.md" not in site.invalid_paths
        ):
            yield Problem(
                "T302", f"unknown parent topic `{topic.parent}`", topic.place, did_you_mean(topic.parent, site.topics)
            )
        ancestors = with_ancestors(topic.slug, site.topics)
        if site.topics[ancestors[-1]].parent == topic.slug:
            yield Problem(
                "T302",
                f"topic parents form a cycle: {' > '.join([*ancestors, topic.slug])}",
                topic.place,
                "remove one `parent`",
            )
        for slug in topic.cover:
            if slug in site.ambiguous_slugs:
                message = f"`cover`: `{slug}` is the name of several articles"
                help_ = f"write {' or '.join(site.ambiguous_slugs[slug])}"
                yield Problem("L401", message, topic.place, help_)
            elif slug not in slugs:
                yield Problem("L401", f"`cover`: there is no article `{slug}`", topic.place, did_you_mean(slug, slugs))
