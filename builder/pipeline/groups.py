"""Produce: the pages of a family are planned, rendered and put into the new site, in this process or a fork of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from builder.cache import fingerprint
from builder.model import Output, Page
from builder.pages import Family
from builder.pipeline.page_cache import Kin, Known, Rendered
from builder.problems import ContentError, Problem
from builder.publish.publisher import Turn
from builder.publish.stat_signature import FileKnown, checksum_of
from builder.render import Renderer, output_path


@dataclass(frozen=True)
class Workshop:
    """What all families are made of and with; a fork has it as it was when it was forked."""

    families: Sequence[Family]
    rendered: Rendered
    renderer: Renderer
    turn: Turn


class Made(NamedTuple):
    """A page, and what became of its file."""

    page: Known
    placed: FileKnown | None = None
    """The file in the spare."""
    content: bytes | None = None
    """What it must hold, where something is in its way; neither of the two where the site has it already."""


@dataclass
class Product:
    """The pages of a family, and the seconds that their stages took."""

    shape: str = ""
    near: list[str] = field(default_factory=list)
    pages: list[Made] = field(default_factory=list)
    count: int = 0
    """Of those that were rendered."""
    planned: float = 0.0
    rendered: float = 0.0
    written: float = 0.0


class Planned(NamedTuple):
    """A page, and whether its file in the site is what it would give."""

    page: Page
    known: Known
    kept: bool


def planned(family: Family, before: Kin | None, turn: Turn) -> list[Planned]:
    """The pages of a family."""
    known = {one.address: one for one in before.pages} if before else {}
    found = []
    for page in family.make():
        key = fingerprint(page.made_of)
        same = known.get(page.address)
        kept = same is not None and same.key == key and turn.has(output_path(page.address), same.checksum)
        checksum = same.checksum if same and kept else b""
        found.append(Planned(page, Known(page.address, key, checksum, page.listed), kept))
    return found


def near(family: Family) -> tuple[str, list[str]]:
    """What decides about its pages beside its own, by a name, and the slugs of the articles that they show."""
    return (family.near.shape(), family.near.slugs()) if family.near else ("", [])


def produce(number: int, workshop: Workshop) -> Product:
    """The pages of the family of that number; raises ContentError with what is wrong with any of them."""
    start = time.perf_counter()
    family, turn = workshop.families[number], workshop.turn
    pages = planned(family, workshop.rendered.before(family.name), turn)
    product = Product(*near(family))
    product.planned = time.perf_counter() - start
    problems: list[Problem] = []
    for one in pages:
        if one.kept:
            product.pages.append(Made(one.known))
            continue
        start = time.perf_counter()
        try:
            output = workshop.renderer.render(one.page)
        except ContentError as error:
            problems += error.problems
            continue
        between = time.perf_counter()
        product.count += 1
        product.pages.append(_made(one.known, output, turn))
        product.rendered += between - start
        product.written += time.perf_counter() - between
    if problems:
        raise ContentError(*problems)
    return product


def _made(known: Known, output: Output, turn: Turn) -> Made:
    checksum = checksum_of(output.content)
    known = known._replace(checksum=checksum)
    if turn.has(output.path, checksum):
        return Made(known)
    placed = turn.place(output.path, checksum, output.content)
    return Made(known, placed) if placed else Made(known, None, output.content)
