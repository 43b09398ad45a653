"""Boilerplate: text that web pages of any site put around their articles."""

import re

from builder.languages import phrase_lists

_PATTERNS = {name: re.compile(phrases, re.IGNORECASE) for name, phrases in phrase_lists("en").items()}


def opens_comment_thread(line: str) -> bool:
    """Whether the reader comments begin at this line: nothing below it is ever published."""
    return _PATTERNS["comment thread"].fullmatch(line) is not None


def is_below_article(line: str) -> bool:
    """Whether pages show this line below an article: related stories, tags, copyright."""
    return _PATTERNS["below article"].fullmatch(line) is not None


def is_between_paragraphs(line: str) -> bool:
    """Whether this line is never part of an article, even between two of its paragraphs."""
    return _PATTERNS["between paragraphs"].fullmatch(line) is not None


def is_boilerplate(line: str) -> bool:
    """Whether this line is boilerplate of any of the three kinds."""
    return is_between_paragraphs(line) or is_below_article(line) or opens_comment_thread(line)
