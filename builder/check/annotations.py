"""Annotations: what `see` names is there, and no id stands twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from builder.config import Config
from builder.model import Annotation, Reply, Site
from builder.problems import Place, Problem, did_you_mean


def check_annotations(site: Site, config: Config) -> Iterator[Problem]:  # noqa: ARG001 - every rule is called alike
    """`see` that leads to no annotation, and ids that stand twice under one article."""
    known = {f"{slug}#{anchor.annotation.id}" for slug, anchors in site.anchors.items() for anchor in anchors}
    for slug, anchors in site.anchors.items():
        annotations = sorted((anchor.annotation for anchor in anchors), key=lambda annotation: annotation.place)
        yield from _twice(annotations, "under this article")
        for annotation in annotations:
            yield from _twice(annotation.replies, "under this annotation")
            for target in annotation.see:
                full = target if "#" in target else f"{slug}#{target}"
                if full not in known:
                    yield Problem(
                        "N132",
                        f"`see: {target}` leads to no annotation",
                        annotation.place,
                        did_you_mean(full, known) or "write article#annotation",
                    )


def _twice(written: Sequence[Annotation | Reply], where: str) -> Iterator[Problem]:
    """Ids that stand twice: those of annotations within their article, those of replies within their annotation."""
    seen: dict[str, Place] = {}
    for one in written:
        if one.id in seen:
            mend = f"write `- id: …` under one of them; the other is {seen[one.id]}"
            yield Problem("N130", f"the id `{one.id}` stands twice {where}", one.place, mend)
        seen[one.id] = one.place
