"""Register: which entries of an authority file the articles mention."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from builder.entity_names import FULL_NAMES, names_of
from builder.files import decode, read_bytes, relative
from builder.link import TextStructure, gazetteer_of, link
from builder.model import Article, Entity, EntityKind, Mention, Passage, Site
from builder.problems import Place
from builder.suggest import Suggestion, evidence_of
from builder.suggest.register import RegisterEntry, read_register

LIMIT = 1 << 30
MIN_LETTERS = 2
FALLBACK_KIND: EntityKind = "organisation"
"""Of an entry whose register gives no kind."""


def suggestions_from(site: Site, root: Path, path: Path) -> tuple[Suggestion, ...]:
    """The entries of the register that articles mention and the registry does not have, the most frequent first."""
    name = relative(path, root)
    entries = read_register(decode(read_bytes(path, path.parent, limit=LIMIT), name), name)
    known = {name.casefold() for entity in site.entities.values() for name in names_of(entity, FULL_NAMES)}
    items = {entity.wikidata for entity in site.entities.values() if entity.wikidata}
    new = [one for one in entries if one.name.casefold() not in known and not (one.wikidata and one.wikidata in items)]
    by_id = {str(index): entry for index, entry in enumerate(new)}
    gazetteer = gazetteer_of(entity_of(id_, entry) for id_, entry in by_id.items())
    found: dict[str, list[tuple[Article, Mention]]] = {}
    for article in site.articles:
        text = site.texts[article.slug]
        taken = [one.passage for one in text.mentions]
        plain = Article(article.slug, "", "", None, article.place, language=article.language)
        mentions, _ = link(plain, gazetteer, TextStructure(text.text, article.title, text.layout))
        for mention in without_overlaps(mentions, taken):
            found.setdefault(mention.entity, []).append((article, mention))
    made = [suggestion_of(site, by_id[id_], mentions) for id_, mentions in found.items()]
    return tuple(sorted(made, key=lambda one: (-one.count, -one.articles, one.name)))


def entity_of(id_: str, entry: RegisterEntry) -> Entity:
    """The entry as an entity, so that it is found as those of the registry are."""
    names = [one for one in entry.aliases if len(one) >= MIN_LETTERS]
    return Entity(id_, entry.name, entry.kind or FALLBACK_KIND, Place("register"), aliases=tuple(names))


def without_overlaps(mentions: Iterable[Mention], taken: list[Passage]) -> Iterator[Mention]:
    """The mentions outside those of entities of the registry; both are in reading order."""
    index = 0
    for mention in mentions:
        while index < len(taken) and taken[index].end <= mention.passage.start:
            index += 1
        if index == len(taken) or taken[index].start >= mention.passage.end:
            yield mention


def suggestion_of(site: Site, entry: RegisterEntry, mentions: list[tuple[Article, Mention]]) -> Suggestion:
    """The proposal to add the entry, with those of its other names that articles use."""
    used: Counter[str] = Counter()
    for article, mention in mentions:
        start, end = mention.passage
        used[" ".join(site.texts[article.slug].text[start:end].split())] += 1
    article, first = mentions[0]
    return Suggestion(
        name=entry.name,
        kind=entry.kind or FALLBACK_KIND,
        count=len(mentions),
        articles=len({article.slug for article, _ in mentions}),
        evidence=evidence_of(site, article, first.passage),
        aliases=tuple(one for one in entry.aliases if one in used),
        wikidata=entry.wikidata,
        same_as=entry.same_as,
    )
