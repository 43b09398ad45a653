"""Properties: the list under a quotation, each value checked with its place in the file."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from unicodedata import normalize

from builder.config import Config
from builder.dates import DAY, help_for
from builder.load.references import EXAMPLE, SyntaxProblem, read_reference
from builder.model import Origin, Reference, Withdrawal
from builder.problems import Place, Problem, did_you_mean
from builder.schema import LANGUAGE
from builder.slugs import is_identifier

NOTE_KEYS = (
    "type", "by", "date", "updated", "status", "source", "tags", "verdict", "claim", "claimant", "lang", "id", "see",
    "region", "imported-from", "withdrawn", "reason",
)  # fmt: skip
REPLY_KEYS = (
    "type", "by", "date", "updated", "status", "source", "lang", "id", "reply-to", "imported-from", "withdrawn",
    "reason",
)  # fmt: skip
KEYS = (*NOTE_KEYS, "reply-to")
WORDS_DIGITS = 12
"""Digits of the checksum in `imported-from`."""
REQUIRED = ("type", "by", "date")
STATUSES = ("published", "draft")
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
ORIGIN = re.compile(rf"(\S+)(?: ([0-9a-f]{{{WORDS_DIGITS}}}))?")


def _is_target(text: str) -> bool:
    """Whether this is an annotation or reply of the same article; `note--reply`, as in addresses, is a reply."""
    note, _, reply = text.partition("--")
    return is_identifier(note) and (is_identifier(reply) or text == note)


FORMATS: Mapping[str, tuple[Callable[[str], object], str, str]] = {
    "id": (is_identifier, "is not an id", "write letters, digits and single hyphens"),
    "reply-to": (_is_target, "is not an id", "write the id of the annotation or reply, from the end of its address"),
    "imported-from": (ORIGIN.fullmatch, "is not an id and a checksum", "keep the line as the import wrote it"),
    "lang": (LANGUAGE.fullmatch, "is not a language tag", "write one such as en or pt-BR"),
}
"""By key: whether a value is one, the message for an invalid value, and how to fix it."""
IDS = ("id", "see", "reply-to")
"""Properties with ids, which are the same however their accents are encoded."""


@dataclass(frozen=True)
class Property:
    """One property of the list."""

    key: str
    value: str
    place: Place
    starts: tuple[tuple[int, Place], ...] = ()
    """For each line of the value: the index of its first character, and its place in the file."""

    def place_at(self, position: int) -> Place:
        """The place of a character of the value, which may continue over several lines."""
        start, place = max((one for one in self.starts if one[0] <= position), default=(position, self.place))
        return Place(place.path, place.line, place.column + position - start)


class Properties:
    """The properties of one annotation or reply, with the defaults of its file."""

    def __init__(
        self, listed: Sequence[Property], defaults: Mapping[str, str], keys: Sequence[str], config: Config, place: Place
    ) -> None:
        self._listed, self._keys, self._config, self._place = listed, keys, config, place
        values = {**defaults, **{one.key: one.value for one in listed if one.value}}
        self._values = values | {key: normalize("NFC", values[key]) for key in IDS if key in values}

    def text(self, key: str) -> str:
        """The value; empty when there is no such property."""
        return self._values.get(key, "")

    def day(self, key: str) -> dt.date | None:
        """The value as a day; None when it is not one."""
        value = self.text(key)
        try:
            return dt.date.fromisoformat(value) if ISO_DAY.fullmatch(value) else None
        except ValueError:
            return None

    def withdrawal(self) -> Withdrawal | None:
        """When and why the note was withdrawn; None without a valid day."""
        day = self.day("withdrawn")
        return Withdrawal(day, self.text("reason")) if day else None

    def names(self, key: str) -> tuple[str, ...]:
        """The value as a list, split at commas."""
        return tuple(dict.fromkeys(name for part in self.text(key).split(",") if (name := part.strip())))

    def sources(self) -> tuple[Reference, ...]:
        """Each valid `source:`."""
        read = (read_reference(one.value, one.place.line) for one in self._listed if one.key == "source" and one.value)
        return tuple(one for one in read if isinstance(one, Reference))

    def origin(self) -> Origin | None:
        """The web annotation that it was imported from; None when there is none, or the value is not valid."""
        match = ORIGIN.fullmatch(self.text("imported-from"))
        return Origin(match[1], match[2] or "") if match else None

    def region(self) -> tuple[float, float, float, float] | None:
        """x, y, width and height in percent; None when they are not inside the image."""
        try:
            x, y, width, height = (float(part) for part in self.text("region").split(","))
        except ValueError:
            return None
        inside = x >= 0 and y >= 0 and width > 0 and height > 0 and x + width <= 100 and y + height <= 100
        return (x, y, width, height) if inside else None

    def check(self, *, image: bool) -> Iterator[Problem]:
        """Every problem of the list; `image` says whether the quotation is an image."""
        yield from self._missing()
        yield from self._duplicates()
        for one in self._listed:
            if one.key in self._keys:
                yield from self.value_problems(one)
            else:
                yield self._unknown(one)
        if self.text("region") and not image:
            message = "`region` is only for a quotation that is an image"
            yield self._problem("region", "N122", message, "quote the image: > ![](picture.png)")
        if self.text("reason") and not self.text("withdrawn"):
            help_ = "write - withdrawn: and the day, or remove the reason"
            yield self._problem("reason", "N122", "`reason` is only for a note that is withdrawn", help_)
        if self.text("verdict") and self.text("type") != "fact-check":
            help_ = "write - type: fact-check, or remove the verdict"
            yield self._problem("verdict", "N122", "`verdict` is only for the type fact-check", help_)

    def _problem(self, key: str, code: str, message: str, help_: str) -> Problem:
        place = next((one.place for one in self._listed if one.key == key), self._place)
        return Problem(code, message, place, help_)

    def _missing(self) -> Iterator[Problem]:
        withdrawn = bool(self.text("withdrawn"))
        required = ["reason"] if withdrawn else [*REQUIRED]
        if self.text("type") == "fact-check" and "verdict" in self._keys and not withdrawn:
            required += ["verdict", "source"]
        if self.text("type") == "source" and not withdrawn:
            required += ["source"]
        for key in required:
            if not self.text(key):
                yield Problem("N121", f"`{key}` is missing", self._place, f"add a line - {key}: {self._example(key)}")

    def _example(self, key: str) -> str:
        return {
            "type": " or ".join(self._config.annotation_types),
            "by": next(iter(self._config.editors), "your name or desk"),
            "date": "2026-11-22 (year-month-day)",
            "verdict": " or ".join(self._config.verdicts),
            "source": EXAMPLE,
            "reason": "a sentence for readers",
        }[key]

    def _duplicates(self) -> Iterator[Problem]:
        places: dict[str, Place] = {}
        for one in self._listed:
            unique = f"{one.key} {one.value}" if one.key == "source" else one.key
            first = places.setdefault(unique, one.place)
            if first is not one.place:
                help_ = f"keep one; the other is on line {first.line}"
                yield Problem("N125", f"duplicate property `{one.key}`", one.place, help_)
        for key in ("tags", "see"):
            names = [name.strip() for name in self.text(key).split(",")]
            for name in sorted({name for name in names if names.count(name) > 1}):
                yield self._problem(key, "N125", f"duplicate `{name}` in `{key}`", "keep one")

    def _unknown(self, one: Property) -> Problem:
        if one.key not in KEYS:
            known = f"use one of {', '.join(self._keys)}; leave a blank line above the comment"
            message = f"unknown property `{one.key}`"
            return Problem("N120", message, one.place, did_you_mean(one.key, self._keys) or known)
        if self._keys == REPLY_KEYS:
            help_ = f"a reply has {', '.join(self._keys)}; an annotation begins with ##"
            return Problem("N120", f"a reply cannot have `{one.key}`", one.place, help_)
        help_ = "a reply begins with three signs: ### and its title"
        return Problem("N120", f"an annotation cannot have `{one.key}`", one.place, help_)

    def value_problems(self, one: Property) -> Iterator[Problem]:
        """The problems of one value."""
        if not one.value:
            if one.key not in REQUIRED:
                yield Problem("N121", f"`{one.key}` has no value", one.place, "add a value, or remove the line")
        elif one.key in self._vocabularies:
            values = [part.strip() for part in one.value.split(",")] if one.key == "by" else [one.value]
            yield from _not_in(self._vocabularies[one.key], one, values)
        elif one.key == "source":
            read = read_reference(one.value)
            if isinstance(read, SyntaxProblem):
                yield Problem("N124", read.message, one.place_at(read.at) if read.at else one.place, read.help)
        else:
            yield from self._format_problems(one)

    def _format_problems(self, one: Property) -> Iterator[Problem]:
        """The problem of a day, region, id or language in another format."""
        if one.key in ("date", "updated", "withdrawn") and not self.day(one.key):
            is_date = ISO_DAY.fullmatch(one.value)
            message = f"there is no day {one.value}" if is_date else f"`{one.value[:80]}` is not a date"
            help_ = help_for(one.value, f"{one.key}: ", DAY)
            yield Problem("N123", f"`{one.key}`: {message}", one.place, help_)
        elif one.key == "region" and self.region() is None:
            help_ = "write left, top, width, height in percent: 10,20,30,40"
            yield Problem("N122", f"`{one.value[:80]}` is not inside the image", one.place, help_)
        elif one.key in FORMATS and not FORMATS[one.key][0](one.value):
            _, message, help_ = FORMATS[one.key]
            yield Problem("N122", f"`{one.value[:80]}` {message}", one.place, help_)

    @cached_property
    def _vocabularies(self) -> dict[str, tuple[str, ...]]:
        """The allowed values by key."""
        vocabularies = {
            "type": tuple(self._config.annotation_types),
            "verdict": tuple(self._config.verdicts),
            "status": STATUSES,
        }
        return vocabularies | ({"by": tuple(self._config.editors)} if self._config.editors else {})


def _not_in(vocabulary: Sequence[str], one: Property, values: Sequence[str]) -> Iterator[Problem]:
    for value in values:
        if value not in vocabulary:
            help_ = did_you_mean(value, vocabulary) or f"use one of {', '.join(vocabulary)}"
            help_ += ", or add the editor to `editors` in site.yaml" if one.key == "by" else ""
            yield Problem("N122", f"`{one.key}` cannot be `{value[:80]}`", one.place, help_)
