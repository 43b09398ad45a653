"""Post keys: the front matter of other site generators, in YAML, TOML, JSON or lines of `Key: value`."""

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any, NamedTuple

from builder.frontmatter import read_yaml
from builder.problems import ContentError, Place, Problem

_YAML = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_LINE = re.compile(r"([A-Za-z][\w -]{0,40}?)[ \t]*:(?:[ \t]+(.*)|)$")
_META = re.compile(r"<meta\s+name=[\"']([^\"']+)[\"']\s+content=(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_HTML_BODY = re.compile(r"<body[^>]*>(.*?)(?:</body>|\Z)", re.IGNORECASE | re.DOTALL)
_DEPTH = 5
_LONGEST = 8_000


class Head(NamedTuple):
    """A post split into its front matter and its body."""

    values: Mapping[str, Any]
    """Dicts, lists and text; the keys of a file of lines are in lower case."""
    body: str
    body_line: int
    """The first line of the body, from 1."""
    problems: tuple[Problem, ...] = ()


def style_of(head: str) -> str:
    """How the front matter at the beginning of a file is written: yaml, toml, json, lines; empty without any."""
    head = head.lstrip("\ufeff\n\r\t ")
    for start, style in (("---\n", "yaml"), ("---\r", "yaml"), ("--- ", "yaml"), ("+++", "toml")):
        if head.startswith(start):
            return style
    if re.match(r'\{\s*"', head):
        return "json"
    first = head.partition("\n")[0].rstrip("\r")
    match = _LINE.fullmatch(first)
    names = ("title", "date", "author", "authors", "slug", "category", "tags", "status", "lang", "summary", "modified")
    if match and match[1].lower() in names:
        return "lines"
    return "html" if re.match(r"(<!doctype html|<html)[\s>]", head, re.IGNORECASE) and _META.search(head) else ""


def read_head(text: str, place: Place) -> Head:
    """The front matter and body of a post; raises ContentError (C524) when there is none, or it cannot be read."""
    style = style_of(text[:4096])
    start = len(text) - len(text.lstrip("\n\t "))
    text = text[start:] if style else text
    try:
        values, body, problems = _READERS[style](text, place)
    except KeyError:
        message = "the post has no front matter"
        help_ = "begin it with its title and date between two lines of three hyphens, or convert it as another format"
        raise ContentError(Problem("C524", message, place, help_)) from None
    except (ValueError, RecursionError) as error:
        message = "the front matter cannot be read"
        raise ContentError(Problem("C524", message, place, "look at quotation marks, brackets and commas")) from error
    return Head(values, body, text.count("\n", 0, len(text) - len(body)) + 1, tuple(problems))


def _read_yaml(text: str, place: Place) -> tuple[dict[str, Any], str, list[Problem]]:
    match = _YAML.match(text)
    if match is None:
        raise ValueError("not closed")
    body = text[match.end() :]
    try:
        values, _, _ = read_yaml(match[1], place.path, first_line=2)
    except ContentError:
        message = "the front matter is not valid YAML, and was read line by line"
        problem = Problem("C523", message, place, "compare the front matter of the article with that of the post")
        return _lenient(match[1]), body, [problem]
    if values is None:
        values = {}
    if not isinstance(values, dict):
        raise ValueError("not a mapping")  # noqa: TRY004 - of the same kind for whoever reads the post
    return values, body, []


def _lenient(head: str) -> dict[str, Any]:
    """The keys on lines of their own, with text or a list below them, of YAML with a mistake somewhere."""
    values: dict[str, Any] = {}
    key = ""
    for line in head.split("\n"):
        if match := re.match(r"([A-Za-z_][\w-]*)[ \t]*:(?:[ \t]+(.*)|[ \t]*)$", line):
            key = match[1]
            values[key] = _unquoted(match[2] or "") or None
        elif key and (match := re.match(r"[ \t]*-[ \t]+(.*)$", line)):
            items = values[key] if isinstance(values[key], list) else []
            values[key] = [*items, _unquoted(match[1])]
        elif key and line.strip() and isinstance(values[key], str):
            values[key] += f" {line.strip()}"
    return values


def _unquoted(text: str) -> str:
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text


def _read_toml(text: str, _: Place) -> tuple[dict[str, Any], str, list[Problem]]:
    match = _TOML.match(text)
    if match is None:
        raise ValueError("not closed")
    return plain(tomllib.loads(match[1])), text[match.end() :], []


def _read_json(text: str, _: Place) -> tuple[dict[str, Any], str, list[Problem]]:
    values, end = json.JSONDecoder().raw_decode(text)
    return plain(values), text[end:].lstrip("\n"), []


def _read_lines(text: str, _: Place) -> tuple[dict[str, Any], str, list[Problem]]:
    """MultiMarkdown, as Pelican reads it: a line that is indented goes on with the value above it."""
    values: dict[str, Any] = {}
    key, end = "", 0
    for line in text.splitlines(keepends=True):
        match = _LINE.fullmatch(line.rstrip())
        if match:
            key = match[1].lower()
            values[key] = (match[2] or "").strip()
        elif key and line[:1] in " \t" and line.strip():
            values[key] += f"\n{line.strip()}"
        else:
            break
        end += len(line)
    return values, text[end:], []


def _read_html(text: str, _: Place) -> tuple[dict[str, Any], str, list[Problem]]:
    """A page whose `<meta>` are its keys, as Pelican reads it."""
    values: dict[str, Any] = {name.lower(): content[1:-1] for name, content in _META.findall(text)}
    title, body = _TITLE.search(text), _HTML_BODY.search(text)
    return values | ({"title": title[1]} if title else {}), body[1] if body else text, []


_READERS = {"yaml": _read_yaml, "toml": _read_toml, "json": _read_json, "lines": _read_lines, "html": _read_html}


def plain(value: Any, depth: int = _DEPTH) -> Any:
    """The value as dicts, lists and text that front matter can hold: what is nested deeper is text."""
    if isinstance(value, Mapping) and depth:
        return {str(key): plain(item, depth - 1) for key, item in list(value.items())[:200]}
    if isinstance(value, list | tuple) and depth:
        return [plain(item, depth - 1) for item in value]
    if value is None or isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)


def is_short(value: Any) -> bool:
    """Whether a value is short enough to be kept in front matter."""
    return len(str(value)) <= _LONGEST
