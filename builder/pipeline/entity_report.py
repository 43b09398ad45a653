"""Registry: what the articles tell of the registry of names, for the editors who keep it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from builder.cache import Cache
from builder.check.registry_report import Section, registry_report
from builder.config import Config
from builder.model import Site
from builder.pipeline.history import read_entity_links
from builder.pipeline.load_site import load_archive
from builder.suggest import Suggestion, suggest, write
from builder.workers import Workers

FREQUENT_NAMES = 20
"""Frequent names that the report gives."""


def suggestions(
    config: Config, *, names: Sequence[str] = (), jobs: int = 0, warn: Callable[[str], None] = lambda _: None
) -> tuple[Site, tuple[Suggestion, ...]]:
    """The archive, drafts included, and the names that its registry may take in, or those of them that are wanted."""
    with Cache(config.root / ".cache", warn=warn) as cache:
        site, _ = load_archive(config, Workers(cache, jobs), drafts=True)
    wanted = {name.casefold() for name in names}
    return site, tuple(one for one in suggest(site) if not wanted or one.name.casefold() in wanted)


def accept(config: Config, site: Site, suggested: Sequence[Suggestion]) -> Iterator[tuple[Suggestion, Path | None]]:
    """Write each suggestion, and say where it stands now; None for one that an editor has to write."""
    for one in suggested:
        yield one, write(config.root, one, site.entities)


def report(config: Config, site: Site) -> tuple[Section, ...]:
    """The report on the registry."""
    unlinked = [str(one).partition("\n")[0] for one in suggest(site)[:FREQUENT_NAMES] if one.count > 1]
    return tuple(registry_report(site, unlinked=unlinked, before=read_entity_links(config)))
