"""What tests/test_incremental.py proves of a few articles, of an archive that reaches the limits of its pages."""

from __future__ import annotations

import os
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import pytest

from builder.cache import Cache
from builder.config import Config, load_config
from builder.model import Page
from builder.pages import bar_chart, disambiguation, excerpts, home, index_of, plan, related, timeline
from builder.pages.annotations import TAGS, TAGS_SHOWN
from builder.pages.index import Index
from builder.pipeline import ADDRESS_LIST, BuildRequest, build
from builder.pipeline.article_store import TEXTS_IN_MEMORY
from builder.pipeline.load_site import load_archive
from builder.pipeline.shards import SHARDS
from builder.problems import Problem
from builder.workers import Workers
from tests.edits import LARGE
from tests.large_archive import write_large_archive
from tests.test_pipeline import ROOT, files_in

FIXED = 2
"""Sequences of edits that are always the same."""
CHAINS, SEQUENCES = 20, 10
"""Of a deep run: chains, each of an archive of its own, and the sequences of edits in each."""
LONGEST = 4
"""Edits of a sequence; the site is built and compared after each."""
SEED = os.environ.get("SEED", "0")


def settings_of(root: Path) -> Config:
    """Without the search index, which is for tests/test_search.py and would take most of the time."""
    return replace(load_config(root / "site.yaml"), search="none")


def build_site(root: Path, published: Path | None = None) -> tuple[dict[str, bytes] | None, list[Problem]]:
    """The files of the site, None when it is not published for its problems."""
    report = build(BuildRequest(settings_of(root), root / "site", jobs=1, published=published))
    return files_in(root / "site") if report.published else None, list(report.problems)


def build_clean(root: Path) -> tuple[dict[str, bytes] | None, list[Problem]]:
    """The same from the content and the list of published addresses alone, in a folder beside it."""
    clean = root.with_name("clean")
    shutil.rmtree(clean, ignore_errors=True)
    shutil.copytree(root, clean, ignore=shutil.ignore_patterns("site", ".cache"))
    return build_site(clean, root / "site" / ADDRESS_LIST)


def differences(one: dict[str, bytes] | None, other: dict[str, bytes] | None) -> list[str]:
    """The files that only one of two sites has, or that differ."""
    if one is None or other is None:
        return [] if one is other else ["only one of the two is published"]
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "archive"
    write_large_archive(root)
    shutil.copytree(ROOT / "themes", root / "themes")
    return root


def restore(root: Path, content: Path) -> None:
    """The archive as it was written, with the cache and the site of its last build."""
    for name in ("content", "themes"):
        shutil.rmtree(root / name)
    shutil.rmtree(root.with_name("branches"), ignore_errors=True)
    shutil.copytree(content, root, dirs_exist_ok=True)


def run_chain(root: Path, seed: str, sequences: int) -> Counter[str]:
    """Sequences of edits, each begun from the archive as it was written; how often each edit was published."""
    choice = random.Random(seed)
    written = root.with_name("written")
    shutil.copytree(root, written)
    first, problems = build_site(root)
    assert first
    published: Counter[str] = Counter()
    for number in range(sequences):
        done: list[str] = []
        for edit in choice.choices(LARGE, k=choice.randint(1, LONGEST)):
            edit(root, choice)
            done.append(edit.__name__)
            site, found = build_site(root)
            clean, expected = build_clean(root)
            assert differences(site, clean) == [], (seed, number, done)
            assert found == expected, (seed, number, done)
            published[edit.__name__] += site is not None
        restore(root, written)
        (root / "site" / ADDRESS_LIST).unlink()  # or it would still promise the addresses of the sequence
        again, found = build_site(root)
        assert differences(again, first) == [], (seed, number, done)
        assert found == problems, (seed, number, done)
    return published


def test_a_few_sequences_of_edits_give_what_clean_builds_give(root: Path) -> None:
    assert run_chain(root, "fixed", FIXED).total()


@pytest.mark.deep
@pytest.mark.parametrize("number", range(CHAINS))
def test_two_hundred_sequences_of_edits_give_what_clean_builds_give(root: Path, number: int) -> None:
    assert run_chain(root, f"{SEED} {number}", SEQUENCES).total() > SEQUENCES


def limits(site: Index, pages: dict[str, Page], config: Config) -> Iterator[tuple[str, int, int]]:
    """What is limited, the most of it in the archive, and the limit."""
    months = {day.year * 12 + day.month for one in site.newest if (day := one.day)}
    years = Counter(one.year for item in timeline.timeline_data(site).entities.values() for one in item)
    years.update(str(one.day.year) for one in site.newest if one.day)
    yield "articles", len(site.newest), related.LARGE_ARCHIVE
    yield "names of an article", max(map(len, site.named_in.values())), related.RAREST
    yield "articles of a name", max(map(len, site.by_entity.values())), 2 * related.WINDOW + 1
    yield "years", (max(months) - min(months)) // 12, home.MONTHLY_CHART_YEARS
    yield "entities on the front page", len(site.by_entity), home.TOP_ENTITIES
    yield "annotations on the front page", len(site.annotations), home.RECENT_NOTES
    yield "bars of a chart", len(site.by_month), bar_chart.MINIMUM
    yield "entries of the timeline", years.total(), timeline.PAGE_LIMIT
    yield "entries of a year", max(years.values()), timeline.PAGE_LIMIT
    yield "tags", sum(address.startswith(TAGS) for address in pages), TAGS_SHOWN
    yield (
        "articles of a shared name",
        max(len(one.articles) for one in site.ambiguous_names.values()),
        disambiguation.UNLINKED,
    )
    sentences = max(use.count for uses in site.by_entity.values() for use in uses)
    yield "sentences of an article with a name", sentences, excerpts.SENTENCES
    yield "texts in memory", len(site.newest), TEXTS_IN_MEMORY
    yield "entries of the feed", sum(one.day is not None for one in site.newest), config.feed_length
    for name, lists in (("topic", site.by_topic), ("entity", site.by_entity), ("month", site.by_month)):
        yield f"articles of a {name}", max(map(len, lists.values())), 2 * config.per_page - 1
    yield "annotations", len(site.annotations), 2 * config.per_page - 1


def test_the_archive_is_larger_than_each_limit(root: Path) -> None:
    """But two, which no test of minutes reaches: of the search page, 1,000 articles; of the site map, 50,000 pages."""
    config = settings_of(root)
    with Cache(None) as cache:
        site, _ = load_archive(config, Workers(cache, 1), drafts=False)
        pages = {page.address: page for page in plan(site, config)}
        index = index_of(site, config)
        found = list(limits(index, pages, config))
    assert [name for name, most, limit in found if most <= limit] == []
    assert {crc32(one.slug.encode()) % SHARDS for one in index.newest} == set(range(SHARDS))
    # The list of a topic, an entity, a month and of annotations have a second page.
    second = ("/topics/harbour/1/", "/entities/north-quay/1/", "/2015/11/page-1/", "/annotations/1/")
    assert set(second) <= pages.keys()
    # The year is divided in months, whose entries a few edits may bring back to one page.
    assert {"/timeline/2015/", "/timeline/2015/11/"} <= pages.keys()
