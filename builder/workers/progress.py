"""Progress: how far each stage has come and how long it took. Subclasses of Progress show it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Meter:
    """How far a stage has come."""

    name: str
    total: int | None = None
    """Number of jobs; None while it is unknown."""
    done: int = 0
    cached: int = 0
    """Jobs among those done whose result was in the cache."""
    seconds: float = 0.0
    """Time in this stage, without the stages that it takes jobs from or gives results to."""
    ended: bool = False
    """Whether the stage has ended, perhaps before its last job."""
    nested: bool = False
    """Whether the seconds are part of another stage, added up over several processes."""


class Progress:
    """The meters of a build in the order in which the stages began; this class does not show them."""

    def __init__(self) -> None:
        self.meters: list[Meter] = []
        self._timed: list[Meter] = []
        self._since = 0.0

    @contextmanager
    def stage(self, name: str, total: int | None = None, *, nested: bool = False) -> Iterator[Meter]:
        """The meter of a stage; other stages may begin and end meanwhile."""
        meter = Meter(name, total, nested=nested)
        self.meters.append(meter)
        try:
            yield meter
        finally:
            meter.ended = True
            self.on_stage_end(meter)

    @contextmanager
    def time(self, name: str) -> Iterator[None]:
        """A stage without jobs."""
        with self.stage(name) as meter, self.timed(meter):
            yield

    @contextmanager
    def timed(self, meter: Meter) -> Iterator[None]:
        """Add the time in this context to the stage, and not to the stage that it interrupts."""
        self._add_time()
        self._timed.append(meter)
        try:
            yield
        finally:
            self._add_time()
            self._timed.pop()

    def _add_time(self) -> None:
        """Add the time since the last call to the current stage."""
        now = time.perf_counter()
        if self._timed:
            self._timed[-1].seconds += now - self._since
        self._since = now

    def on_job_done(self, meter: Meter) -> None:
        """Called after each job."""

    def on_stage_end(self, meter: Meter) -> None:
        """Called at the end of each stage."""

    def close(self) -> None:
        """Called at the end of a build, also after an error."""
