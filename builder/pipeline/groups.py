"""Produce: the pages of a family are planned, rendered and put into the new site, in this process or a fork of it."""

from __future__ import annotations

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
    """What all families are made of and with; a fork has it as it was when it was forked."""

    groups: Sequence[PageGroup]
    page_cache: PageCache
    renderer: Renderer
    publisher: SitePublisher


class RenderedPage(NamedTuple):
    """A page, and what became of its file."""

    page: PageRecord
    written: FileState | None = None
    """The file in the spare."""
    content: bytes | None = None
    """What it must hold, where something is in its way; neither of the two where the site has it already."""


@dataclass
class GroupResult:
    """The pages of a family, and the seconds that their stages took."""

    inputs_key: str = ""
    inputs: list[str] = field(default_factory=list)
    pages: list[RenderedPage] = field(default_factory=list)
    rendered_count: int = 0
    """Of those that were rendered."""
    plan_seconds: float = 0.0
    render_seconds: float = 0.0
    write_seconds: float = 0.0


class PlannedPage(NamedTuple):
    """A page, and whether its file in the site is what it would give."""

    page: Page
    record: PageRecord
    unchanged: bool


def planned_pages(family: PageGroup, before: GroupRecord | None, turn: SitePublisher) -> list[PlannedPage]:
    """The pages of a family."""
    known = {one.address: one for one in before.pages} if before else {}
    found = []
    for page in family.make():
        key = fingerprint(page.cache_key)
        same = known.get(page.address)
        kept = same is not None and same.key == key and turn.contains(output_path(page.address), same.checksum)
        checksum = same.checksum if same and kept else b""
        found.append(PlannedPage(page, PageRecord(page.address, key, checksum, page.in_sitemap), kept))
    return found


def group_inputs(family: PageGroup) -> tuple[str, list[str]]:
    """What decides about its pages beside its own, by a name, and the slugs of the articles that they show."""
    return (family.inputs.key(), family.inputs.slugs()) if family.inputs else ("", [])


def render_group(number: int, workshop: RenderContext) -> GroupResult:
    """The pages of the family of that number; raises ContentError with what is wrong with any of them."""
    start = time.perf_counter()
    family, turn = workshop.groups[number], workshop.publisher
    pages = planned_pages(family, workshop.page_cache.previous_pages(family.name), turn)
    product = GroupResult(*group_inputs(family))
    product.plan_seconds = time.perf_counter() - start
    problems: list[Problem] = []
    for one in pages:
        if one.unchanged:
            product.pages.append(RenderedPage(one.record))
            continue
        start = time.perf_counter()
        try:
            output = workshop.renderer.render(one.page)
        except ContentError as error:
            problems += error.problems
            continue
        between = time.perf_counter()
        product.rendered_count += 1
        product.pages.append(_render_page(one.record, output, turn))
        product.render_seconds += between - start
        product.write_seconds += time.perf_counter() - between
    if problems:
        raise ContentError(*problems)
    return product


def _render_page(known: PageRecord, output: Output, turn: SitePublisher) -> RenderedPage:
    checksum = digest_of(output.content)
    known = known._replace(checksum=checksum)
    if turn.contains(output.path, checksum):
        return RenderedPage(known)
    placed = turn.write_in_worker(output.path, checksum, output.content)
    return RenderedPage(known, placed) if placed else RenderedPage(known, None, output.content)
