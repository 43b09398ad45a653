"""The documentation builds without a problem, and says what the code does."""

from __future__ import annotations

import ast
import os
import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import click
import msgspec
import pytest
import yaml
from click.testing import CliRunner

from builder.cli import main
from builder.config import AnnotationTypeSchema, SiteSchema
from builder.convert.profile import DatedPatternKeys, FieldsKeys, ProfileKeys, SetKeys
from builder.load.annotations import AnnotationsSchema
from builder.load.articles import ArticleSchema, OverridesSchema, SourceSchema
from builder.load.entities import ContextualSchema, EntitySchema
from builder.load.fields import WithdrawnSchema
from builder.load.properties import KEYS, NOTE_KEYS, REPLY_KEYS, REQUIRED
from builder.load.topics import PageSchema, TopicSchema
from builder.problems import RULES
from builder.schema import Schema
from tests.doc_pages import (
    PAGES,
    ROOT,
    check_explained_table,
    check_table,
    first_table,
    headings,
    rows_of,
    section_text,
    table,
)

REFERENCE = PAGES / "reference"
README = ROOT / "README.md"
SMALL = ROOT / "tests" / "archives" / "small" / "expected" / "files.txt"


@pytest.mark.parametrize("command", ["check", "build"])
def test_the_documentation_has_no_problems(command: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs", tmp_path / "docs", ignore=shutil.ignore_patterns(".cache", "site"))
    done = CliRunner().invoke(main, [command, "--site", str(tmp_path / "docs" / "site.yaml")])
    assert done.exit_code == 0, done.output
    assert "no problems" in done.output


def test_forms_for_github_can_be_read() -> None:
    forms = [*(ROOT / ".github").rglob("*.yml"), ROOT / "CITATION.cff", ROOT / ".pre-commit-config.yaml"]
    for path in forms:
        assert isinstance(yaml.safe_load(path.read_text(encoding="utf-8")), dict), path


def test_every_page_is_in_the_contents() -> None:
    contents = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    for path in PAGES.rglob("*.md"):
        assert f"(content/pages/{path.relative_to(PAGES).as_posix()})" in contents, path
        assert re.search(r"^order: [1-9]", path.read_text(encoding="utf-8"), re.MULTILINE), path


def test_links_to_files_of_the_repository_lead_somewhere() -> None:
    pattern = r"https://github\.com/example/annotated-archive/(?:blob|tree)/main/([^)\s#]+)"
    for path in (README, ROOT / "CONTRIBUTING.md", *PAGES.rglob("*.md")):
        for inside in re.findall(pattern, path.read_text(encoding="utf-8")):
            assert (ROOT / inside).exists(), f"{path.name}: {inside}"


def test_relative_links_of_the_readme_and_the_guides_lead_somewhere() -> None:
    guides = [ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "docs/README.md")]
    for guide in guides:
        for link in re.findall(r"\]\(([^)\s#]+)", guide.read_text(encoding="utf-8")):
            assert link.startswith(("http", "mailto:")) or (guide.parent / link).exists(), f"{guide.name}: {link}"


def test_the_readme_is_short() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 150
    assert (ROOT / "docs" / "article.png").stat().st_size < 150_000


def test_files_that_contributing_names_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for inside in re.findall(r"`((?:builder|tests|themes)/[\w./-]+)`", text):
        assert (ROOT / inside).exists(), inside
    glossary = rows_of(first_table(text, "Glossary"))
    assert len(glossary) <= 30


# commands


def commands() -> Iterator[tuple[str, click.Command]]:
    """Each command by its words, also those of `new`."""
    for name, command in main.commands.items():
        yield name, command
        if isinstance(command, click.Group):
            for inner, one in command.commands.items():
                yield f"{name} {inner}", one


def options(command: click.Command) -> list[tuple[str, str]]:
    """Each option as it is written, with its help."""
    context = click.Context(command)
    records = [one.get_help_record(context) for one in command.params if isinstance(one, click.Option)]
    return [(f"`{record[0]}`", " ".join(record[1].split())) for record in records if record]


def test_every_command_argument_and_option_is_in_the_reference() -> None:
    page = REFERENCE / "commands.md"
    text = page.read_text(encoding="utf-8")
    named = [words for _, level, words in headings(text) if level > 1]
    assert sorted(named) == sorted(name for name, _ in commands())
    for name, command in commands():
        for one in command.params:
            if isinstance(one, click.Argument):
                metavar = one.make_metavar(click.Context(command))
                assert f"annotated-archive {name} {metavar}" in section_text(text, name), name
        if rows := options(command) if not isinstance(command, click.Group) else []:
            check_table(page, name, table(["option", "meaning"], rows))


def test_every_command_line_in_the_documentation_is_one() -> None:
    known = dict(commands())
    lines = []
    for path in (README, *PAGES.rglob("*.md")):
        lines += re.findall(r"^ *annotated-archive (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(lines) > 30
    for line in lines:
        words = line.split()
        command = known.get(" ".join(words[:2])) or known[words[0]]
        options = {name for one in command.params for name in one.opts}
        assert {word for word in words if word.startswith("--")} <= options, line


# keys of files


def described(kind: msgspec.inspect.Type) -> str:
    """What a value looks like, as messages describe it."""
    if isinstance(kind, msgspec.inspect.Metadata):
        return str((kind.extra_json_schema or {}).get("description", "")) or described(kind.type)
    if isinstance(kind, msgspec.inspect.UnionType):
        return next(filter(None, map(described, kind.types)), "")
    if isinstance(kind, msgspec.inspect.StructType | msgspec.inspect.DictType):
        return "keys of its own, see below"
    return ""


def value(field: msgspec.inspect.Field) -> str:
    """What may be written, and what holds where the key is left out."""
    words = described(field.type)
    if field.required:
        return f"{words}; required"
    given = field.default
    if isinstance(given, bool):
        return f"{words}; default `{str(given).lower()}`"
    return f"{words}; default `{given}`" if isinstance(given, str | int) and given != "" else words


def keys(schema: type[Schema]) -> list[tuple[str, str]]:
    """Each key with what its value looks like."""
    kind = msgspec.inspect.type_info(schema)
    assert isinstance(kind, msgspec.inspect.StructType)
    return [(f"`{field.encode_name}`", value(field)) for field in kind.fields]


@pytest.mark.parametrize(
    ("page", "heading", "schema"),
    [
        ("settings", "Keys", SiteSchema),
        ("settings", "Annotation types", AnnotationTypeSchema),
        ("front-matter", "Article", ArticleSchema),
        ("front-matter", "Source of an article", SourceSchema),
        ("front-matter", "Entities of an article", OverridesSchema),
        ("front-matter", "File of annotations", AnnotationsSchema),
        ("front-matter", "Entity", EntitySchema),
        ("front-matter", "Contextual names", ContextualSchema),
        ("front-matter", "Topic", TopicSchema),
        ("front-matter", "Withdrawal", WithdrawnSchema),
        ("front-matter", "Page", PageSchema),
        ("site-profiles", "Keys", ProfileKeys),
        ("site-profiles", "Date and comment header", DatedPatternKeys),
        ("site-profiles", "Front matter for all articles", SetKeys),
        ("site-profiles", "Fields of an export", FieldsKeys),
    ],
)
def test_every_key_is_in_the_reference(page: str, heading: str, schema: type[Schema]) -> None:
    check_explained_table(REFERENCE / f"{page}.md", heading, ["key", "meaning", "value"], keys(schema))


def test_every_property_of_an_annotation_is_in_the_reference() -> None:
    def use(key: str, known: tuple[str, ...]) -> str:
        return "" if key not in known else "required" if key in REQUIRED else "yes"

    rows = [(f"`{key}`", use(key, NOTE_KEYS), use(key, REPLY_KEYS)) for key in KEYS]
    page = REFERENCE / "annotation-format.md"
    check_explained_table(page, "Properties", ["property", "meaning", "annotation", "reply"], rows)


# problem codes


def test_the_example_of_a_problem_is_what_is_printed() -> None:
    page = REFERENCE / "problem-codes.md"
    text = page.read_text(encoding="utf-8")
    example = (ROOT / "tests" / "problems" / "N101" / "expected.txt").read_text(encoding="utf-8")
    if os.environ.get("ACCEPT"):
        text = re.sub(
            r"(```text\n).*?(```\n)", lambda match: match[1] + example + match[2], text, count=1, flags=re.DOTALL
        )
        page.write_text(text, encoding="utf-8")
    assert f"```text\n{example}```\n" in text


def test_every_problem_code_is_explained_under_its_title() -> None:
    page = REFERENCE / "problem-codes.md"
    text = page.read_text(encoding="utf-8")
    if os.environ.get("ACCEPT"):
        for code, rule in RULES.items():
            text = re.sub(rf"^### {code}: .*$", lambda _: f"### {code}: {rule.title}", text, flags=re.MULTILINE)  # noqa: B023
        page.write_text(text, encoding="utf-8")
    titles = [words for _, level, words in headings(text) if level == 3]
    assert titles == [f"{code}: {rule.title}" for code, rule in RULES.items()]
    for title in titles:
        severity, *rest = section_text(text, title).split("\n\n")
        code = title.partition(":")[0]
        assert severity.startswith(f"*{RULES[code].severity.capitalize()}.* "), title
        assert "**Fix:**" in "".join([severity, *rest]), title


# addresses


def test_every_address_is_that_of_a_site() -> None:
    text = (REFERENCE / "addresses.md").read_text(encoding="utf-8")
    addresses = re.findall(r"^\| [^|]+ \| `(/[^`#]*)`", text, re.MULTILINE)
    assert len(addresses) > 20
    paths = [PurePosixPath(f"/{line}") for line in SMALL.read_text(encoding="utf-8").splitlines()]
    for address in addresses:
        pattern = re.sub(r"YYYY|MM|DD|<[a-z ]+>", "*", address).lstrip("/")
        pattern = f"{pattern}index.html" if not pattern or pattern.endswith("/") else pattern
        assert any(path.match(f"/{pattern}") for path in paths), address


# architecture


def sentence(path: Path) -> str:
    """What the docstring at the top of a file says, without the name of the file."""
    opening = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n\n")[0]
    words = " ".join(opening.split())
    name, colon, rest = words.partition(": ")
    words = rest if colon and name.count(" ") < 2 else words
    return words if words.startswith("site.yaml") else words[:1].upper() + words[1:]


def packages() -> Iterator[tuple[str, str]]:
    """Each file or folder of builder/ from the top layer to the lowest, with what it says of itself."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = next(one["layers"] for one in project["tool"]["importlinter"]["contracts"] if one["type"] == "layers")
    for name in (name for layer in layers for name in re.split(r"[ |:()]+", layer) if name):
        folder = ROOT / "builder" / name
        if name != "__main__":
            path = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
            yield f"`{name}/`" if folder.is_dir() else f"`{name}.py`", sentence(path)


def test_every_package_is_in_the_architecture() -> None:
    check_table(
        PAGES / "explanation" / "architecture.md", "Packages", table(["in `builder/`", "what it does"], packages())
    )


def test_contributing_lists_every_file() -> None:
    rows = [
        (f"`{path.relative_to(ROOT)}`", sentence(path))
        for path in sorted((ROOT / "builder").rglob("*.py"))
        if path.name != "__init__.py" or len(path.read_text(encoding="utf-8").splitlines()) > 5
    ]
    check_table(ROOT / "CONTRIBUTING.md", "Files", table(["file", "what is in it"], rows))


# make


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for path in (README, ROOT / "CONTRIBUTING.md", *PAGES.rglob("*.md")):
        assert set(re.findall(r"`make ([a-z-]+)", path.read_text(encoding="utf-8"))) <= targets, path
