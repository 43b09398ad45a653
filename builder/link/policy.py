"""Policy: every mention counts, and some are printed as links."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from builder.link.gazetteer import Gazetteer
from builder.link.text_structure import TextStructure
from builder.model import Article, Mention, Passage
from builder.schema import LinkPolicy

BY_HAND = "by hand"


def apply_policy(
    told: Sequence[tuple[Passage, str, str]],
    ground: TextStructure,
    article: Article,
    names: Gazetteer,
    policy: LinkPolicy,
) -> tuple[Mention, ...]:
    """Passages, entities and rules as mentions: links are those by hand, and as many others as the policy says.

    The article's own policy goes before the entity's, and that before the site's; what is never linked stays so.
    """
    sections = [heading.start for heading in ground.headings]
    here, unlinkable = article.entities.link, ground.unlinkable
    done: set[str | tuple[str, int]] = set()
    mentions: list[Mention] = []
    for passage, entity, rule in told:
        own = names.entities[entity].link
        often = own if own == "off" else here or (own if own != "first" else policy)
        place = (entity, bisect_right(sections, passage.start)) if often == "section" else entity
        wanted = often == "every" or (often != "off" and place not in done)
        linked = rule == BY_HAND or (wanted and not (unlinkable and covered(passage, unlinkable)))
        if linked:
            done.add(place)
        mentions.append(Mention(entity, passage, rule, linked))
    return tuple(mentions)


def covered(passage: Passage, unlinkable: Sequence[Passage]) -> bool:
    """Whether a link there would stand in a link, in code or in a heading."""
    return any(start < passage.end and passage.start < end for start, end in unlinkable)
