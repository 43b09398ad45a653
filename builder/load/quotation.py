"""Quotation: the block quote of an annotation, as words to look for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.markdown import MarkdownError, parse
from builder.problems import Place, Problem

ASTERISKS = re.compile(r"(?<!\\)(?:\\\\)*(\*+)")
BACKTICKS = re.compile(r"`+")
IMAGE = re.compile(r"!\[[^\]]*\]\(\s*+<?+([^)\s>]++)>?[^)]*\)")
LIMIT = 5_000
"""Characters of a quotation: a long article has 10,000, and what is read of a quotation is compared with all of it."""
OPEN, CLOSE = "\ue000", "\ue001"
"""Stand for the asterisks of the bold part while Markdown is read."""


@dataclass(frozen=True)
class Quotation:
    """The bold part, or all when nothing is bold, and what stands around it."""

    text: str = ""
    before: str = ""
    after: str = ""
    image: str = ""


def read_quotation(lines: Sequence[tuple[int, str]], path: str) -> tuple[Quotation, list[Problem]]:
    """The words of a block quote whose marks are off; numbered lines tell where a problem is."""
    if not lines:
        return Quotation(), []
    place = Place(path, lines[0][0])
    text = "\n".join(line for _, line in lines).strip()
    if not text:
        return Quotation(), [
            Problem(
                "N115", "an empty quotation", place, "quote the words as they stand in the article, or delete the line"
            )
        ]
    if len(text) > LIMIT:
        message = f"a quotation of {len(text):,} characters; at most {LIMIT:,} are read"
        return Quotation(), [
            Problem("N117", message, place, "quote the beginning and the end, and write […] between them")
        ]
    if image := IMAGE.fullmatch(text):
        return Quotation(image=image[1]), []
    try:
        marked, problems = _with_bold_marked(text, place)
        words = parse(marked).text
    except MarkdownError as error:
        return Quotation(), [Problem("F014", f"refused in Markdown here: {error}", place, "quote fewer words")]
    before, opened, rest = words.partition(OPEN)
    bold, _, after = rest.partition(CLOSE)
    if not opened or not (before.strip() or after.strip()):
        return Quotation(words.replace(OPEN, "").replace(CLOSE, "").strip()), problems
    return Quotation(bold.strip(), before.strip(), after.strip()), problems


def _with_bold_marked(text: str, place: Place) -> tuple[str, list[Problem]]:
    """The asterisks of the bold part exchanged for signs that Markdown leaves alone."""
    runs = list(_asterisks(text))
    opening: list[int] = []
    bold: list[tuple[int, int]] = []
    astray = False
    for start, end in runs:
        if opening and not text[start - 1 : start].isspace() and opening[0] == end - start:
            bold += [(opening[1], start)] * (end - start == 2)
            opening = []
        elif not opening and not text[end : end + 1].isspace() and end < len(text) and end - start <= 2:
            opening = [end - start, start]
        else:
            astray = True
    if astray or opening:
        return text, [
            Problem(
                "N114",
                "the asterisks of this quotation do not match",
                place,
                r"put two before and two after the passage: **words**; write an asterisk of the article as \*",
            )
        ]
    if len(bold) > 1:
        return text, [
            Problem(
                "N114",
                f"{len(bold)} parts of this quotation are bold",
                place,
                "make only one part bold: the passage that the annotation is about",
            )
        ]
    for start, end in bold:
        text = f"{text[:start]}{OPEN}{text[start + 2 : end]}{CLOSE}{text[end + 2 :]}"
    return text, []


def _asterisks(text: str) -> Iterator[tuple[int, int]]:
    """Runs of asterisks that are neither escaped, nor in code, nor alone between spaces."""
    code = list(_code(text))
    for match in ASTERISKS.finditer(text):
        start, end = match.span(1)
        alone = end - start == 1 and text[start - 1 : start].isspace() and text[end : end + 1].isspace()
        if not alone and not any(left <= start < right for left, right in code):
            yield start, end


def _code(text: str) -> Iterator[tuple[int, int]]:
    """Where code begins and ends: at a run of backticks, and at the next one that is as long."""
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
