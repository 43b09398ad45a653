"""The README says what the code has: rooms, commands, problem codes, targets."""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path

from builder.cli import main
from builder.problems import RULES
from tests.theme_reference import reference, undescribed, views

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"


def packages() -> dict[str, str]:
    """Each file or folder of builder/ and the sentence at its top."""
    found = {}
    for path in sorted((ROOT / "builder").iterdir()):
        if path.name.startswith("_"):
            continue
        if path.is_dir():
            found[f"{path.name}/"] = (
                ast.get_docstring(ast.parse((path / "__init__.py").read_text(encoding="utf-8"))) or ""
            )
        elif path.suffix == ".py":
            found[path.name] = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return found


def rows(heading: str, text: str) -> dict[str, str]:
    """The first two columns of the table below a heading."""
    section = text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return {match[1]: match[2].strip() for match in re.finditer(r"^\| `([^`]+)` \| ([^|]+)\|", section, re.MULTILINE)}


def test_the_list_of_packages_is_that_of_the_files() -> None:
    assert set(rows("The house", README.read_text(encoding="utf-8"))) == set(packages())


def test_every_module_begins_with_a_sentence() -> None:
    for path in (ROOT / "builder").rglob("*.py"):
        opening = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        assert opening.split("\n\n")[0].rstrip().endswith("."), path


def test_no_module_has_more_than_400_lines() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "builder").rglob("*.py")}
    assert {str(path): length for path, length in lengths.items() if length > 400} == {}


def test_the_list_of_commands_is_that_of_the_command_line() -> None:
    assert set(rows("Commands", README.read_text(encoding="utf-8"))) == set(main.commands)


def test_the_help_of_every_command_has_an_example() -> None:
    for name, command in main.commands.items():
        assert "Example:" in (command.help or ""), name


def test_the_list_of_problem_codes_is_that_of_the_code() -> None:
    table = "\n".join(
        [
            "| code | | what is wrong |",
            "|---|---|---|",
            *(f"| {code} | {rule.severity} | {rule.title} |" for code, rule in RULES.items()),
        ]
    )
    text = README.read_text(encoding="utf-8")
    if os.environ.get("ACCEPT"):
        text = re.sub(
            r"(<!-- problems -->\n).*?(<!-- /problems -->)",
            lambda match: f"{match[1]}{table}\n{match[2]}",
            text,
            flags=re.DOTALL,
        )
        README.write_text(text, encoding="utf-8")
    assert table in text


def test_every_make_target_that_the_readme_names_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)", README.read_text(encoding="utf-8")))
    assert named <= targets


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
