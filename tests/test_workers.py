from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder import workers as workers_module
from builder.cache import Cache, builder_fingerprint, fingerprint
from builder.model import Output, Passage
from builder.problems import ContentError, Place, Problem
from builder.workers import Workers
from builder.workers.engine import Outcome, Processes, Stage, Submit, run_all
from builder.workers.serialization import pack, unpack
from tests.examples import examples


@pytest.fixture(params=[1, 2, 3])
def workers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Workers:
    """Workers that use other processes after the first job."""
    monkeypatch.setattr(workers_module, "POOL_SECONDS", 0.0)
    return Workers(Cache(None), request.param)


def results(workers: Workers, *arguments: Any, **options: Any) -> Iterator[Any]:
    return (result for _, result in workers.pairs(*arguments, **options))


def square(job: int, shared: int) -> int:
    return job * job + shared


def page(job: str, shared: Path) -> Output:
    with (shared / "log").open("a") as log:
        log.write(f"{job}\n")
    return Output(job, job.encode())


def picky(job: int, shared: int) -> int:
    if job % shared == 0:
        raise ContentError(Problem("F001", f"{job}", Place("a.md", job)), Problem("F002", "too", Place("a.md", job)))
    return job


def buggy(job: int, shared: None) -> int:
    return job // 0


def process_id(job: int, shared: None) -> int:
    return os.getpid()


def test_results_come_in_the_order_of_the_jobs(workers: Workers):
    assert list(results(workers, square, range(1000), 7)) == [number * number + 7 for number in range(1000)]


def test_no_jobs_give_no_results(workers: Workers):
    assert list(results(workers, square, [], 7)) == []


def test_every_problem_is_collected_and_the_other_jobs_continue(workers: Workers):
    pairs = list(workers.pairs(picky, range(1, 50), 10))
    assert pairs == [(number, number) for number in range(1, 50) if number % 10]
    assert sorted(problem.place.line for problem in workers.problems) == [10, 10, 20, 20, 30, 30, 40, 40]


def test_a_bug_keeps_its_traceback(workers: Workers):
    with pytest.raises(ZeroDivisionError):
        list(results(workers, buggy, range(100), None))


def test_a_stage_may_feed_another(workers: Workers):
    first = results(workers, square, range(500), 0)
    assert list(results(workers, square, first, 1)) == [number**4 + 1 for number in range(500)]


class Generations(Processes):
    """Counts generations; jobs run in a thread, because tests have threads and cannot fork."""

    opened = 0

    @property
    def shares_memory(self) -> bool:
        return True

    @contextmanager
    def session(self, stage: Stage, shared: Any) -> Iterator[Submit]:
        self.opened += 1
        with ThreadPoolExecutor(1) as executor:
            yield lambda jobs: executor.submit(run_all, stage, pack(jobs), shared)


def test_each_generation_of_forks_ends_after_its_time(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workers_module, "POOL_SECONDS", 0.0)
    monkeypatch.setattr(workers_module, "BATCH_LIMIT", 10)
    opened = []
    for seconds in (0.0, 1000.0):
        monkeypatch.setattr(workers_module, "GENERATION_SECONDS", seconds)
        engine = Generations(2)
        assert list(results(Workers(Cache(None), 2, engine=engine), square, range(100), 7)) == [
            number * number + 7 for number in range(100)
        ]
        opened.append(engine.opened)
    assert opened[0] >= 10
    assert opened[1] == 1


class Pair(Generations):
    """Two threads of this process, so that each can see how far the other is."""

    @contextmanager
    def session(self, stage: Stage, shared: Any) -> Iterator[Submit]:
        with ThreadPoolExecutor(2) as executor:
            yield lambda jobs: executor.submit(run_all, stage, pack(jobs), shared)


@pytest.fixture
def pair(monkeypatch: pytest.MonkeyPatch) -> Workers:
    """Two workers with one job in a batch."""
    monkeypatch.setattr(workers_module, "POOL_SECONDS", 0.0)
    monkeypatch.setattr(workers_module, "BATCH_LIMIT", 1)
    monkeypatch.setattr(workers_module, "GENERATION_SECONDS", 60.0)
    return Workers(Cache(None), 2, engine=Pair(2))


def long_beside_many(job: int, done: list[int]) -> int:
    """The number of jobs done; the second job waits until a hundred others are done, at most ten seconds."""
    until = time.monotonic() + 10
    while job == 1 and len(done) < 100 and time.monotonic() < until:
        time.sleep(0.01)
    done.append(job)
    return len(done)


def long_briefly(job: int, done: list[int]) -> int:
    """The number of jobs done; the second job takes longer than all others."""
    time.sleep(0.5 if job == 1 else 0.0)
    done.append(job)
    return len(done)


def test_a_long_job_does_not_stop_the_others(pair: Workers):
    before = list(results(pair, long_beside_many, range(200), []))
    assert before[1] > 100
    assert len(before) == 200


def test_the_number_of_results_held_for_a_long_job_is_limited(pair: Workers, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workers_module, "BATCHES_HELD", 10)
    assert next(islice(results(pair, long_briefly, range(200), []), 1, None)) < 30


class Lost(Processes):
    """Processes of which one is killed before it gets a job."""

    @contextmanager
    def session(self, stage: Stage, shared: object) -> Iterator[Submit]:
        with super().session(stage, shared):
            yield self.refuse

    def refuse(self, jobs: list[object]) -> Future[list[Outcome]]:
        raise BrokenProcessPool(str(len(jobs)))


def test_a_process_that_is_killed_before_it_gets_a_job_is_one_problem(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("builder.workers.POOL_SECONDS", 0.0)
    with pytest.raises(ContentError, match="S606"):
        list(results(Workers(Cache(None), 2, engine=Lost(2)), square, range(100), 0))


def test_little_work_is_done_without_another_process():
    assert set(results(Workers(Cache(None), 4), process_id, range(100), None)) == {os.getpid()}


def test_much_work_is_done_by_several_processes(workers: Workers):
    pids = set(results(workers, process_id, range(2000), None))
    assert len(pids) <= workers.processes + 1
    assert (len(pids) > 1) == (workers.processes > 1)


def test_cached_results_are_not_computed_again(workers: Workers, tmp_path: Path):
    for _ in range(2):
        with Cache(tmp_path) as cache:
            workers.cache = cache
            assert [one.path for one in results(workers, page, "abcdef", tmp_path, key=fingerprint)] == list("abcdef")
    with Cache(tmp_path) as cache:
        workers.cache = cache
        assert [one.content for one in results(workers, page, "axbyc", tmp_path, key=fingerprint)] == list(
            map(str.encode, "axbyc")
        )
    assert sorted((tmp_path / "log").read_text().split()) == list("abcdefxy")


def test_a_job_with_problems_is_not_cached(tmp_path: Path):
    for _ in range(2):
        with Cache(tmp_path) as cache:
            workers = Workers(cache)
            assert list(results(workers, picky, [5, 10], 10, key=fingerprint)) == [5]
            assert len(workers.problems) == 2


class RunsCode:
    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, ("touch executed",)


@pytest.mark.parametrize("stored", [pickle.dumps(RunsCode()), b"", b"\x80", b"garbage", pickle.dumps(square)])
def test_a_cache_from_someone_else_runs_no_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stored: bytes):
    monkeypatch.chdir(tmp_path)
    with Cache(tmp_path) as cache:
        name = f"{square.__module__}.{square.__qualname__}"
        cache.put(fingerprint(name, builder_fingerprint(), "key"), stored)
        assert list(results(Workers(cache), square, [3], 1, key=lambda _: "key")) == [10]
    assert not (tmp_path / "executed").exists()


def test_data_of_the_builder_survive_the_cache():
    value = (Passage(1, 2), Output("a", b"b"), {"x": Place("a.md", 3)})
    assert unpack(pickle.dumps(value)) == value


def test_stopping_ends_all_processes_without_waiting_for_their_jobs():
    script = """
import time
from builder.cache import Cache
from builder.workers import Workers
from builder.workers.serialization import pack, unpack
def slow(job, shared):
    time.sleep(0.05 if job < 12 else 600)
    return job
print("started", flush=True)
for _ in Workers(Cache(None), 2).pairs(slow, range(10000), None):
    pass
"""
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(1.0)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        pids = children.read_text().split() if children.exists() else []
        process.send_signal(sign)
        process.wait(60)
        deadline = time.monotonic() + 60
        while any(alive(pid) for pid in pids) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not [pid for pid in pids if alive(pid)]
        process.stdout.close()


def alive(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@examples(20)
@given(jobs=st.lists(st.integers(0, 1000), max_size=60), processes=st.integers(1, 3), shared=st.integers(2, 9))
def test_any_number_of_processes_gives_the_same_results(jobs: list[int], processes: int, shared: int):
    single = Workers(Cache(None), 1)
    several = Workers(Cache(None), processes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers_module, "POOL_SECONDS", 0.0)
        assert list(results(single, picky, jobs, shared)) == list(results(several, picky, jobs, shared))
    assert single.problems == several.problems
