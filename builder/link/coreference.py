"""Coreference: after a full name, an article may use part of it, or the short form it gave in brackets."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import compress, count

from builder.link.article_state import ArticleState, Detection
from builder.link.boundary_rules import is_name_like, is_partial_word, neighbourhood
from builder.link.gazetteer import ALIAS, SHORT, Gazetteer, SurfaceForm
from builder.link.lexicon import LOWERCASE_WORDS
from builder.link.person_names import THIS_PERSON, name_words
from builder.link.tokens import Candidate

MIN_NAME_LENGTH = 3
ACRONYM_LENGTHS = range(2, 9)

ShortForms = dict[str, tuple[SurfaceForm, int, str]]
"""Word to its meaning, the position of the first full name, and the rule."""


def short_forms(detections: Sequence[Detection], state: ArticleState) -> ShortForms:
    """Words outside the registry that refer to an entity after its full name in this article."""
    return person_short_forms(state) | acronyms(detections, state)


def person_short_forms(state: ArticleState) -> ShortForms:
    """`Alan` after `Alan Shearer`, if only one person in the article has this name."""
    found: ShortForms = {}
    shared = set()
    for entity, positions in state.full_names.items():
        if state.gazetteer.entities[entity].kind == "person":
            for word in short_form_words(entity, state.gazetteer):
                if word in found:
                    shared.add(word)
                form = SurfaceForm(entity, SHORT, "person")
                found[word] = form, positions[0], "short form: part of a full name earlier in the article"
    for word in shared:
        del found[word]
    return found


def short_form_words(person: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The words of the person's full names that are not names in the registry themselves."""
    found = gazetteer.short_form_words.get(person)
    if found is None:
        found = gazetteer.short_form_words[person] = tuple(
            word
            for word, ownership in name_words(person, gazetteer).items()
            if ownership == THIS_PERSON
            and len(word) >= MIN_NAME_LENGTH
            and word.lower() not in LOWERCASE_WORDS
            and word not in gazetteer.forms
        )
    return found


def acronyms(detections: Sequence[Detection], state: ArticleState) -> ShortForms:
    """`SDA` after `Party of Democratic Action (SDA)`."""
    words, gaps = state.tokens.words, state.tokens.gaps
    found: ShortForms = {}
    for detection in detections:
        index = detection.candidate.last + 1
        if index >= len(words) or gaps[index] != " (" or gaps[index + 1][:1] != ")":
            continue
        aliases = [form for form in detection.forms if form.name_type == ALIAS]
        word, is_multiword = words[index], detection.candidate.first != detection.candidate.last
        if len(aliases) == 1 and is_multiword and word.isupper() and len(word) in ACRONYM_LENGTHS:
            rule = "short form: given in brackets after the full name"
            found.setdefault(word, (aliases[0], detection.start, rule))
    return found


def find_short_forms(
    short: ShortForms, detections: Sequence[Detection], state: ArticleState
) -> Iterator[tuple[int, int, str, str]]:
    """Start, end, entity and rule of each short form after its full name and outside other names."""
    tokens, starts = state.tokens, [detection.start for detection in detections]
    for index in compress(count(), map(short.__contains__, tokens.words)):
        word, start = tokens.words[index], tokens.starts[index]
        form, since, rule = short[word]
        before = bisect_right(starts, start) - 1
        if start < since or (before >= 0 and detections[before].end > start):
            continue
        candidate = Candidate(start, tokens.ends[index], index, index, word, (form,))
        if is_partial_word(candidate, tokens):
            continue
        context = neighbourhood(candidate, tokens)
        if context.initial or (not context.capitals and (is_name_like(context.before) or is_name_like(context.after))):
            continue
        yield candidate.start, candidate.end, form.entity, rule
