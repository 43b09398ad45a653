"""Head: a file split into its front matter and its body."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from builder.frontmatter.yaml_values import KeyPath, read_yaml
from builder.problems import ContentError, Place, Problem

_HEAD = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class FrontMatter:
    """The front matter and body of a file. Every scalar is text as written; null is None."""

    values: dict[str, Any]
    places: Mapping[KeyPath, Place]
    body: str
    body_line: int
    problems: tuple[Problem, ...] = ()
    """Such as duplicate keys: the values can be used, but not published."""


def read_mapping(text: str, path: str) -> FrontMatter:
    """The front matter of a file; raises ContentError when there is none or its YAML cannot be read."""
    head, body, body_line = _split(text, path)
    values, places, problems = read_yaml(head, path, first_line=2)
    if values is None:
        values = {}
    if not isinstance(values, dict):
        message = "the front matter is not a list of keys"
        raise ContentError(Problem("F008", message, Place(path, 2), "write `title: …`"))
    return FrontMatter(values, places, body, body_line, tuple(problems))


def read_body(text: str, path: str, problems: tuple[Problem, ...]) -> FrontMatter:
    """The body below front matter that cannot be read because of these problems; no keys."""
    match = _HEAD.match(text)
    if match is None and text.startswith("---"):
        return FrontMatter({}, {}, "", 1, problems)  # where the front matter ends is unknown
    body, line = (text.rstrip(), 1) if match is None else _split(text, path)[1:]
    return FrontMatter({}, {}, body, line, problems)


def _split(text: str, path: str) -> tuple[str, str, int]:
    """The YAML, the body, and the first line of the body."""
    match = _HEAD.match(text)
    if match is None:
        message, help_ = "there is no front matter", "begin the file with ---, then `title: …`, then ---"
        if text.startswith("---"):
            message, help_ = "the front matter is not closed", "close it with a line of three hyphens: ---"
        raise ContentError(Problem("F005", message, Place(path), help_))
    body = text[match.end() :]
    blank = len(body) - len(body.lstrip("\n"))
    return match.group(1), body[blank:].rstrip(), text.count("\n", 0, match.end()) + blank + 1
