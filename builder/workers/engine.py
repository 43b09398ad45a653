"""Engine: where work is done that is too much for one process: other processes of this machine, or other machines."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from builder.problems import ContentError, Place, Problem
from builder.workers.serialization import pack

Stage = Callable[[Any, Any], Any]


@dataclass(frozen=True)
class Outcome:
    """What a stage gave for one job; `packed` when it comes from another process."""

    result: Any = None
    packed: bytes = b""
    problems: tuple[Problem, ...] = ()


Submit = Callable[[list[Any]], Future[list[Outcome]]]
"""Takes jobs; the outcomes will be in their order."""


class Engine(Protocol):
    """What `Workers` needs of those that work for it."""

    @property
    def workers(self) -> int:
        """Batches that are worked on at one time."""
        ...

    @property
    def shares_memory(self) -> bool:
        """Whether its workers see all that this process knows, and the same files."""
        ...

    def session(self, stage: Stage, shared: Any) -> AbstractContextManager[Submit]:
        """A door for the jobs of one stage; what they share goes through it once. Closing drops what is not begun."""
        ...

    def explain(self, error: Exception) -> Problem | None:
        """What to say when a batch fails with this: None for a mistake of ours, which keeps its traceback."""
        ...


def run(stage: Stage, job: Any, shared: Any) -> Outcome:
    """The job done here."""
    try:
        return Outcome(result=stage(job, shared))
    except ContentError as error:
        return Outcome(problems=error.problems)


def run_all(stage: Stage, jobs: bytes, shared: Any) -> list[Outcome]:
    """The packed jobs done here for another process."""
    # What that process packed is ours; there is nothing to guard against.
    outcomes = (run(stage, job, shared) for job in pickle.loads(jobs))  # noqa: S301
    return [outcome if outcome.problems else Outcome(packed=pack(outcome.result)) for outcome in outcomes]


class Processes:
    """Processes of this machine, new ones for each stage."""

    def __init__(self, width: int) -> None:
        self.workers = width

    @property
    def shares_memory(self) -> bool:
        """As of Engine. A fork has all at once and for nothing, but one while other threads run may hang."""
        return sys.platform == "linux" and threading.active_count() == 1

    @contextmanager
    def session(self, stage: Stage, shared: Any) -> Iterator[Submit]:
        """As of Engine."""
        if self.shares_memory:
            _give_back()
        context = multiprocessing.get_context("fork" if self.shares_memory else "spawn")
        executor = ProcessPoolExecutor(
            self.workers, mp_context=context, initializer=_begin, initargs=(stage, shared, os.getpid())
        )
        try:
            # Packed here: the executor would do it in a thread of its own, where a job that is only made when it is
            # packed could not ask the cache.
            yield lambda jobs: executor.submit(_work, pack(jobs))
        except (KeyboardInterrupt, GeneratorExit):
            # Nobody wants what they have in hand, and it may be more than one who stops a build will wait for.
            for child in multiprocessing.active_children():
                child.terminate()
            raise
        finally:
            executor.shutdown(wait=True, cancel_futures=True)

    def explain(self, error: Exception) -> Problem | None:
        """As of Engine."""
        if not isinstance(error, BrokenExecutor):
            return None
        message = "a process of the build was stopped from outside, perhaps for want of memory"
        return Problem("S606", message, Place("--jobs"), "build with fewer processes: --jobs 1")


def _give_back() -> None:
    """Return the memory that is free to the system, as glibc can: what is left between things in use is a lot."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)


_task: tuple[Stage, Any]
"""In a process of the pool: the stage, and what its jobs share."""


def _begin(stage: Stage, shared: Any, parent: int) -> None:
    global _task  # noqa: PLW0603 - the one way to hand a process what all its jobs share
    _task = (stage, shared)
    # Stopping is the parent's to do: it is told by the same key, and the children would only print where they were.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        # 1 is PR_SET_PDEATHSIG: when the parent is killed, nobody else would ever tell this process to end.
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _work(jobs: bytes) -> list[Outcome]:
    stage, shared = _task
    return run_all(stage, jobs, shared)
