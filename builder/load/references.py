"""References: what a `source:` says, as words, the link they have, and its archived copy."""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple

from builder.config import is_web_address
from builder.markdown import is_allowed
from builder.model import Reference
from builder.problems import did_you_mean

EXAMPLE = "[words](https://example.org/page)"
COPY = "[archived](https://web.archive.org/…)"
APART = f"write each source on a line of its own, or the copy as {COPY}"
WORDS = r"[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*"
URL = r"(?:(?!\]\()\S)+?"
SHAPE = re.compile(
    rf"(?:\[(?P<words>{WORDS})\]\(\s*<?(?P<url>{URL})>?\s*\)|(?P<bare>.+?))"
    rf"(?:\s*,\s*\[\s*archived\s*\]\(\s*<?(?P<copy>{URL})>?\s*\))?",
    re.IGNORECASE,
)
SECOND_LINK = re.compile(rf"(?:\[{WORDS}\]\({URL}\)|[^\[\s]\S*?)(?P<comma>\s*,)?\s*\[(?P<words>[^\[\]]*)\]\(")
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?=\S)")
HOST = re.compile(r"(?:[\w-]+\.)+[A-Za-z]{2,}(?:[/?#]\S*)?")
"""What people write of an address when they leave its beginning out; also a name of a file."""


class SyntaxProblem(NamedTuple):
    """What is wrong with a source, how to mend it, and how many characters into it."""

    message: str
    help: str
    at: int = 0


def read_reference(value: str, line: int = 0) -> Reference | SyntaxProblem:
    """The source as it was meant: a link, an address, or words such as the mark of a book on its shelf.

    After a comma may stand the archived copy, a link with the word `archived`.
    """
    match = SHAPE.fullmatch(value)
    if match is None:
        return SyntaxProblem(f"`{value[:80]}` is no link", f"write {EXAMPLE}, or the address alone")
    copy = match["copy"] or ""
    if copy and not is_web_address(copy):
        mend = f"after the comma stands a link to the copy: {COPY}"
        return SyntaxProblem(f"the archived copy `{copy[:80]}` is no web address", mend, match.start("copy"))
    if url := match["url"]:
        if slip := _no_address(url):
            return SyntaxProblem(slip, f"write {EXAMPLE}, or the address alone", match.start("url"))
        return Reference(match["words"].strip() or url, url, copy, line)
    words = match["bare"].strip()
    address = words[1:-1] if words.startswith("<") and words.endswith(">") else words
    if _is_bare_link(address):
        is_file = address.startswith(".")
        return Reference(posixpath.basename(address) if is_file else address, address, copy, line)
    return _no_words(words) or Reference(words, "", copy, line)


def _no_address(url: str) -> str:
    """What is wrong with the address of a link; nothing when it can be followed."""
    if SCHEME.match(url):
        whole = url.lower().startswith("mailto:") and is_allowed(url)
        return "" if whole or is_web_address(url) else f"`{url[:80]}` is no link"
    if url.startswith(("#", "<", "//")) or "//" in url or url.lower().startswith(("http", "www.")):
        return f"`{url[:80]}` is no link"
    return "" if is_allowed(url) else f"`{url[:80]}` is no link"


def _is_bare_link(words: str) -> bool:
    """Whether these words are an address, or lead to a file of content/."""
    begins = words.lower().startswith(("https://", "http://", "mailto:", "./", "../"))
    return begins and not re.search(r"\s", words) and not _no_address(words)


def _no_words(words: str) -> SyntaxProblem | None:
    """Why words alone cannot be meant; a link that lost a sign must never pass for the name of a book."""
    if second := SECOND_LINK.match(words):
        if not second["comma"]:
            mend = f"put one: …, [{second['words']}](…)"
            return SyntaxProblem("no comma stands before the second link", mend, second.start("words") - 1)
        key = second["words"].lower()
        mend = "keep one copy" if key == "archived" else did_you_mean(key, ["archived"]) or APART
        message = f"`[{second['words'][:40]}]`: after a source stands only its archived copy"
        return SyntaxProblem(message, mend, second.start("words") - 1)
    if words.startswith("[") or "](" in words:
        mend = f"write {EXAMPLE}, {COPY}" if "archived" in words else f"write {EXAMPLE}"
        return SyntaxProblem(f"the brackets of `{words[:80]}` do not make a link", mend)
    if found := re.search(r"\S*://|\b(?:https?|www)\b[.:/]", words):
        before = words[: found.start()].rstrip(" ,:(<")
        several = words.count("://") > 1
        mend = APART if several else f"write [{before}](…)" if before else f"write {EXAMPLE}, or the address alone"
        return SyntaxProblem(f"`{words[:80]}` is no link", mend, found.start())
    if " " not in words and (SCHEME.match(words) or HOST.fullmatch(words) or "//" in words):
        return SyntaxProblem(f"`{words[:80]}` is no link", f"write {EXAMPLE}, or what it is in words")
    if not re.search(r"\w", words):
        return SyntaxProblem(f"`{words[:80]}` names no source", f"write {EXAMPLE}, or where it can be found in words")
    return None
