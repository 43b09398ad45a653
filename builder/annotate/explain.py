"""Explain: what is doubtful about an annotation's place, in words an editor can act on."""

from __future__ import annotations

from collections.abc import Sequence

from builder.annotate.quotation import quotation, word_diff
from builder.annotate.resolve import QUOTE_LIMIT, Resolution
from builder.model import Annotation, ArticleText, Passage
from builder.problems import Place, Problem, did_you_mean

SHOWN_PLACES = 5


def not_found(path: str, article: ArticleText, annotation: Annotation, found: Resolution) -> Problem:
    """The quotation is nowhere, or nothing is enough like it; with what is most like it."""
    message = f"no passage of {path} reads “{_short(annotation.quote)}”"
    if len(annotation.quote) > QUOTE_LIMIT:
        return Problem(
            "N101",
            f"a quotation of {len(annotation.quote):,} characters does not stand in the article as it is",
            _place(annotation),
            f"quote at most {QUOTE_LIMIT:,} characters",
        )
    if not found.nearest or found.similarity < 0.2:
        return Problem("N101", message, _place(annotation), "quote the words as they stand in the article")
    nearest = article.text[slice(*found.nearest)]
    where = f"{found.similarity:.0%} alike, line {_line(article, found.nearest)}"
    mend = f"the nearest ({where}) reads “{_short(nearest, 200)}”; quote the words as they stand in the article"
    return Problem("N101", message, _place(annotation), mend)


def ambiguous(path: str, article: ArticleText, annotation: Annotation, found: Resolution) -> Problem:
    """Several passages are meant equally well; with a quotation for each that means it alone."""
    shown = found.places[:SHOWN_PLACES]
    written = [f"line {_line(article, place)}: {quotation(article.text, place, with_context=True)}" for place in shown]
    more = [f"and {len(found.places) - len(shown)} more"] if len(found.places) > len(shown) else []
    message = f"“{_short(annotation.quote)}” stands in {len(found.places)} places of {path}"
    mend = "\n    ".join(["write one of these, the passage in bold:", *written, *more])
    return Problem("N102", message, _place(annotation), mend)


def changed(article: ArticleText, annotation: Annotation, passage: Passage) -> Problem:
    """The passage is found, and reads differently now."""
    difference = _short(word_diff(annotation.quote, article.text[slice(*passage)]), 400)
    message = f"the words under the annotation have changed: {difference}"
    return Problem("N103", message, _place(annotation), _paste(article, passage))


def moved(article: ArticleText, annotation: Annotation, passage: Passage) -> Problem:
    """The words are there, among other words than the quotation shows around them."""
    there = f"on line {_line(article, passage)}, among other words than the quotation has around it"
    return Problem("N104", f"“{_short(annotation.quote)}” stands {there}", _place(annotation), _paste(article, passage))


def picture_missing(annotation: Annotation, pictures: Sequence[str]) -> Problem:
    """The article has no such picture."""
    known = f"its pictures: {', '.join(pictures)}" if pictures else "it has no pictures"
    return Problem(
        "N101",
        f"the article has no picture `{annotation.image}`",
        _place(annotation),
        did_you_mean(annotation.image, pictures) or known,
    )


def _paste(article: ArticleText, passage: Passage) -> str:
    ready = quotation(article.text, passage)
    return f"if it is still meant, quote it as it reads now{f': {ready}' if ready else ''}"


def _place(annotation: Annotation) -> Place:
    return annotation.quote_place or annotation.place


def _line(article: ArticleText, passage: Passage) -> int:
    """About which line of the article's file the passage begins on: where its first words stand as often before."""
    words = article.text[passage.start : passage.end].split("\n")[0].split()
    for count in (4, 2, 1):
        start = " ".join(words[:count])
        before = article.text.count(start, 0, passage.start)
        at = -1
        for _ in range(before + 1):
            at = article.body.find(start, at + 1)
        if at >= 0:
            return article.body_line + article.body.count("\n", 0, at)
    share = passage.start / max(1, len(article.text))
    return article.body_line + round(share * article.body.count("\n"))


def _short(words: str, length: int = 80) -> str:
    line = " ".join(words.split())
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"
