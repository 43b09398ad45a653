"""Progress on the command line: bars on a terminal, lines in a log, and the table of `--profile`."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from builder.cli.messages import stderr
from builder.workers.progress import Meter, Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Display

MIN_SECONDS = 1.0
"""Shorter stages are not shown."""
DRAW_SECONDS = 0.1
"""Time between two updates of the bars."""


@contextmanager
def show_progress() -> Iterator[Progress]:
    """Bars if standard error is a terminal, lines otherwise."""
    progress = BarProgress() if _is_terminal() else LogProgress()
    try:
        yield progress
    finally:
        progress.close()


def _is_terminal() -> bool:
    return sys.stderr.isatty() and os.environ.get("TERM") not in {"dumb", "unknown"} and not os.environ.get("CI")


class LogProgress(Progress):
    """Prints a line at the end of each stage that was not short."""

    def on_stage_end(self, meter: Meter) -> None:
        """See Progress."""
        if meter.seconds >= MIN_SECONDS:
            cached = f", {meter.cached:,} from the cache" if meter.cached else ""
            stderr(f"{meter.name}: {meter.done:,} done{cached}, {meter.seconds:.1f} s")


class BarProgress(Progress):
    """Shows bars during a build that is not short.

    They are updated when a job is done and not by a thread, because a process with threads cannot be forked.
    """

    def __init__(self) -> None:
        super().__init__()
        self._display: Display | None = None
        self._drawn = time.monotonic() + MIN_SECONDS

    def on_job_done(self, _: Meter) -> None:
        """See Progress."""
        now = time.monotonic()
        if now - self._drawn >= DRAW_SECONDS:
            self._drawn = now
            self._draw()

    def close(self) -> None:
        """See Progress."""
        if self._display is not None:
            self._display.stop()
            self._display = None

    def _draw(self) -> None:
        display = self._display or self._start()
        for number, meter in enumerate(self.meters):
            if number == len(display.task_ids):
                display.add_task(meter.name)
            total = meter.done if meter.ended else meter.total
            display.update(display.task_ids[number], completed=meter.done, total=total, visible=total != 0)
        display.refresh()

    def _start(self) -> Display:
        from rich import progress
        from rich.console import Console

        columns = (
            progress.TextColumn("{task.description}"),
            progress.BarColumn(),
            progress.MofNCompleteColumn(),
            progress.TimeRemainingColumn(),
        )
        self._display = progress.Progress(*columns, console=Console(stderr=True), auto_refresh=False, transient=True)
        self._display.start()
        return self._display


def profile(meters: Iterable[Meter], seconds: float) -> Iterator[str]:
    """The lines of a table with the time of each stage; stages of the same name are added up.

    `other` is the rest of `seconds`. Nested stages are part of another stage, so they are not subtracted.
    """
    stages: dict[str, Meter] = {}
    for meter in meters:
        stage = stages.setdefault(meter.name, Meter(meter.name, nested=meter.nested))
        stage.seconds += meter.seconds
        stage.done += meter.done
        stage.cached += meter.cached
    yield f"{'stage':20}{'seconds':>10}{'jobs':>10}{'from cache':>12}"
    for stage in stages.values():
        yield f"{stage.name:20}{stage.seconds:10.2f}{stage.done:10,}{stage.cached:12,}"
    other = seconds - sum(stage.seconds for stage in stages.values() if not stage.nested)
    yield f"{'other':20}{max(other, 0.0):10.2f}"
