"""Annotate: each annotation finds the passage it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from builder.annotate.explain import ambiguous, changed, moved, not_found, picture_missing
from builder.annotate.quotation import word_diff
from builder.annotate.requote import block_quote, requoted
from builder.annotate.resolve import Resolution, resolve
from builder.model import Anchor, Annotation, ArticleText
from builder.problems import Problem

__all__ = ["Resolution", "annotate", "block_quote", "requoted", "resolve", "word_diff"]

IMAGE = re.compile(r"!\[[^\]]*\]\(\s*<?([^)\s>]+)")


def annotate(
    path: str, text: ArticleText, annotations: Sequence[Annotation]
) -> tuple[tuple[Anchor, ...], tuple[Problem, ...]]:
    """The annotations laid on their article, in reading order, those without a passage last; and what is doubtful."""
    anchors, problems = [], []
    for annotation in annotations:
        anchor, wrong = _anchor(path, text, annotation)
        anchors.append(anchor)
        problems += wrong
    return tuple(sorted(anchors, key=_reading_order)), tuple(problems)


def _anchor(path: str, text: ArticleText, annotation: Annotation) -> tuple[Anchor, list[Problem]]:
    if annotation.image:
        pictures = IMAGE.findall(text.body)
        if annotation.image in pictures:
            return Anchor(annotation, None, "image"), []
        return Anchor(annotation, None, "not-found"), [picture_missing(annotation, pictures)]
    if not annotation.quote:
        return Anchor(annotation, None, "whole"), []
    found = resolve(text.text, annotation.quote, annotation.prefix, annotation.suffix)
    return Anchor(annotation, found.passage, found.state), list(_doubts(path, text, annotation, found))


def _doubts(path: str, text: ArticleText, annotation: Annotation, found: Resolution) -> Iterator[Problem]:
    if found.passage is None:
        yield (ambiguous if found.places else not_found)(path, text, annotation, found)
    elif found.state == "changed":
        yield changed(text, annotation, found.passage)
    elif found.state == "moved":
        yield moved(text, annotation, found.passage)


def _reading_order(anchor: Anchor) -> tuple[bool, int, int, str, int]:
    start, end = anchor.passage or (0, 0)
    place = anchor.annotation.place
    return anchor.passage is None, start, -end, place.path, place.line
