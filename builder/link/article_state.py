"""Story: what is known of an article while its names are decided."""

from __future__ import annotations

from bisect import bisect_right, insort
from dataclasses import dataclass, field

from builder.link.boundary_rules import Neighbourhood
from builder.link.context_cues import Cues
from builder.link.gazetteer import PINNED, Gazetteer, SurfaceForm, build_gazetteer, key_of, spellings
from builder.link.tokens import Candidate, TokenizedText
from builder.model import EntityOverrides


@dataclass(slots=True)
class Detection:
    """A name that stood its guards, with those it can still mean."""

    start: int
    end: int
    candidate: Candidate
    forms: tuple[SurfaceForm, ...]
    """None: words that nothing may be cut from."""
    around: Neighbourhood
    full: bool = False
    """Whether a given name stands before the surname and belongs to it."""
    cue: str = ""


@dataclass
class ArticleState:
    """One article, its registry, and what the names in it have told so far."""

    gazetteer: Gazetteer
    text: TokenizedText
    overrides: EntityOverrides
    demonyms: bool
    skipped_keys: frozenset[str] = frozenset()
    named: dict[str, list[int]] = field(default_factory=dict)
    """Entity to the places where it is named in full, in reading order."""
    strangers: dict[str, list[int]] = field(default_factory=dict)
    """Surname, in capitals, to the places where somebody else bears it."""
    cues: dict[int, Cues] = field(default_factory=dict)
    skipped: list[tuple[int, int, tuple[SurfaceForm, ...], str]] = field(default_factory=list)
    """Names left alone: start, end, whom they could mean, why."""

    plain: bool = False
    """Whether the article leaves no name alone and peoples count."""

    def __post_init__(self) -> None:
        self.plain = self.demonyms and not self.overrides.skip
        self.skipped_keys = frozenset(spelling for name in self.overrides.skip for spelling in spellings_of(name))

    def record_full_name(self, entity: str, place: int) -> None:
        """Note that the entity is named in full there."""
        insort(self.named.setdefault(entity, []), place)

    def last_named(self, entity: str, place: int) -> int:
        """Where the entity was last named in full before a place; -1 when only after it."""
        places = self.named[entity]
        index = bisect_right(places, place)
        return places[index - 1] if index else -1

    def skip(self, start: int, end: int, forms: tuple[SurfaceForm, ...], rule: str) -> None:
        """Leave a name alone, and keep why."""
        self.skipped.append((start, end, forms, rule))


def pinned_names(overrides: EntityOverrides, names: Gazetteer) -> Gazetteer:
    """The names that the article's front matter pins, as a small registry of their own."""
    known = {name: names.entities[entity] for name, entity in overrides.pin.items() if entity in names.entities}
    pinned = [(name, SurfaceForm(entity.id, PINNED, entity.kind, "pinned")) for name, entity in known.items()]
    return build_gazetteer(pinned, names.entities)


def spellings_of(name: str) -> list[str]:
    """Each spelling of a name, as it is looked up."""
    words, key = key_of(name)
    return [spelling for _, spelling in spellings(words, key)]
