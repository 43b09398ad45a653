"""Render: pages become files, with the templates of a theme."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import TemplateError

from builder.cache import fingerprint
from builder.config import Config
from builder.files import files_below, read_bytes, relative
from builder.model import Output, Page
from builder.problems import ContentError, Place, Problem
from builder.render.environment import DEFAULT_TEMPLATES, Environment
from builder.render.functions import BlockWithNotes, Functions
from builder.render.template_errors import rendering_problem, template_errors, templates_for

__all__ = ["DEFAULT_TEMPLATES", "BlockWithNotes", "Renderer", "output_path"]

ASSET_LIMIT = 16 << 20
"""Most bytes of a file of a theme."""
# Neither XML nor HTML allows these: controls except tab and line feed, lone surrogates, noncharacters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# The complement, which matches faster: nearly every page has nothing else.
_ALLOWED = re.compile("[\t\n -~\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]*")
REDIRECT_SCRIPT = Path(__file__).with_name("redirect.js")
_CRLF_FORMATS = (".ris",)
"""Formats whose lines end with CRLF."""


class Renderer:
    """Renders pages with one theme; can be sent to another process, even on a machine without the theme's files."""

    def __init__(self, theme: Path, config: Config, templates: Mapping[str, bytes] | None = None) -> None:
        self._theme = theme
        self._config = config
        folder = theme / "templates"
        if templates is None:
            templates = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files_below(folder)}
        self._templates = templates
        self._functions = Functions(config)
        known = {"site": config, "theme": theme.name, **self._functions.by_name()}
        self._environment = Environment(folder, templates, known)
        self.fingerprint = fingerprint(config, templates)
        """Fingerprint of everything that rendering depends on, except the page and the builder."""

    def __reduce__(self) -> tuple[type[Renderer], tuple[Path, Config, Mapping[str, bytes]]]:
        return Renderer, (self._theme, self._config, self._templates)

    def render(self, page: Page) -> Output:
        """The page as a file of the site; raises ContentError if a template fails."""
        self._functions.for_page(page.address)
        try:
            text = self._environment.render(page.view, templates_for(page.template))
        except TemplateError as error:
            raise ContentError(rendering_problem(error, page, self._theme, self._config.root)) from error
        if not _ALLOWED.fullmatch(text):
            text = _FORBIDDEN.sub("", text)
        if page.address.endswith(_CRLF_FORMATS):
            text = text.replace("\n", "\r\n")
        return Output(output_path(page.address), text.encode())

    def template_errors(self, views: Mapping[str, Collection[type]]) -> tuple[Problem, ...]:
        """The problems of the templates; `views` are the views that each template renders."""
        known: dict[str, Any] = dict.fromkeys(self._environment.globals)
        known |= {"site": Config, "theme": str, "blocks": Callable[..., list[BlockWithNotes]]}
        return tuple(template_errors(self._environment, self._theme, self._config.root, views, known))

    def assets(self) -> Iterator[Output]:
        """The files below /theme/: the theme's, its style sheets joined in the order of their names; a script."""
        assets, root = self._theme / "assets", self._config.root
        sheets = list(files_below(assets / "css", suffixes=(".css",)))
        if not sheets:
            message = f"the theme `{self._theme.name}` has no style sheets"
            help_ = "add them to assets/css/ in the theme"
            raise ContentError(Problem("S603", message, Place(relative(assets, root)), help_))
        yield Output(f"theme/{self._theme.name}.css", b"\n".join(read_bytes(sheet, root) for sheet in sheets))
        yield Output("theme/redirect.js", REDIRECT_SCRIPT.read_bytes())
        for path in files_below(assets):
            name = path.relative_to(assets).as_posix()
            if not name.startswith("css/"):
                yield Output(f"theme/{name}", read_bytes(path, root, limit=ASSET_LIMIT))


def output_path(address: str) -> str:
    """The path of the file at an address."""
    path = address.removeprefix("/")
    return f"{path}index.html" if path.endswith("/") or not path else path
