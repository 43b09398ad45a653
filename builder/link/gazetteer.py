"""Gazetteer: every name in the entity registry, indexed for lookup in a text."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from builder.entity_names import NameType, names_by_type, names_of
from builder.link.fold import INVISIBLE, fold, non_ascii_characters
from builder.link.lexicon import PARTICLES
from builder.link.name_variants import full_variants, short_variants
from builder.model import Entity

UNSPACED = "\u3041-\u309f\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Scripts without spaces, where a name may begin at any character: Han, hiragana, Thai, Lao, Burmese, Khmer."""
HANGUL = "\uac00-\ud7a3"
"""Korean attaches particles to a word without a space, so each syllable is a token."""
INDIC = "\u0900-\u0963\u0966-\u0dff"
"""`re` does not count Indic vowel signs as letters; without this range they would split words."""
WORD = re.compile(f"([{UNSPACED}{HANGUL}]|[^\\W{UNSPACED}{HANGUL}_]+(?:[{INDIC}]+[^\\W{UNSPACED}{HANGUL}_]*)*)")
"""A word, or one character of an unspaced script; a group, so that `split` keeps both words and gaps."""
LETTERS = re.compile(r"([^\W_]+)")
"""The same for text without these scripts: twice as fast."""
ASCII_LETTERS = re.compile("([A-Za-z0-9]+)")
"""The same for ASCII text: faster still."""
SPECIAL_SCRIPTS = re.compile(f"[{UNSPACED}{HANGUL}{INDIC}]")
MIN_UPPERCASE = 4
"""Minimum length of a name that is also looked up in capitals, as in headlines and datelines."""

PINNED, CONTEXTUAL, ALIAS, SHORT, DEMONYM, NOT = range(6)
"""Name types in order of precedence. NOT is a longer name inside which nothing is linked. Plain integers: enum members
take a quarter of the linker's time."""
NAME_TYPES: dict[NameType, tuple[int, str]] = {
    "name": (ALIAS, "full name"),
    "alias": (ALIAS, "alias"),
    "short": (SHORT, "short form"),
    "demonym": (DEMONYM, "demonym"),
    "contextual": (CONTEXTUAL, "contextual"),
    "not": (NOT, "not"),
}
sort_key = attrgetter("name_type", "entity", "cues")
"""Order of a name's meanings, independent of the order of the registry."""
WITH_VARIANTS = frozenset({"organisation", "event"})
"""Kinds of entities whose names are found in other spellings too."""
UNCONDITIONAL = frozenset[NameType]({"name", "alias", "short", "demonym"})
"""Types of names that can mean the entity without a cue."""


class SurfaceForm(NamedTuple):
    """One meaning of a name: the entity it can refer to."""

    entity: str
    name_type: int
    kind: str
    rule: str = ""
    """The rule of a mention when no other rule had to decide."""
    cues: tuple[str, ...] = ()
    """Of a contextual name."""
    default: bool = False
    """Whether the name means this entity when no other rule decides."""


@dataclass(frozen=True)
class Gazetteer:
    """All names of the registry; plain dictionaries, so that it can be sent to other processes as it is."""

    forms: Mapping[str, tuple[SurfaceForm, ...]]
    """Folded name to its possible meanings, in order of precedence."""
    lengths: Mapping[str, Mapping[str, tuple[int, ...]]]
    """First and second word of a name to the lengths, in words, of the names that begin so; longest first."""
    punctuated: frozenset[str]
    """Names that end in a sign, without it: `U.S`, `Yahoo`. Each is a key of `forms`, often without a meaning."""
    entities: Mapping[str, Entity]
    name_words: dict[str, dict[str, int]] = field(default_factory=dict, repr=False, compare=False)
    """Cache: person to the words of their full names and whose they are."""
    short_form_words: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)
    """Cache: person to the words by which an article may refer to them after the full name."""


def gazetteer_of(entities: Iterable[Entity]) -> Gazetteer:
    """The gazetteer of a registry."""
    by_id = {entity.id: entity for entity in entities}
    return build_gazetteer((named for entity in by_id.values() for named in surface_forms(entity)), by_id)


def build_gazetteer(named: Iterable[tuple[str, SurfaceForm]], entities: Mapping[str, Entity]) -> Gazetteer:
    """The gazetteer of these names and meanings."""
    forms: dict[str, tuple[SurfaceForm, ...]] = {}
    lengths: defaultdict[str, dict[str, tuple[int, ...]]] = defaultdict(dict)
    punctuated: set[str] = set()
    cues: dict[tuple[str, ...], tuple[str, ...]] = {}
    for name, form in named:
        words, key = lookup_key(name)
        if form.cues:
            form = form._replace(cues=cues.setdefault(form.cues, form.cues))  # noqa: PLW2901 - one object for equal cues
        for (first, second), spelling in spelling_variants(words, key):
            if second:
                after = lengths[first]
                if len(words) not in (known := after.get(second, ())):
                    after[second] = tuple(sorted((*known, len(words)), reverse=True))
            if not spelling[-1].isalnum():
                punctuated.add(spelling[:-1])
                forms.setdefault(spelling[:-1], ())
            meanings = forms.get(spelling, ())
            if not any(sort_key(form) == sort_key(other) for other in meanings):
                forms[spelling] = tuple(sorted((*meanings, form), key=sort_key))
    return Gazetteer(forms, dict(lengths), frozenset(punctuated), entities)


def surface_forms(entity: Entity) -> Iterator[tuple[str, SurfaceForm]]:
    """Each name of the entity with its meaning; a name only in `default_for` counts as a short form."""
    defaults = {lookup_key(name)[1]: name for name in entity.default_for}
    for name_type, names, cues in names_by_type(entity):
        if name_type in NAME_TYPES:
            number, rule = NAME_TYPES[name_type]
            form = SurfaceForm(entity.id, number, entity.kind, rule, cues)
            for name in names:
                yield name, form._replace(default=True) if defaults and lookup_key(name)[1] in defaults else form
                if number == ALIAS and entity.kind in WITH_VARIANTS and " " in name:
                    yield from variants(name, form)
    if defaults:
        unconditional = {lookup_key(name)[1] for name in names_of(entity, UNCONDITIONAL)}
        for key, name in defaults.items():
            if key not in unconditional:
                yield name, SurfaceForm(entity.id, SHORT, entity.kind, "short form", default=True)


def variants(name: str, form: SurfaceForm) -> Iterator[tuple[str, SurfaceForm]]:
    """The spellings of a full name that the registry need not list."""
    for variant in full_variants(name):
        yield variant, form
    for variant in short_variants(name):
        yield variant, form._replace(name_type=SHORT, rule="short form")


def lookup_key(name: str) -> tuple[list[str], str]:
    """The words of a name and its key in the gazetteer: folded, single spaces, no signs around it.

    A sign at the end stays, but a full stop only after an abbreviation such as `U.S.`: others end a sentence.
    """
    parts = name.split()
    if name.isascii() and "".join(parts).isalnum():
        return parts, " ".join(parts)
    plain = " ".join(parts)
    if not plain.isascii():
        plain = fold(INVISIBLE.sub("", plain))
    pieces = split(plain)
    key = "".join(pieces[1:-1])
    sign = pieces[-1][:1].strip()
    if sign and (sign != "." or "." in key):
        key += sign
    return pieces[1::2], key


def split(text: str) -> list[str]:
    """The text as gaps and words in alternation; begins and ends with a gap."""
    if text.isascii():
        return ASCII_LETTERS.split(text)
    return (WORD if SPECIAL_SCRIPTS.search(non_ascii_characters(text)) else LETTERS).split(text)


def spelling_variants(words: Sequence[str], key: str) -> Iterator[tuple[tuple[str, str], str]]:
    """First two words and key of each spelling: as written, in capitals, and with the other case of a particle."""
    if not words:
        return
    first, second = words[0], words[1] if len(words) > 1 else ""
    yield (first, second), key
    if len(key) >= MIN_UPPERCASE and not key.isupper():
        yield (first.upper(), second.upper()), key.upper()
    if second and first.lower() in PARTICLES:
        other = first.capitalize() if first.islower() else first.lower()
        yield (other, second), other + key[len(first) :]
