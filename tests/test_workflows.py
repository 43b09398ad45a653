"""Workflows may do no more than they need to, run what they name, and publish only what the repository has."""

from __future__ import annotations

import os
import re
import subprocess
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

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


COMPARING = [
    *PUBLISHING,
    ROOT / ".github" / "workflows" / "test.yml",
    SKELETON / "dot-github" / "workflows" / "check.yml",
]
LIST = '{"format": 1, "articles": {"/2015/11/03/one/": "0123456789ab"}}'


class Live(BaseHTTPRequestHandler):
    """The published site, and what GitHub says of where it is."""

    answers: ClassVar[Mapping[str, tuple[int, str]]] = {}

    def do_GET(self) -> None:
        status, text = self.answers.get(self.path, (404, "not found"))
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.replace("SITE", f"http://127.0.0.1:{self.server.server_address[1]}/site").encode())  # type: ignore[index]

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize("path", COMPARING, ids=named)
@pytest.mark.parametrize(
    ("site", "published"), [((200, LIST), LIST), ((404, "nothing"), "{}"), ((403, "no"), None), ((500, "no"), None)]
)
def test_the_list_of_published_addresses_is_downloaded_before_anything_is_compared_with_it(
    path: Path, site: tuple[int, str], published: str | None, tmp_path: Path
) -> None:
    class Handler(Live):
        answers: ClassVar[Mapping[str, tuple[int, str]]] = {
            "/repos/o/r/pages": (200, '{"html_url": "SITE/"}'),
            "/site/addresses.json": site,
            "/site/docs/addresses.json": site,
        }

    done = downloaded(path, Handler, tmp_path)
    assert (done.returncode == 0) == (published is not None), done.stdout + done.stderr
    if published is not None:
        assert (tmp_path / "addresses.json").read_text("utf-8").strip() == published
    else:
        assert "::error::" in done.stdout
        assert f"status {site[0]}" in done.stdout
    names = [step.get("name", "") for step in steps(path)]
    comparing = [number for number, step in enumerate(steps(path)) if "--published" in step.get("run", "")]
    assert names.index("Download the list of published addresses") < min(comparing)


def test_a_pull_request_of_a_repository_without_a_site_is_a_first_run(tmp_path: Path) -> None:
    for path in COMPARING[2:]:
        assert downloaded(path, Live, tmp_path).returncode == 0
        assert (tmp_path / "addresses.json").read_text("utf-8") == "{}\n"


def test_a_site_that_does_not_answer_stops_the_run(tmp_path: Path) -> None:
    for path in COMPARING:
        assert "status 000" in downloaded(path, None, tmp_path).stdout


def downloaded(path: Path, handler: type[Live] | None, folder: Path) -> subprocess.CompletedProcess[str]:
    """The step of the workflow, run with a server in place of GitHub and of the published site."""
    (command,) = (one for one in commands(path) if "curl" in one)
    command = command.replace("--retry 3 ", "")
    with ThreadingHTTPServer(("127.0.0.1", 0), handler or Live) as server:
        address = f"http://127.0.0.1:{server.server_address[1] if handler else 1}"
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        environment = {
            "PATH": os.environ["PATH"], "RUNNER_TEMP": str(folder), "ADDRESS": f"{address}/site", "TOKEN": "t",
            "GITHUB_API_URL": address, "GITHUB_REPOSITORY": "o/r",
        }  # fmt: skip
        done = subprocess.run(
            ["bash", "-e", "-c", command], env=environment, capture_output=True, text=True, check=False
        )
        server.shutdown()
    return done


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
