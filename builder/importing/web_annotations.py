"""Web annotations: what programs elsewhere say of an article, as the parts of a note."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from builder.config import is_web_address
from builder.importing.comments import from_html, from_plain
from builder.markdown import is_allowed
from builder.model import Reference
from builder.problems import ContentError, Place, Problem

LIMIT = 64 << 20
"""Bytes of a file of web annotations."""
SELECTORS_AT_MOST = 50
REGION = re.compile(r"xywh=percent:([\d.]+),([\d.]+),([\d.]+),([\d.]+)")
ASIDE = frozenset({"tagging", "classifying"})
"""Purposes of a body that is no comment."""
TERSE = frozenset({"assessing", "linking"})
"""Purposes of a body that is no comment, unless it has a format: a verdict, a source that is words alone."""
Data = Mapping[str, Any]


@dataclass(frozen=True)
class Target:
    """What a web annotation is about."""

    source: str
    scope: str = ""
    """The page on which the source, such as a picture, is meant."""
    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    region: tuple[str, ...] = ()
    positioned: bool = False
    """Whether a place is given in another way than by its words."""


@dataclass(frozen=True)
class WebAnnotation:
    """A web annotation; every part but the target may be empty."""

    number: int
    """Its position in the file, from 1."""
    id: str
    title: str
    comment: str
    """Markdown."""
    is_markdown: bool
    """Whether the comment was Markdown already, whose links may be relative."""
    types: tuple[str, ...]
    """Types it may have: what it is classified as, and its motivations."""
    motivations: tuple[str, ...]
    creators: tuple[tuple[str, ...], ...]
    """Each with all the names it goes by."""
    created: str
    modified: str
    language: str
    tags: tuple[str, ...]
    assessments: tuple[str, ...]
    sources: tuple[Reference, ...]
    see: tuple[str, ...]
    claim: str
    claimant: str
    targets: tuple[Target, ...]
    reply_to: str
    """Id of the annotation it is a reply to."""


def read_web_annotations(content: bytes, path: str) -> list[WebAnnotation]:
    """The annotations of a file; raises ContentError when it holds none.

    A single one, a list, a collection or page of the W3C's model, or what the API of Hypothesis gives.
    """
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise ContentError(
            Problem("C507", "the file is not JSON", Place(path, line), "export the annotations again")
        ) from error
    found = list(_items(data))
    if not found:
        known = "a W3C Annotation, a list or collection of them, or an export of Hypothesis"
        raise ContentError(Problem("C507", "the file holds no web annotations", Place(path), f"name {known}"))
    return [_annotation(number, one) for number, one in enumerate(found, 1)]


def _items(data: object) -> Iterator[Data]:
    """The annotations, whatever they are wrapped in."""
    if isinstance(data, list):
        for one in data:
            yield from _items(one)
    elif isinstance(data, dict):
        inside = next((data[key] for key in ("first", "items", "rows", "annotations") if _many(data.get(key))), None)
        if inside is not None:
            yield from _items(inside)
        elif "target" in data or "uri" in data:
            yield data if "uri" not in data else _from_hypothesis(data)


def _many(value: object) -> bool:
    return isinstance(value, (list, dict))


def _from_hypothesis(row: Data) -> Data:
    """A row of Hypothesis's API in the terms of the W3C."""
    user = _words(row.get("user")).removeprefix("acct:").partition("@")[0]
    about = row.get("user_info")
    name = _words(about.get("display_name")) if isinstance(about, dict) else ""
    tags = [{"type": "TextualBody", "purpose": "tagging", "value": tag} for tag in _listed(row.get("tags"))]
    comment = {"type": "TextualBody", "format": "text/markdown", "value": row.get("text")}
    references = _listed(row.get("references"))
    return {
        "id": row.get("id"),
        "creator": {"nickname": user, "name": name},
        "created": row.get("created"),
        "modified": row.get("updated"),
        "motivation": "replying" if references else "commenting",
        "body": [comment, *tags],
        # The first is the annotation that the thread is about.
        "target": references[0] if references else row.get("target") or row.get("uri"),
        "source": row.get("uri"),
    }


def _annotation(number: int, data: Data) -> WebAnnotation:
    bodies = list(_bodies(data))
    motivations = tuple(_words(one) for one in _listed(data.get("motivation")))
    targets = tuple(_targets(data))
    comments = [body for body in bodies if _is_comment(body)]
    comment, native = _comment(comments)
    item = data.get("schema:itemReviewed")
    return WebAnnotation(
        number=number,
        id=_words(data.get("id")),
        title=_words(data.get("label")),
        comment=comment,
        is_markdown=native,
        types=tuple(_line(body.get("value")) for body in bodies if body.get("purpose") == "classifying"),
        motivations=motivations,
        creators=tuple(filter(None, map(_names, _listed(data.get("creator"))))),
        created=_words(data.get("created")),
        modified=_words(data.get("modified")),
        language=next((_words(body.get("language")) for body in comments if body.get("language")), ""),
        tags=tuple(_line(body.get("value")) for body in bodies if body.get("purpose") == "tagging"),
        assessments=tuple(_line(body.get("value")) for body in bodies if body.get("purpose") == "assessing"
                          and "format" not in body),
        sources=tuple(_sources(bodies)),
        see=tuple(_address(one) for one in _listed(data.get("rdfs:seeAlso"))),
        claim=_line(data.get("schema:claimReviewed")),
        claimant=_line(_inner(_inner(item, "schema:author"), "name")),
        targets=targets,
        reply_to=targets[0].source if "replying" in motivations and targets else "",
    )  # fmt: skip


def _bodies(data: Data) -> Iterator[Data]:
    if isinstance(data.get("bodyValue"), str):
        yield {"type": "TextualBody", "value": data["bodyValue"]}
    for body in _listed(data.get("body")):
        if isinstance(body, str):
            yield {"source": body, "purpose": "linking"}
        elif isinstance(body, dict):
            choices = [one for one in _listed(body.get("items")) if isinstance(one, dict)]
            yield from choices or [body]


def _is_comment(body: Data) -> bool:
    is_term = body.get("purpose") in TERSE and "format" not in body
    return isinstance(body.get("value"), str) and body.get("purpose") not in ASIDE and not is_term


def _comment(bodies: Sequence[Data]) -> tuple[str, bool]:
    """Markdown where there is some, else what can be made of HTML, else of plain text."""
    by_format: dict[str, list[str]] = {}
    for body in bodies:
        kind = _words(body.get("format")).partition(";")[0].strip().lower()
        by_format.setdefault(kind if kind in ("text/markdown", "text/html") else "", []).append(body["value"])
    if written := by_format.get("text/markdown"):
        return "\n\n".join(written), True
    if pages := by_format.get("text/html"):
        return "\n\n".join(map(from_html, pages)), False
    return "\n\n".join(map(from_plain, by_format.get("", []))), False


def _sources(bodies: Sequence[Data]) -> Iterator[Reference]:
    """What the bodies link to, or name where there is nothing to link to."""
    for body in bodies:
        url = _words(body.get("source")) or ("" if "value" in body else _words(body.get("id")))
        if is_web_address(url) or (url.startswith("mailto:") and is_allowed(url)):
            words, copy = _bracketed(_line(body.get("label"))), _copy(body)
            # A source that is words alone is given the address of its copy.
            yield Reference(words or url, "" if words and url == copy else url, copy)
        elif body.get("purpose") == "linking" and "format" not in body and _line(body.get("value")):
            yield Reference(_line(body.get("value")), "")


def _bracketed(words: str) -> str:
    """The words as they may stand in the brackets of a link: with no half of a pair."""
    return words if re.fullmatch(r"[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*", words) else re.sub(r"[\[\]]", "", words)


def _copy(body: Data) -> str:
    """The address of an archived copy."""
    states = (_inner(state, "cached") for state in _listed(body.get("state")))
    addresses = (_address(one) for cached in states for one in _listed(cached))
    return next(filter(is_web_address, addresses), "")


def _targets(data: Data) -> Iterator[Target]:
    for target in _listed(data.get("target")):
        if isinstance(target, str):
            yield Target(target)
        elif isinstance(target, dict):
            source = _address(target.get("source")) or _words(target.get("id")) or _words(data.get("source"))
            yield _selected(Target(source, _address(target.get("scope"))), target)


def _selected(target: Target, data: Data) -> Target:
    exact = prefix = suffix = ""
    region: tuple[str, ...] = ()
    selectors = list(_selectors(data))
    for one in selectors:
        if one.get("type") == "TextQuoteSelector" and not exact:
            exact, prefix, suffix = (_words(one.get(key)) for key in ("exact", "prefix", "suffix"))
        if one.get("type") == "FragmentSelector" and (match := REGION.fullmatch(_words(one.get("value")))):
            region = match.groups()
    positioned = bool(selectors) and not exact and not region
    return Target(target.source, target.scope, exact, prefix, suffix, region, positioned)


def _selectors(data: Data) -> Iterator[Data]:
    """Those of a target, and those that narrow them down."""
    waiting, count = [*_listed(data.get("selector"))], 0
    while waiting and count < SELECTORS_AT_MOST:
        one, count = waiting.pop(0), count + 1
        if isinstance(one, dict):
            yield one
            waiting += _listed(one.get("refinedBy"))


def _names(creator: object) -> tuple[str, ...]:
    if isinstance(creator, str):
        return (creator,)
    if not isinstance(creator, dict):
        return ()
    names = (name for key in ("nickname", "name", "id") for name in _listed(creator.get(key)))
    return tuple(_line(name) for name in names if _line(name))


def _inner(data: object, key: str) -> object:
    return data.get(key) if isinstance(data, dict) else None


def _address(value: object) -> str:
    return _words(_inner(value, "id")) if isinstance(value, dict) else _words(value)


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _words(value: object) -> str:
    return value if isinstance(value, str) else ""


def _line(value: object) -> str:
    return " ".join(_words(value).split())
