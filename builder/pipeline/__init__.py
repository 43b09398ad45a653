"""Build: the stages in order; the only room that knows the order."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from builder.config import Config
from builder.load import read_sources
from builder.pipeline.noop import PreviousBuild
from builder.pipeline.report import Report
from builder.publish import require_own_output, snapshot_output

if TYPE_CHECKING:
    from builder.workers.progress import Progress

__all__ = ["Report", "build", "check_site"]


def build(  # noqa: PLR0913 - as many as a build has circumstances
    config: Config,
    output: Path,
    *,
    jobs: int = 0,
    executor: str = "",
    drafts: bool = False,
    progress: Progress | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Report:
    """Read content/, and publish the whole site in `output` or leave the old one as it was.

    `jobs` is the number of processes, 0 for one each core; `executor` the address of a cluster to work on instead.
    Raises ContentError when the folder cannot be filled, or the cluster cannot be used.
    """
    with _no_collector():
        return _build(config, output, jobs, executor, progress, say, drafts=drafts)


@contextmanager
def _no_collector() -> Iterator[None]:
    """What a build knows lives until its end: to look again and again which of it is garbage took a quarter of it."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        if collecting:
            gc.enable()


def _build(  # noqa: PLR0913, PLR0917 - as many as a build has circumstances
    config: Config,
    output: Path,
    jobs: int,
    executor: str,
    progress: Progress | None,
    say: Callable[[str], None],
    *,
    drafts: bool,
) -> Report:
    begun = time.monotonic()
    last = PreviousBuild(config, output, drafts=drafts)
    sources = read_sources(config.root)
    site = snapshot_output(output, config.root, config.root / ".cache")
    again = last.is_current(sources, site)
    if again:
        site.save()
        return Report(again.pages, 0, 0, again.as_problems(), published=True, seconds=time.monotonic() - begun)
    if not last.output_intact(site):
        require_own_output(output, site.files)
    # Templates, Markdown and YAML take longer to load than an archive of which nothing has changed takes to read.
    from builder.pipeline.run import publish

    report = publish(
        config,
        output,
        last,
        sources,
        site,
        drafts=drafts,
        jobs=jobs,
        executor=executor,
        progress=progress,
        say=say,
    )
    return replace(report, seconds=time.monotonic() - begun)


def check_site(
    config: Config, *, jobs: int = 0, progress: Progress | None = None, say: Callable[[str], None] = lambda _: None
) -> Report:
    """Everything that is wrong with content/, with drafts and as it would be published; nothing is written."""
    from builder.pipeline.run import check_site as check

    return check(config, jobs=jobs, progress=progress, say=say)
