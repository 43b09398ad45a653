"""Progress: a bar for each stage where someone is looking, a line for each in a log, and what each has taken."""

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
"""Nobody needs to be told of less."""
DRAW_SECONDS = 0.1


@contextmanager
def show_progress() -> Iterator[Progress]:
    """Progress as it suits the place where standard error goes."""
    progress = BarProgress() if _someone_looks() else LogProgress()
    try:
        yield progress
    finally:
        progress.close()


def _someone_looks() -> bool:
    return sys.stderr.isatty() and os.environ.get("TERM") not in {"dumb", "unknown"} and not os.environ.get("CI")


class LogProgress(Progress):
    """A line for each stage that took its time, when it has ended."""

    def ended(self, meter: Meter) -> None:
        """As of Progress."""
        if meter.seconds >= MIN_SECONDS:
            known = f", {meter.cached:,} from the cache" if meter.cached else ""
            stderr(f"{meter.name}: {meter.done:,} done{known}, {meter.seconds:.1f} s")


class BarProgress(Progress):
    """Bars that are drawn when a build takes its time, and gone when it has ended; colours are the library's to choose.

    They are drawn when a job is done, and not by a thread of their own: beside one no process may be forked.
    """

    def __init__(self) -> None:
        super().__init__()
        self._display: Display | None = None
        self._drawn = time.monotonic() + MIN_SECONDS

    def moved(self, _: Meter) -> None:
        """As of Progress."""
        now = time.monotonic()
        if now - self._drawn >= DRAW_SECONDS:
            self._drawn = now
            self._draw()

    def close(self) -> None:
        """As of Progress."""
        if self._display is not None:
            self._display.stop()
            self._display = None

    def _draw(self) -> None:
        display = self._display or self._begin()
        for number, meter in enumerate(self.meters):
            if number == len(display.task_ids):
                display.add_task(meter.name)
            total = meter.done if meter.ended else meter.total
            display.update(display.task_ids[number], completed=meter.done, total=total, visible=total != 0)
        display.refresh()

    def _begin(self) -> Display:
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
    """A table of what each stage took of so many seconds; stages of one name are one.

    What a stage did in several processes at once is told beside it, and is no part of the sum.
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
    rest = seconds - sum(stage.seconds for stage in stages.values() if not stage.nested)
    yield f"{'other':20}{max(rest, 0.0):10.2f}"
