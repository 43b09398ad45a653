"""Suggest: names in articles that are missing from the entity registry."""

from collections import Counter
from collections.abc import Iterable

from builder.model import Article, ArticleText, Passage, Site
from builder.sentences import sentence_around, shortened
from builder.suggest.candidates import candidates
from builder.suggest.classify import classify
from builder.suggest.demonyms import is_demonym
from builder.suggest.match_entities import EntityMatch, match_entity, registry_index
from builder.suggest.names import Name, Occurrence
from builder.suggest.suggestion import Evidence, Suggestion
from builder.suggest.vocabulary import Vocabulary
from builder.suggest.write import write

__all__ = ["Evidence", "Suggestion", "evidence_of", "suggest", "write"]

MAX_SENTENCE = 240
"""Characters of the sentence given as evidence."""


def suggest(site: Site) -> tuple[Suggestion, ...]:
    """Names to add to the registry, the most frequent first."""
    registry = registry_index(site)
    found, known = candidates(site)
    names = [name for name in found.values() if name.best.casefold() not in registry.spellings]
    suggestions = [
        suggestion(site, name, match, known)
        for name in names
        # A people or language is no entity of its own.
        if (match := match_entity(name, registry)) or not is_demonym(name.best.lower())
    ]
    return tuple(sorted(suggestions, key=lambda one: (-one.count, -one.articles, one.name)))


def suggestion(site: Site, name: Name, match: EntityMatch | None, known: Vocabulary) -> Suggestion:
    """The suggestion to add this name."""
    return Suggestion(
        name=name.best,
        kind=site.entities[match.entity].kind if match else classify([one.span for one in name.occurrences], known),
        count=len(name.occurrences),
        articles=len({one.article.slug for one in name.occurrences}),
        evidence=evidence(site, name.occurrences, name.best),
        aliases=tuple(spelling for spelling in by_frequency(name.spellings + name.longer) if spelling != name.best),
        short=tuple(by_frequency(name.short)),
        demonyms=tuple(by_frequency(name.demonyms)),
        **(match._asdict() if match else {}),
    )


def by_frequency(counts: Counter[str]) -> list[str]:
    """The most frequent first; equally frequent ones in alphabetical order."""
    return sorted(counts, key=lambda name: (-counts[name], name))


def evidence(site: Site, occurrences: Iterable[Occurrence], name: str) -> Evidence:
    """The first sentence that contains the name as it is suggested."""
    first = min(occurrences, key=lambda one: (one.span.name != name, one.article.place.path, one.span.passage))
    return evidence_of(site, first.article, first.span.passage)


def evidence_of(site: Site, article: Article, passage: Passage) -> Evidence:
    """The sentence around a passage of the article."""
    return Evidence(article.place.path, sentence(site.texts[article.slug], passage))


def sentence(article: ArticleText, passage: Passage) -> str:
    """The sentence around a passage on one line, shortened if necessary."""
    text = article.text
    block = next((one for one in article.layout.blocks if one.start <= passage.start < one.end), None)
    start, end = shortened(text, sentence_around(text, passage, block), passage, MAX_SENTENCE)
    return " ".join(text[start:end].split())
