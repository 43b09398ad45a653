"""Fix: the quotation of an annotation takes over the wording that its article has now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from builder.annotate import annotate, quotation_of
from builder.config import Config
from builder.files import decode, read_bytes, rewrite
from builder.load.annotations import load_annotations
from builder.model import Anchor, Annotation, ArticleText, Passage, Site
from builder.problems import Place

FIXED = ("changed", "moved")
"""N103 and N104: the place is known, and the quotation alone is out of date."""
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
QUOTED = re.compile(r" {0,3}>")


@dataclass(frozen=True)
class Fix:
    """What became of one quotation."""

    place: Place
    words: str
    """Those it has now; empty when it was left alone."""

    def __str__(self) -> str:
        if self.words:
            return f"{self.place}: now quotes “{self.words}”"
        return f"{self.place}: left as it is; quote the passage by hand"


def fix(site: Site, config: Config) -> tuple[Fix, ...]:
    """Rewrite the quotations whose words have changed or moved, each file whole or not at all.

    The only command that changes what an editor wrote; it does so in content/annotations/, and to nothing but the
    lines of the quotation.
    """
    by_file: dict[str, list[tuple[str, Anchor]]] = {}
    for slug, anchors in site.anchors.items():
        for anchor in anchors:
            if anchor.state in FIXED and anchor.passage:
                by_file.setdefault(anchor.annotation.place.path, []).append((slug, anchor))
    return tuple(fixed for path, found in sorted(by_file.items()) for fixed in _fix_file(path, found, site, config))


def _fix_file(path: str, found: Sequence[tuple[str, Anchor]], site: Site, config: Config) -> Iterator[Fix]:
    """One quotation after the other, from the last to the first, so that the lines above keep their numbers."""
    file = config.root / path
    content = read_bytes(file, config.root)
    fixed: list[Fix] = []
    after = content
    for slug, anchor in sorted(found, key=lambda pair: _line(pair[1]), reverse=True):
        text = site.texts[slug]
        quotation = quotation_of(text.text, anchor.passage or Passage(0, 0))
        tried = _replaced(after, _line(anchor), quotation)
        kept = bool(quotation) and _same_but_for_one(
            _annotations(path, after, slug, config), _annotations(path, tried, slug, config), text, anchor
        )
        after = tried if kept else after
        words = " ".join(text.text[slice(*(anchor.passage or (0, 0)))].split())
        fixed.append(Fix(Place(path, _line(anchor)), words if kept else ""))
    if after != content and not rewrite(file, content, after):
        fixed = [replace(one, words="") for one in fixed]
    yield from reversed(fixed)


def _line(anchor: Anchor) -> int:
    return (anchor.annotation.quote_place or anchor.annotation.place).line


def _replaced(content: bytes, number: int, quotation: str) -> bytes:
    """The file with the block quote that begins on that line exchanged; line ends stay what they are."""
    lines = LINE.findall(content.decode("utf-8"))
    last = number
    while last < len(lines) and QUOTED.match(lines[last]):
        last += 1
    end = lines[number - 1][len(lines[number - 1].rstrip("\r\n")) :] or "\n"
    written = "".join(f"{line}{end}" for line in quotation.split("\n"))
    return "".join((*lines[: number - 1], written, *lines[last:])).encode()


def _same_but_for_one(
    before: Mapping[str, Annotation], after: Mapping[str, Annotation], text: ArticleText, anchor: Anchor
) -> bool:
    """Whether this annotation finds exactly its passage now, and all else says what it said."""
    wanted = after.get(anchor.annotation.id)
    if wanted is None or _without_quotations(before) != _without_quotations(after):
        return False
    (laid,), doubts = annotate(wanted.article, text, [wanted])
    return laid.passage == anchor.passage and not doubts


def _annotations(path: str, content: bytes, slug: str, config: Config) -> dict[str, Annotation]:
    return {one.id: one for one in load_annotations(path, decode(content, path), slug, config).annotations}


def _without_quotations(annotations: Mapping[str, Annotation]) -> list[Annotation]:
    nowhere = Place("")
    return [
        replace(
            one, quote="", prefix="", suffix="", quote_place=None, place=nowhere, comment_line=0,
            replies=tuple(replace(reply, place=nowhere, comment_line=0) for reply in one.replies),
        )
        for one in annotations.values()
    ]  # fmt: skip
