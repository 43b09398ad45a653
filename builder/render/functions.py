"""Functions: what templates can call, beside the filters of Jinja."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol
from urllib.parse import quote

import msgspec
from markupsafe import Markup

from builder import markdown
from builder.config import Config
from builder.model import Block, Passage, Prose

_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


class OnPassage(Protocol):
    """What stands beside a passage or a picture of a text, such as a note."""

    @property
    def passage(self) -> Passage | None:
        """The passage; None for one on a picture or the whole text."""
        ...

    @property
    def image(self) -> str:
        """The picture, as the text writes it; empty for one on a passage or the whole text."""
        ...


@dataclass(frozen=True)
class BlockWithNotes:
    """A block of a text and the notes that stand beside it."""

    block: Block
    html: Markup
    """With its marks and links."""
    notes: tuple[OnPassage, ...]


class Functions:
    """The functions by name. A link depends on the page it stands on, so each page in turn is said before."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self.stand_on("/")

    def stand_on(self, address: str) -> None:
        """From here on, links are those of the page with this address."""
        self._address = address
        # A page that was not found is shown at whatever depth the reader went astray.
        self._up = self._config.base_path if address == "/404.html" else "../" * (address.count("/") - 1)

    def by_name(self) -> dict[str, Callable[..., object]]:
        """All of them."""
        return {
            function.__name__: function
            for function in (
                self.url,
                self.html,
                self.blocks,
                self.full_html,
                self.json_data,
                self.full_url,
                self.script_data,
                self.direction,
                self.pluralize,
                self.is_web_link,
                self.plain,
            )
        }

    def url(self, address: str) -> str:
        """The address as this page writes it: relative, so that a site works in any folder."""
        whole, path, fragment = _quoted(address)
        if whole == self._address and fragment:
            return fragment
        return (self._up + path or "./") + fragment

    def html(self, prose: Prose) -> Markup:
        """The text as HTML, with links from this page."""
        return _made_here(markdown.to_html(prose, self.url))

    def blocks(self, prose: Prose, notes: Sequence[OnPassage] = ()) -> list[BlockWithNotes]:
        """The text block by block, each with the notes whose number stands in it."""
        blocks = markdown.to_blocks(prose, self.url)
        beside = _blocks_with_notes(blocks, notes)
        return [
            BlockWithNotes(block, _made_here(block.html), tuple(beside.get(number, ())))
            for number, block in enumerate(blocks)
        ]

    def full_html(self, prose: Prose) -> Markup:
        """For feeds, which are read elsewhere: every link whole."""
        return _made_here(markdown.to_html(prose, self.full_url))

    def json_data(self, data: Mapping[str, object]) -> Markup:
        """A whole file of JSON; the texts in it are HTML whose every link is whole."""
        # Python's own indents slowly. Halves of pairs, which it would let pass, no file may hold anyway.
        text = json.dumps(data, default=self.full_html, ensure_ascii=False).encode(errors="ignore")
        return _made_here(msgspec.json.format(text, indent=1).decode() + "\n")

    def full_url(self, address: str) -> str:
        """The address as the outside world writes it, for canonical links and feeds."""
        return self._config.url.rstrip("/") + _quoted_whole(address)

    @staticmethod
    def script_data(data: Mapping[str, object]) -> Markup:
        """JSON that may stand in a script element: nothing in it can end the element."""
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        for character in "<>&\u2028\u2029":
            text = text.replace(character, f"\\u{ord(character):04x}")
        return _made_here(text)

    @staticmethod
    def direction(language: str) -> str:
        """`rtl` for a language written from right to left, else `ltr`."""
        return "rtl" if language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"

    @staticmethod
    def pluralize(number: int, one: str, many: str = "") -> str:
        """The number with its noun: `1 article`, `2,310 articles`."""
        return f"{number:,} {one if number == 1 else many or one + 's'}"

    @staticmethod
    def is_web_link(address: str) -> bool:
        """Whether an address of another site may become a link."""
        return markdown.is_allowed(address) and address.lower().startswith(("https://", "http://", "mailto:"))

    @staticmethod
    def plain(text: str) -> Markup:
        """The text as it is, for files that are not HTML."""
        return _made_here(text)


@lru_cache(1 << 14)
def _quoted(address: str) -> tuple[str, str, str]:
    """The path of an address, the same as a link writes it, and its fragment; most pages link to the same few."""
    path, hash_mark, fragment = address.partition("#")
    if hash_mark:
        fragment = hash_mark + quote(fragment, safe="!$&'()*+,;=:@/?~%")
    return path, quote(path.lstrip("/"), safe="/!$&'()*+,;=:@~%?"), fragment


@lru_cache(1 << 14)
def _quoted_whole(address: str) -> str:
    return quote(address, safe="/#!$&'()*+,;=:@~%?")


def _blocks_with_notes(blocks: Sequence[Block], notes: Sequence[OnPassage]) -> dict[int, list[OnPassage]]:
    """Notes by the position of the block in which their passage ends or their picture stands."""
    if not notes:
        return {}
    pictured = {image: number for number, block in reversed([*enumerate(blocks)]) for image in block.framed}
    worded = [
        (block.passage.start, number) for number, block in enumerate(blocks) if block.passage.end > block.passage.start
    ]
    worded.sort()
    found: dict[int, list[OnPassage]] = {}
    for note in notes:
        if note.image in pictured:
            found.setdefault(pictured[note.image], []).append(note)
        elif note.passage is not None and worded:
            position = max(0, bisect_left(worded, (note.passage.end, -1)) - 1)
            found.setdefault(worded[position][1], []).append(note)
    return found


def _made_here(html: str) -> Markup:
    """HTML that needs no escaping: our own Markdown or this file made it, and both escape what they are given."""
    return Markup(html)  # noqa: S704 - the one place that says so
