"""Workers: pure work, done once and on every core."""

from __future__ import annotations

import ctypes
import io
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass, is_dataclass
from typing import Any, TypeVar

from builder.cache import Cache, builder_fingerprint, fingerprint
from builder.problems import ContentError, Problem

Job = TypeVar("Job")
Shared = TypeVar("Shared")
Result = TypeVar("Result")

BATCH_SECONDS = 0.1
"""Work sent to a process at once: long beside the sending, short beside a reader's patience."""
BATCH_LIMIT = 256
"""Jobs sent at once, however short they are."""
POOL_SECONDS = 0.5
"""Work below this is done here: processes would take longer to start than they save."""


class Workers:
    """Runs stages over many jobs: what is known comes from the cache, the rest from every core.

    A stage is a pure function `stage(job, shared) -> result` at the top of a module. What it finds wrong (ContentError)
    is gathered in `problems`, and the other jobs go on.
    """

    def __init__(self, cache: Cache, jobs: int = 0) -> None:
        self.processes = jobs or _cores()
        self.problems: list[Problem] = []
        self.cache = cache
        """For stages that keep more than their result."""
        self._pool_open = False

    def each(
        self,
        stage: Callable[[Job, Shared], Result],
        jobs: Iterable[Job],
        shared: Shared,
        *,
        key: Callable[[Job], str] | None = None,
    ) -> Iterator[Result]:
        """The result of each job, in the order of the jobs; a job with problems has none.

        `key` names all that the result hangs on, of the job and of what is shared; without one, nothing is cached.
        """
        for _, result in self.pairs(stage, jobs, shared, key=key):
            yield result

    def pairs(
        self,
        stage: Callable[[Job, Shared], Result],
        jobs: Iterable[Job],
        shared: Shared,
        *,
        key: Callable[[Job], str] | None = None,
    ) -> Iterator[tuple[Job, Result]]:
        """Each job that has a result, with its result."""
        tickets = (self._look_up(stage, job, key) for job in jobs)
        seconds = 0.0
        done = 0
        for ticket in tickets:
            if not ticket.known:
                start = time.perf_counter()
                outcome = _run(stage, ticket.job, shared)
                seconds += time.perf_counter() - start
                done += 1
                self._settle(ticket, outcome)
            if ticket.known:
                yield ticket.job, ticket.result
            # One stage may feed another; the one with more to do, which is here first, has all the processes.
            if seconds > POOL_SECONDS and self.processes > 1 and not self._pool_open:
                break
        else:
            return
        size = max(1, min(BATCH_LIMIT, int(BATCH_SECONDS * done / seconds)))
        yield from self._spread(stage, tickets, shared, size)

    def _spread(
        self, stage: Callable[[Any, Any], Any], tickets: Iterator[_Ticket], shared: Any, size: int
    ) -> Iterator[tuple[Any, Any]]:
        executor = _executor(stage, shared, self.processes)
        self._pool_open = True
        under_way: deque[tuple[list[_Ticket], Future[list[_Outcome]]]] = deque()
        try:
            for group in _groups(tickets, size):
                # Packed here and not in the executor's own thread: a page's view is made when it is packed, and asks
                # the cache, whose connection belongs to this thread.
                jobs = pack([ticket.job for ticket in group if not ticket.known])
                under_way.append((group, executor.submit(_work, jobs)))
                # No more than keeps every process busy, or the results of a large archive would pile up here.
                if len(under_way) > 2 * self.processes:
                    yield from self._collect(*under_way.popleft())
            while under_way:
                yield from self._collect(*under_way.popleft())
        finally:
            executor.shutdown(wait=True, cancel_futures=True)
            self._pool_open = False

    def _collect(self, group: list[_Ticket], future: Future[list[_Outcome]]) -> Iterator[tuple[Any, Any]]:
        outcomes = iter(future.result())
        for ticket in group:
            if not ticket.known:
                self._settle(ticket, next(outcomes))
            if ticket.known:
                yield ticket.job, ticket.result

    def _look_up(self, stage: Callable[..., Any], job: Any, key: Callable[[Any], str] | None) -> _Ticket:
        if key is None:
            return _Ticket(job, "")
        name = f"{stage.__module__}.{stage.__qualname__}"
        ticket = _Ticket(job, fingerprint(name, builder_fingerprint(), key(job)))
        stored = self.cache.get(ticket.key)
        if stored is not None:
            ticket.result = unpack(stored)
            ticket.known = ticket.result is not None
        return ticket

    def _settle(self, ticket: _Ticket, outcome: _Outcome) -> None:
        if outcome.problems:
            self.problems.extend(outcome.problems)
            return
        # Straight from our own process, so it needs no guard, unlike what lay on the disk.
        ticket.result = pickle.loads(outcome.packed) if outcome.packed else outcome.result  # noqa: S301
        ticket.known = True
        if ticket.key:
            self.cache.put(ticket.key, outcome.packed or pack(outcome.result))


@dataclass
class _Ticket:
    """A job on its way to a result."""

    job: Any
    key: str
    known: bool = False
    result: Any = None


@dataclass(frozen=True)
class _Outcome:
    """What a stage gave for one job; `packed` when it comes from another process."""

    result: Any = None
    packed: bytes = b""
    problems: tuple[Problem, ...] = ()


def _run(stage: Callable[[Any, Any], Any], job: Any, shared: Any) -> _Outcome:
    try:
        return _Outcome(result=stage(job, shared))
    except ContentError as error:
        return _Outcome(problems=error.problems)


def _groups(tickets: Iterator[_Ticket], size: int) -> Iterator[list[_Ticket]]:
    """The tickets in order, parted so that each group leaves `size` jobs to do and none is without bound."""
    group: list[_Ticket] = []
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


def _executor(stage: Callable[[Any, Any], Any], shared: Any, processes: int) -> Executor:
    # A forked process has all that is shared at once and for nothing, but a fork while other threads run may hang.
    forked = sys.platform == "linux" and threading.active_count() == 1
    context = multiprocessing.get_context("fork" if forked else "spawn")
    return ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=(stage, shared))


_task: tuple[Callable[[Any, Any], Any], Any]
"""In a process of the pool: the stage, and what its jobs share."""


def _begin(stage: Callable[[Any, Any], Any], shared: Any) -> None:
    global _task  # noqa: PLW0603 - the one way to hand a process what all its jobs share
    _task = (stage, shared)
    # Stopping is the parent's to do: it is told by the same key, and the children would only print where they were.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        # 1 is PR_SET_PDEATHSIG: when the parent is killed, nobody else would ever tell this process to end.
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def _work(packed: bytes) -> list[_Outcome]:
    stage, shared = _task
    jobs = pickle.loads(packed)  # noqa: S301 - straight from the process that started this one
    outcomes = (_run(stage, job, shared) for job in jobs)
    return [outcome if outcome.problems else _Outcome(packed=pack(outcome.result)) for outcome in outcomes]


def pack(result: Any) -> bytes:
    """A value of ours as bytes."""
    return pickle.dumps(result, protocol=5)


class _Reader(pickle.Unpickler):
    """Makes plain data of ours and nothing else, so that a cache from a stranger cannot run anything."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "datetime" and name in {"date", "datetime", "timedelta", "timezone"}:
            return super().find_class(module, name)
        if module.startswith("builder.") and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and (is_dataclass(found) or issubclass(found, tuple)):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no data of this builder")


def unpack(packed: bytes) -> Any:
    """What was packed, or None for bytes that no value of ours gave; nothing in them is run."""
    try:
        return _Reader(io.BytesIO(packed)).load()
    except Exception:  # noqa: BLE001 - bytes that are not ours may fail in any way
        return None


def _cores() -> int:
    """Cores this process may use, which a container makes fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
