"""Every module says what it is for, every command has an example, and the reference for themes is that of the code."""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path

from builder.cli import main
from tests.theme_reference import reference, undescribed, views

ROOT = Path(__file__).parent.parent


def test_every_module_begins_with_a_sentence() -> None:
    for path in (ROOT / "builder").rglob("*.py"):
        opening = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        assert opening.split("\n\n")[0].rstrip().endswith("."), path


def test_no_module_has_more_than_400_lines() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "builder").rglob("*.py")}
    assert {str(path): length for path, length in lengths.items() if length > 400} == {}


def test_the_help_of_every_command_has_an_example() -> None:
    for name, command in main.commands.items():
        assert "Example:" in (command.help or ""), name


THEMES = ROOT / "themes" / "README.md"


def explained_fields() -> set[str]:
    """The fields that themes/README.md explains once for all views."""
    section = THEMES.read_text(encoding="utf-8").split("| field | |", 1)[1].split("\n\n", 1)[0]
    return {
        name for row in section.splitlines() for name in re.findall(r"`(\w+)`", row.split("|")[1] if "|" in row else "")
    }


def test_the_reference_for_themes_matches_the_code() -> None:
    made = reference(explained_fields())
    text = THEMES.read_text(encoding="utf-8")
    if os.environ.get("ACCEPT"):
        text = re.sub(
            r"(<!-- reference -->\n).*?(<!-- /reference -->)",
            lambda match: f"{match[1]}{made}{match[2]}",
            text,
            flags=re.DOTALL,
        )
        THEMES.write_text(text, encoding="utf-8")
    assert f"<!-- reference -->\n{made}<!-- /reference -->" in text


def test_every_field_of_a_view_is_described() -> None:
    assert undescribed(explained_fields()) == []


def test_every_template_of_a_page_is_in_the_reference() -> None:
    named = set()
    for path in (ROOT / "builder" / "pages").rglob("*.py"):
        named |= set(re.findall(r'"(\w+\.(?:html|xml|json|txt))"', path.read_text(encoding="utf-8")))
    assert named
    assert named <= views().keys() | {"text.txt", "annotations.json"}
