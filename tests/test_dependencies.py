"""Libraries are held below the version that may change what the builder uses of them without a promise."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata

import pytest
from packaging.requirements import Requirement

from builder.render.environment import Environment
from tests.archive_factory import ROOT

PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
REQUIREMENTS = {one.name: one for one in map(Requirement, tomllib.loads(PYPROJECT)["project"]["dependencies"])}


@pytest.mark.parametrize(("library", "next_minor"), [("jinja2", "3.2.0"), ("pagefind", "1.6.0")])
def test_a_library_whose_inside_is_used_is_held_below_its_next_minor_version(library: str, next_minor: str) -> None:
    assert not REQUIREMENTS[library].specifier.contains(next_minor)
    assert REQUIREMENTS[library].specifier.contains(metadata.version(library))


def test_the_tests_that_a_requirement_names_exist() -> None:
    named = re.findall(r"tests/[\w/]+\.py", PYPROJECT)
    assert named
    assert [path for path in named if not (ROOT / path).is_file()] == []


def test_the_code_that_jinja_makes_prints_and_calls() -> None:
    templates = {"page.html": b"{% macro bold(word) %}<b>{{ word }}</b>{% endmacro %}{{ bold(view) }}{{ known(view) }}"}
    environment = Environment(ROOT, templates, {"known": str.upper})
    assert environment.render("a & b", ("page.html",)) == "<b>a &amp; b</b>A &amp; B"
