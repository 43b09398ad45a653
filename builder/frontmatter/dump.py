"""Dump: a mapping as YAML."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import yaml

from builder.dates import Date
from builder.frontmatter.yaml_values import read_yaml


def dump(values: Mapping[str, Any]) -> str:
    """A mapping as YAML, one value a line; raises ValueError when `read_yaml` would not read the same values back."""
    text: str = yaml.dump(
        dict(values), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1 << 30, default_flow_style=False
    )
    read, _, problems = read_yaml(text, "front matter", limit=1 << 30)
    if problems or read != _as_text(values):
        raise ValueError(f"these values cannot be written as YAML: {sorted(values)}")
    return text


class _Dumper(yaml.SafeDumper):
    """Indents lists inside mappings, as people write them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:  # noqa: ARG002, FBT001, FBT002
        return super().increase_indent(flow, False)


def _represent_date(dumper: yaml.SafeDumper, date: Date) -> yaml.ScalarNode:
    """Plain, without quotation marks."""
    text = str(date)
    tag = dumper.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return dumper.represent_scalar(tag, text)


_Dumper.add_representer(Date, _represent_date)


def _as_text(value: Any) -> Any:
    """The value as `read_yaml` returns it: every scalar as text."""
    if isinstance(value, Mapping):
        return {str(key): _as_text(item) for key, item in value.items()}
    if isinstance(value, Date):
        return str(value)
    if isinstance(value, list | tuple):
        return [_as_text(item) for item in value]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None else str(value)
