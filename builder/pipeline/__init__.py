"""Pipeline: the stages of a build in order. No other package knows the order."""

from __future__ import annotations

import datetime as dt
import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from builder.config import Config
from builder.load import read_sources
from builder.pipeline.day import build_day
from builder.pipeline.noop import ADDRESS_LIST, PreviousBuild
from builder.pipeline.report import Report
from builder.problems import in_reading_order
from builder.publish import require_own_output, snapshot_output

if TYPE_CHECKING:
    from builder.workers.progress import Progress

__all__ = ["ADDRESS_LIST", "BuildRequest", "Report", "build", "check_site"]


def _ignore(_: str) -> None:
    pass


@dataclass(frozen=True)
class BuildRequest:
    """What to build, where to publish it, and how."""

    config: Config
    output: Path
    drafts: bool = False
    jobs: int = 0
    """Number of processes; 0 for one each core."""
    executor: str = ""
    """Address of a Dask cluster to work on instead."""
    progress: Progress | None = None
    published: Path | None = None
    """The list of addresses of the last publication, if it is not that of the output folder."""
    warn: Callable[[str], None] = _ignore
    """Takes warnings that are not about content, such as a cache that cannot be used."""
    day: dt.date = field(default_factory=build_day)
    """What is dated later is not among the latest, and what is to be published later is not on the site."""

    @property
    def published_list(self) -> Path:
        """The list of addresses that this build is compared with."""
        return self.published or self.output / ADDRESS_LIST


def build(request: BuildRequest) -> Report:
    """Build the site and publish it, or leave the published one untouched when there are errors.

    Raises ContentError when the output folder cannot be written or the cluster cannot be used.
    """
    started = time.monotonic()
    with _without_garbage_collection():
        report = _build(request)
    return replace(report, day=request.day, seconds=time.monotonic() - started)


def _build(request: BuildRequest) -> Report:
    config = request.config
    previous = PreviousBuild(config, request.output, request.published_list, drafts=request.drafts)
    sources = read_sources(config.root)
    live = snapshot_output(request.output, config.root, config.root / ".cache")
    if record := previous.is_current(sources, live, request.day):
        live.save()
        return Report(record.pages, problems=record.problems, published=True)
    if not previous.output_intact(live):
        require_own_output(request.output, live.files)
    # Imported only now: templates, Markdown and YAML take longer to import than to find that nothing has changed.
    from builder.pipeline import stages

    with stages.open_workers(request) as workers:
        content = stages.read(sources, workers)
        articles = stages.analyze(request, sources, content, workers)
        site, problems = stages.load_site(request, sources, content, articles, workers)
        del content, articles  # the site has what the pages need of them; forks would inherit the rest
        if stages.blocking(problems, config):
            return Report(problems=tuple(problems), site=site)
        with stages.open_output(request, site, live) as output:
            groups = stages.plan(request, site, output, workers)
            pages = stages.render(groups, output, workers)
            if not pages:
                return Report(problems=stages.with_duplicate_addresses(problems, site, config), site=site)
            written = stages.publish(request, site, output, workers)
    problems += output.search.problems
    stages.save_history(request, previous, site, output, pages, written, problems)
    return Report(pages, written.written, written.removed, tuple(in_reading_order(problems)), published=True, site=site)


def check_site(
    config: Config,
    *,
    jobs: int = 0,
    progress: Progress | None = None,
    published: Path | None = None,
    warn: Callable[[str], None] = _ignore,
) -> Report:
    """Every problem of content/, with drafts and as it would be published; nothing is written."""
    from builder.pipeline.checking import check_site as check

    output = config.root / config.output
    return check(BuildRequest(config, output, jobs=jobs, progress=progress, published=published, warn=warn))


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Nearly all objects live until the build ends; disabling the cyclic collector saves a quarter of its time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        if enabled:
            gc.enable()
