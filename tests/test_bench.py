"""The bench measures what it says: the same corpus each time, sites of it that hold the same, and whole processes."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from statistics import mean

import pytest

from tests.bench import equal, sites
from tests.bench.__main__ import ours
from tests.bench.cases import CASES, FAMILIAR
from tests.bench.corpus import MEAN_CHARACTERS, Entity, Note, Story, corpus
from tests.bench.linked import Names
from tests.bench.measure import Run, measure
from tests.bench.table import AGAIN, PLAIN, plain_table, ratio, table
from tests.doc_pages import BENCHMARKS, section_text

ARTICLES = 20
SITES = (sites.archive, equal.hugo, sites.hugo_plain, sites.pelican)


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
    for write in SITES:
        articles = {Path(path).stem: text for path, text in write(made) if path.startswith("content/articles/")}
        articles.pop("_index", None)
        assert len(articles) == ARTICLES
        for story in made.stories:
            written = re.sub(r"<[^>]+>|\n\{#p-\w+\}", "", articles[story.slug])
            assert "\n\n".join(story.paragraphs) in written


def test_hugo_is_given_the_links_that_our_linker_finds(tmp_path: Path) -> None:
    """Not quite all: the linker has more rules, and they are not written twice."""
    made = corpus(5 * ARTICLES)
    builder = ours()
    sites.lay(builder.files(made), tmp_path)
    measure(builder.command, tmp_path, tmp_path / builder.output, {"PYTHONPATH": str(sites.ROOT)})
    pages = {path.parent.name: path for path in (tmp_path / "site").glob("[0-9]*/*/*/*/index.html")}
    names, mention = Names(made.entities), re.compile(r' id="(m-[^"]+)"')
    found = {slug: set(mention.findall(path.read_text(encoding="utf-8"))) for slug, path in pages.items()}
    given = {story.slug: set(mention.findall(names.linked(story).text)) for story in made.stories}
    ours_, theirs = ({(slug, one) for slug, ids in where.items() for one in ids} for where in (found, given))
    assert len(ours_) > 3 * len(made.stories)
    assert len(ours_ & theirs) > 0.97 * max(len(ours_), len(theirs))


def test_a_name_that_may_mean_several_is_no_link_and_a_note_never_cuts_one_in_two() -> None:
    people = [
        Entity(f"{name.lower()}-doe", f"{name} Doe", "person", "", (f"{name[0]}. Doe",), "Doe")
        for name in ["Ann", "Bob"]
    ]
    text = "Ann Doe met B. Doe and Doe, and said so to reporters."
    note = Note("On it", "Doe met B. Doe and", "It is so.")
    whole = Note("On that", "so to reporters", "It is so.")
    story = Story("s", "T", dt.date(2006, 1, 1), (), (text,), (note, whole))
    linked, mentions = Names(people).linked(story)
    assert mentions == {"ann-doe": 1, "bob-doe": 1}
    assert "and Doe, and" in linked
    assert linked.count("<mark") == 1
    assert '<mark class="note-words is-context n2" id="ref-on-that">so to reporters</mark>' in linked
    assert Names(people[:1]).linked(replace(story, paragraphs=("Doe. Ann Doe. Doe.",))).mentions == {"ann-doe": 3}


def test_the_layouts_for_hugo_call_each_of_their_parts_and_make_every_file_asked_for() -> None:
    files = dict(equal.hugo(corpus(ARTICLES)))
    layouts = {path: text for path, text in files.items() if path.startswith("layouts/")}
    called = {name for text in layouts.values() for name in re.findall(r'partial(?:Cached)? "([^"]+)"', text)}
    assert called == {path.rpartition("_partials/")[2] for path in layouts if "_partials/" in path}
    settings = tomllib.loads(files["hugo.toml"])
    assert (settings["baseURL"], settings["title"]) == (f"{sites.ADDRESS}/", sites.TITLE)
    assert settings["pagination"]["pagerSize"] == sites.PER_PAGE
    asked = {
        one
        for path, text in files.items()
        if path.endswith(".md")
        for one in json.loads(text.split("\n")[0]).get("outputs", ())
    }
    assert asked == {"html", *settings["outputFormats"]}
    for name in asked - {"html"}:
        assert any(f".{name}." in Path(path).name for path in layouts), name


def test_only_what_an_edit_changes_is_written_again(tmp_path: Path) -> None:
    now = corpus(ARTICLES)
    for write in SITES:
        sites.lay(write(now), tmp_path / write.__name__)
    for name in ("one word of an article", "one annotation", "one new article", "an entity's description"):
        before, now = now, CASES[name](now, 3)
        assert now != before, name
        for write in SITES:
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


def test_a_build_of_theirs_that_changes_nothing_stands_beside_every_change() -> None:
    fast, slow = Run(1, 1, 10, 1), Run(4, 4, 40, 4)
    runs = {
        "cold": {"ours": [fast], "hugo": [slow], PLAIN: [fast], "pelican": [slow]},
        AGAIN: {"ours": [fast], "hugo": [fast], PLAIN: [slow], "pelican": [fast]},
        "one word of an article": {"ours": [slow]},
    }
    assert table(runs, 1000).splitlines()[2:] == [
        "| cold | 0.25 | 0.25 | 0.25 | 1 (4) |",
        "| nothing changed | 1.00 | 1.00 | 1.00 | 1 (1) |",
        "| one word of an article | 4.00 | 4.00 | 4.00 | 4 (1) |",
    ]
    assert plain_table(runs).splitlines()[2:] == [
        "| cold | 1.00 | 1.00 | 1.00 | 1 (1) | 4.00 | 4.00 | 4.00 |",
        "| nothing changed | 0.25 | 0.25 | 0.25 | 1 (4) | 0.25 | 0.25 | 0.25 |",
        "| one word of an article | 1.00 | 1.00 | 1.00 | 4 (4) | 0.25 | 0.25 | 0.25 |",
    ]


def test_the_documentation_quotes_the_figures_as_they_were_measured() -> None:
    page = BENCHMARKS.read_text(encoding="utf-8")
    for heading, name in (("Figures", "figures"), ("Growth", "growth")):
        measured = (sites.ROOT / "tests" / "bench" / f"{name}.md").read_text(encoding="utf-8").strip()
        assert section_text(page, heading) == measured
