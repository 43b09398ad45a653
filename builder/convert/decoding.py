"""Decoding: the text of a capture whose encoding nobody can ask for any more."""

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FALLBACK = "cp1252"


def decoded(content: bytes, declared: str = "") -> str:
    """The text: by its byte order mark, as UTF-8, in the encoding that the capture declares, else as Windows-1252.

    A capture must not be changed, so nobody is asked to save it in another encoding; detectors by statistics are wrong
    where this order is right. Bytes that the encoding does not have become U+FFFD.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode(_known(declared) or _FALLBACK, "replace")


def _known(encoding: str) -> str:
    """The name of the encoding in Python; empty for an unknown one, and for what is no encoding of text."""
    try:
        info = codecs.lookup(encoding.strip())
    except (LookupError, ValueError):
        return ""
    # Latin-1 means Windows-1252 on the web (https://encoding.spec.whatwg.org/#names-and-labels).
    return "" if info.name in ("iso8859-1", "ascii", "utf-8") or not info._is_text_encoding else info.name  # noqa: SLF001
