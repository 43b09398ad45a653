"""Render the site: the pages of each group are rendered into the standby slot, if anything they depend on changed."""

import gc
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

from builder.cache import fingerprint
from builder.model import Page
from builder.pages import PageGroup, sitemap_pages
from builder.pipeline import tasks
from builder.pipeline.groups import GroupResult, RenderContext, group_inputs, planned_pages, render_group
from builder.pipeline.page_cache import PageCache, PageRecord
from builder.problems import ContentError, Place, Problem
from builder.publish.publisher import SitePublisher
from builder.render import Renderer, output_path
from builder.workers import Workers
from builder.workers.progress import Meter


def render_pages(
    groups: Sequence[PageGroup], cache: PageCache, renderer: Renderer, workers: Workers, publisher: SitePublisher
) -> int:
    """The number of pages, sitemap included; 0 when two of them have the same address.

    Raises ContentError after the last page when one could not be rendered, so that none is published.
    """
    earlier = len(workers.problems)
    # Templates leave garbage behind with every page; freezing keeps the collector from scanning the archive for it.
    gc.freeze()
    gc.enable()
    with ExitStack() as stack:
        meters = [
            stack.enter_context(workers.progress.stage(name, nested=True)) for name in ("plan", "render", "write")
        ]
        run = GroupRenderer(cache, renderer, workers, publisher, meters)
        run.render_groups(groups)
        if len(workers.problems) > earlier:
            raise ContentError(*workers.problems[earlier:])
        if not run.has_duplicates:
            addresses = [address for group in groups for address in cache.sitemap_addresses(group)]
            run.render_groups([PageGroup("sitemap", fingerprint(addresses), "", partial(sitemap_pages, addresses))])
    return 0 if run.has_duplicates else cache.save()


@dataclass
class GroupRenderer:
    """Renders groups of pages in this process, in forks of it or on a cluster, and records the result."""

    page_cache: PageCache
    renderer: Renderer
    workers: Workers
    publisher: SitePublisher
    meters: Sequence[Meter]
    has_duplicates: bool = False

    def render_groups(self, groups: Sequence[PageGroup]) -> None:
        """Reuse or render the pages of each group."""
        changed = [number for number, group in enumerate(groups) if not self.page_cache.reuse(group, self.publisher)]
        if changed:
            self.publisher.open_standby()
        if not self.workers.shares_memory:
            self._render_remote([groups[number] for number in changed])
            return
        context = RenderContext(groups, self.page_cache, self.renderer, self.publisher)
        jobs = _largest_first(groups, changed)
        for done, (number, result) in enumerate(self.workers.pairs(render_group, jobs, context), 1):
            self._count(result, done / len(jobs))
            self._add(groups[number], result)

    def _count(self, result: GroupResult, share: float) -> None:
        """Update the meters. `share` of the groups is done, from which the number of all pages is estimated."""
        seconds = result.plan_seconds, result.render_seconds, result.write_seconds
        written = sum(page.written is not None or page.content is not None for page in result.pages)
        counts = len(result.pages), result.rendered_count, written
        for meter, spent, pages in zip(self.meters, seconds, counts, strict=True):
            meter.seconds += spent
            meter.done += pages
            meter.total = round(meter.done / share)

    def _add(self, group: PageGroup, result: GroupResult) -> None:
        records: list[PageRecord] = []
        for record, written, content in result.pages:
            path = output_path(record.address)
            if self.publisher.claimed(path):
                self.has_duplicates = True
                continue
            if written:
                self.publisher.record(path, written)
            elif content is not None:
                self.publisher.write(path, content)
            else:
                self._reuse(path, record)
            records.append(record)
        self.page_cache.add(group, result.inputs_key, result.inputs, records)

    def _reuse(self, path: str, record: PageRecord) -> None:
        """Reuse a page that the site had when it was planned."""
        if not self.publisher.reuse(path, record.checksum):
            raise ContentError(Problem("S604", "the page was changed during the build", Place(path), "build again"))

    def _render_remote(self, groups: Sequence[PageGroup]) -> None:
        """Render on other machines, which share neither memory nor disk: pages are sent, files come back."""
        planned: list[tuple[PageGroup, tuple[str, list[str]], list[PageRecord]]] = []
        pending: dict[str, tuple[list[PageRecord], int]] = {}
        """By path: the record that waits for its checksum, as a list and a position in it."""

        def pages() -> Iterator[Page]:
            for group in groups:
                records: list[PageRecord] = []
                previous = self.page_cache.previous_pages(group.name)
                for page, record, unchanged in planned_pages(group, previous, self.publisher):
                    path = output_path(page.address)
                    if path in pending or self.publisher.claimed(path):
                        self.has_duplicates = True
                        continue
                    records.append(record)
                    if unchanged:
                        self._reuse(path, record)
                    else:
                        pending[path] = records, len(records) - 1
                        yield page
                planned.append((group, group_inputs(group), records))

        for _, output in self.workers.pairs(tasks.render, pages(), self.renderer):
            records, position = pending.pop(output.path)
            checksum = self.publisher.write(output.path, output.content)
            records[position] = records[position]._replace(checksum=checksum)
        for group, (key, slugs), records in planned:
            self.page_cache.add(group, key, slugs, records)


def _largest_first(groups: Sequence[PageGroup], numbers: Sequence[int]) -> list[int]:
    """The order of work: one group of each kind first, so that what they memoise is there when processes are forked.

    Then the largest, so that at the end no process waits for one of those.
    """
    kinds = {number: groups[number].name.partition(" ")[0] for number in numbers}
    counts = Counter(kinds.values())
    first = {kind: number for number, kind in reversed(kinds.items())}
    others = (number for number in numbers if first[kinds[number]] != number)
    return [
        *sorted(first.values(), key=lambda number: -counts[kinds[number]]),
        *sorted(others, key=lambda number: -groups[number].size),
    ]
