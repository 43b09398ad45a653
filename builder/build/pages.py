"""Pages: every page of the site is put into the new site; those of which nothing has changed stay what they are."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial

from builder.build import stages
from builder.build.produce import Product, Workshop, near, planned, produce
from builder.build.rendered import Known, Rendered
from builder.cache import fingerprint
from builder.config import Config
from builder.model import Page, Site
from builder.plan import Family, families_of, index_of, sitemap_pages
from builder.problems import ContentError
from builder.render import Renderer, output_path
from builder.workers import Workers
from builder.workers.progress import Meter
from builder.write.turn import Turn


def put_pages(site: Site, config: Config, renderer: Renderer, workers: Workers, turn: Turn) -> int:
    """How many pages there are; 0 when two of them have one address.

    Raises ContentError after the last when a page could not be rendered, so that none is published.
    """
    with workers.progress.time("turn round"):
        index = index_of(site)
        families = list(families_of(index, config))
        rendered = Rendered(workers.cache, renderer, index.shown_of)
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
        changed = self._changed(families)
        if not self._workers.near:
            self._from_afar([families[number] for number in changed])
            return
        workshop = Workshop(families, self._rendered.before, self._renderer, self._turn)
        for number, product in self._workers.pairs(produce, changed, workshop):
            self._count(product, (number + 1) / len(families))
            self._add(families[number], product)

    def _changed(self, families: Sequence[Family]) -> Iterator[int]:
        for number, family in enumerate(families):
            if not self._rendered.keeps(family, self._turn):
                self._turn.begin()
                yield number

    def _count(self, product: Product, share: float) -> None:
        """`share` is how much of the families has been looked at: nobody knows yet how many pages the others have."""
        seconds = product.planned, product.rendered, product.written
        written = sum(made.placed is not None or made.content is not None for made in product.pages)
        for meter, took, pages in zip(self._meters, seconds, (len(product.pages), product.count, written), strict=True):
            meter.seconds += took
            meter.done += pages
            meter.total = round(meter.done / share)

    def _add(self, family: Family, product: Product) -> None:
        own: list[Known] = []
        for page, placed, content in product.pages:
            if self._is_twice(page.address):
                continue
            path = output_path(page.address)
            if placed:
                self._turn.placed(path, placed)
            elif content is not None:
                self._turn.take(path, content)
            else:
                self._turn.keep(path, page.checksum)
            own.append(page)
        self._rendered.add(family, product.shape, product.near, own)

    def _is_twice(self, address: str) -> bool:
        self.twice |= not self._rendered.takes(address)
        return self.twice

    def _from_afar(self, families: Sequence[Family]) -> None:
        """Where neither what is known here nor the new site can be seen: pages go out, and files come back."""
        under_way: dict[str, tuple[list[Known], int]] = {}

        def pages() -> Iterator[Page]:
            for family in families:
                own: list[Known] = []
                for page, known, kept in planned(family, self._rendered.before.get(family.name), self._turn):
                    if self._is_twice(page.address):
                        continue
                    own.append(known)
                    if kept:
                        self._turn.keep(output_path(page.address), known.checksum)
                    else:
                        under_way[page.address] = own, len(own) - 1
                        yield page
                self._rendered.add(family, *near(family), own)

        for page, output in self._workers.pairs(stages.render, pages(), self._renderer):
            own, place = under_way.pop(page.address)
            own[place] = own[place]._replace(checksum=self._turn.take(output.path, output.content))
