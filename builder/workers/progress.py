"""Progress: how far each stage has come and what it took; whoever wants to show it looks here."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")


@dataclass
class Meter:
    """How far a stage has come."""

    name: str
    total: int | None = None
    """Jobs it has; None while that is not known."""
    done: int = 0
    cached: int = 0
    """Those of the jobs done whose result was in the cache."""
    seconds: float = 0.0
    """In this stage alone, and not in the one that feeds it or the one that it feeds."""
    ended: bool = False
    """Whether it has ended, perhaps before its last job."""
    nested: bool = False
    """Whether another stage waits for its seconds, which may be those of several processes at once."""


class Progress:
    """The meters of a build in the order in which its stages began; this one shows them to nobody."""

    def __init__(self) -> None:
        self.meters: list[Meter] = []
        self._entered: list[Meter] = []
        self._since = 0.0

    @contextmanager
    def stage(self, name: str, total: int | None = None, *, part: bool = False) -> Iterator[Meter]:
        """From its beginning to its end; others may begin and end between."""
        meter = Meter(name, total, nested=part)
        self.meters.append(meter)
        try:
            yield meter
        finally:
            meter.ended = True
            self.on_stage_end(meter)

    @contextmanager
    def time(self, name: str) -> Iterator[None]:
        """A stage without jobs."""
        with self.stage(name) as meter:
            self.enter(meter)
            try:
                yield
            finally:
                self.leave()

    def count(self, name: str, items: Iterable[Item]) -> Iterator[Item]:
        """A stage that makes one thing after the other."""
        rest = iter(items)
        with self.stage(name) as meter:
            while True:
                self.enter(meter)
                try:
                    item = next(rest, self)
                finally:
                    self.leave()
                if isinstance(item, Progress):
                    return
                meter.done += 1
                self.on_job_done(meter)
                yield item

    def enter(self, meter: Meter) -> None:
        """Its time begins, and that of the stage it was called from stands still."""
        now = time.perf_counter()
        if self._entered:
            self._entered[-1].seconds += now - self._since
        self._entered.append(meter)
        self._since = now

    def leave(self) -> None:
        """The time of the stage that was entered last ends, and that of the one before goes on."""
        now = time.perf_counter()
        self._entered.pop().seconds += now - self._since
        self._since = now

    def on_job_done(self, meter: Meter) -> None:
        """For those who show it: a job is done."""

    def on_stage_end(self, meter: Meter) -> None:
        """For those who show it: a stage has ended."""

    def close(self) -> None:
        """For those who show it: the build has ended, however it went."""
