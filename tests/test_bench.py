"""The bench measures what it says: the same corpus each time, sites of it that hold the same, and whole processes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from statistics import mean

import pytest

from tests.bench import sites
from tests.bench.__main__ import ours
from tests.bench.cases import CASES, FAMILIAR
from tests.bench.corpus import MEAN_CHARACTERS, corpus
from tests.bench.measure import Run, measure
from tests.bench.table import ratio, table

ARTICLES = 20


def test_a_corpus_is_the_same_every_time_and_begins_like_a_larger_one() -> None:
    small = corpus(ARTICLES)
    assert small == corpus(ARTICLES)
    assert corpus(2 * ARTICLES).stories[:ARTICLES] == small.stories
    assert corpus(ARTICLES, seed=1) != small


def test_stories_have_the_lengths_of_news() -> None:
    lengths = [sum(map(len, story.paragraphs)) for story in corpus(3000).stories]
    assert mean(lengths) == pytest.approx(MEAN_CHARACTERS, rel=0.05)
    assert max(lengths) > 5 * MEAN_CHARACTERS


def test_the_familiar_entity_is_named_often_and_the_first_more_often() -> None:
    made = corpus(1000)
    text = "\n".join(paragraph for story in made.stories for paragraph in story.paragraphs)
    first, familiar, last = (text.count(made.entities[place].name) for place in (0, FAMILIAR, -1))
    assert first > familiar > last


def test_every_site_holds_every_article() -> None:
    made = corpus(ARTICLES)
    for write in (sites.archive, sites.hugo, sites.pelican):
        articles = {path: text for path, text in write(made) if path.startswith("content/articles/")}
        assert len(articles) == ARTICLES
        for story in made.stories:
            assert "\n\n".join(story.paragraphs) in articles[f"content/articles/{story.day.year}/{story.slug}.md"]


def test_only_what_an_edit_changes_is_written_again(tmp_path: Path) -> None:
    now = corpus(ARTICLES)
    for write in (sites.archive, sites.hugo, sites.pelican):
        sites.lay(write(now), tmp_path / write.__name__)
    for name in ("one word of an article", "one annotation", "one new article", "an entity's description"):
        before, now = now, CASES[name](now, 3)
        assert now != before, name
        for write in (sites.archive, sites.hugo, sites.pelican):
            assert sites.lay(write(now), tmp_path / write.__name__) == 1, (name, write.__name__)


def test_our_archive_is_built_through_all_cases_without_an_error(tmp_path: Path) -> None:
    """Each edit is in one of the builds; the bench itself makes one for each."""
    now = corpus(ARTICLES)
    builder = ours()
    built = ("cold", "nothing changed", "the first word after a cold build", "one annotation", "the theme")
    written: dict[str, int] = {}
    for name, edit in CASES.items():
        now = edit(now, 0)
        sites.lay(builder.files(now), tmp_path)
        if name not in built:
            continue
        run = measure(builder.command, tmp_path, tmp_path / builder.output, {"PYTHONPATH": str(sites.ROOT)})
        assert (run.cpu > 0, run.wall > 0, run.memory > 10) == (True, True, True), name
        written[name] = run.written
    pages = list((tmp_path / "site").glob("[0-9]*/*/*/*/index.html"))
    assert len(pages) == ARTICLES + 1
    assert written["nothing changed"] == 0
    assert 0 < written["one annotation"] < written["cold"]
    assert all("<p>Theme 1</p>" in page.read_text(encoding="utf-8") for page in pages)


def test_the_processes_that_a_command_starts_are_counted(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("old")
    (tmp_path / "gone").write_text("gone")
    work = (
        "import os, time\n"
        "block = b'x' * 80_000_000\n"
        "end = time.process_time() + 0.3\n"
        "while time.process_time() < end: pass\n"
        "time.sleep(0.5)\n"
    )
    command = (
        "import os, subprocess, sys\n"
        f"children = [subprocess.Popen([sys.executable, '-c', {work!r}]) for _ in range(2)]\n"
        "[child.wait() for child in children]\n"
        "open('new', 'w').close()\n"
        "os.remove('gone')\n"
    )
    run = measure([sys.executable, "-c", command], tmp_path, tmp_path, {})
    assert run.cpu > 0.6
    assert run.memory > 160
    assert run.written == 2


def test_a_command_that_fails_is_not_taken_for_a_fast_one(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        measure([sys.executable, "-c", "raise SystemExit(3)"], tmp_path, tmp_path, {})


def test_ratios_are_taken_pair_by_pair() -> None:
    fast, slow = Run(1, 1, 10, 1), Run(4, 4, 40, 4)
    assert ratio([fast, slow, fast], [slow, slow, fast], lambda run: run.cpu) == "1.00 (0.25-1.00)"
    text = table({"cold": {"ours": [fast], "hugo": [slow], "pelican": [slow]}}, 1000)
    assert text.splitlines()[-1] == "| cold | 0.25 | 0.25 | 0.25 | 1 (4) | 1.00 | 1.00 |"


def test_the_readme_quotes_the_figures_as_they_were_measured() -> None:
    readme = (sites.ROOT / "README.md").read_text(encoding="utf-8")
    for name in ("figures", "growth"):
        quoted = re.search(rf"<!-- {name} -->\n(.*?)\n<!-- /{name} -->", readme, re.DOTALL)
        assert quoted is not None
        assert quoted[1] == (sites.ROOT / "tests" / "bench" / f"{name}.md").read_text(encoding="utf-8").strip()
