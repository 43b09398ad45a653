"""Linked: the names in a story as links in its Markdown, for a builder that cannot find them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

from tests.bench.corpus import Entity, Note, Story
from tests.bench.sites import ADDRESS

BELOW = ADDRESS.removeprefix("https://example.org")
"""The folder of the site on its host."""


class Linked(NamedTuple):
    """A story's text in Markdown with the links of its names, and how often it names each entity."""

    text: str
    mentions: dict[str, int]


class Names:
    """What our linker finds, near enough: whole names wherever they stand, surnames of those named in full."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        self._kinds = {entity.id: entity.kind for entity in entities}
        self.entities_by_name: defaultdict[str, list[str]] = defaultdict(list)
        """Ids by name."""
        for entity in entities:
            for name in dict.fromkeys((entity.name, *entity.aliases, *([entity.short] if entity.short else []))):
                self.entities_by_name[name].append(entity.id)
        self._whole = {name for entity in entities for name in (entity.name, *entity.aliases)}
        by_first: defaultdict[str, list[str]] = defaultdict(list)
        for name in sorted(self.entities_by_name, key=len, reverse=True):
            by_first[name.split(" ")[0]].append(name)
        self._by_first = dict(by_first)

    def linked(self, story: Story) -> Linked:
        """The first mention of each entity is a link, every mention has an id, and a note's words are marked."""
        found = [list(self._found(paragraph)) for paragraph in story.paragraphs]
        known = {
            self.entities_by_name[one.name][0]
            for one in (one for of_paragraph in found for one in of_paragraph)
            if one.name in self._whole and len(self.entities_by_name[one.name]) == 1
        }
        counts: Counter[str] = Counter()
        paragraphs = []
        for paragraph, places in zip(story.paragraphs, found, strict=True):
            spans = []
            for place in places:
                candidates = self.entities_by_name[place.name]
                likely = candidates if len(candidates) == 1 else [one for one in candidates if one in known]
                if len(likely) == 1 and (place.name not in self._whole or len(candidates) == 1):
                    counts[likely[0]] += 1
                    spans.append(self._span(place, likely[0], counts[likely[0]]))
            spans += _marks(paragraph, spans, story.notes)
            identifier = sha256(paragraph.encode()).hexdigest()[:8]
            paragraphs.append(f"{_laid_over(paragraph, spans)}\n{{#p-{identifier}}}")
        return Linked("\n\n".join(paragraphs) + "\n", dict(counts))

    def _found(self, text: str) -> Iterator[Place]:
        end = 0
        for word in re.finditer(r"\b[A-Z]\w*\.?", text):
            start = word.start()
            firsts = dict.fromkeys((word[0], word[0].rstrip(".")))
            names = (name for first in firsts for name in self._by_first.get(first, ()))
            name = next((one for one in names if text.startswith(one, start) and not _goes_on(text, start, one)), "")
            if name and start >= end:
                end = start + len(name)
                yield Place(start, end, name)

    def _span(self, place: Place, entity: str, number: int) -> Span:
        if number > 1:
            return Span(place.start, place.end, f'<span id="m-{entity}-{number}">', "</span>")
        address = f"{BELOW}/entities/{entity}/"
        opening = f'<a class="entity is-{self._kinds[entity]}" href="{address}" id="m-{entity}-{number}">'
        return Span(place.start, place.end, opening, "</a>")


class Place(NamedTuple):
    """Where a name stands in a paragraph."""

    start: int
    end: int
    name: str


class Span(NamedTuple):
    """HTML around some characters of a paragraph."""

    start: int
    end: int
    opening: str
    closing: str


def _goes_on(text: str, start: int, name: str) -> bool:
    return text[start + len(name) : start + len(name) + 1].isalnum()


def _marks(paragraph: str, links: Sequence[Span], notes: Sequence[Note]) -> Iterator[Span]:
    """Of the notes whose words stand here as they are; none cuts a link in two."""
    for number, note in enumerate(notes, 1):
        start = paragraph.find(note.quotation)
        end = start + len(note.quotation)
        if start >= 0 and not any(one.start < start < one.end or one.start < end < one.end for one in links):
            opening = f'<mark class="note-words is-context n{number}" id="ref-{slug(note.title)}">'
            yield Span(start, end, opening, "</mark>")


def _laid_over(text: str, spans: Sequence[Span]) -> str:
    inserted: list[tuple[int, int, int, str]] = []
    for start, end, opening, closing in spans:
        # At one place what ends is closed before what begins, and the longer is opened first and closed last.
        inserted += [(start, 1, start - end, opening), (end, 0, end - start, closing)]
    pieces, last = [], 0
    for place, _, _, tag in sorted(inserted):
        pieces += [text[last:place], tag]
        last = place
    return "".join([*pieces, text[last:]])


def slug(words: str) -> str:
    """As an address or an id has them."""
    return re.sub(r"\W+", "-", words.lower()).strip("-")
