"""Markup: paragraphs as Markdown with the same words, escaped only where a character would act as markup."""

import re
from collections.abc import Callable, Iterable, Sequence

from builder.convert.extraction import Paragraph
from builder.markdown import MarkdownError, reading_text

_START = re.compile(
    r"(?P<heading>#(?=#{0,5}(?: |$)))|(?P<quote>>)|(?P<item>[-+*](?= |$))|(?P<fence>[`~](?=[`~]{2}))"
    r"|(?P<definition>[:~](?= ))|(?P<rule>[-=*_](?=[-=*_ ]*$))|(?P<row>[|:-](?=[-|: ]*$))"
    r"|(?P<number>\d{1,9}[.)](?= |$))"
)
"""Ends with the character to be escaped."""
_INSIDE = re.compile(
    r"(?P<backslash>\\(?=[!-/:-@\[-`{-~]|$))|(?P<code>`+)|(?P<star>(?<! )\*+|\*+(?! |$))|(?P<line>(?<!\w)_+|_+(?!\w))"
    r"|(?P<strike>~~)|(?P<cross>\[(?=\[))|(?P<note>\[(?=\^))|(?P<bracket>\[)|(?P<image>!(?=\[))|(?P<address><(?=[A-Za-z]))|(?P<entity>&(?=#?\w+;))"
)
_SPECIAL = re.compile(r"[\\`*_~\[!<&]")
_LINK = re.compile(r"\][(\[:]")
"""Without one of these a bracket is no link, as no paragraph defines the address of a reference."""
_ALWAYS = frozenset({"definition"})
"""Acts together with the paragraph before it, which is not known here."""


def markdown(paragraphs: Sequence[Paragraph], quoted: Sequence[bool]) -> str:
    """The body of an article, with block quotes for the paragraphs that are quoted."""
    parts: list[str] = []
    for number, paragraph in enumerate(paragraphs):
        text = escaped(paragraph.lines)
        if paragraph.is_table:
            text = text.replace("\n", "\\\n")
        if quoted[number]:
            text = "\n".join(f"> {line}" for line in text.split("\n"))
        if number:
            same_quotation = quoted[number] and quoted[number - 1] and paragraph.gap > 1
            parts.append("\n>\n" if same_quotation else "\n\n")
        parts.append(text)
    return "".join(parts) + "\n"


def escaped(lines: Sequence[str]) -> str:
    """One paragraph as Markdown whose reading text has the same words."""

    def write(kinds: set[str]) -> str:
        return "\n".join(escape_line(line, kinds) if kinds else line for line in lines)

    kinds = {kind for line in lines for kind in kinds_of(line)}
    if "bracket" in kinds and not _LINK.search("\n".join(lines)):
        kinds.discard("bracket")
    return fewest_escapes(write, kinds, " ".join(lines).split())


def fewest_escapes(write: Callable[[set[str]], str], kinds: set[str], words: Sequence[str]) -> str:
    """What `write` gives with as few as possible of these kinds of markup escaped, while reading gives these words.

    The parser decides: one kind of character is escaped only if the words would change without it.
    """
    needed = kinds & _ALWAYS
    plain = write(needed)
    possible = kinds - _ALWAYS
    if not possible or parsed_words(plain) == words:
        return plain
    needed = set(kinds)
    # The only one possible is needed, since the words change without it.
    for kind in sorted(possible) if len(possible) > 1 else ():
        if parsed_words(write(needed - {kind})) == words:
            needed.discard(kind)
    return write(needed)


def kinds_of(line: str) -> Iterable[str]:
    """The kinds of markup that a line may contain, named as in the patterns."""
    start = _START.match(line)
    if start:
        yield str(start.lastgroup)
    if _SPECIAL.search(line):
        for match in _INSIDE.finditer(line):
            yield str(match.lastgroup)


def escape_line(line: str, kinds: set[str], *, is_start: bool = True) -> str:
    """A line with these kinds of markup escaped; `is_start` is whether it begins the line, or continues one."""
    start = _START.match(line) if is_start else None
    head = ""
    if start and start.lastgroup in kinds:
        head, line = f"{start[0][:-1]}\\{start[0][-1]}", line[start.end() :]
    return head + _INSIDE.sub(lambda match: _escape(match, kinds), line)


def _escape(match: re.Match[str], kinds: set[str]) -> str:
    if match.lastgroup not in kinds:
        return match[0]
    return "".join(f"\\{character}" for character in match[0])


def parsed_words(text: str) -> list[str] | None:
    """The words that reading Markdown gives; None if the parser refuses it."""
    try:
        return reading_text(text).split()
    except MarkdownError:
        return None
