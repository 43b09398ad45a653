"""Annotations: what `see` names is there, no id stands twice, and the article is still the one that was checked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from builder.config import Config
from builder.files import text_sha256
from builder.model import Anchor, Annotation, Article, Reply, Review, Site
from builder.problems import Place, Problem, did_you_mean

CHANGES = {"exact": "in place", "elided": "in place", "changed": "changed", "moved": "moved", "whole": "in place",
         "image": "in place", "ambiguous": "without a place", "not-found": "without a place"}  # fmt: skip
"""What has become of a note, by the state of its anchor."""
SHOWN = 12
"""Characters of a checksum that are written, at least."""
CHECKED = re.compile(rf"[0-9a-f]{{{SHOWN},64}}")


def check_annotations(site: Site, config: Config) -> Iterator[Problem]:  # noqa: ARG001 - every rule is called alike
    """`see` that leads to no annotation, ids that stand twice under one article, articles that are not as checked."""
    for anchors in site.anchors.values():
        annotations = sorted((anchor.annotation for anchor in anchors), key=lambda annotation: annotation.place)
        yield from _duplicates(annotations, "under this article")
        for annotation in annotations:
            yield from _duplicates(annotation.replies, "under this annotation")
    yield from _unknown_references(site)
    for article in site.articles:
        yield from _changed_since(site, article, site.anchors.get(article.slug, ()))


def _unknown_references(site: Site) -> Iterator[Problem]:
    """What `see` names and is nowhere: neither published, nor a draft, nor in a file that could not be read whole."""
    known = {f"{slug}#{anchor.annotation.id}" for slug, anchors in site.anchors.items() for anchor in anchors}
    known |= site.draft_ids
    unread = {name for path in site.invalid_paths for name in _slugs_of(path)}
    for slug, anchors in site.anchors.items():
        for annotation in (anchor.annotation for anchor in anchors):
            for target in annotation.see:
                full = target if "#" in target else f"{slug}#{target}"
                if full not in known and full.partition("#")[0] not in unread:
                    mend = did_you_mean(full, known) or "write article#annotation"
                    yield Problem("N132", f"`see: {target}` leads to no annotation", annotation.place, mend)


def _slugs_of(path: str) -> Iterator[str]:
    """The article that a file holds, or whose annotations it holds."""
    if path.startswith(("content/articles/", "content/annotations/")):
        yield PurePosixPath(path).stem
        yield PurePosixPath(path).parent.name


def _duplicates(written: Sequence[Annotation | Reply], where: str) -> Iterator[Problem]:
    """Ids that stand twice: those of annotations within their article, those of replies within their annotation."""
    seen: dict[str, Place] = {}
    for one in written:
        if one.id in seen:
            mend = f"write `- id: …` under one of them; the other is {seen[one.id]}"
            yield Problem("N130", f"the id `{one.id}` stands twice {where}", one.place, mend)
        seen[one.id] = one.place


def _changed_since(site: Site, article: Article, anchors: Sequence[Anchor]) -> Iterator[Problem]:
    """An article whose words are no longer those that the annotations of a file were checked against."""
    by_file: dict[Review, list[Anchor]] = {}
    for anchor in anchors:
        if anchor.annotation.checked:
            by_file.setdefault(anchor.annotation.checked, []).append(anchor)
    if not by_file:
        return
    words = text_sha256(article.title, site.texts[article.slug].text)
    for checked, inside in by_file.items():
        mend = f"write checked: {words[:SHOWN]}"
        if not CHECKED.fullmatch(checked.text_hash):
            message = f"`checked` cannot be {checked.text_hash[:40]!r}"
            yield Problem("F008", message, checked.place, f"for the words as they are now, {mend}")
        elif not words.startswith(checked.text_hash):
            counts = Counter(CHANGES[anchor.state] for anchor in inside)
            fates = ", ".join(f"{counts[fate]} {fate}" for fate in dict.fromkeys(CHANGES.values()) if counts[fate])
            message = f"the article has changed since these notes were checked: {fates}"
            see = f"`git log -p {article.place.path}` shows what changed"
            yield Problem("N140", message, checked.place, f"{see}; when the notes still fit, {mend}")
