"""Origins: the web annotation that each imported annotation or reply was made from, and the words it had then."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import chain, product
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from builder.config import Config
from builder.files import read_bytes, text_sha256
from builder.importing.web_annotations import HYPOTHESIS, WebAnnotation
from builder.load.properties import WORDS_DIGITS
from builder.model import Anchor, Annotation, Reply, Site, WithdrawnNote
from builder.paths import ANNOTATIONS

PROPERTY = re.compile(r"^\s*[-*+][ \t]+imported-from[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
EXCERPT, BEFORE = 160, 40
"""Characters of a changed text in a message, and of those before the change."""


def origin_id(identifier: str) -> str:
    """The id of a web annotation as `imported-from` has it: without spaces and control characters."""
    return "".join(quote(one) if one.isspace() or not one.isprintable() else one for one in identifier)


def origin_key(identifier: str) -> str:
    """The same for all forms of an id."""
    return origin_id(identifier).removeprefix(HYPOTHESIS)


@dataclass(frozen=True)
class Words:
    """What an import takes over from a web annotation; the rest of a note is for editors to decide."""

    heading: str
    """Its own title; empty if the heading is made of the comment."""
    passage: str
    """Its letters and digits in lower case; empty for a reply, an image and a whole article."""
    comment: str
    sources: str = ""
    tags: str = ""
    verdict: str = ""
    claim: str = ""
    claimant: str = ""
    region: str = ""

    @cached_property
    def digest(self) -> str:
        """The checksum of `imported-from`."""
        parts = (self.heading, self.passage, self.comment, self.sources, self.tags, self.verdict, self.claim)
        return text_sha256("\0".join((*parts, self.claimant, self.region)))[:WORDS_DIGITS]


def words_of(entry: Annotation | Reply, *, heading: str, passage: str) -> Words:
    """The words of an annotation or reply, with this heading and this passage."""
    passage = "".join(letter for letter in passage.casefold() if letter.isalnum())
    sources = "; ".join(" ".join(filter(None, (one.label, one.url, one.archived))) for one in entry.sources)
    if isinstance(entry, Reply):
        return Words(heading, passage, entry.comment, sources)
    region = ",".join(f"{number:g}" for number in entry.region or ())
    tags = ", ".join(entry.tags)
    return Words(heading, passage, entry.comment, sources, tags, entry.verdict, entry.claim, entry.claimant, region)


def differences(old: Words, new: Words) -> str:
    """The old and the new words of each part that differs."""
    return "; ".join(
        f"{field.name} “{_excerpt(before, after)}” is now “{_excerpt(after, before)}”"
        for field in fields(Words)
        if (before := getattr(old, field.name)) != (after := getattr(new, field.name))
    )


def _excerpt(text: str, other: str) -> str:
    """The text on one line, from shortly before its first difference from another, without control characters."""
    text, other = (" ".join(one.split()) for one in (text, other))
    text = "".join(one for one in text if one.isprintable())
    same = next((at for at, (one, two) in enumerate(zip(text, other, strict=False)) if one != two), len(other))
    start = text.rfind(" ", 0, max(0, min(same, len(text)) - BEFORE) + 1) + 1 if same > BEFORE else 0
    cut = text[start : start + EXCERPT]
    return f"{'… ' if start else ''}{cut}{'…' if len(text) > start + EXCERPT else ''}"


class Known(NamedTuple):
    """An annotation of the archive, or a reply to it."""

    anchor: Anchor
    reply: Reply | None

    @property
    def note(self) -> Annotation:
        """The annotation, also of a reply."""
        return self.anchor.annotation

    @property
    def entry(self) -> Annotation | Reply:
        """The reply, or else the annotation."""
        return self.reply or self.note


class KnownNotes:
    """The annotations and replies of the archive, and the origin of those that were imported."""

    def __init__(self, site: Site, config: Config) -> None:
        self._site, self._config = site, config

    def possible_words(self, known: Known) -> Iterator[Words]:
        """The words of an annotation or reply, with each heading and passage that may be from elsewhere."""
        passages = ["" if known.reply else known.note.quote]
        if not known.reply and known.anchor.passage:
            passages.append(self._site.texts[known.note.article].text[slice(*known.anchor.passage)])
        for heading, passage in product((known.entry.title, ""), passages):
            yield words_of(known.entry, heading=heading, passage=passage)

    def words(self, known: Known, *, like: Words) -> Words:
        """The words of an annotation or reply, those of its passage and heading as near as may be to others."""
        possible = list(self.possible_words(known))
        found = next((one for one in possible if one.passage == like.passage), possible[0])
        return found if like.heading else replace(found, heading="")

    def on(self, article: str, note: str = "") -> Iterator[Known]:
        """The annotations on an article; with the id of one, the replies to it instead."""
        for anchor in self._site.anchors.get(article, ()):
            if not note:
                yield Known(anchor, None)
            elif anchor.annotation.id == note:
                yield from (Known(anchor, reply) for reply in anchor.annotation.replies)

    @cached_property
    def by_origin(self) -> dict[str, Known]:
        """By `origin_key`: the first annotation or reply that was made from it."""
        anchors = (anchor for anchors in self._site.anchors.values() for anchor in anchors)
        known = (Known(one, reply) for one in anchors for reply in (None, *one.annotation.replies))
        imported = ((one.entry.origin, one) for one in known if one.entry.origin)
        found: dict[str, Known] = {}
        for origin, one in sorted(imported, key=lambda pair: pair[1].entry.place):
            found.setdefault(origin_key(origin.id), one)
        return found

    def of(self, one: WebAnnotation) -> Known | None:
        """The annotation or reply that was made from a web annotation, or from what that was made from."""
        keys = (origin_key(identifier) for identifier in (one.id, one.via) if identifier)
        return next((self.by_origin[key] for key in keys if key in self.by_origin), None)

    def withdrawn_on(self, article: str) -> tuple[WithdrawnNote, ...]:
        """The withdrawn annotations on an article, and the withdrawn replies to its annotations."""
        return self._site.withdrawn_notes.get(article, ())

    @cached_property
    def _withdrawn_origins(self) -> frozenset[str]:
        notes = chain.from_iterable(self._site.withdrawn_notes.values())
        return frozenset(origin_key(one.origin) for one in notes if one.origin)

    def has_withdrawn(self, *identifiers: str) -> bool:
        """Whether a withdrawn annotation or reply was made from a web annotation with one of these ids."""
        return any(origin_key(one) in self._withdrawn_origins for one in identifiers if one)

    @cached_property
    def unreadable(self) -> dict[str, str]:
        """By `origin_key`: the file with errors in which an annotation has this origin and cannot be read."""
        found: dict[str, str] = {}
        for path in sorted(self._site.invalid_paths):
            if path.startswith(ANNOTATIONS):
                content = read_bytes(self._config.root / path, self._config.root)
                text = content.decode("utf-8", "replace")
                found |= {origin_key(identifier): path for identifier in PROPERTY.findall(text)}
        return {key: path for key, path in found.items() if key not in self.by_origin}

    def missing(self, articles: set[str], incoming: set[str]) -> Iterator[Known]:
        """Those on these articles that come from where the incoming ones do, and are not among them."""
        services = set(map(_service, incoming))
        for key, one in self.by_origin.items():
            if key not in incoming and one.note.article in articles and _service(key) in services:
                yield one


def _service(key: str) -> str:
    """What gives an id: the host of an address; the same for all ids that are none."""
    try:
        return urlsplit(key).netloc.lower()
    except ValueError:
        return ""
