"""Annotate: find the passage of each annotation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from builder.annotate.explain import ambiguous, changed, moved, not_found, picture_missing, word_diff
from builder.annotate.quotation import block_quote, quotation_of
from builder.annotate.resolve import Resolution, resolve
from builder.model import Anchor, Annotation, Article
from builder.problems import Problem

__all__ = ["Resolution", "annotate", "block_quote", "quotation_of", "resolve", "word_diff"]

IMAGE = re.compile(r"!\[[^\]]*\]\(\s*<?([^)\s>]+)")


def annotate(article: Article, annotations: Sequence[Annotation]) -> tuple[tuple[Anchor, ...], tuple[Problem, ...]]:
    """The annotations with their passages, in reading order, those without one last; and any problems."""
    anchors, problems = [], []
    for annotation in annotations:
        anchor, problem = _anchor(article, annotation)
        anchors.append(anchor)
        problems += [problem] if problem else []
    return tuple(sorted(anchors, key=_reading_order)), tuple(problems)


def _anchor(article: Article, annotation: Annotation) -> tuple[Anchor, Problem | None]:
    if annotation.image:
        pictures = IMAGE.findall(article.body)
        if annotation.image in pictures:
            return Anchor(annotation, None, "image"), None
        return Anchor(annotation, None, "not-found"), picture_missing(annotation, pictures)
    if not annotation.quote:
        return Anchor(annotation, None, "whole"), None
    found = resolve(article.text, annotation.quote, annotation.prefix, annotation.suffix)
    return Anchor(annotation, found.passage, found.state), _problem(article, annotation, found)


def _problem(article: Article, annotation: Annotation, found: Resolution) -> Problem | None:
    if found.passage is None:
        return (ambiguous if found.places else not_found)(article, annotation, found)
    if found.state == "changed":
        return changed(article, annotation, found.passage)
    if found.state == "moved":
        return moved(article, annotation, found.passage)
    return None


def _reading_order(anchor: Anchor) -> tuple[bool, int, int, str, int]:
    start, end = anchor.passage or (0, 0)
    place = anchor.annotation.place
    return anchor.passage is None, start, -end, place.path, place.line
