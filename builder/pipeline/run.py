"""Order: the stages, one after the other."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import chain
from pathlib import Path

from builder.cache import Cache
from builder.check.captures import check_captures
from builder.config import Config
from builder.load import Sources, read_sources
from builder.load.assets import assets
from builder.model import Site
from builder.pages import clashes, plan, searchables
from builder.pipeline.history import check_addresses, keep_links, keep_notes
from builder.pipeline.load_site import understand
from builder.pipeline.noop import LastBuild
from builder.pipeline.render_site import put_pages
from builder.pipeline.report import Report
from builder.pipeline.verify import compared
from builder.problems import ContentError, Problem, errors, in_reading_order
from builder.publish import Look, renewal
from builder.render import Renderer
from builder.search import Indexing, indexing, last_index
from builder.workers import Workers
from builder.workers.cluster import connected
from builder.workers.progress import Progress

UNPLACED = frozenset({"N101", "N102"})
"""An annotation without a place is printed as such: an error of `check`, not of `build` (unless `strict: true`)."""


def publish(  # noqa: PLR0913 - as many as a build has circumstances
    config: Config,
    output: Path,
    last: LastBuild,
    sources: Sources,
    seen: Look,
    *,
    drafts: bool,
    jobs: int,
    executor: str,
    progress: Progress | None,
    say: Callable[[str], None],
) -> Report:
    """Make a site of these files in `output`, unless something is wrong with them, and remember it.

    `seen` is what is published there.
    """
    with _workers(config, jobs, say, progress, executor) as workers:
        site, problems = understand(config, workers, drafts=drafts, sources=sources)
        # All that is in the files is known by now, and they are a fifth of what would be held to the end.
        sources.files.clear()
        problems = in_reading_order([*problems, *check_addresses(config, site)])
        if stopping(problems, config):
            return Report(problems=tuple(problems), site=site)
        renderer = Renderer(config.theme_folder, config)
        # The index is made beside the pages, and read when they are done.
        with _index(site, config) as index, renewal(output, scratch=config.root / ".cache", seen=seen) as turn:
            pages = put_pages(site, config, renderer, workers, turn)
            if not pages:
                problems = in_reading_order([*problems, *clashes(plan(site, config))])
                return Report(problems=tuple(problems), site=site)
            for file in chain(renderer.assets(), index.outputs()):
                turn.take(file.path, file.content)
            for path, source in assets(config):
                turn.copy(path, source)
            with workers.progress.time("publish"):
                written = turn.finish()
        if written.written or written.removed:
            keep_links(config, site)
            if not drafts:
                keep_notes(config, site)
    if index.problems:
        # What kept it from being made may be gone at the next build, though no file has changed.
        last.forget()
        problems = in_reading_order([*problems, *index.problems])
    else:
        last.remember(site.files, turn.stamp(), pages, problems)
    return Report(pages, written.written, written.removed, tuple(problems), published=True, site=site)


def check_site(config: Config, *, jobs: int, progress: Progress | None, say: Callable[[str], None]) -> Report:
    """Everything that is wrong with content/, with drafts and as it would be published; nothing is written."""
    begun = time.monotonic()
    problems: list[Problem] = []
    views: defaultdict[str, set[type]] = defaultdict(set)
    sources = read_sources(config.root)
    for drafts in (False, True):
        with _workers(config, jobs, say, progress) as workers:
            site, found = understand(config, workers, drafts=drafts, sources=sources)
        problems += found
        if not errors(found):
            pages = list(plan(site, config))
            problems += clashes(pages)
            for page in pages:
                # Of a kind with many pages, one is enough.
                if not page.late or page.template not in views:
                    views[page.template].add(type(page.view))
    with _workers(config, jobs, say, progress) as workers:
        problems += _unproven(site, config, workers)
    problems += check_addresses(config, site)
    try:
        # It reads every file that is published as it is.
        LastBuild(config, config.root / config.output, drafts=False)
    except ContentError as error:
        problems += error.problems
    problems += Renderer(config.theme_folder, config).faults(views)
    return Report(problems=tuple(in_reading_order(problems)), seconds=time.monotonic() - begun, site=site)


def _unproven(site: Site, config: Config, workers: Workers) -> list[Problem]:
    """What is wrong with captures, and where they do not prove the words of their articles."""
    try:
        return list(check_captures(site, config, compared(site.articles, config, workers)))
    except ContentError as error:
        return list(error.problems)


def stopping(problems: Iterable[Problem], config: Config) -> list[Problem]:
    """The problems for which nothing is published."""
    return [problem for problem in errors(problems) if config.strict or problem.code not in UNPLACED]


@contextmanager
def _index(site: Site, config: Config) -> Iterator[Indexing]:
    scratch = config.root / ".cache" / "search"
    if config.search == "new":
        with indexing(tuple(searchables(site, config)), config.language, scratch) as index:
            yield index
    else:
        yield last_index(scratch) if config.search == "last" else Indexing(dict)


@contextmanager
def _workers(
    config: Config, jobs: int, say: Callable[[str], None], progress: Progress | None, executor: str = ""
) -> Iterator[Workers]:
    with Cache(config.root / ".cache", say=say) as cache, connected(executor) if executor else nullcontext() as engine:
        yield Workers(cache, jobs, engine=engine, progress=progress)
