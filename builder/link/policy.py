"""Link policy: every mention is counted, and some of them are displayed as links."""

from bisect import bisect_right
from collections.abc import Sequence

from builder.link.gazetteer import Gazetteer
from builder.model import Article, Layout, Mention, Passage
from builder.schema import LinkPolicy

BY_HAND = "by hand"


def apply_policy(
    resolved: Sequence[tuple[Passage, str, str]],
    layout: Layout,
    article: Article,
    gazetteer: Gazetteer,
    site_policy: LinkPolicy,
) -> tuple[Mention, ...]:
    """The mentions of these passages, entities and rules; those that the policy chooses, and manual ones, are links.

    The article's policy overrides the entity's, and that the site's; an entity with `link: off` is never linked.
    """
    sections = [heading.start for heading in layout.headings]
    linked_places: set[str | tuple[str, int]] = set()
    mentions: list[Mention] = []
    for passage, entity, rule in resolved:
        policy = gazetteer.entities[entity].link
        if policy != "off":
            policy = article.entities.link or (site_policy if policy == "first" else policy)
        place = (entity, bisect_right(sections, passage.start)) if policy == "section" else entity
        wanted = policy == "every" or (policy != "off" and place not in linked_places)
        overlaps = (start < passage.end and passage.start < end for start, end in layout.unlinkable)
        linked = rule == BY_HAND or (wanted and not any(overlaps))
        if linked:
            linked_places.add(place)
        mentions.append(Mention(entity, passage, rule, linked))
    return tuple(mentions)
