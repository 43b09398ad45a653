"""Annotations: what `see` names is there, and no id stands twice."""

from __future__ import annotations

from collections.abc import Iterator

from builder.config import Config
from builder.model import Site
from builder.problems import Problem, did_you_mean


def check_annotations(site: Site, config: Config) -> Iterator[Problem]:  # noqa: ARG001 - every rule is called alike
    """`see` that leads to no annotation, and ids that stand twice under one article."""
    known = {f"{slug}#{anchor.annotation.id}" for slug, anchors in site.anchors.items() for anchor in anchors}
    for slug, anchors in site.anchors.items():
        seen: dict[str, str] = {}
        for annotation in sorted((anchor.annotation for anchor in anchors), key=lambda annotation: annotation.place):
            if annotation.id in seen:
                yield Problem(
                    "N130",
                    f"the id `{annotation.id}` stands twice under this article",
                    annotation.place,
                    f"write `- id: …` under one of them; the other is {seen[annotation.id]}",
                )
            seen[annotation.id] = str(annotation.place)
            for target in annotation.see:
                full = target if "#" in target else f"{slug}#{target}"
                if full not in known:
                    yield Problem(
                        "N132",
                        f"`see: {target}` leads to no annotation",
                        annotation.place,
                        did_you_mean(full, known) or "write article#annotation",
                    )
