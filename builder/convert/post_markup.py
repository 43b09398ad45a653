"""Post markup: what a post has besides Markdown, as Markdown where its meaning is known, else taken out."""

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from operator import itemgetter

from builder.convert.post_tags import Cleaned, Tags

_CODE = re.compile(
    r"^(?P<indent>[ >]*)(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^[ >]*(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?P<ticks>`+)(?!`)[^\n]{1,300}?(?<!`)(?P=ticks)(?!`)",
    re.DOTALL | re.MULTILINE,
)
_CONTENTS = re.compile(r"^(?:[*+-]|1\.)[ \t]+[^\n]*\n[ \t]*\{:[ \t]*toc\b[^}\n]*\}|^[ \t]*\[TOC\][ \t]*$", re.MULTILINE)
_COMMENT = re.compile(r"\{::comment\}.*?\{:/(?:comment)?\}", re.DOTALL)
_HEADING_ID = re.compile(
    r"^(?P<text>[ ]{0,3}#{1,6}[ \t][^\n]{1,500}?)[ \t]{0,9}\{:?[ \t]*#(?P<id>[\w.:-]+)[^}\n]*\}[# \t]*$", re.MULTILINE
)
_ATTRIBUTES = re.compile(
    r"\{:[:/]?[^{}\n]*\}"
    r"|(?:(?<=[\])*_`>])|(?<=[ \t]))\{[ \t]*[.#][A-Za-z][\w.# =\"'-]*\}(?=[.,;:!?)\s]|\Z)"
)
_DATA = re.compile(
    r"!\[[^\[\]\n]*\]\([ \t]*<?data:[^()\n]*\)|^[ ]{0,3}\[(?P<label>[^\]\n]+)\]:[ \t]*<?data:\S*[^\n]*$",
    re.MULTILINE,
)
_HTML_COMMENT = re.compile(r"^(?P<indent>[^\n]*?)<!--(?:-?>|.*?-->)", re.DOTALL | re.MULTILINE)
_MARKDOWN_INSIDE = re.compile(r"(<[A-Za-z][\w-]{0,20}[^<>]{0,500}?)[ \t]markdown=[\"']?(?:1|block|span)[\"']?([^<>]*>)")


def cleaned(body: str, kind: str, ref: Callable[[str], str], page: Mapping[str, object]) -> Cleaned:
    """The body without template code. `ref` is the address of a post by its file, `page` its front matter."""
    result = Cleaned(body)
    if "{" in body:
        result.text = Tags(kind, ref, page, result).run(body)
        _without_attributes(result)
    if "[TOC]" in result.text:
        result.text = outside_code(_CONTENTS, "", result.text)
    if "data:" in result.text:
        _without_data(result)
    if "<!--" in result.text:
        end = result.text.rfind("-->") + 3  # what is not closed would be searched for again and again
        result.text = outside_code(_HTML_COMMENT, _uncommented, result.text[:end]) + result.text[end:]
    if "markdown=" in result.text:
        result.text = outside_code(_MARKDOWN_INSIDE, r"\1\2\n\n", result.text)
    return result


def _uncommented(match: re.Match[str]) -> str:
    """The line before a comment of HTML, without it. What is indented like code stays for the parser to decide."""
    is_code = match["indent"].startswith(("    ", "\t")) and not match["indent"].strip()
    return match[0] if is_code else match["indent"]


def _without_attributes(result: Cleaned) -> None:
    def heading(match: re.Match[str]) -> str:
        result.heading_ids.append((match["id"], match["text"].strip(" #\t")))
        return match["text"]

    if "{" not in result.text:
        return
    text = outside_code(_COMMENT, "", outside_code(_CONTENTS, "", result.text))
    text = outside_code(_HEADING_ID, heading, text)

    def attribute(match: re.Match[str]) -> str:
        result.taken.append(("{: }", text.count("\n", 0, match.start())))
        return ""

    result.text = outside_code(_ATTRIBUTES, attribute, text)


def _without_data(result: Cleaned) -> None:
    """Pictures inside the text, which are longer than a line may be, are taken out."""
    labels: list[str] = []

    def picture(match: re.Match[str]) -> str:
        result.taken.append(("a picture inside the text (data:)", 0))
        labels.extend([match["label"]] if match["label"] else [])
        return ""

    result.text = _DATA.sub(picture, result.text)
    result.text = re.sub(r"(\ssrc=)([\"'])data:[^\"']*\2", r"\1\2\2", result.text)
    for label in labels[:200]:
        result.text = re.sub(rf"!\[[^\]\n]*\]\[{re.escape(label)}\]|!\[{re.escape(label)}\](?![\[(])", "", result.text)


def outside_code(pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], str], text: str) -> str:
    """The text with every match replaced that does not begin in code."""
    if not pattern.search(text):
        return text
    code = [match.span() for match in _CODE.finditer(text)] if "`" in text or "~~~" in text else []

    def replaced(match: re.Match[str]) -> str:
        before = bisect_right(code, match.start(), key=itemgetter(0)) - 1
        if before >= 0 and match.start() < code[before][1]:
            return match[0]
        return match.expand(new) if isinstance(new, str) else new(match)

    return pattern.sub(replaced, text)
