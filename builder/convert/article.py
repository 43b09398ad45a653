"""Article: one capture as the text of an article file, every word of it proven."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import zip_longest
from typing import Any

from builder.convert.capture import read_capture
from builder.convert.extraction import Extracted, extract_by_profile, whole
from builder.convert.heuristics import extract_heuristically, is_page
from builder.convert.markup import markdown
from builder.convert.profile import CLEANED, Profile
from builder.convert.quotations import quoted
from builder.files import text_sha256
from builder.frontmatter import dump
from builder.markdown import MarkdownError, reading_text
from builder.problems import ContentError, Place, Problem, did_you_mean

TITLE_LIMIT = 300
GIVEN = "given by the archive"
SOURCES = "content/sources"


@dataclass(frozen=True)
class Origin:
    """Where a capture comes from, and what is known of it besides."""

    file: str
    """Relative to content/sources/, with forward slashes."""
    profiles: tuple[Profile, ...] = ()
    language: str = "en"
    """Of the archive; a profile may say otherwise."""
    profile: str = ""
    """The profile to use, or `cleaned`; empty for the one that fits."""
    day: date | None = None
    """Day of publication, when the archivist knows it; it goes before any other."""
    captured: str = ""

    @property
    def place(self) -> Place:
        """The capture, as problems name it."""
        return Place(f"{SOURCES}/{self.file}")


@dataclass(frozen=True)
class Conversion:
    """An article file, and what is worth telling of how it was made."""

    text: str
    title: str
    read: str
    """Reading text of the body."""
    day: date | None
    words: int
    """In title and body."""
    left_out: int
    """Words of the capture that are not in the article."""
    guessed: int
    """Paragraphs held for quotations by the words before them alone."""


def convert(capture: bytes, *, origin: Origin) -> str:
    """The whole article file, front matter and body; raises ContentError when its words would not be the capture's."""
    return conversion(capture, origin=origin).text


def conversion(capture: bytes, *, origin: Origin) -> Conversion:
    """The same, with figures about it."""
    lines = read_capture(capture, origin.place.path).lines
    profile = _profile(origin, lines)
    found = _found(lines, profile, origin)
    is_quoted, guessed = quoted(found.paragraphs, profile.quote_gap if profile else 0)
    body = markdown(found.paragraphs, is_quoted)
    read = _proven(body, found, origin)
    values = _front_matter(found, profile, origin, sha256(capture).hexdigest(), text_sha256(found.title, read))
    words = len(found.title.split()) + len(read.split())
    return Conversion(
        text=f"---\n{dump(values)}---\n\n{body}",
        title=found.title,
        read=read,
        day=values.get("date"),
        words=words,
        left_out=sum(len(line.split()) for line in lines) - words,
        guessed=guessed,
    )


def _profile(origin: Origin, lines: tuple[str, ...]) -> Profile | None:
    if origin.profile == CLEANED:
        return None
    if not origin.profile:
        return next((profile for profile in origin.profiles if profile.fits(lines)), None)
    known = {profile.id: profile for profile in origin.profiles}
    if origin.profile not in known:
        help_ = did_you_mean(origin.profile, known) or f"profiles are: {', '.join((*known, CLEANED))}"
        raise ContentError(Problem("C504", f"there is no profile `{origin.profile}`", origin.place, help_))
    return known[origin.profile]


def _found(lines: Sequence[str], profile: Profile | None, origin: Origin) -> Extracted:
    if profile is not None:
        found = extract_by_profile(lines, profile)
        help_ = f"the profile `{profile.id}` leaves no title with a text below it: look at its patterns"
    elif origin.profile == CLEANED or not is_page(lines):
        found = whole(lines)
        help_ = "write the title on the first line and the text below it"
    else:
        found = extract_heuristically(lines)
        help_ = "write a profile for pages of this kind, or use --profile cleaned if all of the file is the article"
    if found is None:
        raise ContentError(Problem("C503", "no article is found in the capture", origin.place, help_))
    if len(found.title) > TITLE_LIMIT:
        message = f"the title would have {len(found.title):,} characters; at most {TITLE_LIMIT} are allowed"
        raise ContentError(Problem("C503", message, origin.place, help_))
    return found


def _proven(body: str, found: Extracted, origin: Origin) -> str:
    """The reading text of the body, once it is known to hold the capture's words and no others."""
    words = [word for paragraph in found.paragraphs for word in paragraph.text.split()]
    try:
        read = reading_text(body)
    except MarkdownError as error:
        help_ = "shorten or divide the capture's text, or write the article by hand"
        raise ContentError(Problem("C501", f"the article would hold {error}", origin.place, help_)) from error
    kept = read.split()
    if kept != words:
        pairs = enumerate(zip_longest(kept, words))
        at = next(number for number, (one, other) in pairs if one != other)
        # Which words is not said: they may be anything, and this goes into logs.
        message = f"the article would differ from the capture from its word {at + 1:,} on"
        raise ContentError(Problem("C501", message, origin.place, "write this article by hand, and report the capture"))
    return read


def _front_matter(found: Extracted, profile: Profile | None, origin: Origin, sha: str, text_sha: str) -> dict[str, Any]:
    """What is known of the article, in the order of the documentation; what is not known is left out."""
    settings = profile.set if profile else None
    day, date_from = (origin.day, GIVEN) if origin.day else (found.day, found.date_from)
    source = {
        "file": origin.file,
        "sha256": sha,
        "captured": origin.captured,
        "text_sha256": text_sha,
        "profile": profile.id if profile else origin.profile,
        "date_from": date_from,
    }
    values: dict[str, Any] = {
        "title": found.title,
        "date": day,
        "authors": list(found.authors),
        "publisher": settings.publisher if settings else "",
        "language": (settings.language if settings else "") or origin.language,
        "topics": list(settings.topics) if settings else [],
        "source": {key: value for key, value in source.items() if value},
        "rights": settings.rights if settings else "",
    }
    return {key: value for key, value in values.items() if value}
