"""Markup: paragraphs as Markdown that gives their words back, escaped only where a character would act."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from builder.convert.extraction import Paragraph
from builder.markdown import MarkdownError, reading_text

_START = re.compile(
    r"(?P<heading>#(?=#{0,5}(?: |$)))|(?P<quote>>)|(?P<item>[-+*](?= |$))|(?P<fence>[`~](?=[`~]{2}))"
    r"|(?P<definition>[:~](?= ))|(?P<rule>[-=*_](?=[-=*_ ]*$))|(?P<row>[|:-](?=[-|: ]*$))"
)
_NUMBER = re.compile(r"\d{1,9}(?=[.)](?: |$))")
_INSIDE = re.compile(
    r"(?P<backslash>\\(?=[!-/:-@\[-`{-~]|$))|(?P<code>`+)|(?P<star>(?<! )\*+|\*+(?! |$))|(?P<line>(?<!\w)_+|_+(?!\w))"
    r"|(?P<strike>~~)|(?P<cross>\[(?=\[))|(?P<note>\[(?=\^))|(?P<bracket>\[)|(?P<image>!(?=\[))|(?P<address><(?=[A-Za-z]))|(?P<entity>&(?=#?\w+;))"
)
_SPECIAL = re.compile(r"[\\`*_~\[!<&]")
_ALWAYS = frozenset({"definition"})
"""Acts together with the paragraph before, which is not looked at here."""


def markdown(paragraphs: Sequence[Paragraph], quoted: Sequence[bool]) -> str:
    """The body of an article; paragraphs that are quoted become block quotes."""
    parts: list[str] = []
    for number, paragraph in enumerate(paragraphs):
        text = escaped(paragraph.lines)
        if quoted[number]:
            text = "\n".join(f"> {line}" for line in text.split("\n"))
        if number:
            together = quoted[number] and quoted[number - 1] and paragraph.gap > 1
            parts.append("\n>\n" if together else "\n\n")
        parts.append(text)
    return "".join(parts) + "\n"


def escaped(lines: Sequence[str]) -> str:
    """One paragraph as Markdown whose reading text has the same words.

    The parser decides: a kind of character is escaped only when the words would not come out right without it.
    """
    words = " ".join(lines).split()
    kinds = {kind for line in lines for kind in _kinds(line)}
    needed = kinds & _ALWAYS
    plain = _written(lines, needed)
    if not kinds - needed or _reads(plain) == words:
        return plain
    needed = set(kinds)
    for kind in sorted(kinds - _ALWAYS):
        if _reads(_written(lines, needed - {kind})) == words:
            needed.discard(kind)
    return _written(lines, needed)


def _kinds(line: str) -> Iterable[str]:
    start = _START.match(line)
    if start:
        yield str(start.lastgroup)
    if _NUMBER.match(line):
        yield "number"
    if _SPECIAL.search(line):
        for match in _INSIDE.finditer(line):
            yield str(match.lastgroup)


def _written(lines: Sequence[str], kinds: set[str]) -> str:
    return "\n".join(_line(line, kinds) if kinds else line for line in lines)


def _line(line: str, kinds: set[str]) -> str:
    start = _START.match(line)
    number = _NUMBER.match(line)
    head = ""
    if start and start.lastgroup in kinds:
        head, line = f"\\{line[0]}", line[1:]
    elif number and "number" in kinds:
        head, line = f"{number[0]}\\{line[number.end()]}", line[number.end() + 1 :]
    return head + _INSIDE.sub(lambda match: _escape(match, kinds), line)


def _escape(match: re.Match[str], kinds: set[str]) -> str:
    if match.lastgroup not in kinds:
        return match[0]
    return "".join(f"\\{character}" for character in match[0])


def _reads(text: str) -> list[str] | None:
    try:
        return reading_text(text).split()
    except MarkdownError:
        return None
