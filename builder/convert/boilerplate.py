"""Boilerplate: text that web pages of any site put around their articles."""

import re
from collections.abc import Sequence


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


# Opens the reader comments: nothing below such a line is ever published.
_COMMENTS = _any_of(
    (
        r"(?:\d+ )?(?:reader )?(?:comments?|replies|responses|reactions)(?: \(\d+\))?:?",
        r"comment viewing options",
        r"(?:select|choose) (?:your preferred way|how) to display .{0,120}",
        r"comments (?:are|have been) (?:closed|disabled).{0,40}",
        r"(?:leave|post|write|add) a (?:reply|comment)",
        r"join the (?:conversation|discussion)",
        r"(?:show|view|read|hide) (?:all )?(?:\d+ )?comments?",
        r"(?:log|sign) in (?:or register )?to (?:(?:post|leave|write) )?(?:a )?comments?.{0,40}",
        r"what do you think\?",
    )
)
# Follows an article, and often appears in the menus above it too.
_BELOW = _any_of(
    (
        r"(?:related|similar|recommended|trending)(?: (?:articles|stories|posts|news|topics|coverage|links))?:?",
        r"(?:latest|more|popular|top|other) (?:articles|stories|posts|news|reading|topics|coverage|links):?",
        r"more (?:from|in|on|about) .{1,60}",
        r"you (?:may|might) also like.{0,20}",
        r"(?:most|also) (?:read|popular|viewed|shared|commented).{0,20}",
        r"read (?:more|next|also)\b.{0,80}",
        r"share (?:this|on)\b.{0,40}",
        r"(?:e-?mail|print) this\b.{0,40}",
        r"about the (?:author|writer)s?",
        r"(?:tags?|filed under|topics|keywords|categories|posted in)(?::.{0,300})?",
        r"(?:copyright|©|\(c\)).{0,120}",
        r"all rights reserved.{0,40}",
        r"(?:sign up|subscribe)\b.{0,80}",
        r"(?:previous|next) (?:article|story|post)\b.{0,80}",
        r"back to top",
        r"newsletters?",
        r"follow us\b.{0,40}",
        r"(?:terms|privacy)(?: of)? (?:use|service|policy|notice).{0,60}",
    )
)
# Appears anywhere, also between the paragraphs of an article.
_BETWEEN = _any_of(
    (
        r"[-–—* ]*advertise?ments?[-–—* ]*",
        r"this (?:page|story|article|post) (?:has been|is) archived\b.{0,80}",
        r".{1,40}[’']s picture",
        r"do not follow this link\b.{0,80}",
        r"skip to (?:main )?(?:content|navigation)",
        r"loading\W*",
        r"\[?(?:image|img|photo|picture|video|embedded image moved)\b.{0,60}\]",
        r"(?:listen|play|watch)(?: to this article| video)?",
        r"click to (?:enlarge|share)\b.{0,40}",
        r".{0,40}\bcookies?\b.{0,80}\baccept\b.{0,40}",
    )
)


def opens_comment_thread(line: str) -> bool:
    """Whether the reader comments begin at this line."""
    return _COMMENTS.fullmatch(line) is not None


def is_below_article(line: str) -> bool:
    """Whether pages show this line below an article: related stories, tags, copyright."""
    return _BELOW.fullmatch(line) is not None


def is_between_paragraphs(line: str) -> bool:
    """Whether this line is never part of an article, even between two of its paragraphs."""
    return _BETWEEN.fullmatch(line) is not None


def is_boilerplate(line: str) -> bool:
    """Whether this line is boilerplate of any of the three kinds."""
    return is_between_paragraphs(line) or is_below_article(line) or opens_comment_thread(line)
