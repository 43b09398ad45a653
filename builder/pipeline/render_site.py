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
from builder.pages import Family, families_of, index_of, sitemap_pages
from builder.pipeline import tasks
from builder.pipeline.groups import Product, Workshop, near, planned, produce
from builder.pipeline.page_cache import Known, Rendered
from builder.problems import ContentError, Place, Problem
from builder.publish.publisher import Turn
from builder.render import Renderer, output_path
from builder.workers import Workers
from builder.workers.progress import Meter


def put_pages(site: Site, config: Config, renderer: Renderer, workers: Workers, turn: Turn) -> int:
    """How many pages there are; 0 when two of them have one address.

    Raises ContentError after the last when a page could not be rendered, so that none is published.
    """
    with workers.progress.time("turn round"):
        index = index_of(site)
        families = list(families_of(index, config))
        rendered = Rendered(workers.cache, renderer, index.shown_of, turn.name)
    before = len(workers.problems)
    # A template leaves garbage behind with every page; what is known of the archive need not be looked through for it.
    gc.freeze()
    gc.enable()
    with ExitStack() as stack:
        meters = [stack.enter_context(workers.progress.stage(name, part=True)) for name in ("plan", "render", "write")]
        take = _Taking(rendered, renderer, workers, turn, meters)
        take.families(families)
        if len(workers.problems) > before:
            raise ContentError(*workers.problems[before:])
        if not take.twice:
            listed = [address for family in families for address in rendered.listed(family)]
            take.families([Family("sitemap", fingerprint(listed), "", partial(sitemap_pages, listed))])
    return 0 if take.twice else rendered.remember()


class _Taking:
    """Takes families of pages, from whoever makes them."""

    def __init__(
        self, rendered: Rendered, renderer: Renderer, workers: Workers, turn: Turn, meters: Sequence[Meter]
    ) -> None:
        self.twice = False
        self._rendered = rendered
        self._renderer = renderer
        self._workers = workers
        self._turn = turn
        self._meters = meters

    def families(self, families: Sequence[Family]) -> None:
        """Keep or make the pages of each."""
        changed = [number for number, one in enumerate(families) if not self._rendered.keeps(one, self._turn)]
        if changed:
            self._turn.begin()
        if not self._workers.near:
            self._from_afar([families[number] for number in changed])
            return
        workshop = Workshop(families, self._rendered, self._renderer, self._turn)
        jobs = _in_order(families, changed)
        for done, (number, product) in enumerate(self._workers.pairs(produce, jobs, workshop), 1):
            self._count(product, done / len(jobs))
            self._add(families[number], product)

    def _count(self, product: Product, share: float) -> None:
        """`share` is how much of the families is done: nobody knows yet how many pages the others have."""
        seconds = product.planned, product.rendered, product.written
        written = sum(made.placed is not None or made.content is not None for made in product.pages)
        for meter, took, pages in zip(self._meters, seconds, (len(product.pages), product.count, written), strict=True):
            meter.seconds += took
            meter.done += pages
            meter.total = round(meter.done / share)

    def _add(self, family: Family, product: Product) -> None:
        own: list[Known] = []
        for page, placed, content in product.pages:
            path = output_path(page.address)
            if self._turn.took(path):
                self.twice = True
                continue
            if placed:
                self._turn.placed(path, placed)
            elif content is not None:
                self._turn.take(path, content)
            else:
                self._keep(path, page)
            own.append(page)
        self._rendered.add(family, product.shape, product.near, own)

    def _keep(self, path: str, page: Known) -> None:
        """The site had it when it was planned."""
        if not self._turn.keep(path, page.checksum):
            raise ContentError(Problem("S604", "the page was changed during the build", Place(path), "build again"))

    def _from_afar(self, families: Sequence[Family]) -> None:
        """Where neither what is known here nor the new site can be seen: pages go out, and files come back."""
        made: list[tuple[Family, tuple[str, list[str]], list[Known]]] = []
        under_way: dict[str, tuple[list[Known], int]] = {}

        def pages() -> Iterator[Page]:
            for family in families:
                own: list[Known] = []
                for page, known, kept in planned(family, self._rendered.before(family.name), self._turn):
                    path = output_path(page.address)
                    if path in under_way or self._turn.took(path):
                        self.twice = True
                        continue
                    own.append(known)
                    if kept:
                        self._keep(path, known)
                    else:
                        under_way[path] = own, len(own) - 1
                        yield page
                made.append((family, near(family), own))

        for _, output in self._workers.pairs(tasks.render, pages(), self._renderer):
            own, place = under_way.pop(output.path)
            own[place] = own[place]._replace(checksum=self._turn.take(output.path, output.content))
        for family, (shape, slugs), own in made:
            self._rendered.add(family, shape, slugs, own)


def _in_order(families: Sequence[Family], numbers: Sequence[int]) -> list[int]:
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
