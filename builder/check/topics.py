"""Topics: they form a tree, and their covers are articles."""

from collections.abc import Iterator

from builder.model import Site
from builder.problems import Problem, did_you_mean
from builder.topic_tree import with_ancestors


def check_topics(site: Site) -> Iterator[Problem]:
    """Unknown parents, cycles of parents, covers that are not articles."""
    slugs = {article.slug for article in site.articles}
    known = {"", *site.topics, *(one.name for one in site.withdrawn if one.kind == "topic")}
    for topic in site.topics.values():
        if topic.parent not in known and f"content/topics/{topic.parent}.md" not in site.invalid_paths:
            help_ = did_you_mean(topic.parent, site.topics)
            yield Problem("T302", f"unknown parent topic `{topic.parent}`", topic.place, help_)
        ancestors = with_ancestors(topic.slug, site.topics)
        if site.topics[ancestors[-1]].parent == topic.slug:
            message = f"topic parents form a cycle: {' > '.join([*ancestors, topic.slug])}"
            yield Problem("T302", message, topic.place, "remove one `parent`")
        for slug in topic.cover:
            if slug in site.ambiguous_slugs:
                message = f"`cover`: `{slug}` is the name of several articles"
                help_ = f"write {' or '.join(site.ambiguous_slugs[slug])}"
                yield Problem("L401", message, topic.place, help_)
            elif slug not in slugs and slug not in site.hidden and not site.is_withdrawn("article", slug):
                yield Problem("L401", f"`cover`: there is no article `{slug}`", topic.place, did_you_mean(slug, slugs))
