"""Boilerplate: text that web pages of any site put around their articles, in any language that has a list of it."""

import re
from functools import cache

from builder.languages import PHRASES, phrase_lists

_LONGEST = 320
"""Characters of a line that one of the patterns for whole lines can match."""
_SERVICE_WORDS = 120
_TAIL = 60
"""Characters at the end of a teaser that show it."""


@cache
def _pattern(name: str) -> re.Pattern[str]:
    phrases = [lists[name] for language in PHRASES if name in (lists := phrase_lists(language))]
    return re.compile("|".join(phrases), re.IGNORECASE)


def _is(name: str, line: str) -> bool:
    return len(line) <= _LONGEST and _pattern(name).fullmatch(line) is not None


def opens_comment_thread(line: str) -> bool:
    """Whether the reader comments begin at this line: nothing below it is ever published."""
    return _is("comment thread", line)


def is_below_article(line: str) -> bool:
    """Whether pages show this line below an article: related stories, tags, copyright."""
    return _is("below article", line)


def is_between_paragraphs(line: str) -> bool:
    """Whether this line is never part of an article, even between two of its paragraphs."""
    return _is("between paragraphs", line)


def is_boilerplate(line: str) -> bool:
    """Whether this line is boilerplate of any of the three kinds."""
    return is_between_paragraphs(line) or is_below_article(line) or opens_comment_thread(line)


def is_service_text(text: str) -> bool:
    """Whether a paragraph is about the site itself: consent, newsletters, subscriptions."""
    return len(text.split()) <= _SERVICE_WORDS and _pattern("service text").search(text) is not None


def is_teaser(text: str) -> bool:
    """Whether a paragraph is the beginning of a text that goes on elsewhere."""
    return any(match.end() == len(text) for match in _pattern("teaser end").finditer(text, max(len(text) - _TAIL, 0)))
