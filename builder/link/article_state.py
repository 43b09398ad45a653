"""Article state: what the linker has learned about one article so far."""

from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from builder.link.boundary_rules import Neighbourhood
from builder.link.context_cues import Cues
from builder.link.gazetteer import PINNED, Gazetteer, SurfaceForm, build_gazetteer, lookup_key, spelling_variants
from builder.link.tokens import Candidate, TextStructure, TokenizedText
from builder.model import EntityOverrides


@dataclass(slots=True)
class Detection:
    """A candidate that passed the filter, with the meanings that are still possible."""

    start: int
    end: int
    candidate: Candidate
    forms: tuple[SurfaceForm, ...]
    """Empty for a span that must stay without a mention."""
    context: Neighbourhood
    has_given_name: bool = False
    """Whether the person's given name precedes the surname."""
    cue: str = ""


class SkippedName(NamedTuple):
    """A name without a mention."""

    start: int
    end: int
    forms: tuple[SurfaceForm, ...]
    rule: str
    """The rule that decided."""


@dataclass
class ArticleState:
    """One article, the registry, and the evidence collected from the article."""

    gazetteer: Gazetteer
    structure: TextStructure
    tokens: TokenizedText
    overrides: EntityOverrides
    full_names: dict[str, list[int]] = field(default_factory=dict)
    """Entity to the positions of its full names, in reading order."""
    other_persons: dict[str, list[int]] = field(default_factory=dict)
    """Surname, in capitals, to the positions where it belongs to a person outside the registry."""
    candidates: Sequence[Candidate] = ()
    """Every name of the registry in the text."""
    located: dict[str, bool] = field(default_factory=dict)
    """Cache: whether the article has the name in a dateline or after a preposition of place."""
    cues: dict[int, Cues] = field(default_factory=dict)
    """Cache of `context_cues.matching_cue`."""
    skipped: list[SkippedName] = field(default_factory=list)

    @cached_property
    def skipped_keys(self) -> frozenset[str]:
        """Keys of the names that the article's front matter skips."""
        return frozenset(key for name in self.overrides.skip for _, key in spelling_variants(*lookup_key(name)))

    def record_full_name(self, entity: str, position: int) -> None:
        """Record that the entity's full name occurs there."""
        insort(self.full_names.setdefault(entity, []), position)

    def record_other_person(self, candidate: Candidate) -> None:
        """Record that the surname belongs to a person outside the registry here."""
        self.other_persons.setdefault(candidate.key.upper(), []).append(candidate.start)

    def last_full_name(self, entity: str, position: int) -> int:
        """Position of the entity's last full name up to `position`; -1 when there is none."""
        positions = self.full_names[entity]
        index = bisect_right(positions, position)
        return positions[index - 1] if index else -1

    def skip(self, start: int, end: int, forms: tuple[SurfaceForm, ...], rule: str) -> None:
        """Record a name without a mention, and the rule that decided."""
        self.skipped.append(SkippedName(start, end, forms, rule))


def pinned_names(overrides: EntityOverrides, gazetteer: Gazetteer) -> Gazetteer:
    """A gazetteer of the names that the article's front matter pins to an entity."""
    entities = gazetteer.entities
    pinned = {name: entities[id_] for name, id_ in overrides.pin.items() if id_ in entities}
    forms = ((name, SurfaceForm(entity.id, PINNED, entity.kind, "pinned")) for name, entity in pinned.items())
    return build_gazetteer(forms, entities)
