"""Fix: update the quotations of annotations to match the current text of the article."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from builder.annotate import annotate, quotation_of
from builder.config import Config
from builder.files import decode, line_end, read_bytes, rewrite, split_lines
from builder.load.annotations import load_annotations
from builder.model import Anchor, Annotation, Article, ArticleText, Passage, Site, without_places
from builder.problems import Place

FIXED = ("changed", "moved")
"""N103 and N104: the passage is known, and only the quotation is outdated."""
ORPHANED = ("not-found", "ambiguous")
"""N101 and N102: another quotation may be about something else, so an editor has to decide."""
QUOTE_LINE = re.compile(r" {0,3}>")


@dataclass(frozen=True)
class Fix:
    """The result for one quotation."""

    place: Place
    text: str
    """The new quotation; empty when it was not changed."""
    advice: str = "quote the passage by hand"
    """What to do when it was not changed."""

    def __str__(self) -> str:
        if self.text:
            return f"{self.place}: now quotes “{self.text}”"
        return f"{self.place}: not changed; {self.advice}"


def fix(site: Site, config: Config) -> tuple[Fix, ...]:
    """Rewrite the quotations whose text has changed or moved, each file completely or not at all.

    Nothing else changes files of editors. It changes only the lines of quotations, in content/annotations/.
    """
    by_file: dict[str, list[tuple[Article, Anchor]]] = {}
    for article in site.articles:
        for anchor in site.anchors.get(article.slug, ()):
            if anchor.state in FIXED and anchor.passage:
                by_file.setdefault(anchor.annotation.place.path, []).append((article, anchor))
    fixed = (one for path, found in sorted(by_file.items()) for one in _fix_file(path, found, site, config))
    return tuple(sorted((*fixed, *_left_alone(site)), key=lambda one: (one.place.path, one.place.line)))


def _left_alone(site: Site) -> Iterator[Fix]:
    """The quotations whose passage is missing or ambiguous, or now says something else."""
    for anchors in site.anchors.values():
        for anchor in anchors:
            if anchor.state in ORPHANED and anchor.annotation.quote:
                place = anchor.annotation.quote_place or anchor.annotation.place
                yield Fix(place, "", "its passage is missing, ambiguous, or says something else now: see `check`")


def _fix_file(path: str, found: Sequence[tuple[Article, Anchor]], site: Site, config: Config) -> Iterator[Fix]:
    """Fix the quotations of a file from the last to the first, so that line numbers stay valid."""
    file = config.root / path
    content = read_bytes(file, config.root)
    fixed: list[Fix] = []
    after = content
    for article, anchor in sorted(found, key=lambda pair: _line(pair[1]), reverse=True):
        text = site.texts[article.slug]
        quotation = quotation_of(text.text, anchor.passage or Passage(0, 0))
        candidate = _replaced(after, _line(anchor), quotation)
        was, now = (_annotations(path, one, article.slug, config) for one in (after, candidate))
        is_valid = bool(quotation) and _changes_only_quotation(was, now, text, anchor, article.language)
        after = candidate if is_valid else after
        passage = " ".join(text.text[slice(*(anchor.passage or (0, 0)))].split())
        fixed.append(Fix(Place(path, _line(anchor)), passage if is_valid else ""))
    if after != content and not rewrite(file, content, after):
        fixed = [replace(one, text="") for one in fixed]
    yield from reversed(fixed)


def _line(anchor: Anchor) -> int:
    return (anchor.annotation.quote_place or anchor.annotation.place).line


def _replaced(content: bytes, number: int, quotation: str) -> bytes:
    """The file with the block quote on that line replaced; line ends stay the same."""
    lines = split_lines(content.decode("utf-8"))
    last = number
    while last < len(lines) and QUOTE_LINE.match(lines[last]):
        last += 1
    end = line_end(lines[number - 1])
    replacement = "".join(f"{line}{end}" for line in quotation.split("\n"))
    return "".join((*lines[: number - 1], replacement, *lines[last:])).encode()


def _changes_only_quotation(
    before: Mapping[str, Annotation], after: Mapping[str, Annotation], text: ArticleText, anchor: Anchor, language: str
) -> bool:
    """Whether this annotation now matches exactly its passage, and everything but quotations is unchanged."""
    changed = after.get(anchor.annotation.id)
    if changed is None or _without_quotations(before) != _without_quotations(after):
        return False
    (found,), problems = annotate(changed.article, text, [changed], language)
    return found.passage == anchor.passage and not problems


def _annotations(path: str, content: bytes, slug: str, config: Config) -> dict[str, Annotation]:
    return {one.id: one for one in load_annotations(path, decode(content, path), slug, config).annotations}


def _without_quotations(annotations: Mapping[str, Annotation]) -> list[Annotation]:
    return [replace(without_places(one), quote="", prefix="", suffix="") for one in annotations.values()]
