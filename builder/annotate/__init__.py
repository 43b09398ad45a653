"""Annotate: find the passage of each annotation."""

import re
from collections.abc import Sequence

from builder.annotate.explain import ambiguous, changed, moved, not_found, picture_missing, word_diff
from builder.annotate.pasted import without_note_numbers
from builder.annotate.quotation import block_quote, quotation_of
from builder.annotate.resolve import Resolution, resolve
from builder.graphemes import whole_graphemes
from builder.model import Anchor, AnchorState, Annotation, ArticleText, Passage
from builder.problems import Problem

__all__ = ["Resolution", "annotate", "block_quote", "quotation_of", "resolve", "word_diff"]

UNCERTAIN: frozenset[AnchorState] = frozenset({"changed", "ambiguous", "not-found"})
IMAGE = re.compile(r"!\[[^\]]*\]\(\s*<?([^)\s>]+)")


def annotate(
    path: str, text: ArticleText, annotations: Sequence[Annotation], language: str
) -> tuple[tuple[Anchor, ...], tuple[Problem, ...]]:
    """The annotations with their passages, in reading order, those without one last; and any problems.

    `path` is that of the article's file, for messages; `language` is the language tag of its text.
    """
    found = [_anchor(path, text, annotation, language) for annotation in annotations]
    anchors = [anchor for anchor, _ in found]
    for number, anchor in enumerate(anchors):
        if anchor.state in UNCERTAIN and (quote := without_note_numbers(text, anchor, anchors)):
            found[number] = _anchor(path, text, anchor.annotation, language, quote)
    problems = tuple(problem for _, problem in found if problem)
    return tuple(sorted((anchor for anchor, _ in found), key=_reading_order)), problems


def _anchor(
    path: str, text: ArticleText, annotation: Annotation, language: str, quote: str = ""
) -> tuple[Anchor, Problem | None]:
    """The annotation with its passage, which is that of `quote` if it is given, and the problem with it."""
    if annotation.image:
        pictures = IMAGE.findall(text.body)
        if annotation.image in pictures:
            return Anchor(annotation, None, "image"), None
        return Anchor(annotation, None, "not-found"), picture_missing(annotation, pictures)
    if not annotation.quote:
        return Anchor(annotation, None, "whole"), None
    found = resolve(text.text, quote or annotation.quote, annotation.prefix, annotation.suffix, language)
    # A quotation may end between a letter and its accent, which may be two characters.
    passage = found.passage and Passage(*whole_graphemes(text.text, *found.passage))
    return Anchor(annotation, passage, found.state), _problem(path, text, annotation, found)


def _problem(path: str, text: ArticleText, annotation: Annotation, found: Resolution) -> Problem | None:
    if found.passage is None:
        return (ambiguous if found.places else not_found)(path, text, annotation, found)
    if found.state == "changed":
        return changed(text, annotation, found.passage)
    if found.state == "moved":
        return moved(text, annotation, found.passage)
    return None


def _reading_order(anchor: Anchor) -> tuple[bool, int, int, str, int]:
    start, end = anchor.passage or (0, 0)
    place = anchor.annotation.place
    return anchor.passage is None, start, -end, place.path, place.line
