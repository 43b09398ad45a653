"""Cluster: runs jobs on other machines, through any executor of `concurrent.futures`; the command line offers Dask."""

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
CONNECT_TIMEOUT = 5
"""Seconds to wait for the scheduler before a build."""
OPTION = Place("--executor")
OTHER_BUILDER = Problem(
    "S606",
    "a worker has another builder, or other libraries, than this machine",
    OPTION,
    "install the same builder, Python and libraries on each worker as here",
)


class Cluster:
    """An executor whose workers share nothing with this process: each batch contains everything it needs."""

    shares_memory = False

    def __init__(
        self, executor: Executor, workers: int, *, share: Callable[[bytes], Any] = bytes, address: str = "cluster"
    ) -> None:
        """`share` sends bytes to all workers at once; its result replaces them among the arguments of a task."""
        self.workers = workers
        self._executor = executor
        self._share = share
        self._address = address

    @contextmanager
    def session(self, stage: Stage, shared: Any) -> Iterator[Submit]:
        """See Engine."""
        try:
            task = self._share(pack((stage, shared)))
        except Exception as error:
            raise ContentError(self._lost_workers(error)) from error
        version = builder_fingerprint()
        pending: list[Any] = []

        def submit(jobs: list[Any]) -> Any:
            pending[:] = [future for future in pending if not future.done()]
            pending.append(self._executor.submit(run_batch, version, task, pack(jobs)))
            return pending[-1]

        try:
            yield submit
        finally:
            for future in pending:
                future.cancel()

    def explain(self, error: Exception) -> Problem | None:
        """See Engine. A stage uses no files or sockets, so their errors come from the connection."""
        library = type(error).__module__.partition(".")[0]
        if isinstance(error, OSError) or library in {"concurrent", "distributed", "tornado"}:
            return self._lost_workers(error)
        return None

    def _lost_workers(self, error: Exception) -> Problem:
        message = f"lost the workers of {self._address}: {str(error) or type(error).__name__}"
        return Problem("S606", message, OPTION, "check its scheduler and build again, or build without --executor")


@contextmanager
def connect(address: str) -> Iterator[Cluster]:
    """The cluster at `dask://HOST:PORT`; raises ContentError (S606) when its workers cannot do this build.

    Needs the library `distributed`.
    """
    host, _, port = address.removeprefix(SCHEME).rpartition(":")
    help_ = "start a scheduler and workers there, or build without --executor"
    try:
        # The library itself would retry without a limit.
        socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_TIMEOUT).close()
    except (OSError, OverflowError) as error:
        number = getattr(error, "errno", None) or 0
        reason = os.strerror(number).lower() if number > 0 else str(error)
        raise ContentError(Problem("S606", f"{address} cannot be reached: {reason}", OPTION, help_)) from error
    # Slow to load, may not be installed, and has no types.
    library: Any = import_module("distributed")

    # The library logs lost connections, which are reported as problems; the builder itself logs nothing.
    logging.disable()
    try:
        client = library.Client(f"tcp://{host}:{port}", timeout=CONNECT_TIMEOUT, set_as_default=False)
    except Exception as error:
        raise ContentError(Problem("S606", f"{address} does not answer as a Dask scheduler", OPTION, help_)) from error
    try:
        _require_same_builder(client, address)
        workers = len(client.scheduler_info(n_workers=-1)["workers"])
        executor = client.get_executor(pure=False)
        # hash=False gives shared data a new name: data of the same name that is being released would never arrive.
        yield Cluster(executor, workers, share=partial(client.scatter, hash=False), address=address)
    finally:
        client.close(timeout=1)


def _require_same_builder(client: Any, address: str) -> None:
    """Raise unless all workers have the same builder as this machine: another one might give other results."""
    try:
        versions = set(client.run(builder_fingerprint).values())
    except Exception as error:
        message = f"the workers of {address} cannot use the builder: {error}"
        raise ContentError(Problem("S606", message, OPTION, OTHER_BUILDER.help)) from error
    if not versions:
        raise ContentError(Problem("S606", f"{address} has no workers", OPTION, "start some, and build again"))
    if versions != {builder_fingerprint()}:
        raise ContentError(OTHER_BUILDER)


def run_batch(version: str, task: bytes, jobs: bytes) -> list[Outcome]:
    """The outcomes of a batch, on a worker; it checks the version because it may have joined during the build."""
    if builder_fingerprint() != version:
        raise ContentError(OTHER_BUILDER)
    # A worker may have several threads; the stages are not thread-safe.
    with _lock:
        stage, shared = _unpacked(task)
        return run_all(stage, jobs, shared)


_lock = threading.Lock()


@lru_cache(maxsize=2)
def _unpacked(task: bytes) -> tuple[Stage, Any]:
    unpacked: tuple[Stage, Any] = pickle.loads(task)  # noqa: S301 - whoever can submit tasks to a worker can run any code
    return unpacked
