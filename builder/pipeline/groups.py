"""Groups: the pages of a group are planned, rendered and written to the standby slot, here or in a fork."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from builder.cache import fingerprint
from builder.model import Output, Page
from builder.pages import PageGroup
from builder.pipeline.page_cache import GroupRecord, PageCache, PageRecord
from builder.problems import ContentError, Problem
from builder.publish.publisher import SitePublisher
from builder.publish.stat_signature import FileState, digest_of
from builder.render import Renderer, output_path


@dataclass(frozen=True)
class RenderContext:
    """What the rendering of every group needs; a fork has it as it was when it was forked."""

    groups: Sequence[PageGroup]
    page_cache: PageCache
    renderer: Renderer
    publisher: SitePublisher


class RenderedPage(NamedTuple):
    """A page and its file. Neither `written` nor `content` is set when the published file is reused."""

    record: PageRecord
    written: FileState | None = None
    """State of the file in the standby slot."""
    content: bytes | None = None
    """Content of a file that could not be written, because something else has its path."""


@dataclass
class GroupResult:
    """The pages of a group, and the seconds that their stages took."""

    inputs_key: str = ""
    inputs: list[str] = field(default_factory=list)
    pages: list[RenderedPage] = field(default_factory=list)
    rendered_count: int = 0
    plan_seconds: float = 0.0
    render_seconds: float = 0.0
    write_seconds: float = 0.0


class PlannedPage(NamedTuple):
    """A page, and whether its published file is still right."""

    page: Page
    record: PageRecord
    unchanged: bool


def planned_pages(group: PageGroup, previous: GroupRecord | None, publisher: SitePublisher) -> list[PlannedPage]:
    """The pages of a group."""
    records = {one.address: one for one in previous.pages} if previous else {}
    found = []
    for page in group.make():
        key = fingerprint(page.cache_key)
        old = records.get(page.address)
        same = old is not None and old.key == key and publisher.contains(output_path(page.address), old.checksum)
        checksum = old.checksum if old and same else b""
        found.append(PlannedPage(page, PageRecord(page.address, key, checksum, page.in_sitemap), same))
    return found


def group_inputs(group: PageGroup) -> tuple[str, list[str]]:
    """Key of what its pages depend on besides its own content, and slugs of the articles that they show."""
    return (group.inputs.key(), group.inputs.slugs()) if group.inputs else ("", [])


def render_group(number: int, context: RenderContext) -> GroupResult:
    """The pages of the group with this number; raises ContentError with the problems of all its pages."""
    start = time.perf_counter()
    group, publisher = context.groups[number], context.publisher
    pages = planned_pages(group, context.page_cache.previous_pages(group.name), publisher)
    result = GroupResult(*group_inputs(group))
    result.plan_seconds = time.perf_counter() - start
    problems: list[Problem] = []
    for planned in pages:
        if planned.unchanged:
            result.pages.append(RenderedPage(planned.record))
            continue
        start = time.perf_counter()
        try:
            output = context.renderer.render(planned.page)
        except ContentError as error:
            problems += error.problems
            continue
        rendered = time.perf_counter()
        result.rendered_count += 1
        result.pages.append(_written(planned.record, output, publisher))
        result.render_seconds += rendered - start
        result.write_seconds += time.perf_counter() - rendered
    if problems:
        raise ContentError(*problems)
    return result


def _written(record: PageRecord, output: Output, publisher: SitePublisher) -> RenderedPage:
    checksum = digest_of(output.content)
    record = record._replace(checksum=checksum)
    if publisher.contains(output.path, checksum):
        return RenderedPage(record)
    state = publisher.write_in_worker(output.path, checksum, output.content)
    return RenderedPage(record, state) if state else RenderedPage(record, None, output.content)
