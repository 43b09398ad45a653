"""Annotations: `see` names an annotation, ids are unique, and the article is the one that was reviewed."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from operator import itemgetter
from pathlib import PurePosixPath

from builder.addresses import tag_address
from builder.files import text_sha256
from builder.model import Anchor, Annotation, Article, Reply, Review, Site, WithdrawnNote
from builder.paths import ANNOTATIONS, ARTICLES, file_name
from builder.problems import Place, Problem, did_you_mean
from builder.slugs import tag_key, tag_slug

RESULTS = {"exact": "in place", "elided": "in place", "changed": "changed", "moved": "moved", "whole": "in place",
           "image": "in place", "ambiguous": "not placed", "not-found": "not placed"}  # fmt: skip
"""What an editor reads for the state of an anchor."""
DIGITS = 12
"""Digits of a checksum that `checked` needs at least."""
CHECKED = re.compile(rf"[0-9a-f]{{{DIGITS},64}}")


def check_annotations(site: Site) -> Iterator[Problem]:
    """Unknown targets of `see`, duplicate ids under one article, articles changed since their notes were reviewed."""
    for slug, anchors in site.anchors.items():
        annotations = sorted((anchor.annotation for anchor in anchors), key=lambda annotation: annotation.place)
        withdrawn = [one for one in site.withdrawn_notes.get(slug, ()) if not one.answers]
        yield from _duplicates([*withdrawn, *annotations], "under this article")
        for annotation in annotations:
            yield from _duplicates(annotation.replies, "under this annotation")
    yield from _unknown_references(site)
    yield from _shared_tag_addresses(site)
    for article in site.articles:
        yield from _changed_since_review(site, article, site.anchors.get(article.slug, ()))


def _unknown_references(site: Site) -> Iterator[Problem]:
    """Each `see` whose target is neither published, nor a draft, nor in a file that could not be read completely."""
    ids = {f"{slug}#{anchor.annotation.id}" for slug, anchors in site.anchors.items() for anchor in anchors}
    ids |= site.unpublished_ids
    unread = {slug for path in site.unread_paths for slug in _slugs_of(path)}
    for slug, anchors in site.anchors.items():
        for annotation in (anchor.annotation for anchor in anchors):
            for target in annotation.see:
                full = target if "#" in target else f"{slug}#{target}"
                article, _, note = full.partition("#")
                # What a withdrawn article had may have been deleted.
                is_known = full in ids or site.is_withdrawn("article", article)
                if not is_known and article.rpartition("/")[2] not in unread:
                    choices = [f"{one}#{note}" for one in site.ambiguous_slugs.get(article, ())]
                    help_ = f"write {' or '.join(choices)}" if choices else did_you_mean(full, ids)
                    help_ = help_ or "write article#annotation"
                    yield Problem("N132", f"`see: {target}`: there is no such annotation", annotation.place, help_)


def _slugs_of(path: str) -> Iterator[str]:
    """The possible slugs of the article that a file contains or annotates."""
    if path.startswith((ARTICLES, ANNOTATIONS)):
        yield file_name(path)
        yield PurePosixPath(path).parent.name


def _duplicates(notes: Sequence[Annotation | Reply | WithdrawnNote], where: str) -> Iterator[Problem]:
    """Ids that occur more than once: annotations are unique in their article, replies in their annotation."""
    places: dict[str, Place] = {}
    for note in notes:
        if note.id and note.id in places:  # one without an id has a problem of its own
            help_ = f"add `- id: …` with another id to one of them; the other is {places[note.id]}"
            yield Problem("N130", f"duplicate id `{note.id}` {where}", note.place, help_)
        places[note.id] = note.place


def _shared_tag_addresses(site: Site) -> Iterator[Problem]:
    """Each tag whose list would be that of another tag, which differs in more than its spelling."""
    notes = (anchor.annotation for anchors in site.anchors.values() for anchor in anchors)
    places: dict[str, Place] = {}
    for note in notes:
        for tag in note.tags:
            places[tag] = min(note.place, places.get(tag, note.place))
    first: dict[str, tuple[str, Place]] = {}
    for tag, place in sorted(places.items(), key=itemgetter(1, 0)):
        if slug := tag_slug(tag):
            other, there = first.setdefault(slug, (tag, place))
            if tag_key(other) != tag_key(tag):
                message = f"the tags `{tag[:80]}` and `{other[:80]}` ({there}) share the address {tag_address(slug)}"
                yield Problem("T303", message, place, "write both alike, or tell them apart by letters or digits")


def _changed_since_review(site: Site, article: Article, anchors: Sequence[Anchor]) -> Iterator[Problem]:
    """An article whose text differs from the one that the annotations of a file were checked against."""
    by_review: defaultdict[Review, list[Anchor]] = defaultdict(list)
    for anchor in anchors:
        if anchor.annotation.checked:
            by_review[anchor.annotation.checked].append(anchor)
    if not by_review or not article.title:
        return
    digest = text_sha256(article.title, site.texts[article.slug].text)
    for review, reviewed in by_review.items():
        line = f"write checked: {digest[:DIGITS]}"
        if not CHECKED.fullmatch(review.text_hash):
            message = f"`checked` cannot be {review.text_hash[:40]!r}"
            yield Problem("F008", message, review.place, f"for the present text of the article, {line}")
        elif not digest.startswith(review.text_hash):
            counts = Counter(RESULTS[anchor.state] for anchor in reviewed)
            kinds = [kind for kind in dict.fromkeys(RESULTS.values()) if counts[kind]]
            results = ", ".join(f"{counts[kind]} {kind}" for kind in kinds)
            message = f"the article has changed since these notes were checked: {results}"
            see = f"`git log -p {article.place.path}` shows the changes"
            yield Problem("N140", message, review.place, f"{see}; if the notes still apply, {line}")
