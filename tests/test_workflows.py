"""Workflows may do no more than they need to, run what they name, and publish only what the repository has."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from builder import __version__
from builder.new.archive import SKELETON
from tests.archive_factory import ROOT
from tests.workflows import commands, steps, workflow

OWN = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
NEW = sorted((SKELETON / "dot-github" / "workflows").glob("*.yml"))
PUBLISHING = [ROOT / ".github" / "workflows" / "pages.yml", SKELETON / "dot-github" / "workflows" / "publish.yml"]
RELEASE = ROOT / ".github" / "workflows" / "release.yml"


def named(path: Path) -> str:
    return f"{'new' if path in NEW else 'own'}-{path.stem}"


@pytest.mark.parametrize("path", [*OWN, *NEW], ids=named)
def test_a_workflow_has_the_permissions_that_it_needs_and_a_limit_of_time(path: Path) -> None:
    read = workflow(path)
    assert read["permissions"] == {"contents": "read"}
    granted = {permission for job in read["jobs"].values() for permission in job.get("permissions", {}).items()}
    assert granted - {("contents", "read"), ("pages", "read")} == {
        "pages": {("pages", "write"), ("id-token", "write")},
        "publish": {("pages", "write"), ("id-token", "write")},
        "release": {("contents", "write")},
    }.get(path.stem, set())
    assert all(job["timeout-minutes"] <= 60 for job in read["jobs"].values())


@pytest.mark.parametrize("path", [*OWN, *NEW], ids=named)
def test_an_action_is_pinned_to_a_commit_and_says_its_version(path: Path) -> None:
    lines = [
        line.split("uses:")[1].strip() for line in path.read_text(encoding="utf-8").splitlines() if "uses:" in line
    ]
    assert lines
    for line in lines:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_an_action_is_of_one_commit_everywhere() -> None:
    used = {step["uses"] for path in (*OWN, *NEW) for step in steps(path) if "uses" in step}
    assert len({one.partition("@")[0] for one in used}) == len(used)


@pytest.mark.parametrize("path", [*OWN, *NEW], ids=named)
def test_a_checkout_leaves_no_credentials_behind(path: Path) -> None:
    for step in steps(path):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("path", [*OWN, *NEW], ids=named)
def test_no_command_has_an_expression_put_into_it(path: Path) -> None:
    """A value reaches the shell as a variable, where it cannot become a command."""
    assert [command for command in commands(path) if "${{" in command] == []


@pytest.mark.parametrize("path", PUBLISHING, ids=named)
def test_publishing_converts_no_captures(path: Path) -> None:
    """Its article would be published before anyone has read it, and its edit link would lead nowhere."""
    assert [command for command in commands(path) if "make build" in command or "convert" in command] == []
    assert [command for command in commands(path) if " build --url " in command]


def test_a_release_is_of_the_version_that_its_tag_names() -> None:
    (command,) = (command for command in commands(RELEASE) if "__version__" in command)
    for tag, well in ((f"v{__version__}", True), (f"v{__version__}1", False), ("v", False)):
        done = subprocess.run(
            ["bash", "-e", "-c", command], cwd=ROOT, env={"PATH": "/usr/bin:/bin", "GITHUB_REF_NAME": tag}, check=False
        )
        assert (done.returncode == 0) == well, tag


def test_the_tests_run_on_the_oldest_python_and_on_the_newest() -> None:
    classified = re.findall(r"Python :: (3\.\d+)", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    tested = workflow(ROOT / ".github" / "workflows" / "test.yml")["jobs"]["test"]["strategy"]["matrix"]["python"]
    assert tested == [classified[0], classified[-1]]
    assert workflow(RELEASE)["jobs"]["install"]["strategy"]["matrix"]["python"] == classified


def test_a_build_here_names_the_articles_that_the_repository_does_not_have(tmp_path: Path) -> None:
    def said() -> str:
        command = [ROOT / ".ci" / "uncommitted", tmp_path]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    articles = tmp_path / "content" / "articles"
    articles.mkdir(parents=True)
    (articles / "new.md").write_text("---\ntitle: New\n---\n", encoding="utf-8")
    assert said() == "", "no repository"
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    assert said().startswith("content/articles/new.md: not in the repository yet; ")
    subprocess.run(["git", "-C", tmp_path, "add", "-A"], check=True)
    assert said() == ""
    assert ".ci/uncommitted" in (ROOT / "Makefile").read_text(encoding="utf-8")
