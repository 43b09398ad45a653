"""Functions: what templates can call, in addition to the filters of Jinja."""

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
from builder.counts import pluralize
from builder.model import Block, Passage, Prose

_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


class OnPassage(Protocol):
    """Something at a passage or a picture of a text, such as an annotation."""

    @property
    def passage(self) -> Passage | None:
        """The passage; None for one on a picture or on the whole text."""

    @property
    def image(self) -> str:
        """The picture, as written in the text; empty for one on a passage or on the whole text."""


@dataclass(frozen=True)
class BlockWithNotes:
    """A block of a text, and the notes next to it."""

    block: Block
    html: Markup
    """With its highlights and links."""
    notes: tuple[OnPassage, ...]


class Functions:
    """The functions by name. Links are relative to the current page, which is set before it is rendered."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self.for_page("/")

    def for_page(self, address: str) -> None:
        """Make the page at this address the current one."""
        self._address = address
        # This page is served at any depth.
        self._up = self._config.base_path if address == "/404.html" else "../" * (address.count("/") - 1)

    def by_name(self) -> dict[str, Callable[..., object]]:
        """All functions."""
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
                pluralize,
                self.is_web_link,
                self.plain,
            )
        }

    def url(self, address: str) -> str:
        """The address relative to the current page, so that the site works in any folder."""
        plain, path, fragment = _quoted(address)
        if plain == self._address and fragment:
            return fragment
        return (self._up + path or "./") + fragment

    def html(self, prose: Prose) -> Markup:
        """The text as HTML, with links relative to the current page."""
        return _safe(markdown.to_html(prose, self.url))

    def blocks(self, prose: Prose, notes: Sequence[OnPassage] = ()) -> list[BlockWithNotes]:
        """The text block by block, each with the notes whose number is in it."""
        blocks = markdown.to_blocks(prose, self.url)
        notes_of = _notes_by_block(blocks, notes)
        return [
            BlockWithNotes(block, _safe(block.html), tuple(notes_of.get(number, ())))
            for number, block in enumerate(blocks)
        ]

    def full_html(self, prose: Prose) -> Markup:
        """The text as HTML with absolute links, for feeds."""
        return _safe(markdown.to_html(prose, self.full_url))

    def json_data(self, data: Mapping[str, object]) -> Markup:
        """A JSON file; texts in it become HTML with absolute links."""
        # msgspec indents faster than json. Lone surrogates, which json allows, cannot be in a file.
        text = json.dumps(data, default=self.full_html, ensure_ascii=False).encode(errors="ignore")
        return _safe(msgspec.json.format(text, indent=1).decode() + "\n")

    def full_url(self, address: str) -> str:
        """The absolute address, for canonical links and feeds."""
        return self._config.url.rstrip("/") + _quoted_url(address)

    @staticmethod
    def script_data(data: Mapping[str, object]) -> Markup:
        """JSON for a script element: nothing in it can end the element."""
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        for character in "<>&\u2028\u2029":
            text = text.replace(character, f"\\u{ord(character):04x}")
        return _safe(text)

    @staticmethod
    def direction(language: str) -> str:
        """`rtl` for a language written from right to left, otherwise `ltr`."""
        return "rtl" if language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"

    @staticmethod
    def is_web_link(address: str) -> bool:
        """Whether an external address is a web or mail address, which may become a link."""
        return markdown.is_allowed(address) and address.lower().startswith(("https://", "http://", "mailto:"))

    @staticmethod
    def plain(text: str) -> Markup:
        """The text without escaping, for files other than HTML."""
        return _safe(text)


@lru_cache(1 << 14)
def _quoted(address: str) -> tuple[str, str, str]:
    """Path, quoted path and quoted fragment of an address; cached, as most pages link to the same few."""
    path, hash_mark, fragment = address.partition("#")
    if hash_mark:
        fragment = hash_mark + quote(fragment, safe="!$&'()*+,;=:@/?~%")
    return path, quote(path.lstrip("/"), safe="/!$&'()*+,;=:@~%?"), fragment


@lru_cache(1 << 14)
def _quoted_url(address: str) -> str:
    return quote(address, safe="/#!$&'()*+,;=:@~%?")


def _notes_by_block(blocks: Sequence[Block], notes: Sequence[OnPassage]) -> dict[int, list[OnPassage]]:
    """The notes of each block, by its position: where the passage ends, or where the picture is."""
    if not notes:
        return {}
    by_image = {image: number for number, block in reversed([*enumerate(blocks)]) for image in block.framed}
    passages = ((*block.passage, number) for number, block in enumerate(blocks))
    starts = sorted((start, number) for start, end, number in passages if end > start)
    found: dict[int, list[OnPassage]] = {}
    for note in notes:
        if note.image in by_image:
            found.setdefault(by_image[note.image], []).append(note)
        elif note.passage is not None and starts:
            position = max(0, bisect_left(starts, (note.passage.end, -1)) - 1)
            found.setdefault(starts[position][1], []).append(note)
    return found


def _safe(html: str) -> Markup:
    """HTML that is already escaped, by the Markdown renderer or by this module."""
    return Markup(html)  # noqa: S704 - the one place that says so
