"""Registry report: how articles use the names of the entity registry, so that a change to it can be reviewed."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from builder.check.entities import ends_in_punctuation, entities_by_name
from builder.entity_names import MENTION_NAMES, names_of
from builder.model import Site

Links = Mapping[str, Mapping[str, int]]
"""By slug of an article: `name → entity` and how often."""

COMMON = 3
"""Times that a word occurs in lower case before it counts as common: once may be a typing error."""
WORD = re.compile(r"[^\W\d_]+")


class Section(NamedTuple):
    """A part of the report."""

    title: str
    lines: tuple[str, ...]


def registry_report(site: Site, *, unlinked: Sequence[str], before: Links | None, most: int = 40) -> Iterator[Section]:
    """What an editor of the registry should review; `before` has the links of the previous build.

    Each section has at most `most` lines and the number of the others.
    """
    changed = changed_links(before, entity_links(site)) if before is not None else ()
    sections: tuple[tuple[str, Iterable[str]], ...] = (
        ("Ambiguous names without a link", ambiguous_names(site)),
        ("Names shared by several entities", shared_names(site)),
        ("Wikidata items shared by several entities", shared_items(site)),
        ("Names that are also common words", common_words(site)),
        ("Names that end in punctuation", punctuated_names(site)),
        ("Registered names found in no article", unused_names(site)),
        ("Entities mentioned in no article", unmentioned(site)),
        ("Frequent names missing from the registry (`suggest` can add them)", unlinked),
        ("Links changed since the previous build", changed),
    )
    for title, lines in sections:
        listed = tuple(lines)
        if listed:
            rest = len(listed) - most
            yield Section(title, listed[:most] + ((f"… and {rest:,} more",) if rest > 0 else ()))


def ambiguous_names(site: Site) -> Iterator[str]:
    """Each name with several candidates, and the articles in which it is unlinked."""
    found: defaultdict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for article in site.articles:
        unlinked = site.unlinked.get(article.slug, ())
        for ambiguous in sorted({(one.words, one.candidates) for one in unlinked if one.rule == "ambiguous"}):
            found[ambiguous].append(article.slug)
    for (name, candidates), slugs in sorted(found.items(), key=lambda one: (-len(one[1]), one[0])):
        yield f"“{name}”: {' or '.join(candidates)}; in {', '.join(slugs)}"


def shared_names(site: Site) -> Iterator[str]:
    """Each name of several entities, and which of them it means by default."""
    for name, entities in sorted(entities_by_name(site.entities.values(), MENTION_NAMES).items()):
        if len(entities) > 1:
            ids = [f"{one.id} (by default)" if name in one.default_for else one.id for one in entities]
            yield f"“{name}”: {', '.join(ids)}"


def shared_items(site: Site) -> Iterator[str]:
    """Each Wikidata item of several entities."""
    items: defaultdict[str, list[str]] = defaultdict(list)
    for entity in site.entities.values():
        if entity.wikidata:
            items[entity.wikidata].append(entity.id)
    for item, ids in sorted(items.items()):
        if len(ids) > 1:
            yield f"{item}: {', '.join(ids)}"


def punctuated_names(site: Site) -> Iterator[str]:
    """Each name that ends in punctuation."""
    for entity in site.entities.values():
        for name in dict.fromkeys(names_of(entity, MENTION_NAMES)):
            if ends_in_punctuation(name):
                yield f"“{name}” of {entity.id}"


def common_words(site: Site) -> Iterator[str]:
    """Each capitalised name of one word that articles also use in lower case."""
    by_word: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for entity in site.entities.values():
        for name in dict.fromkeys(names_of(entity, MENTION_NAMES)):
            if WORD.fullmatch(name) and not name.isupper() and not name.islower():
                by_word[name.lower()].append((name, entity.id))
    texts = (site.texts[article.slug].text for article in site.articles)
    counts = Counter(word for text in texts for word in WORD.findall(text) if word in by_word)
    for word, names in sorted(by_word.items()):
        if counts[word] >= COMMON:
            for name, entity_id in names:
                yield f"“{name}” of {entity_id}: “{word}” occurs {counts[word]} times in lower case"


def unused_names(site: Site) -> Iterator[str]:
    """Each mentioned entity, with those of its names that no article uses."""
    used: defaultdict[str, set[str]] = defaultdict(set)
    for article in site.articles:
        text = site.texts[article.slug]
        for mention in text.mentions:
            used[mention.entity].add(normalize(text.text[mention.passage.start : mention.passage.end]))
        for unlinked in site.unlinked.get(article.slug, ()):
            for candidate in unlinked.candidates:
                used[candidate].add(normalize(unlinked.words))
    for entity in site.entities.values():
        names = dict.fromkeys((*entity.aliases, *entity.short))
        unused = [name for name in names if normalize(name) not in used[entity.id]]
        if used[entity.id] and unused:
            yield f"{entity.id}: {', '.join(unused)}"


def normalize(name: str) -> str:
    """The name in lower case without accents."""
    folded = unicodedata.normalize("NFKD", " ".join(name.split()).casefold().replace("’", "'"))
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def unmentioned(site: Site) -> Iterator[str]:
    """Each entity without a mention, and whether an article is about it."""
    mentioned = {named.entity for entities in site.named_entities.values() for named in entities}
    about = {entity for article in site.articles for entity in article.entities.about}
    for entity in site.entities.values():
        if entity.id not in mentioned:
            yield f"{entity.id}{': an article is about it' if entity.id in about else ''}"


def entity_links(site: Site) -> dict[str, dict[str, int]]:
    """The links of each article, saved for comparison by the next report."""
    return {article.slug: counts for article in site.articles if (counts := name_counts(site, article.slug))}


def name_counts(site: Site, slug: str) -> dict[str, int]:
    """Each `name → entity` of an article and how often it occurs."""
    named = site.named_entities.get(slug, ())
    return {f"“{one.form}” → {name.entity}": one.count for name in named for one in name.variants}


def changed_links(before: Links, now: Links) -> Iterator[str]:
    """Links that were added, removed or changed, in articles that exist in both builds."""
    for slug in sorted(before.keys() & now.keys()):
        for link in sorted(before[slug].keys() | now[slug].keys()):
            difference = now[slug].get(link, 0) - before[slug].get(link, 0)
            if difference:
                yield f"{slug}: {'+' if difference > 0 else '−'}{abs(difference)} {link}"
