"""Render: a page and a theme become a file."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
)
from jinja2.runtime import Context
from markupsafe import Markup

from builder import markdown
from builder.cache import fingerprint
from builder.config import Config
from builder.files import files_below, read_bytes, relative
from builder.model import Block, Mark, Output, Page, Passage, Prose
from builder.problems import ContentError, Place, Problem
from builder.render.faults import faults, rendering_problem, templates_for

SHARED = Path(__file__).parent / "templates"
"""Templates of what no theme need have: feeds, sitemaps, data, redirects. A theme's own of the same name wins."""
ASSET_LIMIT = 16 << 20
"""Bytes of one file of a theme."""
# What neither XML nor HTML allows: controls but tab and line feed, halves of pairs, noncharacters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_TWO_SIGNS = (".ris",)
"""Files of formats whose lines end in a carriage return and a line feed."""
FUNCTIONS = ("url", "html", "blocks", "full_html", "json_data")
"""What templates have of `_Links`, beside the globals of the environment."""
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
class Beside:
    """A block of a text and the notes that stand beside it."""

    block: Block
    html: Markup
    """With its marks and links."""
    notes: tuple[OnPassage, ...]


class Renderer:
    """Renders pages with one theme; may be handed to another process, even on a machine without the theme's files."""

    def __init__(self, theme: Path, config: Config, templates: Mapping[str, bytes] | None = None) -> None:
        self._theme = theme
        self._config = config
        if templates is None:
            folder = theme / "templates"
            templates = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files_below(folder)}
        self._templates = templates
        self._environment = _environment(theme, config, templates)
        self.fingerprint = fingerprint(config, templates)
        """Of all that a page depends on beside itself and the builder."""

    def __reduce__(self) -> tuple[type[Renderer], tuple[Path, Config, Mapping[str, bytes]]]:
        return Renderer, (self._theme, self._config, self._templates)

    def render(self, page: Page) -> Output:
        """The page as a file of the site; raises ContentError for a template that cannot be used."""
        links = _Links(page.address, self._config)
        try:
            template = self._environment.select_template(templates_for(page.template))
            text = template.render(view=page.view, **{name: getattr(links, name) for name in FUNCTIONS})
        except TemplateError as error:
            raise ContentError(rendering_problem(error, page, self._theme, self._config.root)) from error
        text = _FORBIDDEN.sub("", text)
        if page.address.endswith(_TWO_SIGNS):
            text = text.replace("\n", "\r\n")
        return Output(output_path(page.address), text.encode())

    def faults(self, views: Mapping[str, Collection[type]]) -> tuple[Problem, ...]:
        """What is wrong with the templates, by the views that each of them is to show."""
        known: dict[str, Any] = dict.fromkeys((*FUNCTIONS, *self._environment.globals))
        known |= {"site": Config, "theme": str, "blocks": Callable[..., list[Beside]]}
        return tuple(faults(self._environment, self._theme, self._config.root, views, known))

    def assets(self) -> Iterator[Output]:
        """The theme's files as published below /theme/; its style sheets become one, in the order of their names."""
        assets, root = self._theme / "assets", self._config.root
        sheets = list(files_below(assets / "css", suffixes=(".css",)))
        if not sheets:
            message = f"the theme `{self._theme.name}` has no style sheets"
            raise ContentError(
                Problem("S603", message, Place(relative(assets, root)), "put them into assets/css/ of the theme")
            )
        yield Output(f"theme/{self._theme.name}.css", b"\n".join(read_bytes(sheet, root) for sheet in sheets))
        for path in files_below(assets):
            inside = path.relative_to(assets).as_posix()
            if not inside.startswith("css/"):
                yield Output(f"theme/{inside}", read_bytes(path, root, limit=ASSET_LIMIT))


def output_path(address: str) -> str:
    """The file that an address stands for."""
    path = address.removeprefix("/")
    return f"{path}index.html" if path.endswith("/") or not path else path


def _environment(theme: Path, config: Config, templates: Mapping[str, bytes]) -> Environment:
    environment = Environment(
        loader=ChoiceLoader([_Templates(theme / "templates", templates), FileSystemLoader(SHARED)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.context_class = _Context
    environment.globals.update(
        site=config,
        theme=theme.name,
        full_url=partial(_full_url, config),
        script_data=_script_data,
        direction=_direction,
        counted=_counted,
        followed=_followed,
        plain=_plain,
    )
    return environment


class _Context(Context):
    """Calls a function as it is, where Jinja asks each time whether it wants the context too: none of ours does."""

    def call(self, called: Callable[..., Any], /, *given: Any, **named: Any) -> Any:
        named.pop("_loop_vars", None)
        named.pop("_block_vars", None)
        return called(*given, **named)


class _Templates(BaseLoader):
    """The files of a theme as they were read, and the paths by which problems name them."""

    def __init__(self, folder: Path, files: Mapping[str, bytes]) -> None:
        self._folder = folder
        self._files = files

    def get_source(self, _: Environment, template: str) -> tuple[str, str, None]:
        if template not in self._files:
            raise TemplateNotFound(template)
        return self._files[template].decode(), str(self._folder / template), None

    def list_templates(self) -> list[str]:
        return sorted(self._files)


class _Links:
    """The addresses and texts of one page: a link depends on where it stands."""

    def __init__(self, address: str, config: Config) -> None:
        self._address = address
        self._config = config
        # A page that was not found is shown at whatever depth the reader went astray.
        self._up = config.base_path if address == "/404.html" else "../" * (address.count("/") - 1)

    def url(self, address: str) -> str:
        """The address as this page writes it: relative, so that a site works in any folder."""
        whole, path, fragment = _quoted(address)
        if whole == self._address and fragment:
            return fragment
        return (self._up + path or "./") + fragment

    def html(self, prose: Prose) -> Markup:
        """The text as HTML, with links from this page."""
        return _made_here(markdown.to_html(self._with_links(prose, self.url), self.url))

    def full_html(self, prose: Prose) -> Markup:
        """For feeds, which are read elsewhere: every link whole."""

        def whole(address: str) -> str:
            return _full_url(self._config, address)

        return _made_here(markdown.to_html(self._with_links(prose, whole), whole))

    def json_data(self, data: Mapping[str, object]) -> Markup:
        """A whole file of JSON; the texts in it are HTML whose every link is whole."""
        return _made_here(json.dumps(data, default=self.full_html, ensure_ascii=False, indent=1) + "\n")

    def blocks(self, prose: Prose, notes: Sequence[OnPassage] = ()) -> list[Beside]:
        """The text block by block, each with the notes whose number stands in it."""
        blocks = markdown.to_blocks(self._with_links(prose, self.url), self.url)
        beside = _beside(blocks, notes)
        return [
            Beside(block, _made_here(block.html), tuple(beside.get(number, ()))) for number, block in enumerate(blocks)
        ]

    def _with_links(self, prose: Prose, address: Callable[[str], str]) -> Prose:
        return replace(prose, marks=tuple(_with_link(mark, address) for mark in prose.marks)) if prose.marks else prose


@lru_cache(1 << 14)
def _quoted(address: str) -> tuple[str, str, str]:
    """The path of an address, the same as a link writes it, and its fragment; most pages link to the same few."""
    path, hash_mark, fragment = address.partition("#")
    fragment = hash_mark + quote(fragment, safe="!$&'()*+,;=:@/?~%")
    return path, quote(path.lstrip("/"), safe="/!$&'()*+,;=:@~%?"), fragment


def _with_link(mark: Mark, address: Callable[[str], str]) -> Mark:
    if mark.tag != "a":
        return mark
    return replace(
        mark, attributes=tuple((name, address(value) if name == "href" else value) for name, value in mark.attributes)
    )


def _beside(blocks: Sequence[Block], notes: Sequence[OnPassage]) -> dict[int, list[OnPassage]]:
    """Notes by the position of the block in which their passage ends or their picture stands."""
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


def _plain(text: str) -> Markup:
    """The text as it is, for files that are not HTML."""
    return _made_here(text)


def _full_url(config: Config, address: str) -> str:
    """The address as the outside world writes it, for canonical links and feeds."""
    return config.url.rstrip("/") + _quoted_whole(address)


@lru_cache(1 << 14)
def _quoted_whole(address: str) -> str:
    return quote(address, safe="/#!$&'()*+,;=:@~%?")


def _script_data(data: Mapping[str, object]) -> Markup:
    """JSON that may stand in a script element: nothing in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return _made_here(text)


def _direction(language: str) -> str:
    """`rtl` for a language written from right to left, else `ltr`."""
    return "rtl" if language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def _followed(address: str) -> bool:
    """Whether an address of another site may become a link."""
    return markdown.is_allowed(address) and address.lower().startswith(("https://", "http://", "mailto:"))


def _counted(number: int, one: str, many: str = "") -> str:
    """The number with its noun: `1 article`, `2,310 articles`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
