"""Topic tree: the topics above a topic and below it."""

from collections.abc import Iterator, Mapping, Sequence

from builder.model import Topic


def with_ancestors(slug: str, topics: Mapping[str, Topic]) -> list[str]:
    """The slug, its parent, and so on; a cycle, which `check` reports, ends it. Empty for an unknown topic."""
    found: list[str] = []
    while slug in topics and slug not in found:
        found.append(slug)
        slug = topics[slug].parent
    return found


def with_descendants(slug: str, subtopics: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The slug and all topics below it, each once, parents first."""
    found = [slug]
    for one in found:
        found.extend(below for below in subtopics.get(one, ()) if below not in found)
    return iter(found)


def title_of(slug: str, topics: Mapping[str, Topic]) -> str:
    """The topic's title; made from its slug if it has no file."""
    return topics[slug].title if slug in topics else slug.replace("-", " ").capitalize()
