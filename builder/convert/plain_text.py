"""Plain text: the text of an article, or of the whole page that it was on."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from builder.convert.capture import Capture, Document, Format, Options
from builder.convert.decoding import Repaired, decoded, is_text, is_utf, is_western, repaired
from builder.convert.extraction import Extracted, extract_by_profile, extract_cleaned
from builder.convert.head_lines import date_of_name
from builder.convert.heuristics import extract_heuristically, has_boilerplate, is_page
from builder.convert.markup import markdown
from builder.convert.profile import CLEANED, Profile, SetKeys
from builder.convert.quotations import detect_quotations
from builder.dates import Date
from builder.problems import ContentError, Problem, did_you_mean


def read(capture: Capture, options: Options) -> Document:
    """The article in a text; raises ContentError when there is none."""
    profile = _profile(capture, options)
    text, repairs = _text(capture, profile)
    lines = _lines(text)
    extracted = _extract(lines, profile, capture, options)
    is_quoted, guessed = detect_quotations(extracted.paragraphs, profile.quote_gap if profile else 0)
    settings = profile.set if profile else SetKeys()
    head = extracted.head
    found, date_from = _date(head.date, extracted.date_from, capture.file)
    return Document(
        title=extracted.title,
        body=markdown(extracted.paragraphs, is_quoted),
        words=" ".join(paragraph.text for paragraph in extracted.paragraphs),
        date=found,
        values={
            "authors": list(head.authors),
            "publisher": settings.publisher,
            "place": head.place,
            "language": settings.language,
            "topics": list(settings.topics),
            "rights": settings.rights,
        },
        source={
            "profile": profile.id if profile else options.profile,
            "date_from": date_from,
            "meta": {
                **({"head": list(head.as_written)} if head.as_written else {}),
                **({"repairs": repairs} if repairs else {}),
            },
        },
        problems=tuple(_other_calendar(capture, head.calendar)),
        words_in_capture=sum(len(line.split()) for line in lines) - extracted.head_words,
        guessed_quotations=guessed,
    )


FORMAT = Format("text", "the text of an article, or of the page it was on", (".txt",), read)


def _date(found: Date | None, date_from: str, file: str) -> tuple[Date | None, str]:
    """The date that the text states, else that in the name of the file, else the one inferred from comments."""
    named, part = date_of_name(file)
    if named is None or (found and not date_from) or (found and named.order > found.order):
        return found, date_from
    return named, part


def _other_calendar(capture: Capture, calendar: str) -> Iterator[Problem]:
    if calendar:
        message = "the date in the capture is not of the Gregorian calendar, so it was not used"
        help_ = f"it reads like a date of another calendar ({calendar}): write `date` in the Gregorian one"
        yield Problem("C539", message, capture.place, help_)


def lines_of(capture: Capture, profile: Profile | None) -> tuple[str, ...]:
    """The lines that the patterns of a profile are tried on; raises ContentError for what is not text."""
    return _lines(_text(capture, profile).text)


def _text(capture: Capture, profile: Profile | None) -> Repaired:
    encoding = profile.encoding if profile else ""
    text = decoded(capture.content, encoding)
    if not is_text(text):
        help_ = "save the text of the page as a .txt file, or set this file aside in content/ignore.yaml"
        raise ContentError(Problem("C503", "the file is not text", capture.place, help_))
    if not encoding and not is_utf(capture.content) and not is_western(text):
        help_ = "write `encoding: windows-1251`, or which it is, in a profile for these captures"
        raise ContentError(Problem("C503", "the encoding of the text is not known", capture.place, help_))
    return repaired(text)


def _lines(text: str) -> tuple[str, ...]:
    """The lines of a text. White space is collapsed: a line of only a no-break space is empty."""
    return tuple(" ".join(line.split()) for line in _with_blank_lines(text.split("\n")))


def _with_blank_lines(lines: list[str]) -> list[str]:
    """The lines with a blank one before each paragraph whose indented first line alone marks it, as in wire text."""
    indented = [number for number, line in enumerate(lines[1:], 1) if line.startswith("   ") and line.strip()]
    filled = sum(bool(line.strip()) for line in lines)
    if not 2 <= len(indented) <= filled / 2 or len(lines) - filled > 4:
        return lines
    starts = {number for number in indented if lines[number - 1].strip()}
    return [one for number, line in enumerate(lines) for one in (["", line] if number in starts else [line])]


def _profile(capture: Capture, options: Options) -> Profile | None:
    if options.profile == CLEANED:
        return None
    if not options.profile:
        matching = (profile for profile in options.profiles if profile.match)
        return next((one for one in matching if one.fits(_lines_by(one.encoding, capture.content))), None)
    by_id = {profile.id: profile for profile in options.profiles}
    if options.profile not in by_id:
        help_ = did_you_mean(options.profile, by_id) or f"use one of {', '.join((*by_id, CLEANED))}"
        raise ContentError(Problem("C504", f"there is no profile `{options.profile}`", capture.place, help_))
    return by_id[options.profile]


@lru_cache(1)
def _lines_by(encoding: str, content: bytes) -> tuple[str, ...]:
    """The lines that profiles with this encoding are tried on."""
    return _lines(repaired(decoded(content, encoding)).text)


def _extract(lines: Sequence[str], profile: Profile | None, capture: Capture, options: Options) -> Extracted:
    if profile is not None:
        extracted = extract_by_profile(lines, profile)
        help_ = f"the profile `{profile.id}` leaves no title with text below it: check its patterns"
    elif options.profile == CLEANED or not is_page(lines):
        extracted = extract_cleaned(lines)
        help_ = "write the title on the first line and the text below it"
    else:
        extracted = extract_heuristically(lines)
        if extracted is None and not has_boilerplate(lines):
            extracted = extract_cleaned(lines)
        help_ = "write a profile for this site, or use --profile cleaned if the whole file is the article"
    if extracted is None:
        raise ContentError(Problem("C503", "no article was found in the capture", capture.place, help_))
    return extracted
