"""Candidates: all names in the archive that no entity has, each with its occurrences."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from builder.model import Article, Passage, Site
from builder.slugs import spelling_key
from builder.suggest import lexicon
from builder.suggest.demonyms import is_demonym, move_demonyms
from builder.suggest.lexicon import FUNCTION_WORDS
from builder.suggest.name_spans import NameSpan, name_spans
from builder.suggest.names import Name, Occurrence
from builder.suggest.quoted import has_capitals, quoted_titles
from builder.suggest.short_forms import ShortForms
from builder.suggest.vocabulary import COMMON_SHARE, Vocabulary, defined_from, vocabulary

PART_OF_LONGER_NAME = "longer name:"
"""Begins the linker's rules for a name inside a longer one, which may be missing: `Washington Post`."""


def candidates(site: Site) -> tuple[dict[str, Name], Vocabulary]:
    """Every name by its key, and the archive's vocabulary; a short form is counted under its full name."""
    known = vocabulary(site.texts[article.slug].text for article in site.articles)
    found = [
        Occurrence(article, with_definition(span))
        for article in site.articles
        for span in spans_of(site, article, known)
    ]
    names = by_key(without_common_words(without_titles(found, known), known))
    forms = ShortForms(names, known)
    for full, short in forms.pairs():
        forms.merge(names[full], names[short])
    move_demonyms(names)
    left = (name for name in names.values() if name.occurrences and not forms.is_shared(name))
    return {name.key: name for name in left if not is_common_noun(name, known)}, known


def is_common_noun(name: Name, known: Vocabulary) -> bool:
    """Whether the name is used like a noun: `Social Media`, or an abbreviation with a plural or after numbers.

    `PDF`, `URLs` and `20 MB` name no single thing.
    """
    if len(name.words) > 1:
        return known.is_common_phrase(name.words, len(name.occurrences))
    if not name.best.isupper():
        return False
    after_numbers = sum(one.span.before[-1:].isdigit() for one in name.occurrences)
    return known.has_plural(name.best) or 2 * after_numbers > len(name.occurrences)


def spans_of(site: Site, article: Article, known: Vocabulary) -> Iterator[NameSpan]:
    """The names in an article that are not in the registry."""
    text, passages = site.texts[article.slug], known_passages(site, article.slug)
    if not has_capitals(text.text):
        return quoted_titles(text, passages)
    return name_spans(text, article.language, passages, known)


def known_passages(site: Site, slug: str) -> list[Passage]:
    """Names of the registry in the article, linked or not, in reading order; without those inside a longer name."""
    unlinked = site.unlinked.get(slug, ())
    outside = (one.passage for one in unlinked if not one.rule.startswith(PART_OF_LONGER_NAME))
    return sorted([*(mention.passage for mention in site.texts[slug].mentions), *outside])


def with_definition(span: NameSpan) -> NameSpan:
    """The name without the words before the one that the abbreviation defines: `U.S.` in `U.S. Harbour Office (HO)`."""
    start = defined_from(span.short, span.words) if span.short else None
    if not start or span.words[start - 1].lower() in FUNCTION_WORDS:
        return span
    return part_of(span, start, len(span.words))


def without_titles(found: Sequence[Occurrence], known: Vocabulary) -> list[Occurrence]:
    """The occurrences; in a title, only the part that other texts have as a name, or one without common words."""
    attested = Counter(one.span.words for one in found if not one.span.in_title and not one.span.starts_sentence)
    names = []
    for article, span in found:
        if span.in_title and not attested[span.words]:
            names += [Occurrence(article, part) for part in attested_parts(span, attested, known)]
        else:
            names.append(Occurrence(article, span))
    return names


def attested_parts(span: NameSpan, attested: Mapping[tuple[str, ...], int], known: Vocabulary) -> Iterator[NameSpan]:
    """The longest parts of a name that are names elsewhere; all of it if it has no common word."""
    words, start = span.words, 0
    if not any(map(known.is_common, words)):
        yield span
        return
    while start < len(words):
        end = next((end for end in range(len(words), start, -1) if attested.get(words[start:end])), start)
        if end > start:
            yield part_of(span, start, end)
        start = max(end, start + 1)


def without_common_words(found: Sequence[Occurrence], known: Vocabulary) -> list[Occurrence]:
    """The occurrences without words that are capitalized only because they begin a sentence."""
    lowercase = known.lowercase
    mid_sentence = Counter(one.span.name for one in found if not one.span.starts_sentence)
    surnames = last_words_of_names(found)
    names = []
    for article, span in found:
        if not is_name(span.words):
            continue
        first = span.words[0]
        is_common = lowercase[first.lower()] > mid_sentence[first] * COMMON_SHARE
        only_at_start = span.starts_sentence and not mid_sentence[span.name]
        if len(span.words) == 1:
            is_surname = not lowercase[first.lower()] and (article.slug, first) in surnames
            if is_common or (only_at_start and not (first.isupper() or is_surname)):
                continue
        elif only_at_start and known.is_common(first) and mid_sentence[" ".join(span.words[1:])]:
            span = part_of(span, 1, len(span.words))  # noqa: PLW2901 - the same occurrence
        names.append(Occurrence(article, span))
    return names


def is_name(words: Sequence[str]) -> bool:
    """Whether the words are more than labels of wire stories, several peoples, or the plural of an abbreviation."""
    if len(words) == 1 and len(words[0]) > 2 and words[0][-1] == "s" and words[0][:-1].isupper():
        return False
    if len(words) == 1:
        return words[0].lower() not in lexicon.WIRE_WORDS
    return not all(word.lower() in lexicon.WIRE_WORDS or is_demonym(word.lower()) for word in words)


def last_words_of_names(found: Iterable[Occurrence]) -> set[tuple[str, str]]:
    """Article and last word of every name of several words."""
    return {(article.slug, span.words[-1]) for article, span in found if len(span.words) > 1}


def part_of(span: NameSpan, first: int, last: int) -> NameSpan:
    """The name with only the words from `first` up to `last`."""
    if (first, last) == (0, len(span.words)):
        return span
    start = span.passage.start + sum(len(word) + 1 for word in span.words[:first])
    words = span.words[first:last]
    end = span.passage.end if last == len(span.words) else start + len(" ".join(words))
    changed = span._replace(words=words, passage=Passage(start, end))
    if first:
        changed = changed._replace(before=span.words[first - 1].lower(), starts_sentence=False)
    return changed if last == len(span.words) else changed._replace(after=span.words[last].lower(), short="")


def by_key(found: Iterable[Occurrence]) -> dict[str, Name]:
    """The names of these occurrences."""
    key_of = cache(spelling_key)
    names: dict[str, Name] = {}
    for one in found:
        if key := key_of(one.span.name):
            names.setdefault(key, Name(key)).occurrences.append(one)
    return names
