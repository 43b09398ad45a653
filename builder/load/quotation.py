"""Quotation: the block quote of an annotation, as text to search for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.markdown import MarkdownError, parse
from builder.problems import Place, Problem

ASTERISKS = re.compile(r"(?<!\\)(?:\\\\)*(\*+)")
BACKTICKS = re.compile(r"`+")
IMAGE = re.compile(r"!\[[^\]]*\]\(\s*+<?+([^)\s>]++)>?[^)]*\)")
LIMIT = 5_000
"""Characters of a quotation. It is compared with the whole article; a long article has 10,000."""
OPEN, CLOSE = "\ue000", "\ue001"
"""Replace the asterisks of the bold part while Markdown is parsed."""


@dataclass(frozen=True)
class Quotation:
    """The bold part with the text before and after it, or all of the quotation when nothing is bold."""

    text: str = ""
    before: str = ""
    after: str = ""
    image: str = ""


def read_quotation(lines: Sequence[tuple[int, str]], path: str) -> tuple[Quotation, list[Problem]]:
    """The quotation in numbered lines of a block quote, without their `>`."""
    if not lines:
        return Quotation(), []
    place = Place(path, lines[0][0])
    text = "\n".join(line for _, line in lines).strip()
    if not text:
        help_ = "quote words exactly as they are in the article, or delete the line"
        return Quotation(), [Problem("N115", "the quotation is empty", place, help_)]
    if len(text) > LIMIT:
        message = f"the quotation has {len(text):,} characters; at most {LIMIT:,} are allowed"
        help_ = "quote the beginning and the end, and write […] between them"
        return Quotation(), [Problem("N117", message, place, help_)]
    if image := IMAGE.fullmatch(text):
        return Quotation(image=image[1]), []
    try:
        marked, problems = _with_bold_marked(text, place)
        text = parse(marked).text
    except MarkdownError as error:
        return Quotation(), [Problem("F014", f"this Markdown is rejected: {error}", place, "quote fewer words")]
    before, opened, rest = text.partition(OPEN)
    bold, _, after = rest.partition(CLOSE)
    if not opened or not (before.strip() or after.strip()):
        return Quotation(text.replace(OPEN, "").replace(CLOSE, "").strip()), problems
    return Quotation(bold.strip(), before.strip(), after.strip()), problems


def _with_bold_marked(text: str, place: Place) -> tuple[str, list[Problem]]:
    """The text with the asterisks of the bold part replaced by characters that Markdown ignores."""
    opening: list[int] = []
    bold: list[tuple[int, int]] = []
    unmatched = False
    for start, end in _asterisks(text):
        if opening and not text[start - 1 : start].isspace() and opening[0] == end - start:
            bold += [(opening[1], start)] * (end - start == 2)
            opening = []
        elif not opening and not text[end : end + 1].isspace() and end < len(text) and end - start <= 2:
            opening = [end - start, start]
        else:
            unmatched = True
    if unmatched or opening:
        message = "the asterisks of this quotation do not match"
        help_ = r"put two before and two after the passage: **words**; write an asterisk of the article as \*"
        return text, [Problem("N114", message, place, help_)]
    if len(bold) > 1:
        message = f"{len(bold)} parts of this quotation are bold"
        help_ = "make only one part bold: the passage that the annotation is about"
        return text, [Problem("N114", message, place, help_)]
    for start, end in bold:
        text = f"{text[:start]}{OPEN}{text[start + 2 : end]}{CLOSE}{text[end + 2 :]}"
    return text, []


def _asterisks(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each run of asterisks that is not escaped, in code, or a single one between spaces."""
    code = list(_code(text))
    for match in ASTERISKS.finditer(text):
        start, end = match.span(1)
        between_spaces = end - start == 1 and text[start - 1 : start].isspace() and text[end : end + 1].isspace()
        if not between_spaces and not any(left <= start < right for left, right in code):
            yield start, end


def _code(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each piece of code: from a run of backticks to the next one of the same length."""
    runs = [match.span() for match in BACKTICKS.finditer(text)]
    following: dict[int, int] = {}
    ends: list[int | None] = []
    for start, end in reversed(runs):
        ends.append(following.get(end - start))
        following[end - start] = end
    done = 0
    for (start, _), closed in zip(runs, reversed(ends), strict=True):
        if start >= done and closed is not None:
            yield start, closed
            done = closed
