"""Article: one capture as the text of an article file, whose words are verified against the capture."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import zip_longest
from typing import Any

from builder.convert.capture import read_capture
from builder.convert.extraction import Extracted, extract_by_profile, extract_cleaned
from builder.convert.heuristics import extract_heuristically, is_page
from builder.convert.markup import markdown
from builder.convert.profile import CLEANED, Profile, SetKeys
from builder.convert.quotations import detect_quotations
from builder.dates import Date
from builder.files import text_sha256
from builder.frontmatter import dump
from builder.markdown import MarkdownError, reading_text
from builder.problems import ContentError, Place, Problem, did_you_mean

TITLE_LIMIT = 300
DATE_GIVEN = "given by the archive"
SOURCES = "content/sources"


@dataclass(frozen=True)
class Origin:
    """Where a capture comes from, and the options of its conversion."""

    file: str
    """Relative to content/sources/, with forward slashes."""
    profiles: tuple[Profile, ...] = ()
    language: str = "en"
    """Default language of the archive; a profile may set another."""
    profile: str = ""
    """Id of the profile to use, or `cleaned`; empty for the first that fits."""
    date: Date | None = None
    """Date of publication given by the archivist; overrides all other dates."""
    captured: str = ""

    @property
    def place(self) -> Place:
        """The path of the capture, for problems."""
        return Place(f"{SOURCES}/{self.file}")


@dataclass(frozen=True)
class Conversion:
    """An article file, and figures about its conversion."""

    text: str
    title: str
    reading_text: str
    """Of the body."""
    date: Date | None
    words: int
    """In title and body."""
    words_left_out: int
    """Words of the capture that the article does not have."""
    guessed_quotations: int
    """Paragraphs taken for quotations only because of the paragraph before them."""


def convert(capture: bytes, *, origin: Origin) -> Conversion:
    """The article file of a capture; raises ContentError when its words would differ from the capture's."""
    lines = read_capture(capture, origin.place.path)
    profile = _profile(origin, lines)
    extracted = _extract(lines, profile, origin)
    is_quoted, guessed = detect_quotations(extracted.paragraphs, profile.quote_gap if profile else 0)
    body = markdown(extracted.paragraphs, is_quoted)
    text = _verified_text(body, extracted, origin)
    values = _front_matter(extracted, profile, origin, capture, text)
    words = len(extracted.title.split()) + len(text.split())
    return Conversion(
        text=f"---\n{dump(values)}---\n\n{body}",
        title=extracted.title,
        reading_text=text,
        date=values.get("date"),
        words=words,
        words_left_out=sum(len(line.split()) for line in lines) - words,
        guessed_quotations=guessed,
    )


def _profile(origin: Origin, lines: tuple[str, ...]) -> Profile | None:
    if origin.profile == CLEANED:
        return None
    if not origin.profile:
        return next((profile for profile in origin.profiles if profile.fits(lines)), None)
    by_id = {profile.id: profile for profile in origin.profiles}
    if origin.profile not in by_id:
        help_ = did_you_mean(origin.profile, by_id) or f"use one of {', '.join((*by_id, CLEANED))}"
        raise ContentError(Problem("C504", f"there is no profile `{origin.profile}`", origin.place, help_))
    return by_id[origin.profile]


def _extract(lines: Sequence[str], profile: Profile | None, origin: Origin) -> Extracted:
    if profile is not None:
        extracted = extract_by_profile(lines, profile)
        help_ = f"the profile `{profile.id}` leaves no title with text below it: check its patterns"
    elif origin.profile == CLEANED or not is_page(lines):
        extracted = extract_cleaned(lines)
        help_ = "write the title on the first line and the text below it"
    else:
        extracted = extract_heuristically(lines)
        help_ = "write a profile for this site, or use --profile cleaned if the whole file is the article"
    if extracted is None:
        raise ContentError(Problem("C503", "no article was found in the capture", origin.place, help_))
    if len(extracted.title) > TITLE_LIMIT:
        message = f"the title would have {len(extracted.title):,} characters; at most {TITLE_LIMIT} are allowed"
        raise ContentError(Problem("C503", message, origin.place, help_))
    return extracted


def _verified_text(body: str, extracted: Extracted, origin: Origin) -> str:
    """The reading text of the body; raises ContentError unless it has exactly the words of the capture."""
    words = [word for paragraph in extracted.paragraphs for word in paragraph.text.split()]
    try:
        text = reading_text(body)
    except MarkdownError as error:
        help_ = "shorten or split the capture's text, or write the article by hand"
        raise ContentError(Problem("C501", f"the article would have {error}", origin.place, help_)) from error
    written = text.split()
    if written != words:
        pairs = enumerate(zip_longest(written, words), 1)
        at = next(number for number, (word, captured) in pairs if word != captured)
        # The words themselves are not printed: they may be anything, and problems go into logs.
        message = f"the article would differ from the capture from word {at:,} on"
        raise ContentError(Problem("C501", message, origin.place, "write this article by hand, and report the capture"))
    return text


def _front_matter(
    extracted: Extracted, profile: Profile | None, origin: Origin, capture: bytes, text: str
) -> dict[str, Any]:
    """The front matter in the documented order, without empty values."""
    settings = profile.set if profile else SetKeys()
    found = Date.of(extracted.day) if extracted.day else None
    date, date_from = (origin.date, DATE_GIVEN) if origin.date else (found, extracted.date_from)
    source = {
        "file": origin.file,
        "sha256": sha256(capture).hexdigest(),
        "captured": origin.captured,
        "text_sha256": text_sha256(extracted.title, text),
        "profile": profile.id if profile else origin.profile,
        "date_from": date_from,
    }
    values: dict[str, Any] = {
        "title": extracted.title,
        "date": date,
        "authors": list(extracted.authors),
        "publisher": settings.publisher,
        "language": settings.language or origin.language,
        "topics": list(settings.topics),
        "source": {key: value for key, value in source.items() if value},
        "rights": settings.rights,
    }
    return {key: value for key, value in values.items() if value}
