"""Ambiguous names: names that several entities share."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from builder.entity_names import MENTION_NAMES, names_of
from builder.model import Article, Site
from builder.slugs import name_key, name_slug


@dataclass(frozen=True)
class AmbiguousName:
    """A name that several entities share."""

    slug: str
    """In the address of its disambiguation page."""
    name: str
    """In the most frequent spelling."""
    candidates: tuple[str, ...]
    """Ids of the entities, sorted."""
    articles: tuple[Article, ...] = ()
    """Articles in which the name is not linked because it is ambiguous."""


def ambiguous_names(site: Site, newest: Iterable[Article]) -> dict[str, AmbiguousName]:
    """Every name that several entities share, by slug."""
    by_key: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for entity in site.entities.values():
        for name in dict.fromkeys(names_of(entity, {*MENTION_NAMES, "default_for"})):
            by_key[name_key(name)].append((name, entity.id))
    skipped = unlinked(site, newest)
    found: dict[str, AmbiguousName] = {}
    for key, names in sorted(by_key.items()):
        entities = tuple(sorted({entity for _, entity in names}))
        # Slugs of all scripts are slow, so only shared names get one.
        slug = name_slug(names[0][0]) if len(entities) > 1 else ""
        if slug and slug not in found:
            counts = Counter(name for name, _ in names)
            name = min(counts, key=lambda name: (-counts[name], name))
            found[slug] = AmbiguousName(slug, name, entities, skipped.get(key, ()))
    return dict(sorted(found.items()))


def unlinked(site: Site, newest: Iterable[Article]) -> Mapping[str, tuple[Article, ...]]:
    """The articles in which a name is not linked because it is ambiguous, by the key of the name."""
    found: defaultdict[str, dict[str, Article]] = defaultdict(dict)
    for article in newest:
        for one in site.unlinked.get(article.slug, ()):
            if one.rule == "ambiguous":
                found[name_key(one.words)][article.slug] = article
    return {key: tuple(articles.values()) for key, articles in found.items()}
