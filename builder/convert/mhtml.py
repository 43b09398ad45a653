"""MHTML: a web page that a browser saved with its images in one file (RFC 2557)."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from builder.convert.capture import Capture, Document, Format, Options
from builder.convert.saved_page import read_page
from builder.problems import ContentError, Problem

_PAGES = ("text/html", "application/xhtml+xml")
_PARTS = 10_000
"""Parts of a file that are looked through for the page, which is the first of them."""


def read(capture: Capture, options: Options) -> Document:  # noqa: ARG001 - as every format
    """The article in the page; raises ContentError when there is none."""
    message = message_from_bytes(capture.content, policy=policy.default)
    for number, part in enumerate(message.walk()):
        if number < _PARTS and part.get_content_type() in _PAGES:
            html = part.get_payload(decode=True)
            if isinstance(html, bytes):
                return read_page(
                    html,
                    capture,
                    url=_header(part, "Content-Location") or _header(message, "Snapshot-Content-Location"),
                    captured=_saved(message),
                    charset=str(part.get_param("charset") or ""),
                )
    help_ = "save the page again, or the text of the article as a .txt file"
    raise ContentError(Problem("C503", "no page was found in the capture", capture.place, help_))


FORMAT = Format("mhtml", "a web page with its images in one file", (".mhtml", ".mht"), read)


def _header(part: EmailMessage, name: str) -> str:
    """A header with an address of the web; empty for another one, such as that of a frame."""
    try:
        value = "".join(str(part.get(name) or "").split())
    except (ValueError, IndexError, AttributeError):  # the parser of headers, at damaged ones
        return ""
    return value if value.startswith(("http://", "https://")) else ""


def _saved(message: EmailMessage) -> str:
    try:
        return parsedate_to_datetime(str(message["Date"] or "")).isoformat()
    except (ValueError, IndexError, AttributeError, TypeError):
        return ""
