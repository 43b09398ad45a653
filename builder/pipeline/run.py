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
from builder.pages import clashes, plan, searchable_pages
from builder.pipeline.history import check_addresses, save_annotation_ids, save_entity_links
from builder.pipeline.load_site import load_site
from builder.pipeline.noop import PreviousBuild
from builder.pipeline.render_site import render_pages
from builder.pipeline.report import Report
from builder.pipeline.verify import compare_captures
from builder.problems import ContentError, Problem, errors, in_reading_order
from builder.publish import DirectorySnapshot, publishing
from builder.render import Renderer
from builder.search import Indexing, indexing, last_index
from builder.workers import Workers
from builder.workers.cluster import connected
from builder.workers.progress import Progress

ORPHANED = frozenset({"N101", "N102"})
"""An annotation without a place is printed as such: an error of `check`, not of `build` (unless `strict: true`)."""


def publish(  # noqa: PLR0913 - as many as a build has circumstances
    config: Config,
    output: Path,
    last: PreviousBuild,
    sources: Sources,
    seen: DirectorySnapshot,
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
        site, problems = load_site(config, workers, drafts=drafts, sources=sources)
        # All that is in the files is known by now, and they are a fifth of what would be held to the end.
        sources.files.clear()
        problems = in_reading_order([*problems, *check_addresses(config, site)])
        if blocking(problems, config):
            return Report(problems=tuple(problems), site=site)
        renderer = Renderer(config.theme_folder, config)
        # The index is made beside the pages, and read when they are done.
        with _index(site, config) as index, publishing(output, scratch=config.root / ".cache", seen=seen) as turn:
            pages = render_pages(site, config, renderer, workers, turn)
            if not pages:
                problems = in_reading_order([*problems, *clashes(plan(site, config))])
                return Report(problems=tuple(problems), site=site)
            for file in chain(renderer.assets(), index.outputs()):
                turn.write(file.path, file.content)
            for path, source in assets(config):
                turn.copy(path, source)
            with workers.progress.time("publish"):
                written = turn.finish()
        if written.written or written.removed:
            save_entity_links(config, site)
            if not drafts:
                save_annotation_ids(config, site)
    if index.problems:
        # What kept it from being made may be gone at the next build, though no file has changed.
        last.forget()
        problems = in_reading_order([*problems, *index.problems])
    else:
        last.save(site.files, turn.tree_digest(), pages, problems)
    return Report(pages, written.written, written.removed, tuple(problems), published=True, site=site)


def check_site(config: Config, *, jobs: int, progress: Progress | None, say: Callable[[str], None]) -> Report:
    """Everything that is wrong with content/, with drafts and as it would be published; nothing is written."""
    begun = time.monotonic()
    problems: list[Problem] = []
    views: defaultdict[str, set[type]] = defaultdict(set)
    sources = read_sources(config.root)
    for drafts in (False, True):
        with _workers(config, jobs, say, progress) as workers:
            site, found = load_site(config, workers, drafts=drafts, sources=sources)
        problems += found
        if not errors(found):
            pages = list(plan(site, config))
            problems += clashes(pages)
            for page in pages:
                # Of a kind with many pages, one is enough.
                if not page.late or page.template not in views:
                    views[page.template].add(type(page.view))
    with _workers(config, jobs, say, progress) as workers:
        problems += _capture_problems(site, config, workers)
    problems += check_addresses(config, site)
    try:
        # It reads every file that is published as it is.
        PreviousBuild(config, config.root / config.output, drafts=False)
    except ContentError as error:
        problems += error.problems
    problems += Renderer(config.theme_folder, config).template_errors(views)
    return Report(problems=tuple(in_reading_order(problems)), seconds=time.monotonic() - begun, site=site)


def _capture_problems(site: Site, config: Config, workers: Workers) -> list[Problem]:
    """What is wrong with captures, and where they do not prove the words of their articles."""
    try:
        return list(check_captures(site, config, compare_captures(site.articles, config, workers)))
    except ContentError as error:
        return list(error.problems)


def blocking(problems: Iterable[Problem], config: Config) -> list[Problem]:
    """The problems for which nothing is published."""
    return [problem for problem in errors(problems) if config.strict or problem.code not in ORPHANED]


@contextmanager
def _index(site: Site, config: Config) -> Iterator[Indexing]:
    scratch = config.root / ".cache" / "search"
    if config.search == "new":
        with indexing(tuple(searchable_pages(site, config)), config.language, scratch) as index:
            yield index
    else:
        yield last_index(scratch) if config.search == "last" else Indexing(dict)


@contextmanager
def _workers(
    config: Config, jobs: int, say: Callable[[str], None], progress: Progress | None, executor: str = ""
) -> Iterator[Workers]:
    with Cache(config.root / ".cache", say=say) as cache, connected(executor) if executor else nullcontext() as engine:
        yield Workers(cache, jobs, engine=engine, progress=progress)
