"""Names: every name of the registry, found by its first word."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from builder.link.fold import INVISIBLE, alphabet, fold
from builder.link.lexicon import PARTICLES
from builder.model import Entity

UNSPACED = "\u3041-\u309f\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Scripts written without spaces, where a name may begin and end anywhere: Han, hiragana, Thai, Lao, Burmese, Khmer."""
HANGUL = "\uac00-\ud7a3"
"""Korean words take their endings without a space, so that each syllable is looked at."""
INDIC = "\u0900-\u0963\u0966-\u0dff"
"""Vowel signs there are no letters to `re`, and would cut words in two."""
WORD = re.compile(f"([{UNSPACED}{HANGUL}]|[^\\W{UNSPACED}{HANGUL}_]+(?:[{INDIC}]+[^\\W{UNSPACED}{HANGUL}_]*)*)")
"""A word, or one character of a script without spaces; in a group, so that `split` keeps words and what parts them."""
LETTERS = re.compile(r"([^\W_]+)")
"""The same, twice as fast, in a text with none of these scripts."""
PLAIN_LETTERS = re.compile("([A-Za-z0-9]+)")
"""Faster still, in a text of plain letters."""
SPECIAL_SCRIPTS = re.compile(f"[{UNSPACED}{HANGUL}{INDIC}]")
SHORTEST_CAPITALS = 4
"""Letters from which a name is also known in capitals, as headlines and datelines print it."""


PINNED, CONTEXTUAL, ALIAS, SHORT, DEMONYM, NOT = range(6)
"""Sorts of names: the first that holds decides; NOT is a longer name that must not be cut. Plain numbers, not an Enum,
whose members cost a quarter of the linker's time."""


UNCONDITIONAL = frozenset({ALIAS, SHORT, DEMONYM})
"""Sorts of names that can mean the entity without a cue."""


class SurfaceForm(NamedTuple):
    """That some words can mean an entity."""

    entity: str
    name_type: int
    kind: str
    rule: str = ""
    """What is said of a mention when nothing else had to decide."""
    when: tuple[str, ...] = ()
    """Cues of a contextual name."""
    default: bool = False
    """Whether the name means the entity where nothing else decides."""


@dataclass(frozen=True)
class Gazetteer:
    """Every name of the registry. Plain dictionaries, so that it goes to other processes as it is."""

    forms: Mapping[str, tuple[SurfaceForm, ...]]
    """Folded name to whom it can mean, in the order in which they decide."""
    lengths: Mapping[str, Mapping[str, tuple[int, ...]]]
    """First and then second word of a name to the numbers of words of names that begin so, the largest first."""
    tailed: frozenset[str]
    """Names that go on with a sign, without it: `U.S`, `Yahoo`. In `forms` these mean nobody, or whom they mean."""
    entities: Mapping[str, Entity]
    name_words: dict[str, dict[str, int]] = field(default_factory=dict, repr=False, compare=False)
    """Person to the words of their full names and what they tell, filled as articles ask for it."""
    short_form_words: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)
    """Person to those by which an article may go on to call them, likewise."""


def gazetteer_of(entities: Iterable[Entity]) -> Gazetteer:
    """All names of the registry, ready to be looked up; one in small letters is also known in capitals."""
    known = {entity.id: entity for entity in entities}
    return build_gazetteer((named for entity in known.values() for named in names_of(entity)), known)


def build_gazetteer(named: Iterable[tuple[str, SurfaceForm]], entities: Mapping[str, Entity]) -> Gazetteer:
    """An index of names and what they stand for."""
    forms: dict[str, tuple[SurfaceForm, ...]] = {}
    longer: defaultdict[str, dict[str, tuple[int, ...]]] = defaultdict(dict)
    tailed: set[str] = set()
    cues: dict[tuple[str, ...], tuple[str, ...]] = {}
    for name, form in named:
        words, key = key_of(name)
        if form.when:
            form = form._replace(when=cues.setdefault(form.when, form.when))  # noqa: PLW2901 - the same, kept once
        for (first, second), spelling in spellings(words, key):
            if second:
                after = longer[first]
                lengths = after.get(second)
                if lengths is None:
                    after[second] = (len(words),)
                elif len(words) not in lengths:
                    after[second] = tuple(sorted((*lengths, len(words)), reverse=True))
            if not spelling[-1].isalnum():
                tailed.add(spelling[:-1])
                forms.setdefault(spelling[:-1], ())
            held = forms.get(spelling, ())
            if not held:
                forms[spelling] = (form,)
            elif not any(sort_key(form) == sort_key(other) for other in held):
                forms[spelling] = tuple(sorted((*held, form), key=sort_key))
    return Gazetteer(forms, dict(longer), frozenset(tailed), entities)


def names_of(entity: Entity) -> Iterator[tuple[str, SurfaceForm]]:
    """Each name of the entity, and what it stands for; one that means it by default is a short one if nothing else."""
    chosen = {key_of(name)[1]: name for name in entity.default_for}
    for name, form in listed_names(entity):
        yield name, form._replace(default=True) if chosen and key_of(name)[1] in chosen else form
    named = (
        {key_of(name)[1] for name, form in listed_names(entity) if form.name_type in UNCONDITIONAL} if chosen else set()
    )
    for key, name in chosen.items():
        if key not in named:
            yield name, SurfaceForm(entity.id, SHORT, entity.kind, "short", default=True)


def listed_names(entity: Entity) -> Iterator[tuple[str, SurfaceForm]]:
    """The names that the entity's file lists, and what each stands for."""
    for sort, names, rule in (
        (ALIAS, (entity.name,), "full name"),
        (ALIAS, entity.aliases, "alias"),
        (SHORT, entity.short, "short"),
        (DEMONYM, entity.demonyms, "demonym"),
        (NOT, entity.not_, "not"),
    ):
        if names:
            form = SurfaceForm(entity.id, sort, entity.kind, rule)
            for name in names:
                yield name, form
    for contextual in entity.contextual:
        form = SurfaceForm(entity.id, CONTEXTUAL, entity.kind, "contextual", contextual.when)
        for name in contextual.names:
            yield name, form


def key_of(name: str) -> tuple[list[str], str]:
    """The words of a name, and the name as it is looked up: folded, spaces single, cut to its words.

    A sign at the end stays, but a full stop only after an abbreviation like `U.S.`: else it is the sentence's.
    """
    parts = name.split()
    if name.isascii() and "".join(parts).isalnum():
        return parts, " ".join(parts)
    plain = " ".join(parts)
    if not plain.isascii():
        plain = fold(INVISIBLE.sub("", plain))
    pieces = split(plain)
    core = "".join(pieces[1:-1])
    tail = pieces[-1][:1].strip()
    if tail and (tail != "." or "." in core):
        core += tail
    return pieces[1::2], core


def split(text: str) -> list[str]:
    """What parts the words, and the words, in turn; begins and ends with what parts them."""
    if text.isascii():
        return PLAIN_LETTERS.split(text)
    return (WORD if SPECIAL_SCRIPTS.search(alphabet(text)) else LETTERS).split(text)


def spellings(words: Sequence[str], key: str) -> Iterator[tuple[tuple[str, str], str]]:
    """First two words and whole of a name: as written, in capitals, with its particle large or small (`al-Aqsa`)."""
    if not words:
        return
    first, second = words[0], words[1] if len(words) > 1 else ""
    yield (first, second), key
    if len(key) >= SHORTEST_CAPITALS and not key.isupper():
        yield (first.upper(), second.upper()), key.upper()
    if second and first.lower() in PARTICLES:
        other = first.capitalize() if first.islower() else first.lower()
        yield (other, second), other + key[len(first) :]


def sort_key(form: SurfaceForm) -> tuple[int, str, tuple[str, ...]]:
    """Sort of name first, then id, so that nothing depends on the order of the registry."""
    return form.name_type, form.entity, form.when
