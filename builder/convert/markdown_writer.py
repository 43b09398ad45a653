"""Markdown writer: blocks as Markdown that gives back exactly their words, with as few escapes as that needs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from builder.convert.blocks import (
    Block,
    Code,
    Definitions,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Runs,
    Table,
    flat,
    words_of,
)
from builder.convert.inline_writer import inline
from builder.convert.markup import fewest_escapes, kinds_of, parsed_words

_EVERYTHING = re.compile(r"[!-/:-@\[-`{-~]")
_LONGEST = 50_000
"""Characters of a paragraph that may be too long otherwise; the parser refuses 64 Ki."""


@dataclass(frozen=True)
class _Style:
    """What is written as markup. Each style below is plainer than the one before it."""

    fewest: bool = True
    """Escape only what would act as markup."""
    marks: bool = True
    links: bool = True
    containers: bool = True


_STYLES = (
    _Style(),
    _Style(fewest=False),
    _Style(fewest=False, marks=False),
    _Style(fewest=False, marks=False, links=False),
    _Style(fewest=False, marks=False, links=False, containers=False),
)


def written(blocks: Sequence[Block]) -> str:
    """The Markdown of blocks, ending with a line feed.

    Where a block's words would not come back, such as with marks in the middle of a word, it is written plainer.
    """
    markdown = _joined(blocks, [_STYLES[0]] * len(blocks))
    if parsed_words(markdown) == words_of(blocks).split():
        return markdown
    return _joined(blocks, [_style_for(block) for block in blocks])


def _style_for(block: Block) -> _Style:
    words = words_of([block]).split()
    fitting = (style for style in _STYLES[:-1] if parsed_words(_joined([block], [style])) == words)
    return next(fitting, _STYLES[-1])


def _joined(blocks: Sequence[Block], styles: Sequence[_Style]) -> str:
    """Blocks one after the other; a list directly after another has other markers, or they would be one."""
    parts: list[str] = []
    other = False
    for number, (block, style) in enumerate(zip(blocks, styles, strict=True)):
        is_second = number > 0 and isinstance(block, ListBlock) and isinstance(blocks[number - 1], ListBlock)
        other = is_second and not other
        parts.append(_block(block, style, other=other))
    return "\n\n".join(part for part in parts if part) + "\n"


def _blocks(blocks: Sequence[Block], style: _Style) -> str:
    return _joined(blocks, [style] * len(blocks)).strip("\n")


def _block(block: Block, style: _Style, *, other: bool) -> str:
    if not style.containers:
        return "\n\n".join(_plain(paragraph) for paragraph in flat([block]))
    match block:
        case Paragraph():
            return _heading(block, style) if block.level else _text(block.runs, style)
        case Quote():
            return _prefixed(_blocks(block.blocks, style), "> ", "> ")
        case ListBlock():
            return _list(block, style, other=other)
        case Code():
            return _code(block)
        case Table():
            return _table(block, style)
        case Definitions():
            return "\n\n".join(_definition(term, found, style) for term, found in block.entries)
        case Rule():
            return "***"


def _plain(block: Paragraph | Code) -> str:
    """A paragraph without any markup, in pieces if it is long."""
    lines = []
    length = 0
    for word in words_of([block]).split():
        if length + len(word) > _LONGEST:
            lines.append("\n\n")
            length = 0
        lines.append(" " if length else "")
        lines.append(_EVERYTHING.sub(r"\\\g<0>", word))
        length += len(lines[-1]) + 1
    return "".join(lines)


def _prefixed(text: str, first: str, rest: str) -> str:
    lines = text.split("\n")
    return "\n".join((f"{rest if number else first}{line}").rstrip(" ") for number, line in enumerate(lines))


def _list(block: ListBlock, style: _Style, *, other: bool) -> str:
    is_tight = all(_is_tight(item) for item in block.items)
    lines = []
    for number, item in enumerate(block.items):
        if block.start is None:
            marker = "+ " if other else "- "
        else:
            marker = f"{min(block.start + number, 999_999_999)}{')' if other else '.'} "
        text = _blocks(item, style)
        if is_tight:
            text = text.replace("\n\n", "\n")
        lines.append(_prefixed(text, marker, " " * len(marker)))
    return ("\n" if is_tight else "\n\n").join(lines)


def _is_tight(item: Sequence[Block]) -> bool:
    """Whether an item is a paragraph, perhaps with lists below it that can follow it without a blank line."""
    if not item or (isinstance(item[0], Paragraph) and not item[0].level and len(item) == 1):
        return True
    first, *rest = item
    return isinstance(first, Paragraph) and not first.level and len(rest) == 1 and _may_interrupt(rest[0])


def _may_interrupt(block: Block) -> bool:
    return (
        isinstance(block, ListBlock)
        and block.start in (None, 1)
        and bool(block.items[0])
        and all(_is_tight(item) for item in block.items)
    )


def _code(block: Code) -> str:
    longest = max((len(run) for run in re.findall("`+", block.text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{block.language}\n{block.text}\n{fence}"


def _table(block: Table, style: _Style) -> str:
    width = len(block.rows[0])
    rows = [[_text(_unbroken(cell), style).replace("|", "\\|") for cell in row] for row in block.rows]
    header, body = (rows[0], rows[1:]) if block.has_header else ([""] * width, rows)
    return "\n".join("| " + " | ".join(row) + " |" for row in (header, ["---"] * width, *body))


def _definition(term: Runs, definitions: Sequence[Sequence[Block]], style: _Style) -> str:
    lines = [_text(_unbroken(term), style)]
    lines += [_prefixed(_blocks(definition, style), ": ", "  ") for definition in definitions]
    return "\n".join(lines)


def _heading(block: Paragraph, style: _Style) -> str:
    text = _text(_unbroken(block.runs), style)
    # Signs at its end would be taken for the closing ones.
    text = re.sub(r"(#+)$", lambda match: "".join(f"\\{sign}" for sign in match[1]), text)
    return f"{'#' * block.level} {text}"


def _unbroken(runs: Runs) -> Runs:
    return [run._replace(kind="text", text=" ") if run.kind == "break" else run for run in runs]


def _text(runs: Runs, style: _Style) -> str:
    """The text of a paragraph, with the fewest escapes if the style asks for it."""

    def write(kinds: set[str]) -> str:
        return inline(runs, kinds, fewest=style.fewest, marks=style.marks, links=style.links)

    lines = "".join("" if run.kind == "code" else run.words for run in runs).split("\n")
    kinds = {kind for line in lines for kind in kinds_of(line.strip())} if style.fewest else set()
    return fewest_escapes(write, kinds, "".join(run.words for run in runs).split())
