"""Workers: run pure functions over many jobs on every core, and cache the results."""

from __future__ import annotations

import math
import os
import pickle
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sized
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

from builder.cache import Cache, builder_fingerprint, fingerprint
from builder.problems import ContentError, Problem
from builder.workers.engine import Engine, Outcome, Processes, Stage, run
from builder.workers.progress import Meter, Progress
from builder.workers.serialization import pack, unpack

Job = TypeVar("Job")
Shared = TypeVar("Shared")
Result = TypeVar("Result")
Item = TypeVar("Item")

BATCH_SECONDS = 0.1
"""Work in one batch: long compared with sending it, short for someone who waits."""
BATCH_LIMIT = 256
"""Jobs in one batch, however short they are."""
GENERATION_SECONDS = 4.0
"""Work of one generation of forks, after which new ones are made."""
BATCHES_HELD = 64
"""Batches for each process that may run or be done while an earlier one still runs."""
POOL_SECONDS = 0.5
"""Work below this is done in this process: others would take longer to start than they save."""


class Workers:
    """Runs stages over many jobs: cached results are reused, the others computed on every core.

    A stage is a pure function `stage(job, shared) -> result` at the top level of a module. Its ContentErrors are
    collected in `problems`, and the other jobs continue. `engine` runs what takes too long for this process; by
    default it is other processes of this machine. `progress` is notified of every stage.
    """

    def __init__(
        self, cache: Cache, jobs: int = 0, *, engine: Engine | None = None, progress: Progress | None = None
    ) -> None:
        self.processes = jobs or _cores()
        self.problems: list[Problem] = []
        self.progress = progress or Progress()
        self.cache = cache
        """For stages that store more than their results."""
        self._engine = engine or (Processes(self.processes) if self.processes > 1 else None)
        self._engine_busy = False

    @property
    def shares_memory(self) -> bool:
        """Whether the workers have the data of this process and the same files."""
        return self._engine is None or self._engine.shares_memory

    def pairs(
        self,
        stage: Callable[[Job, Shared], Result],
        jobs: Iterable[Job],
        shared: Shared,
        *,
        key: Callable[[Job], str] | None = None,
        total: int | None = None,
    ) -> Iterator[tuple[Job, Result]]:
        """Each job with its result, in the order of the jobs, without those that have problems.

        `key` is the cache key of a job, with everything that its result depends on; without it nothing is cached.
        `total` is the largest possible number of jobs, for the progress display of jobs that have no length.
        """
        total = len(jobs) if isinstance(jobs, Sized) else total
        with self.progress.stage(stage.__name__.replace("_", " "), total) as meter:
            tasks = (self._task(stage, job, key, meter) for job in jobs)
            seconds = 0.0
            done = 0
            for task in tasks:
                if not task.is_done:
                    start = time.perf_counter()
                    with self.progress.timed(meter):
                        self._complete(task, run(stage, task.job, shared))
                    seconds += time.perf_counter() - start
                    done += 1
                yield from self._results([task], meter)
                # A stage may take its jobs from another one; the stage that needs the engine first has all of it.
                if self._engine and seconds > POOL_SECONDS and not self._engine_busy:
                    break
            else:
                return
            yield from self._run_on_engine(self._engine, stage, tasks, shared, _batch_size(done, seconds), meter)

    def _run_on_engine(  # noqa: PLR0913, PLR0917 - the rest of `pairs` with all its state
        self, engine: Engine, stage: Stage, tasks: Iterator[_Task], shared: Any, size: int, meter: Meter
    ) -> Iterator[tuple[Any, Any]]:
        self._engine_busy = True
        try:
            while (first := next(_batches(tasks, size), None)) is not None:
                start, done = time.perf_counter(), meter.done
                # A fork shares the memory of this process, but gets its own copy of every page that it reads; it is
                # replaced before it has copied most of them.
                limit = start + GENERATION_SECONDS if engine.shares_memory else math.inf
                batches = _until(limit, chain([first], _batches(tasks, size)))
                yield from self._run_session(engine, stage, batches, shared, meter)
                size = _batch_size(meter.done - done, (time.perf_counter() - start) * engine.workers)
        finally:
            self._engine_busy = False

    def _run_session(
        self, engine: Engine, stage: Stage, batches: Iterable[list[_Task]], shared: Any, meter: Meter
    ) -> Iterator[tuple[Any, Any]]:
        pending: deque[tuple[list[_Task], Future[list[Outcome]]]] = deque()
        with engine.session(stage, shared) as submit:
            for batch in batches:
                with self.progress.timed(meter), _explained(engine):
                    pending.append((batch, submit([task.job for task in batch if not task.is_done])))
                # A batch that takes long does not stop the others from being submitted.
                while pending and (pending[0][1].done() or len(pending) > BATCHES_HELD * engine.workers):
                    yield from self._collect(engine, *pending.popleft(), meter)
                with self.progress.timed(meter):
                    running = [future for _, future in pending if not future.done()]
                    if len(running) > 2 * engine.workers:
                        wait(running, return_when=FIRST_COMPLETED)
            while pending:
                yield from self._collect(engine, *pending.popleft(), meter)

    def _collect(
        self, engine: Engine, batch: list[_Task], future: Future[list[Outcome]], meter: Meter
    ) -> Iterator[tuple[Any, Any]]:
        with self.progress.timed(meter):
            with _explained(engine):
                outcomes = iter(future.result())
            for task in batch:
                if not task.is_done:
                    self._complete(task, next(outcomes))
        yield from self._results(batch, meter)

    def _results(self, tasks: Iterable[_Task], meter: Meter) -> Iterator[tuple[Any, Any]]:
        for task in tasks:
            meter.done += 1
            self.progress.on_job_done(meter)
            if task.is_done:
                yield task.job, task.result

    def _task(self, stage: Callable[..., Any], job: Any, key: Callable[[Any], str] | None, meter: Meter) -> _Task:
        """The task of a job, with its result if that is in the cache."""
        if key is None:
            return _Task(job, "")
        with self.progress.timed(meter):
            name = f"{stage.__module__}.{stage.__qualname__}"
            task = _Task(job, fingerprint(name, builder_fingerprint(), key(job)))
            task.result = unpack(self.cache.get(task.key))
            task.is_done = task.result is not None
            meter.cached += task.is_done
        return task

    def _complete(self, task: _Task, outcome: Outcome) -> None:
        if outcome.problems:
            self.problems.extend(outcome.problems)
            return
        # From this process or a trusted cluster: unlike the cache it needs no safe loader.
        task.result = pickle.loads(outcome.packed) if outcome.packed else outcome.result  # noqa: S301
        task.is_done = True
        if task.key:
            self.cache.put(task.key, outcome.packed or pack(outcome.result))


@contextmanager
def _explained(engine: Engine) -> Iterator[None]:
    """Report an error of the engine as a problem."""
    try:
        yield
    except Exception as error:
        problem = engine.explain(error)
        if problem is None:
            raise
        raise ContentError(problem) from error


@dataclass
class _Task:
    """A job, and its result when that is known."""

    job: Any
    key: str
    is_done: bool = False
    result: Any = None


def _batch_size(done: int, seconds: float) -> int:
    """The number of jobs that take BATCH_SECONDS, if `done` jobs took so many seconds."""
    return max(1, min(BATCH_LIMIT, int(BATCH_SECONDS * done / seconds)))


def _until(deadline: float, items: Iterable[Item]) -> Iterator[Item]:
    """The items until the deadline; at least one."""
    for item in items:
        yield item
        if time.perf_counter() > deadline:
            return


def _batches(tasks: Iterator[_Task], size: int) -> Iterator[list[_Task]]:
    """The tasks in order, in batches with `size` jobs to run; the number of tasks in a batch is limited too."""
    batch: list[_Task] = []
    to_run = 0
    for task in tasks:
        batch.append(task)
        to_run += not task.is_done
        if to_run == size or len(batch) == 4 * BATCH_LIMIT:
            yield batch
            batch = []
            to_run = 0
    if batch:
        yield batch


def _cores() -> int:
    """Cores that this process may use: in a container fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
