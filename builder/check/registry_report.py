"""Registry: what the archive tells of its registry of names, so that a change to it can be reviewed."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from builder.check.entities import candidates, ends_in_punctuation, names_of
from builder.model import Site

Links = Mapping[str, Mapping[str, int]]
"""By slug of the article: `words → entity`, and how often."""

COMMON = 3
"""Times that a word stands in small letters before it counts as a common one: once may be a slip of the hand."""
SMALL = re.compile(r"[^\W\d_]+")


class Section(NamedTuple):
    """A part of the report."""

    title: str
    lines: tuple[str, ...]


def registry_report(site: Site, *, unlinked: Sequence[str], before: Links | None, most: int = 40) -> Iterator[Section]:
    """What an editor of the registry may look at; `before` has the links of the last build.

    Of each part the first `most` lines are given and the rest is counted.
    """
    parts: tuple[tuple[str, Iterable[str]], ...] = (
        ("Ambiguous names, left without a link", ambiguous(site)),
        ("One name on several entities", shared(site)),
        ("One Wikidata item on several entities", same_item(site)),
        ("Names that are common words of the archive", common(site)),
        ("Names that end in punctuation", punctuated(site)),
        ("Names of the registry that no article has", never_met(site)),
        ("Entities that no article names", never_named(site)),
        ("Frequent names that are in no registry (`suggest` can add them)", unlinked),
        ("Links changed since the last build", changed(before, entity_links(site)) if before is not None else ()),
    )
    for title, lines in parts:
        listed = tuple(lines)
        if listed:
            left = len(listed) - most
            yield Section(title, listed[:most] + ((f"… and {left:,} more",) if left > 0 else ()))


def ambiguous(site: Site) -> Iterator[str]:
    """Each name that could mean several, and the articles in which it does."""
    found: defaultdict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for article in site.articles:
        skipped = site.unlinked.get(article.slug, ())
        for name in sorted({(one.words, one.candidates) for one in skipped if one.rule == "ambiguous"}):
            found[name].append(article.slug)
    for (words, entities), slugs in sorted(found.items(), key=lambda one: (-len(one[1]), one[0])):
        yield f"“{words}”: {' or '.join(entities)}; in {', '.join(slugs)}"


def shared(site: Site) -> Iterator[str]:
    """Each name of several entities, of whatever sort, and whom it means by default."""
    for name, holders in sorted(candidates(site.entities.values(), names_of).items()):
        if len(holders) > 1:
            said = [f"{one.id} (by default)" if name in one.default_for else one.id for one in holders]
            yield f"“{name}”: {', '.join(said)}"


def same_item(site: Site) -> Iterator[str]:
    """Each item of Wikidata that several entities have."""
    items: defaultdict[str, list[str]] = defaultdict(list)
    for entity in site.entities.values():
        if entity.wikidata:
            items[entity.wikidata].append(entity.id)
    for item, holders in sorted(items.items()):
        if len(holders) > 1:
            yield f"{item}: {', '.join(holders)}"


def punctuated(site: Site) -> Iterator[str]:
    """Each name that ends in a sign which is the sentence's."""
    for entity in site.entities.values():
        for name in dict.fromkeys(names_of(entity)):
            if ends_in_punctuation(name):
                yield f"“{name}” of {entity.id}"


def common(site: Site) -> Iterator[str]:
    """Each name of one word, not in capitals, that also stands in small letters."""
    wanted: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for entity in site.entities.values():
        for name in dict.fromkeys(names_of(entity)):
            if SMALL.fullmatch(name) and not name.isupper() and not name.islower():
                wanted[name.lower()].append((name, entity.id))
    counts = Counter(
        word for one in site.articles for word in SMALL.findall(site.texts[one.slug].text) if word in wanted
    )
    for word, held in sorted(wanted.items()):
        if counts[word] >= COMMON:
            for name, holder in held:
                yield f"“{name}” of {holder}: “{word}” stands {counts[word]} times in small letters"


def never_met(site: Site) -> Iterator[str]:
    """Each entity that is named, with those of its names by which it never is."""
    met: defaultdict[str, set[str]] = defaultdict(set)
    for article in site.articles:
        text = site.texts[article.slug]
        for mention in text.mentions:
            met[mention.entity].add(plain(text.text[mention.passage.start : mention.passage.end]))
        for skipped in site.unlinked.get(article.slug, ()):
            for candidate in skipped.candidates:
                met[candidate].add(plain(skipped.words))
    for entity in site.entities.values():
        missing = [
            name for name in dict.fromkeys((*entity.aliases, *entity.short)) if plain(name) not in met[entity.id]
        ]
        if met[entity.id] and missing:
            yield f"{entity.id}: {', '.join(missing)}"


def plain(name: str) -> str:
    """The name in small letters without accents."""
    folded = unicodedata.normalize("NFKD", " ".join(name.split()).casefold().replace("’", "'"))
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def never_named(site: Site) -> Iterator[str]:
    """Each entity without a mention, and whether an article is about it all the same."""
    named = {one.entity for entities in site.named_entities.values() for one in entities}
    about = {entity for article in site.articles for entity in article.entities.about}
    for entity in site.entities.values():
        if entity.id not in named:
            yield f"{entity.id}{': an article is about it' if entity.id in about else ''}"


def entity_links(site: Site) -> dict[str, dict[str, int]]:
    """The names of each article and what they mean, for the next report to compare with."""
    return {article.slug: counts for article in site.articles if (counts := meanings(site, article.slug))}


def meanings(site: Site, slug: str) -> dict[str, int]:
    """Words, what they mean, and how often they do in the article."""
    named = site.named_entities.get(slug, ())
    return {f"“{one.form}” → {name.entity}": one.count for name in named for one in name.variants}


def changed(before: Links, now: Links) -> Iterator[str]:
    """Names that mean something else now, are new, or are gone; an article that is new or gone is not told."""
    for slug in sorted(before.keys() & now.keys()):
        for meaning in sorted(before[slug].keys() | now[slug].keys()):
            more = now[slug].get(meaning, 0) - before[slug].get(meaning, 0)
            if more:
                yield f"{slug}: {'+' if more > 0 else '−'}{abs(more)} {meaning}"
