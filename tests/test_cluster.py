"""A build on a cluster gives the same bytes, and reports clearly why it failed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from builder.cache import Cache
from builder.config import load_config
from builder.problems import ContentError
from builder.render import Renderer
from builder.workers import Workers
from builder.workers.cluster import Cluster, run_batch
from builder.workers.serialization import pack
from tests.archive_factory import ROOT

SMALL = Path(__file__).parent / "archives" / "small"
CLUSTER = """
import os, time
from distributed import LocalCluster
if __name__ == "__main__":
    cluster = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
    print(cluster.scheduler_address.replace("tcp", "dask"), flush=True)
    time.sleep(600)
"""
BUILD = """
import sys
import builder.workers
from builder.cli import main
from builder.workers.cluster import Cluster
builder.workers.POOL_SECONDS = 0.0
opened, session = [], Cluster.session
def counted(self, stage, shared):
    opened.append(stage.__name__)
    return session(self, stage, shared)
Cluster.session = counted
try:
    main()
finally:
    print("on the cluster:", *opened)
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two workers, each a process with its own folder."""
    folder = tmp_path_factory.mktemp("cluster")
    program = folder / "cluster.py"
    program.write_text(CLUSTER)
    with subprocess.Popen(
        [sys.executable, program],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        # All at once: they would take their time to say good-bye to each other.
        os.killpg(process.pid, signal.SIGKILL)


def build(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    archive = folder / "archive"
    if not archive.exists():
        shutil.copytree(SMALL, archive, ignore=shutil.ignore_patterns("expected"))
    command = ["build", "--no-search", "--output", str(folder / "site"), "--site", str(archive / "site.yaml"), *words]
    return subprocess.run(
        [sys.executable, "-c", BUILD, *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def problems(done: subprocess.CompletedProcess[str]) -> list[str]:
    """Without the lines of stages that took long."""
    return [line for line in done.stderr.splitlines() if " done, " not in line]


@pytest.mark.xdist_group("cluster")
def test_a_cluster_gives_the_same_bytes_as_one_process(cluster: str, tmp_path: Path) -> None:
    here = build(tmp_path / "here", "--jobs", "1")
    there = build(tmp_path / "there", "--executor", cluster)
    assert (here.returncode, there.returncode) == (0, 0), there.stderr
    assert here.stdout.rstrip().endswith("on the cluster:")
    assert {"analyze", "render"} <= set(there.stdout.rstrip().split("on the cluster: ")[1].split())
    assert files(tmp_path / "there" / "site") == files(tmp_path / "here" / "site")
    assert problems(there) == problems(here)


@pytest.mark.xdist_group("cluster")
def test_a_cluster_reports_the_same_problems(cluster: str, tmp_path: Path) -> None:
    said = []
    for place, words in (("here", ("--jobs", "1")), ("there", ("--executor", cluster))):
        shutil.copytree(SMALL, tmp_path / place / "archive", ignore=shutil.ignore_patterns("expected"))
        for article in (tmp_path / place / "archive" / "content" / "articles").rglob("*.md"):
            article.write_text(article.read_text(encoding="utf-8").replace("title:", "titel:"), encoding="utf-8")
        done = build(tmp_path / place, *words)
        assert (done.returncode, "error F007" in done.stderr) == (1, True)
        said.append(problems(done))
    assert said[0] == said[1]


@pytest.mark.xdist_group("cluster")
def test_a_scheduler_that_is_killed_is_a_problem_and_leaves_the_site_unchanged(tmp_path: Path) -> None:
    program = tmp_path / "cluster.py"
    # It ends at its first task without cleaning up, as when the machine fails.
    program.write_text(
        CLUSTER.replace(
            "    time.sleep(600)\n",
            "    while not cluster.scheduler.tasks:\n        time.sleep(0.01)\n    os._exit(9)\n",
        ).replace("n_workers=2", "n_workers=1")
    )
    build(tmp_path)
    before = files(tmp_path / "site")
    path = tmp_path / "archive" / "content" / "articles" / "2014" / "harbour.md"
    path.write_text(path.read_text(encoding="utf-8").replace("on Friday", "on Monday"), encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        done = build(tmp_path, "--executor", process.stdout.readline().strip())
    assert done.returncode == 1, done.stderr
    assert "error S606" in done.stderr
    assert "Traceback" not in done.stderr
    assert files(tmp_path / "site") == before


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("ray://127.0.0.1:1", "is not of the form dask://HOST:PORT"),
        ("dask://127.0.0.1", "is not of the form dask://HOST:PORT"),
        ("127.0.0.1:8786", "is not of the form dask://HOST:PORT"),
    ],
)
def test_an_executor_of_another_kind_is_a_wrong_command(tmp_path: Path, address: str, word: str) -> None:
    done = build(tmp_path, "--executor", address)
    assert (done.returncode, word in done.stderr.replace("\n", " ")) == (2, True), done.stderr


def test_without_the_library_a_cluster_is_a_wrong_command(tmp_path: Path) -> None:
    hidden = BUILD.replace("import sys\n", "import sys\nsys.modules['distributed'] = None\n", 1)
    done = subprocess.run(
        [sys.executable, "-c", hidden, "build", "--executor", "dask://127.0.0.1:1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "`distributed`" in done.stderr) == (2, True), done.stderr


def squared(job: int, shared: int) -> int:
    return job * job + shared


@pytest.mark.parametrize("kind", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_any_executor_can_be_used(
    kind: type[ThreadPoolExecutor | ProcessPoolExecutor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builder.workers.POOL_SECONDS", 0.0)
    with kind(2) as executor:
        workers = Workers(Cache(None), 1, engine=Cluster(executor, 2))
        results = [result for _, result in workers.pairs(squared, range(500), 7)]
        assert results == [number * number + 7 for number in range(500)]


def test_a_worker_with_another_builder_runs_nothing() -> None:
    with pytest.raises(ContentError) as caught:
        run_batch("another", pack((squared, 7)), pack([1, 2]))
    assert caught.value.problems[0].code == "S606"


def test_a_renderer_can_be_sent_to_a_machine_without_the_theme(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "themes" / "classic", tmp_path / "themes" / "mine")
    (tmp_path / "site.yaml").write_text("title: T\ntheme: mine\n")
    settings = load_config(tmp_path / "site.yaml")
    kind, arguments = Renderer(settings.theme_folder, settings).__reduce__()
    shutil.rmtree(tmp_path / "themes")
    sent = kind(*arguments)
    assert sent.fingerprint == Renderer(*arguments).fingerprint
    assert "base.html" in (sent._environment.loader.list_templates() if sent._environment.loader else [])
    assert sent._environment.get_template("base.html").name == "base.html"
