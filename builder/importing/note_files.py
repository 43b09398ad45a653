"""Notes: the parts of an annotation as the Markdown that an editor would have written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from builder.model import Reference


@dataclass(frozen=True)
class Draft:
    """A note or reply that is to be written."""

    title: str
    quotation: str
    """The block quote with its signs; empty for a note on the whole article."""
    properties: tuple[tuple[str, str], ...]
    """Key and value, in the order they are to stand; those without a value are left out."""
    sources: tuple[Reference, ...]
    comment: str
    replies: tuple[Draft, ...] = ()

    def with_reply(self, reply: Draft) -> Draft:
        """The same with one reply more."""
        return replace(self, replies=(*self.replies, reply))


def render_notes(drafts: Sequence[Draft], replies: Sequence[Draft] = ()) -> str:
    """A whole file of notes, and of replies to notes in other files."""
    notes = [part for draft in drafts for part in _parts(draft, "##")]
    return "\n\n".join([*notes, *(part for reply in replies for part in _parts(reply, "###"))]) + "\n"


def _source(source: Reference) -> str:
    """A source as it stands in the list of properties."""
    words = f"[{source.label}]({source.url})" if source.url and source.label != source.url else source.label
    return f"{words}, [archived]({source.archived})" if source.archived else words


def heading_text(words: str) -> str:
    """The words as a title: one line, none of the signs that begin something else."""
    line = re.sub(r"(?<=\s)(?:>|##)(?=\s)", " ", re.sub(r"\s*[\r\n]+\s*", " ", words))
    return re.sub(r"\s+#+$", "", line.strip())


def _parts(draft: Draft, signs: str) -> Iterator[str]:
    yield f"{signs} {draft.title}"
    if draft.quotation:
        yield draft.quotation
    lines = [(key, " ".join(value.split())) for key, value in draft.properties]
    lines += [("source", _source(one)) for one in draft.sources]
    yield "\n".join(f"- {key}: {value}" for key, value in lines if value)
    if draft.comment:
        yield draft.comment
    for reply in draft.replies:
        yield from _parts(reply, "###")
