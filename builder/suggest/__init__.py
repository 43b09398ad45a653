"""Suggest: names that the articles have and the registry has not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from builder.model import ArticleText, Passage, Site
from builder.suggest.candidates import Name, Sighting, candidates
from builder.suggest.classify import classify
from builder.suggest.match_entities import EntityMatch, match_entity, registry_index
from builder.suggest.suggestion import Evidence, Suggestion
from builder.suggest.write import write

__all__ = ["Evidence", "Suggestion", "suggest", "write"]

LONGEST = 240
"""Characters of a sentence that is shown as evidence."""
_END = re.compile(
    r"(?<![A-Z])(?<!\b[MDS][rst])(?<!\bMrs)(?<!\b(?:Gen|Col|Sen|Gov))(?<!\bProf)"
    r"[.!?…][\"'”’)\]]*\s+(?=[\"“‘(\[]?[^\W\d_])"
)
"""A full stop after a capital or a title (`Mr.`, `St.`) ends no sentence."""


def suggest(site: Site) -> tuple[Suggestion, ...]:
    """What the editors may add to the registry, the most frequent first."""
    registry = registry_index(site)
    names = [name for name in candidates(site).values() if not registry.has(name)]
    found = [suggestion(site, name, match_entity(name, registry)) for name in names]
    return tuple(sorted(found, key=lambda one: (-one.count, -one.articles, one.name)))


def suggestion(site: Site, name: Name, whose: EntityMatch | None) -> Suggestion:
    """What is known of a name, ready to be shown and written."""
    entity = site.entities.get(whose.entity) if whose else None
    others = [one for one, _ in by_frequency(name.spellings) if one != name.best]
    return Suggestion(
        name=name.best,
        kind=entity.kind if entity else classify(one.span for one in name.sightings),
        count=len(name.sightings),
        articles=len({one.article.slug for one in name.sightings}),
        evidence=evidence(site, name.sightings, name.best),
        aliases=tuple(others),
        short=tuple(one for one, _ in by_frequency(Counter(name.short))),
        entity=entity.id if entity else "",
        among=whose.among if whose else "",
        reason=whose.reason if whose else "",
    )


def by_frequency(counts: Counter[str]) -> list[tuple[str, int]]:
    """The most frequent first; equals by the alphabet."""
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def evidence(site: Site, sightings: Iterable[Sighting], name: str) -> Evidence:
    """The first sentence in which the name stands as it is proposed."""
    first = min(sightings, key=lambda one: (one.span.name != name, one.article.place.path, one.span.passage))
    return Evidence(first.article.place.path, sentence(site.texts[first.article.slug], first.span.passage))


def sentence(article: ArticleText, passage: Passage) -> str:
    """The sentence around a passage on one line, cut between words where it is long."""
    around = [one for one in article.layout.blocks if one.start <= passage.start < one.end]
    start, end = around[0] if around else (0, len(article.text))
    for match in _END.finditer(article.text, start, end):
        if match.end() <= passage.start:
            start = match.end()
        elif match.start() >= passage.end:
            end = match.start() + 1
            break
    if end - start > LONGEST:
        begun = max(start, passage.start - LONGEST // 2)
        start = begun if begun == start else article.text.find(" ", begun, passage.start) + 1 or passage.start
        rest = article.text.rfind(" ", passage.end, start + LONGEST)
        end = min(end, rest if rest > 0 else passage.end)
    return " ".join(article.text[start:end].split())
