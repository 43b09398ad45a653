"""Namesakes: names that several entities have, and who has them."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from slugify import slugify

from builder.entity_names import MENTION_NAMES, names_of
from builder.model import Article, Site


@dataclass(frozen=True)
class AmbiguousName:
    """A name of several entities."""

    slug: str
    """Of the page that lists them."""
    name: str
    """As most of them write it."""
    candidates: tuple[str, ...]
    """Their ids, sorted."""
    articles: tuple[Article, ...] = ()
    """Those in which it is left without a link, as it may mean several."""


def ambiguous_names(site: Site, newest: Iterable[Article]) -> dict[str, AmbiguousName]:
    """Every name that several entities have, by the slug of its page."""
    held: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for entity in site.entities.values():
        for name in dict.fromkeys(names_of(entity, {*MENTION_NAMES, "default_for"})):
            held[plain(name)].append((name, entity.id))
    left = unlinked(site, newest)
    found: dict[str, AmbiguousName] = {}
    for key, names in sorted(held.items()):
        holders = tuple(sorted({entity for _, entity in names}))
        # Letters in all scripts make a slug, and few names are shared: the slow way is taken for these alone.
        slug = str(slugify(names[0][0], max_length=80)) if len(holders) > 1 else ""
        if slug and slug not in found:
            counts = Counter(name for name, _ in names)
            words = min(counts, key=lambda name: (-counts[name], name))
            found[slug] = AmbiguousName(slug, words, holders, left.get(key, ()))
    return dict(sorted(found.items()))


def plain(name: str) -> str:
    """Letters and digits of the name, small and without accents: `al-Assad` and `Al Assad` are one."""
    folded = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in folded if letter.isalnum())


def unlinked(site: Site, newest: Iterable[Article]) -> Mapping[str, tuple[Article, ...]]:
    """The articles in which a name is left without a link because it is ambiguous."""
    found: defaultdict[str, dict[str, Article]] = defaultdict(dict)
    for article in newest:
        for skipped in site.unlinked.get(article.slug, ()):
            if skipped.rule == "ambiguous":
                found[plain(skipped.words)][article.slug] = article
    return {key: tuple(articles.values()) for key, articles in found.items()}
