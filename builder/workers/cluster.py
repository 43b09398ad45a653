"""Cluster: work on other machines, through any executor of `concurrent.futures`; Dask is the one that is known."""

from __future__ import annotations

import logging
import os
import pickle
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from functools import lru_cache, partial
from importlib import import_module
from typing import Any

from builder.cache import builder_fingerprint
from builder.problems import ContentError, Place, Problem
from builder.workers.engine import Outcome, Stage, Submit, run_all
from builder.workers.serialization import pack

SCHEME = "dask://"
PATIENCE = 5
"""Seconds to wait for an answer of the scheduler before the build begins."""
OPTION = Place("--executor")


class Cluster:
    """An executor whose workers have nothing of this process: each batch carries all it needs."""

    def __init__(
        self, executor: Executor, width: int, *, share: Callable[[bytes], Any] = bytes, where: str = "cluster"
    ) -> None:
        """`share` hands bytes to all workers at once; what it gives stands for them among a task's arguments."""
        self.workers = width
        self._executor = executor
        self._share = share
        self._where = where

    shares_memory = False

    @contextmanager
    def session(self, stage: Stage, shared: Any) -> Iterator[Submit]:
        """As of Engine."""
        try:
            task = self._share(pack((stage, shared)))
        except Exception as error:
            raise ContentError(self._lost(error)) from error
        version = builder_fingerprint()
        under_way: list[Any] = []

        def submit(jobs: list[Any]) -> Any:
            under_way[:] = [future for future in under_way if not future.done()]
            under_way.append(self._executor.submit(work, version, task, pack(jobs)))
            return under_way[-1]

        try:
            yield submit
        finally:
            for future in under_way:
                future.cancel()

    def explain(self, error: Exception) -> Problem | None:
        """As of Engine. A stage does not touch files or sockets, so what is about them came on the way."""
        library = type(error).__module__.partition(".")[0]
        if isinstance(error, OSError) or library in {"concurrent", "distributed", "tornado"}:
            return self._lost(error)
        return None

    def _lost(self, error: Exception) -> Problem:
        message = f"the workers of {self._where} were lost: {str(error) or type(error).__name__}"
        return Problem("S606", message, OPTION, "look at its scheduler, and build again, or without --executor")


@contextmanager
def connect(address: str) -> Iterator[Cluster]:
    """The cluster of `dask://HOST:PORT`; raises ContentError (S606) unless it has workers that can do this build.

    Needs the library `distributed`.
    """
    host, _, port = address.removeprefix(SCHEME).rpartition(":")
    mend = "start a scheduler and workers there, or build without --executor"
    try:
        # The library would try for as long as it may.
        socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE).close()
    except (OSError, OverflowError) as error:
        number = getattr(error, "errno", None) or 0
        reason = os.strerror(number).lower() if number > 0 else str(error)
        raise ContentError(Problem("S606", f"{address} cannot be reached: {reason}", OPTION, mend)) from error
    # Slow to load, and may not be installed; it has no types.
    library: Any = import_module("distributed")

    # What it and its own libraries log about a lost connection, we say; the builder itself logs nothing.
    logging.disable()
    try:
        client = library.Client(f"tcp://{host}:{port}", timeout=PATIENCE, set_as_default=False)
    except Exception as error:
        raise ContentError(Problem("S606", f"{address} does not answer as a Dask scheduler", OPTION, mend)) from error
    try:
        _refuse_strangers(client, address)
        width = len(client.scheduler_info(n_workers=-1)["workers"])
        executor = client.get_executor(pure=False)
        # By a name of its own each time: one that another build is just letting go of would be waited for without end.
        yield Cluster(executor, width, share=partial(client.scatter, hash=False), where=address)
    finally:
        client.close(timeout=1)


def _refuse_strangers(client: Any, address: str) -> None:
    """Raise unless all workers have this very builder: another one might make other bytes."""
    try:
        versions = set(client.run(builder_fingerprint).values())
    except Exception as error:
        message = f"the workers of {address} cannot use the builder: {error}"
        raise ContentError(Problem("S606", message, OPTION, _SAME)) from error
    if not versions:
        raise ContentError(Problem("S606", f"{address} has no workers", OPTION, "start some, and build again"))
    if versions != {builder_fingerprint()}:
        raise ContentError(_stranger())


def work(version: str, task: bytes, jobs: bytes) -> list[Outcome]:
    """On a worker: the jobs done. A worker may have come after the build began, so the version is looked at again."""
    if builder_fingerprint() != version:
        raise ContentError(_stranger())
    # A worker may have several threads; the stages are written for one.
    with _one_at_a_time:
        stage, shared = _opened(task)
        return run_all(stage, jobs, shared)


_one_at_a_time = threading.Lock()


@lru_cache(maxsize=2)
def _opened(task: bytes) -> tuple[Stage, Any]:
    opened: tuple[Stage, Any] = pickle.loads(task)  # noqa: S301 - whoever may give a worker tasks can run what he likes
    return opened


_SAME = "install on each worker the same builder, Python and libraries as here"


def _stranger() -> Problem:
    return Problem("S606", "a worker has another builder, or other libraries, than this machine", OPTION, _SAME)
