"""Workers: pure work, done once and on every core."""

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
from builder.workers.engine import Engine, Outcome, Processes, run
from builder.workers.progress import Meter, Progress
from builder.workers.serialization import pack, unpack

Job = TypeVar("Job")
Shared = TypeVar("Shared")
Result = TypeVar("Result")
Item = TypeVar("Item")

BATCH_SECONDS = 0.1
"""Work sent to a process at once: long beside the sending, short beside a reader's patience."""
BATCH_LIMIT = 256
"""Jobs sent at once, however short they are."""
GENERATION_SECONDS = 4.0
"""Work of forks of this process, after which it is forked anew."""
BATCHES_HELD = 64
"""Batches for each process that may be done, or under way, before a longer one whose turn it is."""
POOL_SECONDS = 0.5
"""Work below this is done here: processes would take longer to start than they save."""


class Workers:
    """Runs stages over many jobs: what is known comes from the cache, the rest from every core.

    A stage is a pure function `stage(job, shared) -> result` at the top of a module. What it finds wrong (ContentError)
    is gathered in `problems`, and the other jobs go on. `engine` does what is too much for this process; without one,
    other processes of this machine do. `progress` is told of every stage.
    """

    def __init__(
        self, cache: Cache, jobs: int = 0, *, engine: Engine | None = None, progress: Progress | None = None
    ) -> None:
        self.processes = jobs or _cores()
        self.problems: list[Problem] = []
        self.progress = progress or Progress()
        self.cache = cache
        """For stages that keep more than their result."""
        self._engine = engine or (Processes(self.processes) if self.processes > 1 else None)
        self._engine_busy = False

    @property
    def shares_memory(self) -> bool:
        """Whether those who work see what this process knows, and the same files."""
        return self._engine is None or self._engine.shares_memory

    def each(
        self,
        stage: Callable[[Job, Shared], Result],
        jobs: Iterable[Job],
        shared: Shared,
        *,
        key: Callable[[Job], str] | None = None,
        total: int | None = None,
    ) -> Iterator[Result]:
        """The result of each job, in the order of the jobs; a job with problems has none.

        `key` names all that the result hangs on, of the job and of what is shared; without one, nothing is cached.
        `total` tells those who watch how many jobs there are at most, where the jobs themselves do not.
        """
        for _, result in self.pairs(stage, jobs, shared, key=key, total=total):
            yield result

    def pairs(
        self,
        stage: Callable[[Job, Shared], Result],
        jobs: Iterable[Job],
        shared: Shared,
        *,
        key: Callable[[Job], str] | None = None,
        total: int | None = None,
    ) -> Iterator[tuple[Job, Result]]:
        """Each job that has a result, with its result."""
        total = len(jobs) if isinstance(jobs, Sized) else total
        with self.progress.stage(stage.__name__.replace("_", " "), total) as meter:
            tickets = (self._look_up(stage, job, key, meter) for job in jobs)
            seconds = 0.0
            done = 0
            for ticket in tickets:
                if not ticket.known:
                    self.progress.enter(meter)
                    start = time.perf_counter()
                    outcome = run(stage, ticket.job, shared)
                    seconds += time.perf_counter() - start
                    done += 1
                    self._complete(ticket, outcome)
                    self.progress.leave()
                self._count(meter)
                if ticket.known:
                    yield ticket.job, ticket.result
                # One stage may feed another; the one with more to do, which is here first, has the whole engine.
                if self._engine and seconds > POOL_SECONDS and not self._engine_busy:
                    break
            else:
                return
            yield from self._spread(self._engine, stage, tickets, shared, _batch(done, seconds), meter)

    def _spread(  # noqa: PLR0913, PLR0917 - the rest of `pairs`, which has them all
        self,
        engine: Engine,
        stage: Callable[[Any, Any], Any],
        tickets: Iterator[_Task],
        shared: Any,
        size: int,
        meter: Meter,
    ) -> Iterator[tuple[Any, Any]]:
        self._engine_busy = True
        try:
            while (first := next(_groups(tickets, size), None)) is not None:
                start, done = time.perf_counter(), meter.done
                # A fork shares all that is known here, and yet has a copy of its own of every page of memory that it
                # has looked at: new ones are made before that is most of it.
                limit = start + GENERATION_SECONDS if engine.shares_memory else math.inf
                groups = _until(limit, chain([first], _groups(tickets, size)))
                yield from self._through(engine, stage, groups, shared, meter)
                size = _batch(meter.done - done, (time.perf_counter() - start) * engine.workers)
        finally:
            self._engine_busy = False

    def _through(
        self,
        engine: Engine,
        stage: Callable[[Any, Any], Any],
        groups: Iterable[list[_Task]],
        shared: Any,
        meter: Meter,
    ) -> Iterator[tuple[Any, Any]]:
        under_way: deque[tuple[list[_Task], Future[list[Outcome]]]] = deque()
        with engine.session(stage, shared) as submit:
            for group in groups:
                self.progress.enter(meter)
                with _with_explanation(engine):
                    under_way.append((group, submit([ticket.job for ticket in group if not ticket.known])))
                self.progress.leave()
                # Whoever has a long one in hand keeps nobody else from going on.
                while under_way and (under_way[0][1].done() or len(under_way) > BATCHES_HELD * engine.workers):
                    yield from self._collect(engine, *under_way.popleft(), meter)
                self.progress.enter(meter)
                busy = [future for _, future in under_way if not future.done()]
                if len(busy) > 2 * engine.workers:
                    wait(busy, return_when=FIRST_COMPLETED)
                self.progress.leave()
            while under_way:
                yield from self._collect(engine, *under_way.popleft(), meter)

    def _collect(
        self, engine: Engine, group: list[_Task], future: Future[list[Outcome]], meter: Meter
    ) -> Iterator[tuple[Any, Any]]:
        self.progress.enter(meter)
        with _with_explanation(engine):
            outcomes = iter(future.result())
        self.progress.leave()
        for ticket in group:
            if not ticket.known:
                self.progress.enter(meter)
                self._complete(ticket, next(outcomes))
                self.progress.leave()
            self._count(meter)
            if ticket.known:
                yield ticket.job, ticket.result

    def _look_up(self, stage: Callable[..., Any], job: Any, key: Callable[[Any], str] | None, meter: Meter) -> _Task:
        if key is None:
            return _Task(job, "")
        self.progress.enter(meter)
        name = f"{stage.__module__}.{stage.__qualname__}"
        ticket = _Task(job, fingerprint(name, builder_fingerprint(), key(job)))
        stored = self.cache.get(ticket.key)
        if stored is not None:
            ticket.result = unpack(stored)
            ticket.known = ticket.result is not None
            meter.cached += ticket.known
        self.progress.leave()
        return ticket

    def _count(self, meter: Meter) -> None:
        meter.done += 1
        self.progress.on_job_done(meter)

    def _complete(self, ticket: _Task, outcome: Outcome) -> None:
        if outcome.problems:
            self.problems.extend(outcome.problems)
            return
        # From our own process, or a cluster that its user trusts: it needs no guard, unlike what lay on the disk.
        ticket.result = pickle.loads(outcome.packed) if outcome.packed else outcome.result  # noqa: S301
        ticket.known = True
        if ticket.key:
            self.cache.put(ticket.key, outcome.packed or pack(outcome.result))


@contextmanager
def _with_explanation(engine: Engine) -> Iterator[None]:
    """What became of the engine, as a problem."""
    try:
        yield
    except Exception as error:
        problem = engine.explain(error)
        if problem is None:
            raise
        raise ContentError(problem) from error


@dataclass
class _Task:
    """A job on its way to a result."""

    job: Any
    key: str
    known: bool = False
    result: Any = None


def _batch(done: int, seconds: float) -> int:
    """How many jobs to send at once when so many took so long."""
    return max(1, min(BATCH_LIMIT, int(BATCH_SECONDS * done / seconds)))


def _until(moment: float, items: Iterable[Item]) -> Iterator[Item]:
    """The items as long as it is not that late."""
    for item in items:
        yield item
        if time.perf_counter() > moment:
            return


def _groups(tickets: Iterator[_Task], size: int) -> Iterator[list[_Task]]:
    """The tickets in order, parted so that each group leaves `size` jobs to do and none is without bound."""
    group: list[_Task] = []
    to_do = 0
    for ticket in tickets:
        group.append(ticket)
        to_do += not ticket.known
        if to_do == size or len(group) == 4 * BATCH_LIMIT:
            yield group
            group = []
            to_do = 0
    if group:
        yield group


def _cores() -> int:
    """Cores this process may use, which a container makes fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
