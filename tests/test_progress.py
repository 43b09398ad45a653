"""How far a build is, told as it suits whoever is there: bars, lines, or nothing at all."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from builder.cache import Cache
from builder.workers import Workers
from builder.workers.progress import Progress
from tests.archive_factory import ROOT

SMALL = Path(__file__).parent / "archives" / "small"
BUILD = """
import sys
from builder.cli import main, progress
progress.MIN_SECONDS = progress.DRAW_SECONDS = 0.0
try:
    main()
finally:
    print("rich" in sys.modules)
"""


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return shutil.copytree(SMALL, tmp_path / "archive", ignore=shutil.ignore_patterns("expected"))


def command(archive: Path, *words: str) -> list[str]:
    words = ("build", "--no-search", "--jobs", "1", "--site", str(archive / "site.yaml"), *words)
    return [sys.executable, "-c", BUILD, *words]


def in_a_log(archive: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(archive, *words), cwd=ROOT, capture_output=True, text=True, check=True)


def on_a_terminal(archive: Path, **environment: str) -> str:
    """Everything that is output to a terminal."""
    inside, outside = pty.openpty()
    environ = {name: value for name, value in os.environ.items() if name != "CI"}
    with subprocess.Popen(
        command(archive), cwd=ROOT, stdout=outside, stderr=outside, env={**environ, "TERM": "xterm", **environment}
    ) as process:
        os.close(outside)
        output = b""
        try:
            while piece := os.read(inside, 1 << 16):
                output += piece
        except OSError:  # raised on Linux when the terminal is closed
            pass
        os.close(inside)
    assert process.returncode == 0, output
    return output.decode()


def test_a_log_has_one_line_for_each_stage_that_was_not_short(archive: Path) -> None:
    done = in_a_log(archive)
    stages = [line.split(":")[0] for line in done.stderr.splitlines() if re.search(r": [\d,]+ done, \d+\.\d s$", line)]
    assert {"analyze", "plan", "render", "write"} <= set(stages)
    assert "\x1b" not in done.stderr
    assert done.stdout.endswith("False\n")


def test_a_terminal_has_a_bar_for_each_stage_which_is_removed_at_the_end(archive: Path) -> None:
    output = on_a_terminal(archive)
    for stage in ("analyze", "plan", "render", "write"):
        assert re.search(rf"{stage}\b.*━.*\d+/\d+", output), stage
    # A count that is complete, with the time left.
    assert re.search(r"render.*?(\d+)/\1\b.*0:00:00", output)
    assert output.endswith("True\r\n")
    last = output.rindex("━")
    assert "\x1b[2K" in output[last:]
    assert "pages: " in output[last:]


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}, {"CI": "true"}])
def test_a_terminal_without_cursor_control_has_the_lines_of_a_log(archive: Path, environment: dict[str, str]) -> None:
    output = on_a_terminal(archive, **environment)
    assert "render: " in output
    assert "━" not in output


def test_the_profile_has_seconds_and_jobs_of_each_stage(archive: Path) -> None:
    table = in_a_log(archive, "--profile").stderr
    assert re.search(r"^stage +seconds +jobs +from cache$", table, re.MULTILINE)
    rows = dict(re.findall(r"^([a-z ]+?) +\d+\.\d\d +(\d+) +\d+$", table, re.MULTILINE))
    assert {"analyze", "plan", "render", "write", "publish"} <= set(rows)
    assert int(rows["render"]) == int(rows["plan"]) == int(rows["write"]) > 0
    assert re.search(r"^other +\d+\.\d\d$", table, re.MULTILINE)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time; tests change it."""
    now = [0.0]
    monkeypatch.setattr("builder.workers.progress.time.perf_counter", lambda: now[0])
    return now


def test_the_time_of_a_stage_excludes_the_stages_inside_it(clock: list[float]) -> None:
    progress = Progress()

    with progress.stage("outer") as outer, progress.stage("inner") as inner:
        for _ in range(3):
            with progress.timed(outer):
                clock[0] += 4
                with progress.timed(inner):
                    clock[0] += 2
                clock[0] += 1
            clock[0] += 10
    assert (outer.seconds, inner.seconds) == (15, 6)
    assert outer.ended
    assert inner.ended


def doubled(job: int, _: None) -> int:
    return 2 * job


@pytest.mark.parametrize("processes", [1, 2])
def test_workers_count_all_jobs_and_those_from_the_cache(
    processes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builder.workers.POOL_SECONDS", 0.0)
    for jobs, cached in ((range(40), 0), (range(50), 40)):
        with Cache(tmp_path / "cache") as cache:
            progress = Progress()
            workers = Workers(cache, processes, progress=progress)
            assert list(workers.pairs(doubled, jobs, None, key=str)) == [(job, 2 * job) for job in jobs]
        meter = progress.meters[0]
        assert (meter.name, meter.total, meter.done, meter.cached) == ("doubled", len(jobs), len(jobs), cached)
