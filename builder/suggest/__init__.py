"""Suggest: names in articles that are missing from the entity registry."""

from collections import Counter
from collections.abc import Iterable

from builder.model import ArticleText, Passage, Site
from builder.sentences import sentence_around, shortened
from builder.suggest.candidates import Name, Occurrence, candidates
from builder.suggest.classify import classify
from builder.suggest.match_entities import EntityMatch, match_entity, registry_index
from builder.suggest.suggestion import Evidence, Suggestion
from builder.suggest.write import write

__all__ = ["Evidence", "Suggestion", "suggest", "write"]

MAX_SENTENCE = 240
"""Characters of the sentence given as evidence."""


def suggest(site: Site) -> tuple[Suggestion, ...]:
    """Names to add to the registry, the most frequent first."""
    registry = registry_index(site)
    names = [name for name in candidates(site).values() if name.best.casefold() not in registry.spellings]
    suggestions = [suggestion(site, name, match_entity(name, registry)) for name in names]
    return tuple(sorted(suggestions, key=lambda one: (-one.count, -one.articles, one.name)))


def suggestion(site: Site, name: Name, match: EntityMatch | None) -> Suggestion:
    """The suggestion to add this name."""
    return Suggestion(
        name=name.best,
        kind=site.entities[match.entity].kind if match else classify(one.span for one in name.occurrences),
        count=len(name.occurrences),
        articles=len({one.article.slug for one in name.occurrences}),
        evidence=evidence(site, name.occurrences, name.best),
        aliases=tuple(spelling for spelling in by_frequency(name.spellings) if spelling != name.best),
        short=tuple(by_frequency(name.short)),
        **(match._asdict() if match else {}),
    )


def by_frequency(counts: Counter[str]) -> list[str]:
    """The most frequent first; equally frequent ones in alphabetical order."""
    return sorted(counts, key=lambda name: (-counts[name], name))


def evidence(site: Site, occurrences: Iterable[Occurrence], name: str) -> Evidence:
    """The first sentence that contains the name as it is suggested."""
    first = min(occurrences, key=lambda one: (one.span.name != name, one.article.place.path, one.span.passage))
    return Evidence(first.article.place.path, sentence(site.texts[first.article.slug], first.span.passage))


def sentence(article: ArticleText, passage: Passage) -> str:
    """The sentence around a passage on one line, shortened if necessary."""
    text = article.text
    block = next((one for one in article.layout.blocks if one.start <= passage.start < one.end), None)
    start, end = shortened(text, sentence_around(text, passage, block), passage, MAX_SENTENCE)
    return " ".join(text[start:end].split())
