"""Entity report: names for the entity registry, and the report of `check --report`."""

from collections.abc import Callable, Sequence
from pathlib import Path

from builder.cache import Cache
from builder.check.registry_report import Section, registry_report
from builder.config import Config
from builder.model import Site
from builder.pipeline.day import build_day
from builder.pipeline.history import read_entity_links
from builder.pipeline.load_site import load_archive
from builder.pipeline.register import suggestions_from
from builder.suggest import Suggestion, suggest
from builder.suggest.quoted import has_capitals
from builder.workers import Workers

FREQUENT_NAMES = 20
"""Number of frequent names in the report."""


def registry_of(config: Config, *, jobs: int = 0, warn: Callable[[str], None] = lambda _: None) -> Site:
    """The archive with drafts."""
    with Cache(config.root / ".cache", warn=warn) as cache:
        return load_archive(config, Workers(cache, jobs), drafts=True, day=build_day())[0]


def suggestions(
    config: Config,
    *,
    names: Sequence[str] = (),
    register: Path | None = None,
    jobs: int = 0,
    warn: Callable[[str], None] = lambda _: None,
) -> tuple[Site, tuple[Suggestion, ...]]:
    """The archive with drafts, and suggestions for its entity registry; only those for `names`, if given.

    With a register, its entries that articles mention; otherwise the names found in the articles.
    """
    site = registry_of(config, jobs=jobs, warn=warn)
    wanted = {name.casefold() for name in names}
    found = suggestions_from(site, config.root, register) if register else suggest(site)
    return site, tuple(one for one in found if not wanted or one.name.casefold() in wanted)


def caseless_note(site: Site) -> str:
    """What is to be said about articles in scripts without capitals; empty if there are none."""
    without = [one for one in site.articles if not has_capitals(site.texts[one.slug].text)]
    if not without:
        return ""
    languages = ", ".join(sorted({one.language for one in without}))
    return (
        f"{len(without):,} of {len(site.articles):,} articles ({languages}) are in a script without capitals, by which "
        "names are found: of these, only titles in quotation marks are listed. Name a register of persons, "
        "organisations or places with --register FILE."
    )


def report(config: Config, site: Site) -> tuple[Section, ...]:
    """The sections of the report on the name registry."""
    unlinked = [str(one).partition("\n")[0] for one in suggest(site)[:FREQUENT_NAMES] if one.count > 1]
    return tuple(registry_report(site, unlinked=unlinked, before=read_entity_links(config)))
