"""Web annotations: the JSON of W3C Web Annotations and Hypothesis as records with the parts of a note."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from builder.config import is_web_address
from builder.importing.comments import from_html, from_plain
from builder.markdown import is_allowed
from builder.model import Reference
from builder.problems import ContentError, Place, Problem

LIMIT = 64 << 20
"""Bytes of a file of web annotations."""
SELECTORS_AT_MOST = 50
HYPOTHESIS = "https://hypothes.is/a/"
"""What an address of Hypothesis has before the id of the annotation."""
REGION = re.compile(r"xywh=percent:([\d.]+),([\d.]+),([\d.]+),([\d.]+)")
NO_COMMENT = frozenset({"tagging", "classifying"})
"""Purposes of a body that is not a comment."""
PLAIN_VALUE = frozenset({"assessing", "linking"})
"""Purposes of a body that is a comment only if it has a format: otherwise a verdict, or a source without a link."""
Data = Mapping[str, Any]


@dataclass(frozen=True)
class Target:
    """What a web annotation is about."""

    source: str
    scope: str = ""
    """The page on which the source, such as an image, is meant."""
    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    region: tuple[str, ...] = ()
    positioned: bool = False
    """Whether its only selectors are positions, not quotations or regions."""


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
    """Whether the comment was Markdown originally, and so may have relative links."""
    types: tuple[str, ...]
    """Labels of the types it is classified as."""
    motivations: tuple[str, ...]
    creators: tuple[tuple[str, ...], ...]
    """All names of each."""
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
    answers: tuple[str, ...]
    """For a reply: id of what it answers, then of what that answers, and so on, as far as they are given."""
    via: str
    """Id of the web annotation that this one was made from."""


class WebAnnotations(NamedTuple):
    """The annotations of a file."""

    annotations: tuple[WebAnnotation, ...]
    is_complete: bool
    """Whether it is a list that says of no part that it is missing."""


def read_web_annotations(content: bytes, path: str) -> WebAnnotations:
    """The annotations of a file; raises ContentError when it has none.

    The file may be a single annotation, a list, a W3C collection or page, or a response of Hypothesis's API.
    """
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        place = Place(path, getattr(error, "lineno", 1))
        raise ContentError(Problem("C507", "the file is not JSON", place, "export the annotations again")) from error
    items = list(_items(data))
    if not items:
        help_ = "use a W3C Annotation, a list or collection of them, or an export of Hypothesis"
        if isinstance(data, dict) and "dcterms:hasPart" in data:
            help_ = "it has their addresses only: import the `annotations.json` beside the page of each article"
        raise ContentError(Problem("C507", "the file has no web annotations", Place(path), help_))
    annotations = tuple(_annotation(number, item) for number, item in enumerate(items, 1))
    is_list = isinstance(data, list) or _container(data) is not None
    return WebAnnotations(annotations, is_list and _is_complete(data))


def _container(data: Data) -> list[Any] | Data | None:
    """The list or page in a collection; None for anything else."""
    values = (data.get(key) for key in ("first", "items", "rows", "annotations"))
    return next((value for value in values if isinstance(value, (list, dict))), None)


def _is_complete(data: object) -> bool:
    """Whether no list or page of this is longer elsewhere than here."""
    if isinstance(data, list):
        return all(map(_is_complete, data))
    inner = _container(data) if isinstance(data, dict) else None
    if not isinstance(data, dict) or inner is None:
        return True
    totals = (data.get("total"), _get(data.get("partOf"), "total"))
    total = max((number for number in totals if isinstance(number, int)), default=0)
    return "next" not in data and total <= len(list(_items(data))) and _is_complete(inner)


def _items(data: object) -> Iterator[Data]:
    """The annotations in any nesting of lists, collections and pages."""
    if isinstance(data, list):
        for one in data:
            yield from _items(one)
    elif isinstance(data, dict):
        inner = _container(data)
        if inner is not None:
            yield from _items(inner)
            # Hypothesis may list replies apart.
            yield from _items(data.get("replies"))
        elif "target" in data or "uri" in data:
            yield data if "uri" not in data else _from_hypothesis(data)


def _from_hypothesis(row: Data) -> Data:
    """An annotation of Hypothesis's API as a W3C annotation."""
    user = _text(row.get("user")).removeprefix("acct:").partition("@")[0]
    tags = [{"type": "TextualBody", "purpose": "tagging", "value": tag} for tag in _as_list(row.get("tags"))]
    comment = {"type": "TextualBody", "format": "text/markdown", "value": row.get("text")}
    references = [one for one in _as_list(row.get("references")) if isinstance(one, str)]
    identifier, address = _text(row.get("id")), _text(_get(row.get("links"), "html"))
    return {
        "id": address if identifier and address == f"{HYPOTHESIS}{identifier}" else identifier,
        "creator": {"nickname": user, "name": _text(_get(row.get("user_info"), "display_name"))},
        "created": row.get("created"),
        "modified": row.get("updated"),
        "motivation": "replying" if references else "commenting",
        "body": [comment, *tags],
        # References begin with the annotation at the root of the thread.
        "target": references[::-1] or row.get("target") or row.get("uri"),
        "source": row.get("uri"),
    }


def _annotation(number: int, data: Data) -> WebAnnotation:
    bodies = list(_bodies(data))
    motivations = tuple(_text(one) for one in _as_list(data.get("motivation")))
    targets = tuple(_targets(data))
    comments = [body for body in bodies if _is_comment(body)]
    comment, is_markdown = _comment(comments)
    author = _get(data.get("schema:itemReviewed"), "schema:author")
    return WebAnnotation(
        number=number,
        id=_text(data.get("id")),
        title=_text(data.get("label")),
        comment=comment,
        is_markdown=is_markdown,
        types=_values(bodies, "classifying"),
        motivations=motivations,
        creators=tuple(filter(None, map(_names, _as_list(data.get("creator"))))),
        created=_text(data.get("created")),
        modified=_text(data.get("modified")),
        language=next((_text(body.get("language")) for body in comments if body.get("language")), ""),
        tags=_values(bodies, "tagging"),
        assessments=_values([body for body in bodies if "format" not in body], "assessing"),
        sources=tuple(_sources(bodies)),
        see=tuple(_address(one) for one in _as_list(data.get("rdfs:seeAlso"))),
        claim=_line(data.get("schema:claimReviewed")),
        claimant=_line(_get(author, "name")),
        targets=targets,
        answers=tuple(target.source for target in targets) if "replying" in motivations else (),
        via=_text(data.get("via")),
    )


def _bodies(data: Data) -> Iterator[Data]:
    if isinstance(data.get("bodyValue"), str):
        yield {"type": "TextualBody", "value": data["bodyValue"]}
    for body in _as_list(data.get("body")):
        if isinstance(body, str):
            yield {"source": body, "purpose": "linking"}
        elif isinstance(body, dict):
            choices = [one for one in _as_list(body.get("items")) if isinstance(one, dict)]
            yield from choices or [body]


def _values(bodies: Sequence[Data], purpose: str) -> tuple[str, ...]:
    return tuple(_line(body.get("value")) for body in bodies if purpose in _as_list(body.get("purpose")))


def _is_comment(body: Data) -> bool:
    purposes = {one for one in _as_list(body.get("purpose")) if isinstance(one, str)}
    is_plain_value = bool(purposes & PLAIN_VALUE) and "format" not in body
    return isinstance(body.get("value"), str) and not purposes & NO_COMMENT and not is_plain_value


def _comment(bodies: Sequence[Data]) -> tuple[str, bool]:
    """The comment as Markdown, and whether it was Markdown originally; else HTML or plain text is converted."""
    by_format: dict[str, list[str]] = {}
    for body in bodies:
        media_type = _text(body.get("format")).partition(";")[0].strip().lower()
        key = media_type if media_type in ("text/markdown", "text/html") else ""
        by_format.setdefault(key, []).append(body["value"])
    if markdown := by_format.get("text/markdown"):
        return "\n\n".join(markdown), True
    if html := by_format.get("text/html"):
        return "\n\n".join(map(from_html, html)), False
    return "\n\n".join(map(from_plain, by_format.get("", []))), False


def _sources(bodies: Sequence[Data]) -> Iterator[Reference]:
    """Each source that a body links to, or describes without a link."""
    for body in bodies:
        url = _text(body.get("source")) or ("" if "value" in body else _text(body.get("id")))
        if is_web_address(url) or (url.startswith("mailto:") and is_allowed(url)):
            label, copy = _link_label(_line(body.get("label"))), _copy(body)
            # Our own export gives a source without a link the address of its copy.
            yield Reference(label or url, "" if label and url == copy else url, copy)
        elif body.get("purpose") == "linking" and "format" not in body and _line(body.get("value")):
            yield Reference(_line(body.get("value")), "")


def _link_label(text: str) -> str:
    """The text as the label of a Markdown link: without unbalanced brackets."""
    return text if re.fullmatch(r"[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*", text) else re.sub(r"[\[\]]", "", text)


def _copy(body: Data) -> str:
    """The address of an archived copy."""
    states = (_get(state, "cached") for state in _as_list(body.get("state")))
    addresses = (_address(one) for cached in states for one in _as_list(cached))
    return next(filter(is_web_address, addresses), "")


def _targets(data: Data) -> Iterator[Target]:
    for target in _as_list(data.get("target")):
        if isinstance(target, str):
            yield Target(target)
        elif isinstance(target, dict):
            source = _address(target.get("source")) or _text(target.get("id")) or _text(data.get("source"))
            yield _with_selectors(source, target)


def _with_selectors(source: str, data: Data) -> Target:
    exact = prefix = suffix = ""
    region: tuple[str, ...] = ()
    selectors = list(_selectors(data))
    for one in selectors:
        if one.get("type") == "TextQuoteSelector" and not exact:
            exact, prefix, suffix = (_text(one.get(key)) for key in ("exact", "prefix", "suffix"))
        if one.get("type") == "FragmentSelector" and (match := REGION.fullmatch(_text(one.get("value")))):
            region = match.groups()
    positioned = bool(selectors) and not exact and not region
    return Target(source, _address(data.get("scope")), exact, prefix, suffix, region, positioned)


def _selectors(data: Data) -> Iterator[Data]:
    """The selectors of a target, and those that refine them."""
    queue, seen = _as_list(data.get("selector")), 0
    while queue and seen < SELECTORS_AT_MOST:
        one, *queue = queue
        seen += 1
        if isinstance(one, dict):
            yield one
            queue += _as_list(one.get("refinedBy"))


def _names(creator: object) -> tuple[str, ...]:
    if isinstance(creator, str):
        return (creator,)
    names = (name for key in ("nickname", "name", "id") for name in _as_list(_get(creator, key)))
    return tuple(filter(None, map(_line, names)))


def _get(data: object, key: str) -> object:
    return data.get(key) if isinstance(data, dict) else None


def _address(value: object) -> str:
    return _text(_get(value, "id")) if isinstance(value, dict) else _text(value)


def _as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _line(value: object) -> str:
    return " ".join(_text(value).split())
