"""Decoding: the text of a capture whose encoding nobody can ask for any more."""

import codecs
import re
from typing import NamedTuple

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FALLBACK = "cp1252"
_SAMPLE = 100_000
_CONTROLS_OF_TEXT = 8
_LAST_ASCII = 0x7F
_NOT_IN_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_TERMINAL = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]{0,200}(?:\x07|\x1b\\))")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufffe\uffff]")
_WIDTHLESS = re.compile("[\u200b\u2060\ufeff]")
"""Characters without width that are not part of a word; joiners and soft hyphens are."""
_HIGH = "\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122"
_TWICE = re.compile(f"â€[{_HIGH}]|â„¢|Ã[{_HIGH}]|Â[\xa0-\xbf]|ðŸ[{_HIGH}]{{2}}|[ÐÑ][{_HIGH}](?:[ÐÑ][{_HIGH}])+")
"""UTF-8 that was read as Windows-1252 and saved again."""
_TWICE_AT_LEAST = 2


def decoded(content: bytes, declared: str = "") -> str:
    """The text: by its byte order mark, as UTF-8, in the encoding that the capture declares, else as Windows-1252.

    A capture must not be changed, so nobody is asked to save it in another encoding; detectors by statistics are wrong
    where this order is right. Bytes that the encoding does not have become U+FFFD.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    if wide := _without_mark(content):
        return content.decode(wide, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode(_known(declared) or _FALLBACK, "replace")


def _without_mark(content: bytes) -> str:
    """UTF-16 if every second byte of Western text is 0; empty for another encoding."""
    sample = content[:_SAMPLE]
    zeros = sample[1::2].count(0), sample[::2].count(0)
    if max(zeros) < len(sample) / 4 or min(zeros) > len(sample) / 50:
        return ""
    return "utf-16-le" if zeros[0] > zeros[1] else "utf-16-be"


def _known(encoding: str) -> str:
    """The name of the encoding in Python; empty for an unknown one, and for what is no encoding of text."""
    try:
        info = codecs.lookup(encoding.strip())
    except (LookupError, ValueError):
        return ""
    # Latin-1 means Windows-1252 on the web (https://encoding.spec.whatwg.org/#names-and-labels).
    return "" if info.name in ("iso8859-1", "ascii", "utf-8") or not info._is_text_encoding else info.name  # noqa: SLF001


class Repaired(NamedTuple):
    """A text as people can read it, and what was changed for that."""

    text: str
    counts: dict[str, int]
    """How often, by what: only what occurs."""


def is_text(text: str) -> bool:
    """Whether decoded bytes can be a text: not a picture, an archive or a program."""
    sample = text[:_SAMPLE]
    return len(_NOT_IN_TEXT.findall(sample)) <= max(len(sample) / 50, _CONTROLS_OF_TEXT)


def is_western(text: str) -> bool:
    """Whether a text decoded as Windows-1252 can be one: of other scripts, most letters become accented ones."""
    letters = [one for one in text[:_SAMPLE] if one.isalpha() or ord(one) > _LAST_ASCII]
    return sum(ord(one) > _LAST_ASCII for one in letters) <= len(letters) / 3


def is_utf(content: bytes) -> bool:
    """Whether the bytes are in an encoding of Unicode, which no label overrides."""
    if content.startswith(tuple(mark for mark, _ in _MARKS)) or _without_mark(content):
        return True
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def known_encoding(name: str) -> bool:
    """Whether a name is that of an encoding of text."""
    return bool(_known(name)) or name.strip().lower() in {"windows-1252", "iso-8859-1", "latin-1", "utf-8", "ascii"}


def repaired(text: str) -> Repaired:
    """The text without control characters, sequences that color a terminal, and letters that were encoded twice.

    Line ends are `\n`. Nothing else is changed.
    """
    counts = {"undecodable_characters": text.count("\ufffd")}
    text, counts["terminal_sequences"] = _TERMINAL.subn("", text) if "\x1b" in text else (text, 0)
    text, counts["control_characters"] = _CONTROL.subn("", text)
    text = _WIDTHLESS.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    if len(_TWICE.findall(text)) >= _TWICE_AT_LEAST:
        text, counts["letters_encoded_twice"] = _TWICE.subn(_decoded_again, text)
    return Repaired(text, {name: count for name, count in counts.items() if count})


def _decoded_again(match: re.Match[str]) -> str:
    try:
        # Python's Windows-1252 lacks the five bytes that browsers read as control characters.
        encoded = b"".join(one.encode("latin-1" if ord(one) < 0xA0 else "cp1252") for one in match[0])
        return encoded.decode("utf-8")
    except UnicodeError:
        return match[0]
