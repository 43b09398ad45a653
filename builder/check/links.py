"""Links: each link of a text resolves to a page of the site, or is a problem."""

import datetime as dt
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import PurePosixPath
from unicodedata import normalize
from urllib.parse import unquote

from builder.model import Site, TextLinks
from builder.paths import ARTICLES, file_name
from builder.problems import Place, Problem, did_you_mean
from builder.slugs import is_page_anchor

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_MAIL = re.compile(r"[^\s/@:?#]+@[\w-]+(\.[\w-]+)+")
_HOST = re.compile(r"(www\.([\w-]+\.)+|([\w-]+\.)+(com|org|net|edu|gov|int|info)(?![\w.-]))\S*", re.IGNORECASE)
"""Addresses whose writer forgot how they begin."""


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
    withdrawn: frozenset[str] = frozenset()
    """Addresses of withdrawn pages, which have no headings any more."""
    ambiguous: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By name that several articles have: the names by which each is meant."""
    hidden: Mapping[str, dt.date] = field(default_factory=dict)
    """By slug of each article that is not published yet: the day on which it will be."""

    def not_yet(self, name: str) -> str:
        """Why there is no page of this article or file yet; empty if another reason must be found."""
        day = self.hidden.get(name) or self.hidden.get(file_name(name))
        return f"this article is not published before {day}; link to it from then on" if day else ""

    @cached_property
    def invalid_names(self) -> frozenset[str]:
        """Their names, which are in the addresses that they would have."""
        return frozenset(PurePosixPath(path).stem for path in self.invalid_paths)


def resolve_links(
    texts: Iterable[TextLinks], targets: LinkTargets, *, strict: bool = False
) -> tuple[dict[Place, tuple[tuple[str, str], ...]], list[Problem]]:
    """By place of a text, each link written in it with its address; and a problem for each broken link.

    One in an archived text is a warning unless `strict`: a text from elsewhere often has dead links, and its words are
    not changed.
    """
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
                    lenient = not strict and text.place.path.startswith(ARTICLES)
                    problems.append(replace(problem, is_lenient=lenient))
        for name, line in text.crosslinks:
            place = Place(text.place.path, line)
            if address := targets.by_name.get(name, ""):
                links[f"[[{name}]]"] = address
            elif name.rpartition("/")[2] not in targets.invalid_names:
                problems.append(_unknown_name(name, place, targets))
        for href, line in text.refused:
            help_ = "link to https, http or mailto, or to a file in content/"
            problems.append(Problem("L403", f"not linked: {href[:60]}", Place(text.place.path, line), help_))
    return {place: tuple(sorted(links.items())) for place, links in found.items() if links}, problems


def _unknown_name(name: str, place: Place, targets: LinkTargets) -> Problem:
    if choices := targets.ambiguous.get(name):
        message = f"`[[{name}]]` is the name of several articles"
        help_ = f"write {' or '.join(f'[[{choice}]]' for choice in choices)}"
        return Problem("E201", message, place, help_)
    help_ = targets.not_yet(name) or did_you_mean(name, targets.by_name)
    help_ = help_ or (
        f"write the id of an entity or the file name of an article; if the text has these brackets, write \\[[{name}]]"
    )
    return Problem("E201", f"`[[{name}]]` is not an entity or article", place, help_)


def _resolve(href: str, place: Place, anchors: tuple[str, ...], targets: LinkTargets) -> tuple[str, Problem | None]:
    """The address of a link, empty within the same text, and its problem; `anchors` are those of the text itself."""
    path, _, anchor = unquote(href).partition("#")
    anchor = normalize("NFC", anchor)
    if not path:
        return "", _anchor_problem(anchor, anchors, f"there is no heading `{anchor}` in this text", place)
    if path.startswith("/"):
        address = next((one for one in (path, f"{path}/") if one in targets.addresses), "")
        if not address and posixpath.basename(path.rstrip("/")) in targets.invalid_names:
            return "", None
    else:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(place.path), path))
        if target in targets.invalid_paths:
            return "", None
        address = targets.by_path.get(target, "")
    if not address:
        help_ = (
            targets.not_yet(path)
            or _web_address(href)
            or _similar_target(path, place, targets)
            or "link to a file in content/, such as ../topics/name.md"
        )
        return "", Problem("L401", f"broken link: {href[:80]}", place, help_)
    if not anchor or address in targets.withdrawn:
        return address, None
    message = f"there is no `#{anchor}` on the page {path}"
    problem = _anchor_problem(anchor, targets.anchors.get(address, frozenset()), message, place)
    return address if problem else f"{address}#{anchor}", problem


def check_facsimiles(site: Site, files: Iterable[str]) -> Iterator[Problem]:
    """A problem for each `facsimile` that is not one of the published files, which are `assets/…`."""
    known = frozenset(files)
    for article in site.articles:
        name = article.in_print.facsimile
        if name and f"assets/{name}" not in known:
            place = site.texts[article.slug].places.get("facsimile", article.place)
            similar = did_you_mean(name, (one.removeprefix("assets/") for one in known))
            help_ = similar or "add the image, or remove the line"
            yield Problem("L401", f"`facsimile`: there is no file content/assets/{name[:80]}", place, help_)


def _web_address(href: str) -> str:
    """A suggestion for a link that lacks the beginning of a web or mail address."""
    begin = "mailto:" if _MAIL.fullmatch(href) else "https://" if _HOST.fullmatch(href) else ""
    return f"did you mean {begin}{href}?" if begin else ""


def _anchor_problem(anchor: str, known: Iterable[str], message: str, place: Place) -> Problem | None:
    if anchor in known or is_page_anchor(anchor):
        return None
    return Problem("L402", message, place, did_you_mean(anchor, known))


def _similar_target(path: str, place: Place, targets: LinkTargets) -> str:
    """A suggestion: the target with the same last part, or a similar one."""
    absolute = path.startswith("/")
    names = [*(targets.addresses if absolute else targets.by_path)]
    last = posixpath.basename(path.rstrip("/"))
    by_last = {posixpath.basename(name.rstrip("/")): name for name in reversed(names)}
    if name := by_last.get(last):
        return f"did you mean {name if absolute else posixpath.relpath(name, posixpath.dirname(place.path))}?"
    return did_you_mean(last, filter(None, by_last))
