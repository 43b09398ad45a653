"""Suggestion: a name that the registry may take in, and what speaks for it."""

from __future__ import annotations

from dataclasses import dataclass

from builder.model import EntityKind


@dataclass(frozen=True)
class Evidence:
    """Where a name stands."""

    path: str
    """Of the article's file."""
    sentence: str


@dataclass(frozen=True)
class Suggestion:
    """A new entity, or another name of one that is known."""

    name: str
    kind: EntityKind
    """A guess; that of the entity when there is one."""
    count: int
    articles: int
    evidence: Evidence
    aliases: tuple[str, ...] = ()
    """Other spellings, most frequent first."""
    short: tuple[str, ...] = ()
    """Surname or initials by which it goes in the same articles."""
    entity: str = ""
    """Id of the entity whose other name it is; empty for a new one."""
    among: str = ""
    """The entity's list in which the name belongs: `aliases` or `short`."""
    reason: str = ""
    """What speaks for it."""

    def __str__(self) -> str:
        often = f"{self.count} time{'s' if self.count > 1 else ''} in {counted_articles(self.articles)}"
        what = f"{self.among} of {self.entity}? {self.reason}" if self.entity else f"new {self.kind}?"
        lines = [f"{self.name}: {often}; {what}"]
        if self.aliases:
            lines.append(f"  also written {', '.join(self.aliases)}")
        if self.short:
            lines.append(f"  in short {', '.join(self.short)}")
        lines.append(f"  {self.evidence.path}: {self.evidence.sentence}")
        return "\n".join(lines)


def counted_articles(number: int) -> str:
    """`1 article`, `12 articles`."""
    return f"{number} article{'s' if number > 1 else ''}"
