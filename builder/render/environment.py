"""Environment: Jinja with the settings and globals of all templates."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, StrictUndefined, TemplateNotFound
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

DEFAULT_TEMPLATES = Path(__file__).parent / "templates"
"""Templates that a theme need not have: feeds, sitemaps, data, redirects. A theme's own template comes first."""


class Environment(jinja2.Environment):
    """The templates of a theme and of the builder, with everything that they can use except `view`."""

    def __init__(self, folder: Path, templates: Mapping[str, bytes], known: Mapping[str, Any]) -> None:
        """`templates` are the contents of the files below `folder`."""
        super().__init__(
            loader=ChoiceLoader([_Templates(folder, templates), FileSystemLoader(DEFAULT_TEMPLATES)]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
        )
        self.filters["tojson"] = _tojson
        self.globals.update(known)

    def render(self, view: object, names: tuple[str, ...]) -> str:
        """The view rendered with the first of these templates that exists; raises TemplateError."""
        return self.select_template(names).render(view=view)


def _tojson(value: object, indent: int | None = None) -> Markup:
    """Jinja's filter, with a cache for strings, which feeds repeat."""
    return _quoted(value) if type(value) is str else htmlsafe_json_dumps(value, sort_keys=True, indent=indent)


@lru_cache(1 << 12)
def _quoted(text: str) -> Markup:
    return htmlsafe_json_dumps(text)


class _Templates(BaseLoader):
    """The contents of a theme's files, with their paths for problems."""

    def __init__(self, folder: Path, files: Mapping[str, bytes]) -> None:
        self._folder = folder
        self._files = files

    def get_source(self, _: jinja2.Environment, template: str) -> tuple[str, str, None]:
        if template not in self._files:
            raise TemplateNotFound(template)
        return self._files[template].decode(), str(self._folder / template), None

    def list_templates(self) -> list[str]:
        return sorted(self._files)
