"""Annotate: find the passage of each annotation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from builder.annotate.explain import ambiguous, changed, moved, not_found, picture_missing, word_diff
from builder.annotate.quotation import block_quote, quotation_of
from builder.annotate.resolve import Resolution, resolve
from builder.graphemes import whole_graphemes
from builder.model import Anchor, Annotation, ArticleText, Passage
from builder.problems import Problem

__all__ = ["Resolution", "annotate", "block_quote", "quotation_of", "resolve", "word_diff"]

IMAGE = re.compile(r"!\[[^\]]*\]\(\s*<?([^)\s>]+)")


def annotate(
    path: str, text: ArticleText, annotations: Sequence[Annotation]
) -> tuple[tuple[Anchor, ...], tuple[Problem, ...]]:
    """The annotations with their passages, in reading order, those without one last; and any problems.

    `path` is that of the article's file, for messages.
    """
    anchors, problems = [], []
    for annotation in annotations:
        anchor, problem = _anchor(path, text, annotation)
        anchors.append(anchor)
        problems += [problem] if problem else []
    return tuple(sorted(anchors, key=_reading_order)), tuple(problems)


def _anchor(path: str, text: ArticleText, annotation: Annotation) -> tuple[Anchor, Problem | None]:
    if annotation.image:
        pictures = IMAGE.findall(text.body)
        if annotation.image in pictures:
            return Anchor(annotation, None, "image"), None
        return Anchor(annotation, None, "not-found"), picture_missing(annotation, pictures)
    if not annotation.quote:
        return Anchor(annotation, None, "whole"), None
    found = resolve(text.text, annotation.quote, annotation.prefix, annotation.suffix)
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
