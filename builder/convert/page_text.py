"""Page text: the article in a saved page, as two extractors find it.

Trafilatura's tree is the text: of what was measured, it is right most often. It is read as a tree, since its Markdown
prints quotations as the article's own words. Readability, which decides in another way, is the second opinion: blocks
at the beginning and the end that it does not have are left out, and long paragraphs that only it has are taken over.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

from builder.convert.blocks import Block, Paragraph, words_of
from builder.convert.html_blocks import blocks_of
from builder.convert.html_tree import fragment
from builder.convert.page_images import mark_images, put_images

_CONFIRMED = 0.75
"""Share of a block's sequences of three words that the other text must have."""
_NEW = 0.25
"""Share of them that a paragraph may have in common with the text, to be missing from it."""
_TRUSTED = 0.4
"""Share of the text that must be confirmed for the second opinion to count."""
_SHORT = 80
"""Words below which the extractor is asked again with all of its fallbacks."""
_PROSE = 25
"""Words of a paragraph that is neither a caption nor a teaser."""
_LOST_END = 0.2
"""Share of the text from which paragraphs after its end are part of it, not a note about the author."""
_GAP = 3
"""Blocks without prose after which the article has ended."""
_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*\s*$")
_HEADINGS = re.compile("h[1-6]")
_NAMES = {"lb": "br", "row": "tr", "quote": "blockquote", "ref": "a"}
_MARKS = {"#b": "b", "#i": "i", "#t": "code", "#sub": "sub", "#sup": "sup"}

Words = list[str]
Shingles = Counter[tuple[str, ...]]


class Text(NamedTuple):
    """The article in a page."""

    blocks: list[Block]
    agreement: float
    """How far the extractors have found the same text, from 0 to 1."""


def page_text(root: Any, url: str, title: str) -> Text:
    """The article in a page; no blocks if none is found."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("readability").setLevel(logging.CRITICAL)
    second = blocks_of(fragment(_readability(root)))
    marked = deepcopy(root)
    images = mark_images(marked, url)
    tree = _trafilatura(marked, url, is_fast=True)
    blocks = blocks_of(tree)
    count = len(_words(blocks))
    if count < max(_SHORT, _TRUSTED * len(_words(second))):
        thorough = _trafilatura(marked, url, is_fast=False)
        if len(_words(blocks_of(thorough))) > count:
            tree = thorough
    put_images(tree, images)
    blocks = _without_title(_confirmed(blocks_of(tree), second), title)
    blocks = _completed(_linked(blocks, second), second)
    return Text(blocks, _agreement(_words(blocks), _words(_without_title(second, title))))


def _trafilatura(root: Any, url: str, *, is_fast: bool) -> Any:
    """The body that Trafilatura finds, as HTML."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - heavy, and only of the extra `convert`

    found = bare_extraction(
        deepcopy(root),
        url=url or None,
        fast=is_fast,
        include_comments=False,
        include_links=True,
        include_formatting=True,
    )
    return fragment("") if found is None or isinstance(found, dict) else _as_html(found.body)


def _readability(root: Any) -> str:
    """The body that Readability finds, as HTML; empty if it finds none."""
    from readability import Document  # noqa: PLC0415 - heavy, and only of the extra `convert`
    from readability.readability import Unparseable  # noqa: PLC0415 - likewise

    try:
        return str(Document(deepcopy(root)).summary(html_partial=True))
    except Unparseable:
        return ""


def _as_html(body: Any) -> Any:
    """Trafilatura's tree with the names of HTML."""
    for element in list(body.iter()):
        target = element.get("target")
        element.tag = _html_name(element)
        if target:
            element.set("href", target)
    return body


def _html_name(element: Any) -> str:
    """The name in HTML of an element of Trafilatura (https://trafilatura.readthedocs.io/)."""
    name, rend = element.tag, element.get("rend") or ""
    match name:
        case "head":
            return rend if _HEADINGS.fullmatch(rend) else "h2"
        case "list":
            return rend if rend in ("ul", "ol", "dl") else "ul"
        case "item":
            return rend[:2] if rend[:2] in ("dt", "dd") else "li"
        case "cell":
            return "th" if element.get("role") == "head" else "td"
        case "code":
            return "pre" if "\n" in "".join(element.itertext()) else "code"
        case "quote" if element.getparent().tag == "p":
            return "span"
    return _MARKS.get(rend, "span") if name == "hi" else _NAMES.get(name, name)


def _words(blocks: Iterable[Block]) -> Words:
    return [word.lower() for word in _WORD.findall(words_of(blocks))]


def _shingles(words: Words) -> list[tuple[str, ...]]:
    return [tuple(words[at : at + 3]) for at in range(len(words) - 2)] or ([tuple(words)] if words else [])


def _share(words: Words, among: Shingles | dict[tuple[str, ...], int]) -> float:
    """The share of a block's sequences of three words that are among these."""
    found = _shingles(words)
    return sum(one in among for one in found) / len(found) if found else 0.0


def _agreement(one: Words, other: Words) -> float:
    first, second = Counter(_shingles(one)), Counter(_shingles(other))
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 0.0


def _confirmed(blocks: list[Block], second: list[Block]) -> list[Block]:
    """The blocks without those at both ends that the second text does not have.

    Nothing inside is left out, and nothing at all when the second text is another one.
    """
    words = _words(second)
    among = Counter(_shingles(words))
    joined = f" {' '.join(words)} "
    texts = [_words([block]) for block in blocks]
    is_confirmed = [
        bool(text) and (f" {' '.join(text)} " in joined if len(text) < 3 else _share(text, among) >= _CONFIRMED)
        for text in texts
    ]
    confirmed = sum(len(text) for text, one in zip(texts, is_confirmed, strict=True) if one)
    if not confirmed or confirmed < _TRUSTED * sum(map(len, texts)):
        return blocks
    first, last = is_confirmed.index(True), len(is_confirmed) - 1 - is_confirmed[::-1].index(True)
    while first and _is_image(blocks[first - 1]):
        first -= 1
    return blocks[first : last + 1]


def _is_image(block: Block) -> bool:
    return isinstance(block, Paragraph) and any(run.kind == "image" for run in block.runs)


def _linked(blocks: list[Block], second: list[Block]) -> list[Block]:
    """The blocks; where the second text has the same paragraph with more of its links, that one."""
    same = {tuple(_words([block])): block for block in second if isinstance(block, Paragraph) and not block.level}
    found = []
    for block in blocks:
        other = same.get(tuple(_words([block]))) if isinstance(block, Paragraph) and not block.level else None
        found.append(other if other and _links(other) > _links(block) else block)
    return found


def _links(block: Block) -> int:
    return len({run.href for run in block.runs if run.href}) if isinstance(block, Paragraph) else 0


def _without_title(blocks: Sequence[Block], title: str) -> list[Block]:
    """The blocks without the title at their beginning."""
    words = [word.lower() for word in _WORD.findall(title)]
    rest = list(blocks)
    if words and rest and _words(rest[:1]) == words:
        del rest[0]
    return rest


def _is_prose(block: Block) -> bool:
    """Whether a block is a long paragraph in sentences, and no list of links."""
    if not isinstance(block, Paragraph) or block.level:
        return False
    text = words_of([block])
    linked = sum(len(run.text) for run in block.runs if run.href)
    is_long = len(_WORD.findall(text)) >= _PROSE
    return is_long and bool(_SENTENCE_END.search(text)) and linked < len(text) / 2


def _completed(blocks: list[Block], second: list[Block]) -> list[Block]:
    """The blocks and the prose between them that only the second text has, and that after them if it is much."""
    texts = [_words([block]) for block in blocks]
    where = {shingle: number for number, text in enumerate(texts) for shingle in _shingles(text)}
    places = [_place(_words([block]), where) for block in second]
    known = [number for number, place in enumerate(places) if place is not None]
    if not known:
        return blocks
    missing = _between(second, places, where)
    end = [block for block in _end(second[known[-1] + 1 :]) if _is_missing(block, where)]
    if len(_words(end)) >= _LOST_END * sum(map(len, texts)):
        missing.setdefault(len(blocks) - 1, []).extend(end)
    return [one for number, block in enumerate(blocks) for one in (block, *_distinct(missing.get(number, ())))]


def _between(
    second: list[Block], places: list[int | None], where: dict[tuple[str, ...], int]
) -> dict[int, list[Block]]:
    """The missing prose by the number of the block that it is after, up to the last block that both texts have."""
    missing: dict[int, list[Block]] = {}
    waiting: list[Block] = []
    place: int | None = None
    for block, found in zip(second, places, strict=True):
        if found is not None:
            if place is not None:
                missing.setdefault(place, []).extend(waiting)
            waiting = []
            place = max(place or 0, found)
        elif place is not None and _is_missing(block, where):
            waiting.append(block)
    return missing


def _is_missing(block: Block, where: dict[tuple[str, ...], int]) -> bool:
    return _is_prose(block) and _share(_words([block]), where) < _NEW


def _place(words: Words, where: dict[tuple[str, ...], int]) -> int | None:
    """The number of the block with these words; None if none has most of them."""
    shingles = _shingles(words)
    found = Counter(where[shingle] for shingle in shingles if shingle in where)
    if len(words) < 5 or found.total() < _CONFIRMED * len(shingles):
        return None
    return found.most_common(1)[0][0]


def _end(blocks: Sequence[Block]) -> Iterator[Block]:
    """The prose after the text, until its end."""
    others = 0
    for block in blocks:
        others = 0 if _is_prose(block) else others + 1
        if others > _GAP or (isinstance(block, Paragraph) and block.level):
            return
        if not others:
            yield block


def _distinct(blocks: Iterable[Block]) -> Iterator[Block]:
    return iter({words_of([block]): block for block in blocks}.values())
