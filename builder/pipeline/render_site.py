"""Pages: every page of the site is put into the new site; those of which nothing has changed stay what they are."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial

from builder.cache import fingerprint
from builder.config import Config
from builder.model import Page, Site
from builder.pages import PageGroup, index_of, page_groups, sitemap_pages
from builder.pipeline import tasks
from builder.pipeline.groups import GroupResult, RenderContext, group_inputs, planned_pages, render_group
from builder.pipeline.page_cache import PageCache, PageRecord
from builder.problems import ContentError, Place, Problem
from builder.publish.publisher import SitePublisher
from builder.render import Renderer, output_path
from builder.workers import Workers
from builder.workers.progress import Meter


def render_pages(site: Site, config: Config, renderer: Renderer, workers: Workers, turn: SitePublisher) -> int:
    """How many pages there are; 0 when two of them have one address.

    Raises ContentError after the last when a page could not be rendered, so that none is published.
    """
    with workers.progress.time("index"):
        index = index_of(site)
        families = list(page_groups(index, config))
        rendered = PageCache(workers.cache, renderer, index.metadata_digest_of, turn.name)
    before = len(workers.problems)
    # A template leaves garbage behind with every page; what is known of the archive need not be looked through for it.
    gc.freeze()
    gc.enable()
    with ExitStack() as stack:
        meters = [stack.enter_context(workers.progress.stage(name, part=True)) for name in ("plan", "render", "write")]
        take = GroupRenderer(rendered, renderer, workers, turn, meters)
        take.render_groups(families)
        if len(workers.problems) > before:
            raise ContentError(*workers.problems[before:])
        if not take.has_duplicates:
            listed = [address for family in families for address in rendered.sitemap_addresses(family)]
            take.render_groups([PageGroup("sitemap", fingerprint(listed), "", partial(sitemap_pages, listed))])
    return 0 if take.has_duplicates else rendered.save()


class GroupRenderer:
    """Takes families of pages, from whoever makes them."""

    def __init__(
        self, rendered: PageCache, renderer: Renderer, workers: Workers, turn: SitePublisher, meters: Sequence[Meter]
    ) -> None:
        self.has_duplicates = False
        self._page_cache = rendered
        self._renderer = renderer
        self._workers = workers
        self._publisher = turn
        self._meters = meters

    def render_groups(self, families: Sequence[PageGroup]) -> None:
        """Keep or make the pages of each."""
        changed = [number for number, one in enumerate(families) if not self._page_cache.reuse(one, self._publisher)]
        if changed:
            self._publisher.open_standby()
        if not self._workers.shares_memory:
            self._render_remote([families[number] for number in changed])
            return
        workshop = RenderContext(families, self._page_cache, self._renderer, self._publisher)
        jobs = _largest_first(families, changed)
        for done, (number, product) in enumerate(self._workers.pairs(render_group, jobs, workshop), 1):
            self._count(product, done / len(jobs))
            self._add(families[number], product)

    def _count(self, product: GroupResult, share: float) -> None:
        """`share` is how much of the families is done: nobody knows yet how many pages the others have."""
        seconds = product.plan_seconds, product.render_seconds, product.write_seconds
        written = sum(made.written is not None or made.content is not None for made in product.pages)
        for meter, took, pages in zip(
            self._meters, seconds, (len(product.pages), product.rendered_count, written), strict=True
        ):
            meter.seconds += took
            meter.done += pages
            meter.total = round(meter.done / share)

    def _add(self, family: PageGroup, product: GroupResult) -> None:
        own: list[PageRecord] = []
        for page, placed, content in product.pages:
            path = output_path(page.address)
            if self._publisher.claimed(path):
                self.has_duplicates = True
                continue
            if placed:
                self._publisher.record(path, placed)
            elif content is not None:
                self._publisher.write(path, content)
            else:
                self._reuse(path, page)
            own.append(page)
        self._page_cache.add(family, product.inputs_key, product.inputs, own)

    def _reuse(self, path: str, page: PageRecord) -> None:
        """The site had it when it was planned."""
        if not self._publisher.reuse(path, page.checksum):
            raise ContentError(Problem("S604", "the page was changed during the build", Place(path), "build again"))

    def _render_remote(self, families: Sequence[PageGroup]) -> None:
        """Where neither what is known here nor the new site can be seen: pages go out, and files come back."""
        made: list[tuple[PageGroup, tuple[str, list[str]], list[PageRecord]]] = []
        under_way: dict[str, tuple[list[PageRecord], int]] = {}

        def pages() -> Iterator[Page]:
            for family in families:
                own: list[PageRecord] = []
                for page, known, kept in planned_pages(
                    family, self._page_cache.previous_pages(family.name), self._publisher
                ):
                    path = output_path(page.address)
                    if path in under_way or self._publisher.claimed(path):
                        self.has_duplicates = True
                        continue
                    own.append(known)
                    if kept:
                        self._reuse(path, known)
                    else:
                        under_way[path] = own, len(own) - 1
                        yield page
                made.append((family, group_inputs(family), own))

        for _, output in self._workers.pairs(tasks.render, pages(), self._renderer):
            own, place = under_way.pop(output.path)
            own[place] = own[place]._replace(checksum=self._publisher.write(output.path, output.content))
        for family, (shape, slugs), own in made:
            self._page_cache.add(family, shape, slugs, own)


def _largest_first(families: Sequence[PageGroup], numbers: Sequence[int]) -> list[int]:
    """One of each sort first, in this process: what they make ready for the others is not made in each of its forks.

    Then the largest, so that at the end nobody waits for one of those.
    """
    sorts = {number: families[number].name.partition(" ")[0] for number in numbers}
    counts = Counter(sorts.values())
    first = {sort: number for number, sort in reversed(sorts.items())}
    others = (number for number in numbers if first[sorts[number]] != number)
    return [
        *sorted(first.values(), key=lambda number: -counts[sorts[number]]),
        *sorted(others, key=lambda number: -families[number].size),
    ]
