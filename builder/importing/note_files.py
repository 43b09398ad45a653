"""Note files: drafts of annotations as the Markdown that an editor would write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from builder.model import Reference


@dataclass(frozen=True)
class Draft:
    """A new annotation or reply."""

    title: str
    quotation: str
    """The block quote with its `>`; empty for an annotation of the whole article."""
    properties: tuple[tuple[str, str], ...]
    """Keys and values in the order of the file; empty values are not written."""
    sources: tuple[Reference, ...]
    comment: str
    replies: tuple[Draft, ...] = ()

    def with_reply(self, reply: Draft) -> Draft:
        """A copy with one more reply."""
        return replace(self, replies=(*self.replies, reply))


def render_notes(notes: Sequence[Draft], replies: Sequence[Draft] = ()) -> str:
    """The text of an annotations file; `replies` are those to annotations in other files."""
    parts = [part for note in notes for part in _parts(note, "##")]
    return "\n\n".join([*parts, *(part for reply in replies for part in _parts(reply, "###"))]) + "\n"


def _parts(draft: Draft, signs: str) -> Iterator[str]:
    yield f"{signs} {draft.title}"
    if draft.quotation:
        yield draft.quotation
    properties = [(key, " ".join(value.split())) for key, value in draft.properties]
    properties += [("source", _source(one)) for one in draft.sources]
    yield "\n".join(f"- {key}: {value}" for key, value in properties if value)
    if draft.comment:
        yield draft.comment
    for reply in draft.replies:
        yield from _parts(reply, "###")


def _source(source: Reference) -> str:
    """The value of a `source` property."""
    link = f"[{source.label}]({source.url})" if source.url and source.label != source.url else source.label
    return f"{link}, [archived]({source.archived})" if source.archived else link


def heading_text(text: str) -> str:
    """The text on one line, without characters that would begin another part of the file."""
    line = re.sub(r"(?<=\s)(?:>|##)(?=\s)", " ", re.sub(r"\s*[\r\n]+\s*", " ", text))
    return re.sub(r"\s+#+$", "", line.strip())
