"""Template types: whether templates use only fields that their views have.

Templates are parsed, not run. `view` has the type of the page's view; from there, types follow fields, loops, `set`
and macro calls. What cannot be inferred is not checked.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from functools import cache, reduce
from operator import or_
from types import NoneType, UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from jinja2 import nodes

from builder.problems import did_you_mean

Hint = Any
"""A type as returned by `typing`; None if unknown."""
Scope = dict[str, Any]
_PLAIN = (str, int, bool, float)
_SAME = ("list", "reverse", "sort", "unique")
_ONE_OF = ("first", "last", "random")


class Missing(NamedTuple):
    """A field that is used but does not exist."""

    template: str
    line: int
    message: str
    help: str


class _Module(NamedTuple):
    """A template that is imported: its macros, and the names known in them."""

    template: str
    macros: Mapping[str, nodes.Macro]
    scope: Scope


class _Macro(NamedTuple):
    """A macro, as the value of a name."""

    module: _Module
    macro: nodes.Macro


class TypeChecker:
    """Checks the parsed templates of a theme, by name."""

    def __init__(self, parsed: Mapping[str, nodes.Template], known: Mapping[str, Hint]) -> None:
        self._parsed = parsed
        self._known = known
        self._found: dict[Missing, None] = {}
        self._template = ""
        self._overridden: set[str] = set()
        """Blocks overridden by the templates checked before."""
        self._done: set[object] = set()

    def missing(self, views: Mapping[str, Collection[type]]) -> list[Missing]:
        """The missing fields of the templates that render these views."""
        for name, types in views.items():
            for view in types:
                self._page(name, view)
        return list(self._found)

    def _page(self, name: str, view: type) -> None:
        """Check a template with its parents, whose blocks it may override."""
        scope: Scope = {**self._known, "view": view}
        chain: list[str] = []
        while name in self._parsed and name not in chain:
            chain.append(name)
            extends = self._parsed[name].find(nodes.Extends)
            name = _template_name(extends) if extends else ""
        for one in reversed(chain):
            self._template = one
            named = (nodes.Import, nodes.FromImport, nodes.Assign, nodes.Macro)
            self._visit_all((node for node in self._parsed[one].body if isinstance(node, named)), scope)
        self._overridden.clear()
        for one in chain:
            self._template = one
            self._visit_all(self._parsed[one].body, dict(scope))
            self._overridden |= {block.name for block in self._parsed[one].find_all(nodes.Block)}

    def _visit_all(self, body: Iterable[nodes.Node], scope: Scope) -> None:
        for node in body:
            self._visit(node, scope)

    def _visit(self, node: nodes.Node, scope: Scope) -> None:
        """Check a node with the method for its kind."""
        check = getattr(self, f"_check_{type(node).__name__.lower()}", None)
        if check:
            check(node, scope)
        elif isinstance(node, nodes.Expr):
            self._type(node, scope)
        else:
            self._visit_all(node.iter_child_nodes(), scope)

    def _check_for(self, node: nodes.For, scope: Scope) -> None:
        inner = dict(scope)
        _bind(node.target, _element(self._type(node.iter, scope)), inner)
        inner["loop"] = None
        if node.test:
            self._type(node.test, inner)
        self._visit_all(node.body, inner)
        self._visit_all(node.else_, scope)

    def _check_if(self, node: nodes.If, scope: Scope) -> None:
        skipped = self._is_absent(node.test, scope)
        self._visit_all([*node.elif_, *node.else_] if skipped else node.iter_child_nodes(), scope)

    def _check_assign(self, node: nodes.Assign, scope: Scope) -> None:
        _bind(node.target, self._type(node.node, scope), scope)

    def _check_with(self, node: nodes.With, scope: Scope) -> None:
        inner = dict(scope)
        for target, value in zip(node.targets, node.values, strict=True):
            _bind(target, self._type(value, scope), inner)
        self._visit_all(node.body, inner)

    def _check_macro(self, node: nodes.Macro, scope: Scope) -> None:
        scope[node.name] = _Macro(_Module(self._template, {node.name: node}, scope), node)

    def _check_import(self, node: nodes.Import | nodes.FromImport, scope: Scope) -> None:
        name = _template_name(node)
        if name not in self._parsed:
            self._visit_all(node.iter_child_nodes(), scope)
            return
        module = self._module(name, scope if node.with_context else {})
        if isinstance(node, nodes.Import):
            scope[node.target] = module
            return
        for one in node.names:
            original, alias = (one, one) if isinstance(one, str) else one
            scope[alias] = _Macro(module, module.macros[original]) if original in module.macros else None

    _check_fromimport = _check_import

    def _check_include(self, node: nodes.Include, scope: Scope) -> None:
        name = _template_name(node)
        if name not in self._parsed:
            self._visit_all(node.iter_child_nodes(), scope)
        elif node.with_context:
            self._inside(name, self._parsed[name].body, dict(scope))

    def _check_callblock(self, node: nodes.CallBlock, scope: Scope) -> None:
        self._type(node.call, scope)
        self._visit_all(node.body, {**scope, **{one.name: None for one in node.args}})

    def _check_block(self, node: nodes.Block, scope: Scope) -> None:
        if node.name not in self._overridden:
            self._visit_all(node.body, dict(scope))

    def _module(self, name: str, given: Scope) -> _Module:
        tree = self._parsed[name]
        scope: Scope = {**self._known, "view": given.get("view")}
        module = _Module(name, {node.name: node for node in tree.body if isinstance(node, nodes.Macro)}, scope)
        scope |= {one: _Macro(module, macro) for one, macro in module.macros.items()}
        for node in tree.body:
            if isinstance(node, (nodes.Assign, nodes.Import, nodes.FromImport)):
                self._visit(node, scope)
        return module

    def _inside(self, name: str, body: Iterable[nodes.Node], scope: Scope) -> None:
        """Check nodes of another template."""
        before, self._template = self._template, name
        self._visit_all(body, scope)
        self._template = before

    def _type(self, node: nodes.Node, scope: Scope) -> Hint:
        match node:
            case nodes.Name():
                return scope.get(node.name)
            case nodes.Getattr():
                return self._field(node, self._type(node.node, scope))
            case nodes.Getitem():
                value = self._type(node.node, scope)
                self._type(node.arg, scope)
                return value if isinstance(node.arg, nodes.Slice) else _item(value)
            case nodes.Test(name="defined" | "undefined", node=nodes.Getattr() as attribute):
                self._type(attribute.node, scope)
            case nodes.Filter(name="default" | "d", node=nodes.Getattr() as attribute):
                self._types(node.args, scope)
                return _lookup(self._type(attribute.node, scope), attribute.attr)[0]
            case nodes.Filter(name=name) if node.node is not None:
                value = self._type(node.node, scope)
                self._types([*node.args, *node.kwargs], scope)
                return value if name in _SAME else _element(value) if name in _ONE_OF else None
            case nodes.Call():
                return self._call(node, scope)
            case _:
                self._types(node.iter_child_nodes(), scope)
        return None

    def _is_absent(self, test: nodes.Node, scope: Scope) -> bool:
        """Whether a condition tests for a field that the view does not have."""
        match test:
            case nodes.Test(name="defined", node=nodes.Getattr() as attribute):
                return bool(_lookup(self._type(attribute.node, scope), attribute.attr)[1])
            case nodes.Filter(name="default" | "d", node=nodes.Getattr() as attribute):
                return bool(_lookup(self._type(attribute.node, scope), attribute.attr)[1])
            case nodes.And():
                return self._is_absent(test.left, scope) or self._is_absent(test.right, scope)
        return False

    def _types(self, given: Iterable[nodes.Node], scope: Scope) -> list[Hint]:
        return [self._type(node, scope) for node in given]

    def _call(self, node: nodes.Call, scope: Scope) -> Hint:
        positional = self._types(node.args, scope)
        named = {one.key: self._type(one.value, scope) for one in node.kwargs}
        callee = self._type(node.node, scope)
        if isinstance(callee, _Macro):
            names = [one.name for one in callee.macro.args]
            arguments = dict.fromkeys(names) | dict(zip(names, positional, strict=False)) | named
            key = (callee.module.template, callee.macro.name, callee.module.scope.get("view"), *arguments.items())
            if key not in self._done:
                self._done.add(key)
                inner = {**callee.module.scope, **arguments, "caller": None, "varargs": None, "kwargs": None}
                self._inside(callee.module.template, callee.macro.body, inner)
            return None
        return get_args(callee)[1] if get_origin(callee) is get_origin(Callable[..., Any]) else None

    def _field(self, node: nodes.Getattr, value: Hint) -> Hint:
        if isinstance(value, _Module):
            if node.attr in value.macros:
                return _Macro(value, value.macros[node.attr])
            if node.attr not in value.scope:
                help_ = did_you_mean(node.attr, value.macros) or f"add a macro of this name to {value.template}"
                self._note(node, f"{value.template} has no `{node.attr}`", help_)
            return value.scope.get(node.attr)
        found, lacking = _lookup(value, node.attr)
        if lacking:
            names = " and ".join(sorted(one.__name__ for one in lacking))
            known = [name for one in lacking for name in _fields(one) or ()]
            help_ = did_you_mean(node.attr, known) or "use a field that it has"
            self._note(node, f"{names} has no field `{node.attr}`", help_)
        return found

    def _note(self, node: nodes.Node, message: str, help_: str) -> None:
        self._found[Missing(self._template, node.lineno, message, help_)] = None


def _template_name(node: nodes.Extends | nodes.Import | nodes.FromImport | nodes.Include) -> str:
    """The name of the template; empty if it is computed."""
    return str(node.template.value) if isinstance(node.template, nodes.Const) else ""


def _lookup(value: Hint, name: str) -> tuple[Hint, list[type]]:
    """The type of a field, and the types that lack it if all do."""
    found: list[Hint] = []
    lacking: list[type] = []
    for one in _alternatives(value):
        hints = None if isinstance(one, (_Macro, _Module)) else _fields(one)
        if hints is None or name in hints:
            found.append(hints[name] if hints else None)
        else:
            lacking.append(one)
    return _one_of(found), [] if found else lacking


def _bind(target: nodes.Node, hint: Hint, scope: Scope) -> None:
    if isinstance(target, nodes.Name):
        scope[target.name] = hint
    elif isinstance(target, nodes.Tuple):
        parts = get_args(hint)
        fitting = _origin(hint) is tuple and len(parts) == len(target.items) and Ellipsis not in parts
        for number, one in enumerate(target.items):
            _bind(one, parts[number] if fitting else None, scope)


def _alternatives(hint: Hint) -> tuple[Hint, ...]:
    """The types that a value can have, except None."""
    if _origin(hint) in (Union, UnionType):
        return tuple(one for one in get_args(hint) if one is not NoneType)
    return (hint,)


def _origin(hint: Hint) -> Any:
    return get_origin(hint)


def _one_of(hints: Sequence[Hint]) -> Hint:
    if not hints or any(hint is None or isinstance(hint, (_Macro, _Module)) for hint in hints):
        return None
    return reduce(or_, hints)


def _element(hint: Hint) -> Hint:
    """The type of a loop's items."""
    found: list[Hint] = []
    for one in _alternatives(hint):
        origin, parts = _origin(one), [part for part in get_args(one) if part is not Ellipsis]
        if not isinstance(origin, type) or not issubclass(origin, Iterable) or not parts:
            return None
        found.append(parts[0] if issubclass(origin, Mapping) else _one_of(parts))
    return _one_of(found)


def _item(hint: Hint) -> Hint:
    """The type of an item."""
    origin = _origin(hint)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return get_args(hint)[1]
    return _element(hint)


@cache
def _fields(hint: Hint) -> Mapping[str, Hint] | None:
    """The fields of a type; None if they are unknown."""
    if not isinstance(hint, type) or get_origin(hint) or getattr(hint, "_is_protocol", False):
        return None
    others: dict[str, Hint] = {name: None for name in dir(hint) if not name.startswith("_")}
    if hint in _PLAIN:
        return others
    if not is_dataclass(hint) and not hasattr(hint, "_fields"):
        return None
    methods: Iterator[tuple[str, object]] = ((name, getattr(hint, name, None)) for name in others)
    properties = {
        name: get_type_hints(one.fget)["return"] for name, one in methods if isinstance(one, property) and one.fget
    }
    return others | properties | get_type_hints(hint)
