"""Gather: the names of the whole archive that no entity has, each with all its sightings."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from builder.model import Article, Passage, Site
from builder.slugs import spelling_key
from builder.suggest.classify import classify
from builder.suggest.lexicon import FAMILY, LITTLE, PARTICLES
from builder.suggest.name_spans import NameSpan, name_spans

SMALL = re.compile(r"[^\W\d_]+")
WITHIN = ("guard: before a capital", "guard: after a capital", "guard: part of", "guard: somebody else")
"""Rules by which the linker takes a name for a part of a longer one, which may be new: `Washington Post`."""


class Sighting(NamedTuple):
    """A run and the article in which it stands."""

    article: Article
    span: NameSpan


@dataclass
class Name:
    """A name, however it is spelled, and everything seen of it."""

    key: str
    sightings: list[Sighting] = field(default_factory=list)
    short: dict[str, int] = field(default_factory=dict)
    """Short forms that were counted to it, and how often each was seen."""

    @property
    def spellings(self) -> Counter[str]:
        """As it is written; capitals alone count only where nothing else is known."""
        counts = Counter(one.span.name for one in self.sightings if one.span.name not in self.short)
        calm = Counter({name: count for name, count in counts.items() if not name.isupper()})
        return calm or counts

    @property
    def best(self) -> str:
        """The spelling met most often; of equals the first in the alphabet."""
        return min(self.spellings.items(), key=lambda one: (-one[1], one[0]))[0]

    @property
    def words(self) -> tuple[str, ...]:
        """Of the best spelling."""
        return tuple(self.best.split())


def candidates(site: Site) -> dict[str, Name]:
    """Every name by its key, short forms counted to the full names they stand for."""
    seen = [
        Sighting(article, run) for article in site.articles for run in name_spans(article, known_in(site, article.slug))
    ]
    small = Counter(word for article in site.articles for word in SMALL.findall(article.text) if word.islower())
    names = named(settled(seen, small))
    for owner, short in short_forms(names):
        take_over(names, owner, short)
    return {key: name for key, name in names.items() if name.sightings}


def known_in(site: Site, slug: str) -> list[Passage]:
    """Where names of the registry stand in the article, in reading order: those left alone too, but within others."""
    named = [mention.passage for mention in site.mentions.get(slug, ())]
    left = site.unlinked.get(slug, ())
    return sorted([*named, *(one.passage for one in left if not one.rule.startswith(WITHIN))])


def settled(seen: Sequence[Sighting], small: Mapping[str, int]) -> list[Sighting]:
    """The sightings without words that are only large because they open a sentence."""
    inside = Counter(one.span.name for one in seen if not one.span.opens)
    surnames = {(article.slug, run.words[-1]) for article, run in seen if len(run.words) > 1}
    found = []
    for article, run in seen:
        words = run.words
        common = small[words[0].lower()] > inside[words[0]]
        if run.opens and not inside[run.name]:
            is_surname = not small[words[0].lower()] and (article.slug, words[0]) in surnames
            if len(words) == 1 and (common or not (words[0].isupper() or is_surname)):
                continue
            rest = " ".join(words[1:])
            if len(words) > 1 and common and inside[rest]:
                run = shorter(run)  # noqa: PLW2901 - the same sighting, seen more narrowly
        elif len(words) == 1 and words[0].lower() in small and common:
            continue
        found.append(Sighting(article, run))
    return found


def shorter(run: NameSpan) -> NameSpan:
    """The run without its first word."""
    start = run.passage.end - len(run.name) + len(run.words[0]) + 1
    return run._replace(
        words=run.words[1:], passage=Passage(start, run.passage.end), before=run.words[0].lower(), opens=False
    )


def named(seen: Iterable[Sighting]) -> dict[str, Name]:
    """The sightings by the key of their name."""
    keys: dict[str, str] = {}
    names: dict[str, Name] = {}
    for one in seen:
        key = keys.get(one.span.name)
        if key is None:
            key = keys[one.span.name] = spelling_key(one.span.name)
        if key:
            names.setdefault(key, Name(key)).sightings.append(one)
    return names


def short_forms(names: Mapping[str, Name]) -> list[tuple[str, str]]:
    """Keys of a full name and of the short form it goes by: given in brackets, its initials, or a surname."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    beside = {key: {one.article.slug for one in name.sightings} for key, name in names.items()}
    initials = defaultdict(set)
    surnames = defaultdict(set)
    for key, name in names.items():
        for one in name.sightings:
            # `the office of the United Nations (OHCHR)` does not abbreviate the name before it.
            if (short := spelling_key(one.span.short)) in names and short[0] == key[0]:
                owners[short].add(key)
        if len(name.words) > 1:
            initials[initials_of(name.words)].add(key)
            if classify(one.span for one in name.sightings) == "person":
                surname = name.words[-1]
                surnames[spelling_key(surname)].add(key)
                at = len(name.words) - 1
                while at > 1 and name.words[at - 1] in PARTICLES:
                    at -= 1
                if name.words[at] in FAMILY:
                    surnames[spelling_key(" ".join(name.words[at:]))].add(key)
    for key, name in names.items():
        if key not in owners and (len(name.words) == 1 or key in surnames):
            possible = initials[key] if name.best.isupper() else surnames[key]
            owners[key] = {one for one in possible if beside[one] & beside[key]}
    return [(min(full), short) for short, full in sorted(owners.items()) if len(full) == 1 and full != {short}]


def initials_of(words: Sequence[str]) -> str:
    """First letters of the words that are no small ones: `opcw`."""
    return "".join(word[0].lower() for word in words if word.lower() not in LITTLE and word not in PARTICLES)


def take_over(names: Mapping[str, Name], owner: str, short: str) -> None:
    """Count a short form to the full name."""
    full, part = names[owner], names[short]
    if not part.sightings or not full.sightings:
        return
    full.short |= dict(part.spellings)
    full.sightings += part.sightings
    part.sightings = []
