"""What is not needed is not loaded: a command that has nothing to do must feel like it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from builder.config import load_config
from builder.problems import ContentError
from tests.archive_factory import ROOT

SMALL = Path(__file__).parent / "archives" / "small"
HEAVY = {
    "builder.link", "builder.pages", "builder.render", "distributed", "jinja2", "markdown_it", "markupsafe",
    "mdit_py_plugins", "pagefind", "pygments", "rapidfuzz", "rich", "slugify", "watchfiles", "yaml",
}  # fmt: skip
RUN = """
import json, sys
from builder.cli import main
try:
    main()
finally:
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


def loaded_by(*words: str) -> tuple[str, set[str]]:
    """What a command says, and the names of all that it loads."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, *words], cwd=ROOT, capture_output=True, text=True, check=False, env={}
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, set(json.loads(done.stderr.splitlines()[-1]))


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return shutil.copytree(SMALL, tmp_path / "archive", ignore=shutil.ignore_patterns("expected"))


@pytest.mark.parametrize("words", [("--help",), ("build", "--help"), ("new", "entity", "--help")])
def test_help_imports_no_stage(words: tuple[str, ...]) -> None:
    said, loaded = loaded_by(*words)
    assert "Usage:" in said
    assert loaded & {*HEAVY, "msgspec", "builder.model"} == set()


def test_a_build_without_changes_imports_only_what_it_compares_with(archive: Path) -> None:
    words = ("build", "--no-search", "--jobs", "1", "--site", str(archive / "site.yaml"))
    _, loaded = loaded_by(*words)
    assert {"jinja2", "yaml", "builder.pages"} <= loaded
    # The cache, where what site.yaml says is kept, was made by the first.
    assert "0 written" in loaded_by(*words)[0]
    said, loaded = loaded_by(*words)
    assert "0 written" in said
    assert loaded & HEAVY == set()


def test_cached_settings_are_used_only_while_they_are_the_same(archive: Path) -> None:
    (archive / ".cache").mkdir()
    site = archive / "site.yaml"
    first = load_config(site)
    # Under no name that another record has, such as links.json, whatever the file is called.
    assert [path.name for path in (archive / ".cache").iterdir()] == ["config-site.yaml.json"]
    assert load_config(site) == first
    site.write_text(f"{site.read_text(encoding='utf-8')}notice: All of it is invented.\n", encoding="utf-8")
    assert load_config(site).notice == "All of it is invented."
    site.write_text("titel: Wrong\n", encoding="utf-8")
    with pytest.raises(ContentError):
        load_config(site)


def test_a_deleted_theme_is_reported_even_if_the_settings_are_the_same(archive: Path) -> None:
    (archive / ".cache").mkdir()
    site = archive / "site.yaml"
    site.write_text("title: T\ntheme: mine\n", encoding="utf-8")
    shutil.copytree(ROOT / "themes" / "plain", archive / "themes" / "mine")
    load_config(site)
    shutil.rmtree(archive / "themes")
    with pytest.raises(ContentError) as caught:
        load_config(site)
    assert str(caught.value.problems[0]).startswith("site.yaml:2:8: error S603: there is no theme `mine`")


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b'{"made_of": "x", "read": {"title": ""}}'])
def test_damaged_cached_settings_are_read_again(archive: Path, content: bytes) -> None:
    (archive / ".cache").mkdir()
    first = load_config(archive / "site.yaml")
    for path in (archive / ".cache").iterdir():
        path.write_bytes(content)
    assert load_config(archive / "site.yaml") == first
