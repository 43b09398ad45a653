"""Annotations: `see` names an annotation, ids are unique, and the article is the one that was reviewed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from builder.files import text_sha256
from builder.model import Anchor, Annotation, Article, Reply, Review, Site
from builder.problems import Place, Problem, did_you_mean

RESULTS = {"exact": "in place", "elided": "in place", "changed": "changed", "moved": "moved", "whole": "in place",
           "image": "in place", "ambiguous": "not placed", "not-found": "not placed"}  # fmt: skip
"""What an editor reads for the state of an anchor."""
DIGITS = 12
"""Digits of a checksum that `checked` needs at least."""
CHECKED = re.compile(rf"[0-9a-f]{{{DIGITS},64}}")


def check_annotations(site: Site) -> Iterator[Problem]:
    """Unknown targets of `see`, duplicate ids under one article, articles changed since their notes were reviewed."""
    for anchors in site.anchors.values():
        annotations = sorted((anchor.annotation for anchor in anchors), key=lambda annotation: annotation.place)
        yield from _duplicates(annotations, "under this article")
        for annotation in annotations:
            yield from _duplicates(annotation.replies, "under this annotation")
    yield from _unknown_references(site)
    for article in site.articles:
        yield from _changed_since_review(site, article, site.anchors.get(article.slug, ()))


def _unknown_references(site: Site) -> Iterator[Problem]:
    """Each `see` whose target is neither published, nor a draft, nor in a file that could not be read completely."""
    ids = {f"{slug}#{anchor.annotation.id}" for slug, anchors in site.anchors.items() for anchor in anchors}
    ids |= site.draft_ids
    invalid = {slug for path in site.invalid_paths for slug in _slugs_of(path)}
    for slug, anchors in site.anchors.items():
        for annotation in (anchor.annotation for anchor in anchors):
            for target in annotation.see:
                full = target if "#" in target else f"{slug}#{target}"
                if full not in ids and full.partition("#")[0] not in invalid:
                    article, _, note = full.partition("#")
                    choices = [f"{one}#{note}" for one in site.ambiguous_slugs.get(article, ())]
                    help_ = f"write {' or '.join(choices)}" if choices else did_you_mean(full, ids)
                    help_ = help_ or "write article#annotation"
                    yield Problem("N132", f"`see: {target}`: there is no such annotation", annotation.place, help_)


def _slugs_of(path: str) -> Iterator[str]:
    """The possible slugs of the article that a file contains or annotates."""
    if path.startswith(("content/articles/", "content/annotations/")):
        yield PurePosixPath(path).stem
        yield PurePosixPath(path).parent.name


def _duplicates(notes: Sequence[Annotation | Reply], where: str) -> Iterator[Problem]:
    """Ids that occur more than once: annotations are unique in their article, replies in their annotation."""
    places: dict[str, Place] = {}
    for note in notes:
        if note.id in places:
            help_ = f"add `- id: …` with another id to one of them; the other is {places[note.id]}"
            yield Problem("N130", f"duplicate id `{note.id}` {where}", note.place, help_)
        places[note.id] = note.place


def _changed_since_review(site: Site, article: Article, anchors: Sequence[Anchor]) -> Iterator[Problem]:
    """An article whose text differs from the one that the annotations of a file were checked against."""
    by_review: dict[Review, list[Anchor]] = {}
    for anchor in anchors:
        if anchor.annotation.checked:
            by_review.setdefault(anchor.annotation.checked, []).append(anchor)
    if not by_review:
        return
    digest = text_sha256(article.title, site.texts[article.slug].text)
    for review, reviewed in by_review.items():
        line = f"write checked: {digest[:DIGITS]}"
        if not CHECKED.fullmatch(review.text_hash):
            message = f"`checked` cannot be {review.text_hash[:40]!r}"
            yield Problem("F008", message, review.place, f"for the present text of the article, {line}")
        elif not digest.startswith(review.text_hash):
            counts = Counter(RESULTS[anchor.state] for anchor in reviewed)
            results = ", ".join(
                f"{counts[result]} {result}" for result in dict.fromkeys(RESULTS.values()) if counts[result]
            )
            message = f"the article has changed since these notes were checked: {results}"
            see = f"`git log -p {article.place.path}` shows the changes"
            yield Problem("N140", message, review.place, f"{see}; if the notes still apply, {line}")
