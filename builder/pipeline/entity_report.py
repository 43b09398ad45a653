"""Entity report: names for the entity registry, and the report of `check --report`."""

from collections.abc import Callable, Sequence

from builder.cache import Cache
from builder.check.registry_report import Section, registry_report
from builder.config import Config
from builder.model import Site
from builder.pipeline.day import build_day
from builder.pipeline.history import read_entity_links
from builder.pipeline.load_site import load_archive
from builder.suggest import Suggestion, suggest
from builder.workers import Workers

FREQUENT_NAMES = 20
"""Number of frequent names in the report."""


def suggestions(
    config: Config, *, names: Sequence[str] = (), jobs: int = 0, warn: Callable[[str], None] = lambda _: None
) -> tuple[Site, tuple[Suggestion, ...]]:
    """The archive with drafts, and suggestions for its entity registry; only those for `names`, if given."""
    with Cache(config.root / ".cache", warn=warn) as cache:
        site, _ = load_archive(config, Workers(cache, jobs), drafts=True, day=build_day())
    wanted = {name.casefold() for name in names}
    return site, tuple(one for one in suggest(site) if not wanted or one.name.casefold() in wanted)


def report(config: Config, site: Site) -> tuple[Section, ...]:
    """The sections of the report on the name registry."""
    unlinked = [str(one).partition("\n")[0] for one in suggest(site)[:FREQUENT_NAMES] if one.count > 1]
    return tuple(registry_report(site, unlinked=unlinked, before=read_entity_links(config)))
