"""Engine: runs jobs in other processes of this machine, which end with the build, or hands them to other machines."""

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
    """The result of a job or its problems; `packed` when it comes from another process."""

    result: Any = None
    packed: bytes = b""
    problems: tuple[Problem, ...] = ()


Submit = Callable[[list[Any]], Future[list[Outcome]]]
"""Submits a batch of jobs; the outcomes are in the order of the jobs."""


class Engine(Protocol):
    """What `Workers` needs of the processes or machines that run jobs."""

    @property
    def workers(self) -> int:
        """Number of batches that run at the same time."""

    @property
    def shares_memory(self) -> bool:
        """Whether workers have the data of this process and the same files."""

    def session(self, stage: Stage, shared: Any) -> AbstractContextManager[Submit]:
        """A function that submits jobs of one stage; `shared` is sent once. Leaving it cancels jobs not yet begun."""

    def explain(self, error: Exception) -> Problem | None:
        """The problem to report when a batch fails with this error; None for a bug, which keeps its traceback."""


def run(stage: Stage, job: Any, shared: Any) -> Outcome:
    """The outcome of a job, run in this process."""
    try:
        return Outcome(result=stage(job, shared))
    except ContentError as error:
        return Outcome(problems=error.problems)


def run_all(stage: Stage, jobs: bytes, shared: Any) -> list[Outcome]:
    """The packed outcomes of packed jobs, run for another process."""
    # The jobs come from a process of the builder, so they can be trusted.
    outcomes = (run(stage, job, shared) for job in pickle.loads(jobs))  # noqa: S301
    return [outcome if outcome.problems else Outcome(packed=pack(outcome.result)) for outcome in outcomes]


class Processes:
    """Processes of this machine, started for each session."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    @property
    def shares_memory(self) -> bool:
        """See Engine. A fork shares memory at no cost, but may deadlock when this process has other threads."""
        return sys.platform == "linux" and threading.active_count() == 1

    @contextmanager
    def session(self, stage: Stage, shared: Any) -> Iterator[Submit]:
        """See Engine."""
        if self.shares_memory:
            _release_free_memory()
        context = multiprocessing.get_context("fork" if self.shares_memory else "spawn")
        executor = ProcessPoolExecutor(
            self.workers, mp_context=context, initializer=_init_worker, initargs=(stage, shared, os.getpid())
        )
        try:
            # Jobs are packed here and not by the executor: its thread could not use the cache when a job is lazy.
            yield lambda jobs: executor.submit(_run_batch, pack(jobs))
        except (KeyboardInterrupt, GeneratorExit):
            # Nobody needs the results, and the running batches may take longer than a user waits.
            for child in multiprocessing.active_children():
                child.terminate()
            raise
        finally:
            executor.shutdown(wait=True, cancel_futures=True)

    def explain(self, error: Exception) -> Problem | None:
        """See Engine."""
        if not isinstance(error, BrokenExecutor):
            return None
        message = "a process of the build was killed, perhaps because memory ran out"
        return Problem("S606", message, Place("--jobs"), "build with fewer processes: --jobs 1")


def _release_free_memory() -> None:
    """Return free memory to the system where glibc can: fragments between objects in use add up."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)


_session: tuple[Stage, Any]
"""In a worker process: the stage, and what its jobs share."""


def _init_worker(stage: Stage, shared: Any, parent: int) -> None:
    global _session  # noqa: PLW0603 - the one way to give a process what all its jobs share
    _session = (stage, shared)
    # Ctrl+C reaches the parent too, which stops its workers; they would only print tracebacks.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        # 1 is PR_SET_PDEATHSIG: nothing else ends this process when the parent is killed.
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _run_batch(jobs: bytes) -> list[Outcome]:
    stage, shared = _session
    return run_all(stage, jobs, shared)
