"""Links: what an editor wrote leads to a page of the site, or is a problem."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from builder.model import TextLinks
from builder.problems import Place, Problem, did_you_mean

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_MADE_ANCHORS = re.compile(r"(note|reply)-[\w-]+|p\d+|m-[\w-]+|fn(ref)?\d+(-\d+)?|y\d{4}|annotations|named|source|cite")


@dataclass(frozen=True)
class LinkTargets:
    """Everything a link may lead to."""

    by_path: Mapping[str, str]
    """Path of a content file to the address of its page."""
    by_name: Mapping[str, str]
    """Id of an entity or slug of an article to its address."""
    addresses: frozenset[str]
    anchors: Mapping[str, frozenset[str]]
    """By address: ids of headings there."""
    unread: frozenset[str] = frozenset()
    """Paths of content files with errors of their own: what leads to them is not called wrong too."""


def resolve_links(
    uses: Iterable[TextLinks], targets: LinkTargets
) -> tuple[dict[Place, tuple[tuple[str, str], ...]], list[Problem]]:
    """By place of a text, each target written in it and its address; and a problem for each that leads nowhere."""
    found: dict[Place, dict[str, str]] = {}
    problems: list[Problem] = []
    for text in uses:
        links = found.setdefault(text.place, {})
        for href, line in text.hrefs:
            if not _SCHEME.match(href):
                address, problem = _follow(href, Place(text.place.path, line), text.anchors, targets)
                if address:
                    links[href] = address
                if problem:
                    problems.append(problem)
        for name, line in text.crosslinks:
            address = targets.by_name.get(name, "")
            if address:
                links[f"[[{name}]]"] = address
            else:
                mend = (
                    did_you_mean(name, targets.by_name) or "write the id of an entity or the name of an article's file"
                )
                problems.append(
                    Problem("E201", f"`[[{name}]]` is no entity and no article", Place(text.place.path, line), mend)
                )
        problems += [
            Problem(
                "L403",
                f"not linked: {href[:60]}",
                Place(text.place.path, line),
                "link to https, http or mailto, or to a file of content/",
            )
            for href, line in text.refused
        ]
    return {place: tuple(sorted(links.items())) for place, links in found.items() if links}, problems


def _follow(href: str, place: Place, own_anchors: tuple[str, ...], targets: LinkTargets) -> tuple[str, Problem | None]:
    path, _, anchor = unquote(href).partition("#")
    if not path:
        if anchor in own_anchors or _MADE_ANCHORS.fullmatch(anchor):
            return "", None
        return "", Problem(
            "L402", f"there is no heading `{anchor}` in this text", place, did_you_mean(anchor, own_anchors)
        )
    if path.startswith("/"):
        address = path if path in targets.addresses else f"{path}/" if f"{path}/" in targets.addresses else ""
    else:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(place.path), path))
        if target in targets.unread:
            return "", None
        address = targets.by_path.get(target, "")
    if not address:
        names = [*targets.by_path] if not path.startswith("/") else [*targets.addresses]
        last = posixpath.basename(path.rstrip("/"))
        near = [name for name in names if posixpath.basename(name.rstrip("/")) == last]
        mend = (
            f"did you mean {_from(place.path, near[0])}?"
            if near
            else did_you_mean(last, filter(None, (posixpath.basename(name.rstrip("/")) for name in names)))
        )
        return "", Problem(
            "L401",
            f"the link {href[:80]} leads nowhere",
            place,
            mend or "link to a file of content/, such as ../topics/name.md",
        )
    if anchor and anchor not in targets.anchors.get(address, frozenset()) and not _MADE_ANCHORS.fullmatch(anchor):
        known = targets.anchors.get(address, frozenset())
        return address, Problem(
            "L402", f"there is no `#{anchor}` on the page {path}", place, did_you_mean(anchor, known)
        )
    return f"{address}#{anchor}" if anchor else address, None


def _from(path: str, target: str) -> str:
    return target if target.startswith("/") else posixpath.relpath(target, posixpath.dirname(path))
