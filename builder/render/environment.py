"""Environment: Jinja with the settings and globals of all templates."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, StrictUndefined, TemplateNotFound, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup, escape

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
        self.code_generator_class = _Code
        self.filters["tojson"] = _tojson
        self.globals.update(known)
        self._chosen: dict[tuple[str, ...], jinja2.Template] = {}

    def render(self, view: object, names: tuple[str, ...]) -> str:
        """The view rendered with the first of these templates that exists; raises TemplateError."""
        template = self._chosen.get(names) or self._chosen.setdefault(names, self.select_template(names))
        # Like Template.render, without copying the globals for each page.
        context = template.new_context({**self.globals, "view": view}, shared=True)
        try:
            return "".join(template.root_render_func(context))
        except Exception:  # noqa: BLE001 - Jinja shows the line of the template for every kind
            self.handle_exception()

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The same dictionary for all templates: Jinja would chain two for each."""
        return super().make_globals(d) if d else self.globals

    @staticmethod
    def escape_output(value: object) -> str:
        """The printed form of a value: the result of `escape`, but faster."""
        if type(value) is str:
            return _escaped(value)
        if isinstance(value, Markup):
            return value
        return str(value) if type(value) is int else escape(value)


@lru_cache(1 << 13)
def _escaped(text: str) -> str:
    """The escaped text; the same names and addresses are printed again and again."""
    return str(escape(text))


def _tojson(value: object, indent: int | None = None) -> Markup:
    """Jinja's filter, with a cache for strings, which feeds repeat."""
    return _quoted(value) if type(value) is str else htmlsafe_json_dumps(value, sort_keys=True, indent=indent)


@lru_cache(1 << 12)
def _quoted(text: str) -> Markup:
    return htmlsafe_json_dumps(text)


class _Code(CodeGenerator):
    """Generates faster Python code for templates, without checks at run time that are always true here."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("environment.escape_output(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: FBT001, FBT002, N802 - Jinja's
        """A plain call: Jinja would check whether the function wants the context, and none does."""
        if forward_caller or node.kwargs or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in node.args:
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")


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
