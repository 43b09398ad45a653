"""The reference in themes/README.md, generated from the code."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterable, Iterator
from dataclasses import is_dataclass
from datetime import date
from typing import Any, get_args, get_type_hints

from builder.config import Config
from builder.model import Change, Prose, Withdrawal, WithdrawnItem
from builder.pages import plan
from builder.pages.sitemap import SitemapView
from builder.problems import Place
from builder.render import DEFAULT_TEMPLATES, BlockWithNotes
from builder.render.functions import Functions
from tests.archive_factory import article, config, entity, site, small_site


def views() -> dict[str, list[type]]:
    """The views of each template, from archives that together have every kind of page."""
    found: dict[str, list[type]] = {"sitemapindex.xml": [SitemapView]}
    ambiguous = site(entities=[entity("one", "Lee", aliases=("Anna Lee",)), entity("two", "Lee")])
    edited = site(article("talks", edited="A stray word."), changes={"talks": ((Change("removed", "stray"),),)})
    item = WithdrawnItem("article", "gone", "/gone/", Withdrawal(date(2026, 12, 1), "Why."), Place("gone.md"))
    for archive in (small_site(), ambiguous, edited, site(withdrawn=(item,))):
        for page in plan(archive, config()):
            types = found.setdefault(page.template, [])
            if type(page.view) not in types:
                types.append(type(page.view))
    return found


def reference(common: Iterable[str]) -> str:
    """The table of templates, the functions, and the fields of each view.

    Fields named in `common` mean the same in every view and are explained above the reference.
    """
    templates = views()
    own = {name: types[0] for name, types in templates.items() if not (DEFAULT_TEMPLATES / name).exists()}
    builtin = sorted(path.name for path in DEFAULT_TEMPLATES.iterdir())
    lines = ["| template | what it shows | view |", "|---|---|---|"]
    lines += [
        f"| `{name}` | {_summary(view)} | [{view.__name__}](#{view.__name__.lower()}) |" for name, view in own.items()
    ]
    lines += ["", f"The builder has its own templates {', '.join(f'`{name}`' for name in builtin)}.", ""]
    lines += ["### Functions", "", *(f"- `{name}`: {summary}" for name, summary in functions().items()), ""]
    for one in documented(own.values()):
        lines += [f"### {one.__name__}", "", _summary(one), ""]
        lines += [f"- `{name}`: {hint}{f'. {note}' if note else ''}" for name, hint, note in fields_of(one)]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def undescribed(common: Iterable[str]) -> list[str]:
    """Fields without a description: neither their own, nor one in `common`, nor that of their class."""
    own = [types[0] for name, types in views().items() if not (DEFAULT_TEMPLATES / name).exists()]
    return [
        f"{one.__name__}.{name}"
        for one in documented(own)
        for name, hint, note in fields_of(one)
        if not note and name not in common and not re.search(r"\[[A-Z]\w+\]\(#", hint)
    ]


def documented(views: Iterable[type]) -> list[type]:
    """The views, the settings, and every class that their fields use."""
    found = list(dict.fromkeys([*views, BlockWithNotes, Config]))
    for one in found:
        for hint in get_type_hints(one).values():
            found += [other for other in _classes(hint) if other not in found]
    return found


def fields_of(one: type) -> list[tuple[str, str, str]]:
    """The fields of a class, with their types and descriptions."""
    hints, notes = get_type_hints(one), _notes(one)
    return [(name, _type(hints[name]), notes.get(name, "")) for name in one.__annotations__]


def functions() -> dict[str, str]:
    """The first sentence of each function's docstring."""
    return {name: _summary(one) for name, one in Functions(config()).by_name().items()}


def _classes(hint: Any) -> Iterator[type]:
    if isinstance(hint, type) and hint not in (Prose, Place) and (is_dataclass(hint) or hasattr(hint, "_fields")):
        yield hint
    for part in get_args(hint):
        yield from _classes(part)


def _summary(documented: Any) -> str:
    return " ".join((inspect.getdoc(documented) or "").split("\n\n")[0].split())


def _notes(one: type) -> dict[str, str]:
    """The docstrings below the fields of a class."""
    (tree,) = ast.parse(inspect.getsource(one)).body
    assert isinstance(tree, ast.ClassDef)
    found, name = {}, ""
    for node in tree.body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and name:
            found[name] = " ".join(str(node.value.value).split())
        name = node.target.id if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) else ""
    return found


def _type(hint: Any) -> str:
    """The type as text: list of [Note](#note) for `tuple[Note, ...]`."""
    many = get_args(hint)[0] if getattr(hint, "__origin__", None) is tuple and Ellipsis in get_args(hint) else None
    if many is not None:
        return f"list of {_type(many)}"
    given = get_args(hint) if type(None) in get_args(hint) else (hint,)
    return " or ".join("none" if one is type(None) else _one_type(one) for one in given)


def _one_type(hint: Any) -> str:
    if hint in set(_classes(hint)):
        return f"[{hint.__name__}](#{hint.__name__.lower()})"
    name = hint.__name__ if isinstance(hint, type) and not get_args(hint) else str(hint)
    return f"`{re.sub('[a-z_]+[.](?=[A-Za-z])', '', name)}`"
