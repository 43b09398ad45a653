"""Template errors: problems of templates with their place, found by `check` before a page needs the template."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateError, TemplateNotFound, TemplatesNotFound, TemplateSyntaxError, nodes
from jinja2.meta import find_undeclared_variables

from builder.files import files_below, read_text, relative
from builder.model import Page
from builder.problems import ContentError, Place, Problem, did_you_mean
from builder.render.template_types import TypeChecker

TEMPLATES = "templates"
ANY_PAGE = "page.html"
"""Renders free pages, and every kind of page for which a theme has no template of its own."""
FIX_LINE = "correct this line"


def templates_for(name: str) -> tuple[str, ...]:
    """The templates for a page, in order of preference."""
    return (name, ANY_PAGE) if name.endswith(".html") else (name,)


def rendering_problem(error: TemplateError, page: Page, theme: Path, root: Path) -> Problem:
    """The problem of a page that could not be rendered, at the failing line of the template."""
    place = _failing_place(error, root)
    if isinstance(error, TemplateNotFound):
        name = page.template if isinstance(error, TemplatesNotFound) else str(error.name)
        return _missing(name, theme, root, place)
    if isinstance(error, TemplateSyntaxError):
        return _unreadable(error, Path(error.filename or theme / TEMPLATES / page.template), root)
    message = f"the template cannot render {page.address}: {error.message}"
    place = place or Place(relative(theme / TEMPLATES / page.template, root))
    return Problem("S603", message, place, "use a field that the page has")


def template_errors(
    environment: Environment, theme: Path, root: Path, views: Mapping[str, Collection[type]], known: Mapping[str, Any]
) -> Iterator[Problem]:
    """Templates that cannot be read or do not exist, and unknown names and fields.

    `views` are the views that each template renders, `known` the names that every template has, with their types.
    """
    parsed: dict[str, nodes.Template] = {}
    for path in files_below(theme / TEMPLATES):
        name = path.relative_to(theme / TEMPLATES).as_posix()
        try:
            source = read_text(path, root)
            environment.compile(source, name, str(path))
            parsed[name] = environment.parse(source, name, str(path))
        except ContentError as error:
            yield from error.problems
        except TemplateSyntaxError as error:
            yield _unreadable(error, path, root)
    available = set(environment.list_templates())
    yield from (_missing(name, theme, root) for name in views if available.isdisjoint(templates_for(name)))
    for name, tree in parsed.items():
        path = theme / TEMPLATES / name
        needed = [(other, line) for other, line in _needed(tree) if other not in available]
        yield from (_missing(other, theme, root, Place(relative(path, root), line)) for other, line in needed)
        yield from _unknown_names(tree, path, root, known, _inherited(tree, parsed))
    rendered: dict[str, set[type]] = {}
    for name, types in views.items():
        rendered.setdefault(name if name in available else ANY_PAGE, set()).update(types)
    for name, line, message, help_ in TypeChecker(parsed, known).missing(rendered):
        yield Problem("S603", message, Place(relative(theme / TEMPLATES / name, root), line), help_)


def _missing(name: str, theme: Path, root: Path, place: Place | None = None) -> Problem:
    names = [path.name for path in files_below(theme / TEMPLATES)]
    help_ = did_you_mean(name, names) if place else ""
    help_ = help_ or "add it, or choose another theme in site.yaml"
    place = place or Place(relative(theme / TEMPLATES / name, root))
    return Problem("S603", f"the theme `{theme.name}` has no template {name}", place, help_)


def _unreadable(error: TemplateSyntaxError, path: Path, root: Path) -> Problem:
    place = Place(relative(path, root), error.lineno)
    return Problem("S603", f"the template cannot be read: {error.message}", place, FIX_LINE)


def _failing_place(error: TemplateError, root: Path) -> Place | None:
    """The innermost line of a template in the error's traceback."""
    place, frame = None, error.__traceback__
    while frame is not None:
        path = Path(frame.tb_frame.f_code.co_filename)
        if path.parent.name == TEMPLATES:
            place = Place(relative(path, root), frame.tb_lineno)
        frame = frame.tb_next
    return place


def _needed(tree: nodes.Template) -> Iterator[tuple[str, int]]:
    """The templates that this one always needs, each with the line that names it."""
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        match node:
            case nodes.Include(ignore_missing=True):
                pass
            case nodes.Stmt(template=nodes.Const(value=str(name))):  # type: ignore[misc]
                yield name, node.lineno


def _inherited(tree: nodes.Template, parsed: Mapping[str, nodes.Template]) -> set[str] | None:
    """The names that the parent templates import and set; None if one of the parents cannot be read."""
    found: set[str] = set()
    seen = [tree]
    while extends := tree.find(nodes.Extends):
        name = extends.template.value if isinstance(extends.template, nodes.Const) else ""
        if name not in parsed or parsed[name] in seen:
            return None
        tree = parsed[name]
        seen.append(tree)
        for node in tree.body:
            if isinstance(node, nodes.Import):
                found.add(node.target)
            elif isinstance(node, nodes.FromImport):
                found |= {name if isinstance(name, str) else name[1] for name in node.names}
            elif isinstance(node, nodes.Macro):
                found.add(node.name)
            elif isinstance(node, nodes.Assign):
                found |= {name.name for name in nodes.Tuple([node.target], "store").find_all(nodes.Name)}
    return found


def _unknown_names(
    tree: nodes.Template, path: Path, root: Path, known: Collection[str], inherited: set[str] | None
) -> Iterator[Problem]:
    if inherited is None:
        return
    # A name with a default may be missing.
    optional = {
        one.node.name
        for one in tree.find_all(nodes.Filter)
        if one.name == "default" and isinstance(one.node, nodes.Name)
    }
    available = {"view", *known, *inherited, *optional}
    for name in sorted(find_undeclared_variables(tree) - available):
        lines = [node.lineno for node in tree.find_all(nodes.Name) if node.name == name and node.ctx == "load"]
        place = Place(relative(path, root), min(lines, default=1))
        yield Problem("S603", f"no template has `{name}`", place, did_you_mean(name, available) or FIX_LINE)
