"""Stages: what each step of a build does. Their order is in `builder.pipeline`."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from itertools import chain
from typing import NamedTuple

from builder.cache import Cache
from builder.config import Config
from builder.load import Sources
from builder.load.address_list import read_address_list
from builder.load.assets import assets, clash
from builder.model import Site
from builder.pages import PageGroup, clashes, index_of, page_groups, searchable_pages
from builder.pages import plan as plan_pages
from builder.pipeline import BuildRequest
from builder.pipeline import load_site as loading
from builder.pipeline.articles import Analysis, analyze_articles
from builder.pipeline.content import Content, read_content
from builder.pipeline.day import same_site
from builder.pipeline.history import save_entity_links
from builder.pipeline.noop import PreviousBuild
from builder.pipeline.page_cache import PageCache
from builder.pipeline.render_site import render_pages
from builder.problems import ContentError, Problem, errors, in_reading_order
from builder.publish import DirectorySnapshot, publishing
from builder.publish.publisher import SitePublisher, Written
from builder.render import Renderer
from builder.search import Indexing, indexing, last_index
from builder.workers import Workers
from builder.workers.cluster import connect


class SiteOutput(NamedTuple):
    """A site while it is made."""

    publisher: SitePublisher
    search: Indexing
    renderer: Renderer


class Plan(NamedTuple):
    """The pages of a site, in groups, and the cache of those that need not be rendered."""

    groups: Sequence[PageGroup]
    cache: PageCache


@contextmanager
def open_workers(request: BuildRequest) -> Iterator[Workers]:
    """Workers on every core or on a cluster, and the cache of their results."""
    cluster = connect(request.executor) if request.executor else nullcontext()
    with Cache(request.config.root / ".cache", warn=request.warn) as cache, cluster as engine:
        yield Workers(cache, request.jobs, engine=engine, progress=request.progress)


def read(sources: Sources, workers: Workers) -> Content:
    """The entities, topics and free pages of content/."""
    return read_content(sources, workers)


def analyze(request: BuildRequest, sources: Sources, content: Content, workers: Workers) -> Analysis:
    """Every article with its annotations anchored and the names in it linked."""
    return analyze_articles(sources, content.entities, request.config, workers, drafts=request.drafts)


def load_site(
    request: BuildRequest, sources: Sources, content: Content, articles: Analysis, workers: Workers
) -> tuple[Site, list[Problem]]:
    """The site, and every problem of its content in reading order."""
    config = request.config
    published = read_address_list(request.published_list, config.root)
    site, problems = loading.load_site(
        sources, content, articles, config, workers, drafts=request.drafts, day=request.day, published=published
    )
    # Everything in the files is known by now, and their content would be a fifth of the memory held to the end.
    sources.files.clear()
    return site, problems


def blocking(problems: Iterable[Problem], config: Config) -> list[Problem]:
    """The problems because of which nothing is published."""
    return [problem for problem in errors(problems) if config.strict or problem.code not in loading.ORPHANED]


@contextmanager
def open_output(request: BuildRequest, site: Site, live: DirectorySnapshot) -> Iterator[SiteOutput]:
    """The output folder, locked; the search index is built beside the pages meanwhile."""
    config = request.config
    renderer = Renderer(config.theme_folder, config)
    with (
        _search_index(site, config) as search,
        publishing(request.output, scratch=config.root / ".cache", snapshot=live) as publisher,
    ):
        yield SiteOutput(publisher, search, renderer)


def plan(request: BuildRequest, site: Site, output: SiteOutput, workers: Workers) -> Plan:
    """Every page of the site but the sitemap, in groups about one thing."""
    with workers.progress.time("index"):
        index = index_of(site, request.config)
        cache = PageCache(workers.cache, output.renderer, index.metadata_digest_of, output.publisher.name)
        return Plan(list(page_groups(index)), cache)


def render(planned: Plan, output: SiteOutput, workers: Workers) -> int:
    """The number of pages, all of them in the standby slot; 0 when two of them have the same address.

    Raises ContentError when a page could not be rendered.
    """
    return render_pages(planned.groups, planned.cache, output.renderer, workers, output.publisher)


def with_duplicate_addresses(problems: Iterable[Problem], site: Site, config: Config) -> tuple[Problem, ...]:
    """The problems, and those of pages with the same address."""
    return tuple(in_reading_order([*problems, *clashes(plan_pages(site, config))]))


def publish(request: BuildRequest, site: Site, output: SiteOutput, workers: Workers) -> Written:
    """Add theme files, search index and assets, and swap the new site with the published one."""
    for file in chain(output.renderer.assets(), output.search.outputs()):
        output.publisher.write(file.path, file.content)
    files = assets(request.config)
    taken = [clash(path) for path, _ in files if output.publisher.claimed(path)]
    if taken:
        raise ContentError(*taken)
    for path, source in files:
        if path not in site.hidden_assets:
            output.publisher.copy(path, source)
    with workers.progress.time("publish"):
        return output.publisher.finish()


def save_history(  # noqa: PLR0913, PLR0917 - everything that the next build compares with
    request: BuildRequest,
    previous: PreviousBuild,
    site: Site,
    output: SiteOutput,
    pages: int,
    written: Written,
    problems: Sequence[Problem],
) -> None:
    """Save what the next build compares with: its inputs and output, and links of names."""
    if written.written or written.removed:
        save_entity_links(request.config, site)
    if output.search.problems:
        # The next build may succeed although no file has changed.
        previous.forget()
    else:
        previous.save(site.files, output.publisher.tree_digest(), pages, problems, same_site(site))


@contextmanager
def _search_index(site: Site, config: Config) -> Iterator[Indexing]:
    scratch = config.root / ".cache" / "search"
    if config.search == "new":
        with indexing(tuple(searchable_pages(site, config)), config.language, scratch) as index:
            yield index
    else:
        yield last_index(scratch) if config.search == "last" else Indexing(dict)
