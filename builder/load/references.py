"""References: the value of a `source:` as label, link and archived copy."""

import posixpath
import re
from typing import NamedTuple

from builder.config import is_web_address
from builder.markdown import is_allowed
from builder.model import Reference
from builder.problems import did_you_mean

EXAMPLE = "[words](https://example.org/page)"
COPY = "[archived](https://web.archive.org/…)"
ONE_PER_LINE = f"write each source on its own line, or the copy as {COPY}"
LABEL = r"[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*"
URL = r"(?:(?!\]\()\S)+?"
REFERENCE = re.compile(
    rf"(?:\[(?P<label>{LABEL})\]\(\s*<?(?P<url>{URL})>?\s*\)|(?P<plain>.+?))"
    rf"(?:\s*,\s*\[\s*archived\s*\]\(\s*<?(?P<copy>{URL})>?\s*\))?",
    re.IGNORECASE,
)
SECOND_LINK = re.compile(rf"(?:\[{LABEL}\]\({URL}\)|[^\[\s]\S*?)(?P<comma>\s*,)?\s*\[(?P<label>[^\[\]]*)\]\(")
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?=\S)")
HOST = re.compile(r"(?:[\w-]+\.)+[A-Za-z]{2,}(?:[/?#]\S*)?")
"""An address without its scheme; also a file name."""


class SyntaxProblem(NamedTuple):
    """The problem of a source, how to fix it, and its position in the value."""

    message: str
    help: str
    at: int = 0


def read_reference(value: str, line: int = 0) -> Reference | SyntaxProblem:
    """The source as a link, an address, or plain text such as the call number of a book.

    An archived copy may follow after a comma: a link with the label `archived`.
    """
    match = REFERENCE.fullmatch(value)
    if match is None:
        return _not_a_link(value, f"write {EXAMPLE}, or only the address")
    copy = match["copy"] or ""
    if copy and not is_web_address(copy):
        help_ = f"after the comma, write a link to the copy: {COPY}"
        return SyntaxProblem(f"the archived copy `{copy[:80]}` is not a web address", help_, match.start("copy"))
    if url := match["url"]:
        if not _is_address(url):
            return _not_a_link(url, f"write {EXAMPLE}, or only the address", match.start("url"))
        return Reference(match["label"].strip() or url, url, copy, line)
    text = match["plain"].strip()
    address = text[1:-1] if text.startswith("<") and text.endswith(">") else text
    if _is_bare_link(address):
        is_file = address.startswith(".")
        return Reference(posixpath.basename(address) if is_file else address, address, copy, line)
    return _second_link(text) or _broken_link(text) or Reference(text, "", copy, line)


def _not_a_link(text: str, help_: str, at: int = 0) -> SyntaxProblem:
    return SyntaxProblem(f"`{text[:80]}` is not a link", help_, at)


def _is_address(url: str) -> bool:
    """Whether the address of a link is a web address, a mail address, or a path of a file."""
    if SCHEME.match(url):
        return is_web_address(url) or (url.lower().startswith("mailto:") and is_allowed(url))
    incomplete = url.startswith(("#", "<")) or "//" in url or url.lower().startswith(("http", "www."))
    return not incomplete and is_allowed(url)


def _is_bare_link(text: str) -> bool:
    """Whether the text is an address, or a path of a file of content/."""
    begins = text.lower().startswith(("https://", "http://", "mailto:", "./", "../"))
    return begins and not re.search(r"\s", text) and _is_address(text)


def _second_link(text: str) -> SyntaxProblem | None:
    """The problem of a source with a second link that is not its archived copy."""
    second = SECOND_LINK.match(text)
    if second is None:
        return None
    at, label = second.start("label") - 1, second["label"]
    if not second["comma"]:
        return SyntaxProblem("the comma before the second link is missing", f"add it: …, [{label}](…)", at)
    help_ = "keep one copy" if label.lower() == "archived" else did_you_mean(label.lower(), ["archived"])
    message = f"`[{label[:40]}]`: only the archived copy of a source may follow it"
    return SyntaxProblem(message, help_ or ONE_PER_LINE, at)


def _broken_link(text: str) -> SyntaxProblem | None:
    """The problem of text that looks like a link with a missing character: it must not pass as plain text."""
    if text.startswith("[") or "](" in text:
        help_ = f"write {EXAMPLE}, {COPY}" if "archived" in text else f"write {EXAMPLE}"
        return SyntaxProblem(f"the brackets of `{text[:80]}` do not make a link", help_)
    if match := re.search(r"\S*://|\b(?:https?|www)\b[.:/]", text):
        before = text[: match.start()].rstrip(" ,:(<")
        help_ = f"write [{before}](…)" if before else f"write {EXAMPLE}, or only the address"
        return _not_a_link(text, ONE_PER_LINE if text.count("://") > 1 else help_, match.start())
    if " " not in text and (SCHEME.match(text) or HOST.fullmatch(text) or "//" in text):
        return _not_a_link(text, f"write {EXAMPLE}, or describe the source in words")
    if not re.search(r"\w", text):
        message = f"`{text[:80]}` does not name a source"
        return SyntaxProblem(message, f"write {EXAMPLE}, or describe in words where it can be found")
    return None
