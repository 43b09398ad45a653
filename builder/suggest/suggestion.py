"""Suggestion: a name that may be added to the entity registry, with its evidence."""

from dataclasses import dataclass

from builder.model import EntityKind


@dataclass(frozen=True)
class Evidence:
    """A sentence that contains the name."""

    path: str
    """Of the article's file."""
    sentence: str


@dataclass(frozen=True)
class Suggestion:
    """A new entity, or another name of an existing one."""

    name: str
    kind: EntityKind
    """A guess for a new entity."""
    count: int
    articles: int
    evidence: Evidence
    aliases: tuple[str, ...] = ()
    """Other spellings, most frequent first."""
    short: tuple[str, ...] = ()
    """Surnames or initials used in the same articles."""
    demonyms: tuple[str, ...] = ()
    """Adjectives and peoples of a country."""
    wikidata: str = ""
    same_as: tuple[str, ...] = ()
    """Addresses of the entity in a register."""
    entity: str = ""
    """Id of the existing entity; empty for a new one."""
    field: str = ""
    """The list of the existing entity to which the name belongs: `aliases`, `short` or `contextual`."""
    reason: str = ""
    """Why it is a name of the existing entity."""
    when: tuple[str, ...] = ()
    """If `field` is `contextual`: the words beside which it means the entity."""

    def __str__(self) -> str:
        count = f"{counted(self.count, 'time')} in {counted(self.articles, 'article')}"
        proposal = f"{self.field} of {self.entity}? {self.reason}" if self.entity else f"new {self.kind}?"
        lines = [f"{self.name}: {count}; {proposal}"]
        if self.aliases:
            lines.append(f"  also written {', '.join(self.aliases)}")
        if self.short:
            lines.append(f"  short forms: {', '.join(self.short)}")
        if self.demonyms:
            lines.append(f"  demonyms: {', '.join(self.demonyms)}")
        lines.append(f"  {self.evidence.path}: {self.evidence.sentence}")
        return "\n".join(lines)


def counted(number: int, noun: str) -> str:
    """`1 article`, `12 articles`."""
    return f"{number} {noun}{'s' if number > 1 else ''}"
