"""Properties: the list under a quotation, each value checked where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from builder.config import Config
from builder.load.references import EXAMPLE, SyntaxProblem, read_reference
from builder.model import Reference
from builder.problems import Place, Problem, did_you_mean

NOTE_KEYS = (
    "type", "by", "date", "updated", "status", "source", "tags", "verdict", "claim", "claimant", "lang", "id", "see",
    "region",
)  # fmt: skip
REPLY_KEYS = ("type", "by", "date", "updated", "status", "source", "lang", "id", "reply-to")
KEYS = (*NOTE_KEYS, "reply-to")
NEEDED = ("type", "by", "date")
STATUSES = ("published", "draft")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
IDENTITY = re.compile(r"\w+(-\w+)*")
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
SHAPES = {
    "id": (IDENTITY, "cannot be an id", "write letters, digits and single hyphens"),
    "reply-to": (IDENTITY, "cannot be an id", "write the id of the annotation, from the end of its address"),
    "lang": (LANGUAGE, "is no language tag", "write one such as en or pt-BR"),
}
"""What a value must look like, what is said of one that does not, and how to mend it."""


@dataclass(frozen=True)
class Property:
    """One line of the list."""

    key: str
    value: str
    place: Place
    starts: tuple[tuple[int, Place], ...] = ()
    """Where the value stands in the file: from which of its characters on, line by line."""

    def place_at(self, position: int) -> Place:
        """Where this character of the value stands; a continued value goes over several lines."""
        start, place = max((one for one in self.starts if one[0] <= position), default=(position, self.place))
        return Place(place.path, place.line, place.column + position - start)


class Properties:
    """The list of one annotation or reply, with the defaults of its file."""

    def __init__(
        self, listed: Sequence[Property], defaults: Mapping[str, str], keys: Sequence[str], config: Config, place: Place
    ) -> None:
        self._listed, self._keys, self._config, self._place = listed, keys, config, place
        self._values = {**defaults, **{one.key: one.value for one in listed if one.value}}

    @property
    def complete(self) -> bool:
        """Whether all that is needed has a value that can be used."""
        return bool(self.text("by") and self.day("date") and self.text("type") in self._config.annotation_types)

    def text(self, key: str) -> str:
        """The value, empty when the property is not there."""
        return self._values.get(key, "")

    def day(self, key: str) -> date | None:
        """The value as a day; None when it is none."""
        value = self.text(key)
        try:
            return date.fromisoformat(value) if DAY.fullmatch(value) else None
        except ValueError:
            return None

    def names(self, key: str) -> tuple[str, ...]:
        """The value as a list with commas."""
        return tuple(dict.fromkeys(name for part in self.text(key).split(",") if (name := part.strip())))

    def sources(self) -> tuple[Reference, ...]:
        """Each `source:` that can be read."""
        found = (read_reference(one.value, one.place.line) for one in self._listed if one.key == "source" and one.value)
        return tuple(one for one in found if isinstance(one, Reference))

    def region(self) -> tuple[float, float, float, float] | None:
        """x, y, width and height in percent; None when they are not within the image."""
        try:
            x, y, width, height = (float(part) for part in self.text("region").split(","))
        except ValueError:
            return None
        inside = x >= 0 and y >= 0 and width > 0 and height > 0 and x + width <= 100 and y + height <= 100
        return (x, y, width, height) if inside else None

    def check(self, *, image: bool) -> Iterator[Problem]:
        """Everything that is wrong with the list."""
        yield from self._missing()
        yield from self._twice()
        for one in self._listed:
            if one.key not in self._keys:
                yield self._unknown(one)
                continue
            yield from self.wrong(one)
        if self.text("region") and not image:
            yield self._at(
                "region", "N122", "`region` is for a quotation that is an image", "quote the image: > ![](picture.png)"
            )
        if self.text("verdict") and self.text("type") != "fact-check":
            yield self._at(
                "verdict",
                "N122",
                "`verdict` is for the type fact-check",
                "write - type: fact-check, or take the verdict out",
            )

    def _at(self, key: str, code: str, message: str, mend: str = "") -> Problem:
        place = next((one.place for one in self._listed if one.key == key), self._place)
        return Problem(code, message, place, mend)

    def _missing(self) -> Iterator[Problem]:
        needed = [*NEEDED]
        if self.text("type") == "fact-check" and "verdict" in self._keys:
            needed += ["verdict", "source"]
        if self.text("type") == "source":
            needed += ["source"]
        for key in needed:
            if not self.text(key):
                yield Problem("N121", f"`{key}` is missing", self._place, f"add a line - {key}: {self._example(key)}")

    def _example(self, key: str) -> str:
        return {
            "type": " or ".join(self._config.annotation_types),
            "by": next(iter(self._config.editors), "your name or desk"),
            "date": "2026-11-22 (year-month-day)",
            "verdict": " or ".join(self._config.verdicts),
            "source": EXAMPLE,
        }[key]

    def _twice(self) -> Iterator[Problem]:
        seen: dict[str, Place] = {}
        for one in self._listed:
            what = f"{one.key} {one.value}" if one.key == "source" else one.key
            if what in seen:
                yield Problem(
                    "N125", f"`{one.key}` stands twice", one.place, f"keep one; the other is on line {seen[what].line}"
                )
            seen.setdefault(what, one.place)

        for key in ("tags", "see"):
            names = [name.strip() for name in self.text(key).split(",")]
            for name in sorted({name for name in names if names.count(name) > 1}):
                yield self._at(key, "N125", f"`{name}` stands twice in `{key}`", "keep one")

    def _unknown(self, one: Property) -> Problem:
        if one.key in KEYS:
            is_reply = self._keys == REPLY_KEYS
            message = f"{'a reply' if is_reply else 'an annotation'} has no `{one.key}`"
            mend = (
                f"a reply has {', '.join(self._keys)}; an annotation begins with ##"
                if is_reply
                else "a reply begins with three signs: ### and its title"
            )
            return Problem("N120", message, one.place, mend)
        mend = (
            did_you_mean(one.key, self._keys) or f"known: {', '.join(self._keys)}; leave a line empty above the comment"
        )
        return Problem("N120", f"unknown property `{one.key}`", one.place, mend)

    def wrong(self, one: Property) -> Iterator[Problem]:
        """What is wrong with one value."""
        if not one.value:
            if one.key not in NEEDED:
                yield Problem("N121", f"`{one.key}` has no value", one.place, "write one, or take the line out")
        elif one.key in self._vocabularies:
            yield from self._not_among(one, self._vocabularies[one.key], [one.value])
        elif one.key == "by" and self._config.editors:
            yield from self._not_among(
                one, tuple(self._config.editors), [part.strip() for part in one.value.split(",")]
            )
        elif one.key in ("date", "updated") and not self.day(one.key):
            yield _no_day(one)
        elif one.key == "source":
            read = read_reference(one.value)
            if isinstance(read, SyntaxProblem):
                yield Problem("N124", read.message, one.place_at(read.at) if read.at else one.place, read.help)
        elif one.key == "region" and self.region() is None:
            mend = "write left, top, width, height in percent: 10,20,30,40"
            yield Problem("N122", f"`{one.value[:80]}` is no part of an image", one.place, mend)
        elif one.key in SHAPES and not SHAPES[one.key][0].fullmatch(one.value):
            _, what, mend = SHAPES[one.key]
            yield Problem("N122", f"`{one.value[:80]}` {what}", one.place, mend)

    @cached_property
    def _vocabularies(self) -> dict[str, tuple[str, ...]]:
        return {
            "type": tuple(self._config.annotation_types),
            "verdict": tuple(self._config.verdicts),
            "status": STATUSES,
        }

    @staticmethod
    def _not_among(one: Property, known: Sequence[str], values: Sequence[str]) -> Iterator[Problem]:
        for value in values:
            if value not in known:
                mend = did_you_mean(value, known) or f"known: {', '.join(known)}"
                yield Problem("N122", f"`{one.key}` cannot be `{value[:80]}`", one.place, mend)


def _no_day(one: Property) -> Problem:
    if DAY.fullmatch(one.value):
        return Problem(
            "N123", f"`{one.key}`: there is no day {one.value}", one.place, "write year-month-day, such as 2026-11-22"
        )
    return Problem(
        "N123", f"`{one.key}` cannot be `{one.value[:80]}`", one.place, "write year-month-day, such as 2026-11-22"
    )
