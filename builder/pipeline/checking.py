"""Check the site: every problem of the content, its captures, addresses and theme, without writing anything."""

import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from builder.check.captures import check_captures
from builder.check.dates import check_dates
from builder.config import Config
from builder.load import read_sources
from builder.load.address_list import read_address_list
from builder.load.assets import clash
from builder.model import Page, Site
from builder.pages import clashes, plan
from builder.pipeline import BuildRequest
from builder.pipeline.load_site import load_archive
from builder.pipeline.noop import PreviousBuild
from builder.pipeline.report import Report
from builder.pipeline.stages import open_workers
from builder.pipeline.unconverted import unconverted
from builder.pipeline.verify import compare_captures
from builder.problems import ContentError, Problem, errors, in_reading_order
from builder.publish.snapshot import folders_of
from builder.render import Renderer, output_path
from builder.workers import Workers


def check_site(request: BuildRequest) -> Report:
    """Every problem of content/, with drafts and as it would be published."""
    started = time.monotonic()
    config = request.config
    problems: list[Problem] = []
    views: defaultdict[str, set[type]] = defaultdict(set)
    sources = read_sources(config.root)
    published = read_address_list(request.published_list, config.root)
    for drafts in (False, True):
        with open_workers(request) as workers:
            site, found = load_archive(
                config, workers, drafts=drafts, day=request.day, sources=sources, published=published
            )
        problems += found
        if not errors(found):
            problems += _page_problems(site, config, views)
    with open_workers(replace(request, executor="")) as workers:
        problems += _capture_problems(site, config, workers)
    problems += check_dates(site)
    try:
        # Reads every file that is published unchanged.
        PreviousBuild(config, request.output, request.published_list, drafts=False)
    except ContentError as error:
        problems += error.problems
    problems += Renderer(config.theme_folder, config).template_errors(views)
    return Report(problems=tuple(in_reading_order(problems)), seconds=time.monotonic() - started, site=site)


def _page_problems(site: Site, config: Config, views: defaultdict[str, set[type]]) -> list[Problem]:
    """Pages with the same address; adds to `views` the types that each template is given."""
    pages = list(plan(site, config))
    for page in pages:
        # One page is enough for a kind with many.
        if not page.late or page.template not in views:
            views[page.template].add(type(page.view))
    return [*clashes(pages), *map(clash, _taken(site.root_files, pages))]


def _taken(root_files: Iterable[str], pages: Iterable[Page]) -> list[str]:
    """The files of content/root/ that have the path of a page, or of a folder with pages."""
    made = {output_path(page.address) for page in pages}
    folders = folders_of(made)
    return sorted(path for path in root_files if path in made or path in folders or folders_of([path]) & made)


def _capture_problems(site: Site, config: Config, workers: Workers) -> list[Problem]:
    """Missing and changed captures, those that do not give the text of their article, and those that have none."""
    try:
        compared = compare_captures(site.articles, site.texts, config, workers)
        known = {article.source.file for article in site.articles if article.source.file}
        return [*check_captures(site, config, compared), *unconverted(config, known)]
    except ContentError as error:
        return list(error.problems)
