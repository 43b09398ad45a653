"""Links: each link of an editor's text resolves to a page of the site, or is a problem."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from builder.model import TextLinks
from builder.problems import Place, Problem, did_you_mean

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PAGE_ANCHORS = re.compile(r"(note|reply)-[\w-]+|p\d+|m-[\w-]+|fn(ref)?\d+(-\d+)?|y\d{4}|annotations|named|source|cite")
"""Anchors that pages have besides those of headings."""


@dataclass(frozen=True)
class LinkTargets:
    """Everything that a link may lead to."""

    by_path: Mapping[str, str]
    """Address of a page by path of its content file."""
    by_name: Mapping[str, str]
    """Address by id of an entity or slug of an article."""
    addresses: frozenset[str]
    anchors: Mapping[str, frozenset[str]]
    """Ids of headings by address."""
    invalid_paths: frozenset[str] = frozenset()
    """Content files with errors of their own; links to them are not reported too."""
    ambiguous: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By name that several articles have: the names by which each is meant."""


def resolve_links(
    texts: Iterable[TextLinks], targets: LinkTargets
) -> tuple[dict[Place, tuple[tuple[str, str], ...]], list[Problem]]:
    """By place of a text, each link written in it with its address; and a problem for each broken link."""
    found: dict[Place, dict[str, str]] = {}
    problems: list[Problem] = []
    for text in texts:
        links = found.setdefault(text.place, {})
        for href, line in text.hrefs:
            if not _SCHEME.match(href):
                address, problem = _resolve(href, Place(text.place.path, line), text.anchors, targets)
                if address:
                    links[href] = address
                if problem:
                    problems.append(problem)
        for name, line in text.crosslinks:
            place = Place(text.place.path, line)
            if address := targets.by_name.get(name, ""):
                links[f"[[{name}]]"] = address
            else:
                problems.append(_unknown_name(name, place, targets))
        for href, line in text.refused:
            help_ = "link to https, http or mailto, or to a file in content/"
            problems.append(Problem("L403", f"not linked: {href[:60]}", Place(text.place.path, line), help_))
    return {place: tuple(sorted(links.items())) for place, links in found.items() if links}, problems


def _unknown_name(name: str, place: Place, targets: LinkTargets) -> Problem:
    if choices := targets.ambiguous.get(name):
        message = f"`[[{name}]]` is the name of {len(choices)} articles"
        help_ = f"write {' or '.join(f'[[{choice}]]' for choice in choices)}"
        return Problem("E201", message, place, help_)
    help_ = did_you_mean(name, targets.by_name) or "write the id of an entity or the file name of an article"
    return Problem("E201", f"`[[{name}]]` is not an entity or article", place, help_)


def _resolve(href: str, place: Place, anchors: tuple[str, ...], targets: LinkTargets) -> tuple[str, Problem | None]:
    """The address of a link, empty within the same text, and its problem; `anchors` are those of the text itself."""
    path, _, anchor = unquote(href).partition("#")
    if not path:
        return "", _anchor_problem(anchor, anchors, f"there is no heading `{anchor}` in this text", place)
    if path.startswith("/"):
        address = next((one for one in (path, f"{path}/") if one in targets.addresses), "")
    else:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(place.path), path))
        if target in targets.invalid_paths:
            return "", None
        address = targets.by_path.get(target, "")
    if not address:
        help_ = _similar_target(path, place, targets) or "link to a file in content/, such as ../topics/name.md"
        return "", Problem("L401", f"broken link: {href[:80]}", place, help_)
    if not anchor:
        return address, None
    message = f"there is no `#{anchor}` on the page {path}"
    problem = _anchor_problem(anchor, targets.anchors.get(address, frozenset()), message, place)
    return address if problem else f"{address}#{anchor}", problem


def _anchor_problem(anchor: str, known: Iterable[str], message: str, place: Place) -> Problem | None:
    if anchor in known or _PAGE_ANCHORS.fullmatch(anchor):
        return None
    return Problem("L402", message, place, did_you_mean(anchor, known))


def _similar_target(path: str, place: Place, targets: LinkTargets) -> str:
    """A suggestion: the target with the same last part, or a similar one."""
    absolute = path.startswith("/")
    names = [*(targets.addresses if absolute else targets.by_path)]
    last = posixpath.basename(path.rstrip("/"))
    by_last = {posixpath.basename(name.rstrip("/")): name for name in reversed(names)}
    if last in by_last:
        name = by_last[last]
        return f"did you mean {name if absolute else posixpath.relpath(name, posixpath.dirname(place.path))}?"
    return did_you_mean(last, filter(None, by_last))
